"""The administrator's pages read the rows of the domain, and leave the writing to its services (ADR 0014)."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "kartoteka" / "administration"
WRITES = {"save", "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create", "update_or_create"}
# Not of rows: a dictionary, a session.
_HARMLESS = {"address", "context"}


def writes(path: Path) -> list[str]:
    return [
        f"{path.name}:{node.lineno}: {node.func.attr}"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id in _HARMLESS)
    ]


class TestTheAdministration:
    def test_writes_nothing_itself(self) -> None:
        modules = [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts]

        assert modules
        assert [one for path in modules for one in writes(path)] == []

    @pytest.mark.parametrize("line", ["row.save()", "Account.objects.filter(pk=1).update(role='user')"])
    def test_would_be_found_out(self, tmp_path: Path, line: str) -> None:
        (tmp_path / "bad.py").write_text(line)

        assert len(writes(tmp_path / "bad.py")) == 1
