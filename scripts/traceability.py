#!/usr/bin/env python3
"""
Write docs/traceability.md: which test proves which row of the manual and which rule.

Rows come from docs/requirements.json, proofs from the marks `manual` and `rule` of the tests. The tests are
read and not run, so the answer does not depend on what was selected.

    python scripts/traceability.py            write the table
    python scripts/traceability.py --check    say whether the table is up to date
"""

import argparse
import ast
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
ROWS = PROJECT / "docs" / "requirements.json"
TESTS = PROJECT / "tests"
TABLE = PROJECT / "docs" / "traceability.md"

# Decisions (D) are marked as rules: both are ours, where the manual's rows are the customer's.
KIND_BY_LETTER = {"F": "manual", "A": "manual", "P": "manual", "C": "manual", "E": "manual", "O": "manual",
                  "D": "rule", "R": "rule"}  # fmt: skip
HEADER = """# What proves what

Made by `scripts/traceability.py` from `docs/requirements.json` and the marks of the tests; not to be edited.
A row is *finished* when the Portal does all of it, but for what its remark leaves to a later chapter.
"""


class BadMark(Exception):  # noqa: N818 - reads as "raise BadMark"
    """A mark that this script can't read, or that names no row."""


@dataclass(frozen=True, slots=True)
class Row:
    id: str
    demand: str
    is_finished: bool
    remark: str

    @property
    def kind(self) -> str:
        """Name of the mark that proves the row."""
        return KIND_BY_LETTER[self.id[0]]


@dataclass(frozen=True, slots=True)
class Part:
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """One id in one mark, on one test; `place` is the line to look at."""

    kind: str
    id: str
    test: str
    place: str


def read_parts(path: Path = ROWS) -> tuple[Part, ...]:
    parts = json.loads(path.read_text(encoding="utf-8"))["parts"]
    return tuple(
        Part(
            part["title"],
            tuple(
                Row(
                    row["id"],
                    row["demand"],
                    {"finished": True, "later": False}[row["state"]],
                    row.get("remark", ""),
                )
                for row in part["rows"]
            ),
        )
        for part in parts
    )


def read_marks(tests: Path = TESTS) -> tuple[Mark, ...]:
    """
    All marks of all tests.

    :raises BadMark: a mark with something else than plain strings in it
    """
    return tuple(
        mark
        for path in sorted(tests.rglob("test_*.py"))
        for mark in _marks_of_module(path, path.relative_to(tests.parent).as_posix())
    )


def check_marks(parts: Sequence[Part], marks: Sequence[Mark]) -> list[str]:
    """What is wrong with the marks: an unknown id, or one under the other mark's name."""
    kinds = {row.id: row.kind for part in parts for row in part.rows}
    complaints = []
    for mark in marks:
        if mark.id not in kinds:
            complaints.append(f"{mark.place}: there is no row {mark.id}")
        elif kinds[mark.id] != mark.kind:
            complaints.append(f"{mark.place}: {mark.id} takes the mark `{kinds[mark.id]}`")
    return complaints


def unproved(parts: Sequence[Part], marks: Sequence[Mark]) -> list[str]:
    """Ids of finished rows that no test proves."""
    proved = {mark.id for mark in marks}
    return [row.id for part in parts for row in part.rows if row.is_finished and row.id not in proved]


def render(parts: Sequence[Part], marks: Sequence[Mark]) -> str:
    """The whole of docs/traceability.md."""
    tests: Mapping[str, set[str]] = defaultdict(set)
    for mark in marks:
        tests[mark.id].add(mark.test)
    rows = [row for part in parts for row in part.rows]
    finished = [row for row in rows if row.is_finished]
    lines = [HEADER, f"{len(rows)} rows, {len(finished)} of them finished."]
    for part in parts:
        lines += [
            "",
            f"## {part.title}",
            "",
            "| id | what it demands | state | tests that prove it |",
            "|---|---|---|---|",
        ]
        lines += [_table_line(row, sorted(tests[row.id])) for row in part.rows]
    return "\n".join(lines) + "\n"


def _table_line(row: Row, tests: Sequence[str]) -> str:
    demand = f"{row.demand} *{row.remark}*" if row.remark else row.demand
    state = "finished" if row.is_finished else "later"
    return f"| {row.id} | {demand} | {state} | {'<br>'.join(f'`{test}`' for test in tests) or '—'} |"


def _marks_of_module(path: Path, name: str) -> Iterator[Mark]:
    tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    of_all = [
        statement.value
        for statement in tree.body
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "pytestmark"
    ]
    for test, decorators in _tests_in(tree.body, name, of_all):
        yield from _marks_in(decorators, test, name)


def _tests_in(
    body: Sequence[ast.stmt], name: str, inherited: Sequence[ast.expr]
) -> Iterator[tuple[str, Sequence[ast.expr]]]:
    """Each test with the decorators that hold for it: its own, those of its class and of its module."""
    for statement in body:
        if isinstance(statement, ast.ClassDef) and statement.name.startswith("Test"):
            decorators = [*inherited, *statement.decorator_list]
            yield from _tests_in(statement.body, f"{name}::{statement.name}", decorators)
        elif isinstance(statement, ast.FunctionDef) and statement.name.startswith("test_"):
            yield f"{name}::{statement.name}", [*inherited, *statement.decorator_list]


def _marks_in(expressions: Sequence[ast.expr], test: str, module: str) -> Iterator[Mark]:
    for node in (node for expression in expressions for node in ast.walk(expression)):
        if not isinstance(node, ast.Call):
            continue
        found = re.fullmatch(r"(?:pytest\.)?mark\.(manual|rule)", ast.unparse(node.func))
        if not found:
            continue
        place = f"{module}:{node.lineno}"
        if not node.args or node.keywords:
            raise BadMark(f"{place}: a mark takes one or more ids")
        for argument in node.args:
            if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
                raise BadMark(f"{place}: a mark takes plain strings")
            yield Mark(found[1], argument.value, test, place)


def main() -> int:
    parser = argparse.ArgumentParser(description="Write docs/traceability.md from the marks of the tests.")
    parser.add_argument("--check", action="store_true", help="write nothing, fail if the table is out of date")
    check_only = parser.parse_args().check
    parts, marks = read_parts(), read_marks()
    complaints = check_marks(parts, marks)
    if complaints:
        sys.stderr.write("\n".join(complaints) + "\n")
        return 1
    text = render(parts, marks)
    if not check_only:
        TABLE.write_text(text, encoding="utf-8")
        return 0
    if not TABLE.is_file() or TABLE.read_text(encoding="utf-8") != text:
        sys.stderr.write("docs/traceability.md is out of date: run python scripts/traceability.py\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
