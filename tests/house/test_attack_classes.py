"""docs/attack-classes.md names tests that exist."""

import ast
import re

from house.files import PROJECT

NAMED = re.compile(r"`(?P<path>tests/[\w/]+\.py)(?:::(?P<names>[\w:]+))?`")


def defined(path: str) -> set[str]:
    """Classes and tests of a module, as pytest names them."""
    found = set()
    for one in ast.parse((PROJECT / path).read_text(encoding="utf-8")).body:
        if isinstance(one, ast.ClassDef):
            found |= {one.name, *(f"{one.name}::{inner.name}" for inner in one.body if hasattr(inner, "name"))}
        elif isinstance(one, ast.FunctionDef):
            found.add(one.name)
    return found


def test_every_defence_has_a_test() -> None:
    lines = (PROJECT / "docs/attack-classes.md").read_text(encoding="utf-8").splitlines()
    kinds = [line for line in lines if line.startswith("| ") and not line.startswith("| What")]

    missing = [
        named[0]
        for line in kinds
        for named in NAMED.finditer(line)
        if not (PROJECT / named["path"]).exists() or (named["names"] and named["names"] not in defined(named["path"]))
    ]

    assert kinds
    assert missing == []
    assert all(NAMED.search(line) for line in kinds)
