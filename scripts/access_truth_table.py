#!/usr/bin/env python3
"""
Write docs/access-truth-table.md: who may read whose record, over all combinations of what the decision looks at.

The answers are those of the code; equal rows are folded into one, so that a person can read the whole.

    python scripts/access_truth_table.py            write the table
    python scripts/access_truth_table.py --check    say whether the table is up to date
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from uuid import UUID

from kartoteka.domain.access.rules import decide
from kartoteka.domain.access.types import (
    USUAL_PARTS,
    Action,
    BasisKind,
    Decision,
    GivenAs,
    Grant,
    GrantSource,
    Item,
    Patient,
    RecordPart,
    Representation,
    Sensitivity,
    Viewer,
)

TABLE = Path(__file__).resolve().parent.parent / "docs" / "access-truth-table.md"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
VIEWER, PATIENT = "viewer", "patient"
ANY = "any"

BIRTH_DATES = {
    "under 15": date(2018, 5, 19),
    "15 to 17": date(2010, 5, 19),
    "18 and older": date(1986, 3, 12),
    "unknown": None,
}
BASES = {
    "parent": BasisKind.BIRTH_RECORD,
    "guardianship": BasisKind.GUARDIANSHIP,
    "court": BasisKind.COURT,
    "power of attorney": BasisKind.POWER_OF_ATTORNEY,
}
GRANTS = {
    "patient's": (GrantSource.CONFIRMATION, GivenAs.SELF, 12),
    "parent's": (GrantSource.CONFIRMATION, GivenAs.REPRESENTATIVE, 12),
    "code": (GrantSource.CODE, GivenAs.REPRESENTATIVE, 12),
    "expired": (GrantSource.CONFIRMATION, GivenAs.SELF, -1),
}
# What the decision looks at, in the order of the columns.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "viewer": ("other", "self", "self, not confirmed"),
    "basis": ("none", *BASES),
    "grant": ("none", *GRANTS),
    "patient's age": tuple(BIRTH_DATES),
    "denial": ("no", "yes"),
    "dispute": ("no", "yes"),
    "death": ("no", "yes"),
    # The viewer's telephone or mailbox is a representative's too (R41).
    "shared contact": ("no", "yes"),
    "document": tuple(kind.value for kind in Sensitivity),
}
# In which order equal rows are folded: first by what seldom matters.
FOLDING = ("shared contact", "document", "denial", "dispute", "death", "patient's age", "grant", "basis", "viewer")
HEADER = """# Who may read whose record

Made by `scripts/access_truth_table.py` from `kartoteka.domain.access.rules`; not to be edited. A test holds it against
the code, combination by combination. *{any}* is every value of the column.

The ages, the zone and the term are the defaults of a region. The viewer's account is open and, but for the rows that
say so, his identity is confirmed; the patient stands in his card index since before the grant. The grant opens the part
that is read, and nothing sensitive; documents are signed and not annulled. Nobody has a basis or a grant to himself.

{count} combinations in {rows} rows.
"""

Combination = tuple[str, ...]
Row = tuple[frozenset[str], ...]


def combinations() -> Iterator[Combination]:
    """Every combination that can be."""
    for one in product(*COLUMNS.values()):
        said = dict(zip(COLUMNS, one, strict=True))
        if said["viewer"] == "other" or (said["basis"] == "none" and said["grant"] == "none"):
            yield one


def decision_of(combination: Combination) -> Decision:
    """What the code decides."""
    said = dict(zip(COLUMNS, combination, strict=True))
    viewer = Viewer(
        UUID(int=1),
        PATIENT if said["viewer"].startswith("self") else VIEWER,
        identity_confirmed=said["viewer"] != "self, not confirmed",
    )
    patient = Patient(
        PATIENT,
        BIRTH_DATES[said["patient's age"]],
        "Asia/Yekaterinburg",
        deceased_on=date(2026, 1, 1) if said["death"] == "yes" else None,
        is_disputed=said["dispute"] == "yes",
        shares_contact=said["shared contact"] == "yes",
        is_forbidden=said["denial"] == "yes",
        listed_since=NOW - timedelta(days=900),
        representations=_representations(said["basis"]),
        grants=_grants(said["grant"]),
    )
    item = Item(RecordPart.HISTORY, Sensitivity(said["document"]))
    return decide(viewer, patient, item, Action.READ, NOW)


def answer_of(combination: Combination) -> str:
    """The decision in words."""
    decision = decision_of(combination)
    return f"**reads**, {decision.ground}" if decision.is_allowed else f"no: {decision.refusal}"


def render() -> str:
    """The whole file."""
    answers = {one: answer_of(one) for one in combinations()}
    rows = _folded(answers)
    lines = [HEADER.format(any=ANY, count=len(answers), rows=len(rows))]
    lines.append("| " + " | ".join((*COLUMNS, "answer")) + " |")
    lines.append("|---" * (len(COLUMNS) + 1) + "|")
    lines += [f"| {' | '.join(_cells(row))} | {answer} |" for row, answer in rows]
    return "\n".join(lines) + "\n"


def _representations(basis: str) -> tuple[Representation, ...]:
    if basis == "none":
        return ()
    return (Representation(UUID(int=2), BASES[basis], date(2020, 1, 1), date(2040, 1, 1)),)


def _grants(grant: str) -> tuple[Grant, ...]:
    if grant == "none":
        return ()
    source, given_as, months = GRANTS[grant]
    start = NOW - timedelta(days=60)
    return (Grant(UUID(int=3), source, given_as, USUAL_PARTS, start, NOW + timedelta(days=30 * months)),)


def _folded(answers: Mapping[Combination, str]) -> list[tuple[Row, str]]:
    rows: dict[Row, str] = {tuple(frozenset({value}) for value in one): answer for one, answer in answers.items()}
    before = 0
    while len(rows) != before:
        before = len(rows)
        for column in FOLDING:
            rows = _folded_by(list(COLUMNS).index(column), rows)
    return sorted(rows.items(), key=lambda row: _place_of_row(row[0]))


def _folded_by(place: int, rows: Mapping[Row, str]) -> dict[Row, str]:
    alike: dict[tuple[Row, str], set[str]] = defaultdict(set)
    for row, answer in rows.items():
        alike[(*row[:place], frozenset(), *row[place + 1 :]), answer] |= row[place]
    return {(*row[:place], frozenset(cell), *row[place + 1 :]): answer for (row, answer), cell in alike.items()}


def _place_of_row(row: Row) -> list[list[int]]:
    return [sorted(COLUMNS[column].index(value) for value in cell) for column, cell in zip(COLUMNS, row, strict=True)]


def _cells(row: Row) -> list[str]:
    return [
        ANY if len(cell) == len(COLUMNS[column]) else " / ".join(value for value in COLUMNS[column] if value in cell)
        for column, cell in zip(COLUMNS, row, strict=True)
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description="Write the truth table of access.")
    parser.add_argument("--check", action="store_true", help="write nothing")
    if not parser.parse_args().check:
        TABLE.write_text(render(), encoding="utf-8")
        return 0
    return int(TABLE.read_text(encoding="utf-8") != render())


if __name__ == "__main__":
    sys.exit(main())
