"""What import-linter can not say, because it sees another package as a whole: which part of Django a floor may use."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "kartoteka"
WEB_PARTS_OF_DJANGO = (
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.forms",
    "django.http",
    "django.shortcuts",
    "django.template",
    "django.urls",
    "django.views",
)


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def offenders(folder: Path, forbidden: tuple[str, ...]) -> list[str]:
    return [
        f"{path.relative_to(SOURCE)}: {name}"
        for path in sorted(folder.rglob("*.py"))
        for name in imported(path)
        if any(name == part or name.startswith(f"{part}.") for part in forbidden)
    ]


class TestTheDomain:
    def test_knows_no_http(self) -> None:
        assert offenders(SOURCE / "domain", WEB_PARTS_OF_DJANGO) == []

    def test_reads_no_clock(self) -> None:
        assert offenders(SOURCE / "domain", ("django.utils.timezone", "time")) == []


class TestThePages:
    @pytest.mark.parametrize("floor", ["web", "mobile", "desk", "ui"])
    def test_hold_no_orm(self, floor: str) -> None:
        assert offenders(SOURCE / floor, ("django.db",)) == []


class TestTheRule:
    def test_would_notice_an_offender(self, tmp_path: Path) -> None:
        (tmp_path / "bad.py").write_text("from django.http import HttpRequest\nimport django.views.generic\n")

        found = list(imported(tmp_path / "bad.py"))

        assert found == ["django.http.HttpRequest", "django.views.generic"]
