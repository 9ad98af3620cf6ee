from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from house.files import load_script


@pytest.fixture(scope="module")
def script() -> ModuleType:
    return load_script("traceability")


@pytest.fixture(scope="module")
def parts(script: ModuleType) -> Any:
    return script.read_parts()


@pytest.fixture(scope="module")
def marks(script: ModuleType) -> Any:
    return script.read_marks()


class TestRows:
    def test_have_each_id_once(self, parts: Any) -> None:
        ids = [row.id for part in parts for row in part.rows]

        assert len(ids) == len(set(ids)) == 139

    def test_have_a_test_each_where_they_are_finished(self, script: ModuleType, parts: Any, marks: Any) -> None:
        missing = script.unproved(parts, marks)

        assert not missing, f"finished, and no test says so: {' '.join(missing)}"


class TestMarks:
    def test_name_rows_that_exist(self, script: ModuleType, parts: Any, marks: Any) -> None:
        complaints = script.check_marks(parts, marks)

        assert not complaints, "\n".join(complaints)

    def test_are_read_from_functions_classes_modules_and_parameters(self, script: ModuleType, tmp_path: Path) -> None:
        tests = tmp_path / "tests"
        tests.mkdir()
        (tests / "test_thing.py").write_text(
            """
pytestmark = pytest.mark.rule("R1")

@pytest.mark.manual("C-01", "C-02")
class TestThing:
    @pytest.mark.parametrize("x", [pytest.param(1, marks=pytest.mark.rule("R2"))])
    def test_works(self, x): ...

    @pytest.mark.rule("R3")
    def helper(self): ...
"""
        )

        marks = script.read_marks(tests)

        assert {mark.test for mark in marks} == {"tests/test_thing.py::TestThing::test_works"}
        assert {(mark.kind, mark.id) for mark in marks} == {
            ("rule", "R1"), ("rule", "R2"), ("manual", "C-01"), ("manual", "C-02"),
        }  # fmt: skip

    @pytest.mark.parametrize("mark", ["rule()", "rule(NUMBER)", "rule(14)", 'rule(id="R14")'])
    def test_are_refused_where_they_can_not_be_read(self, script: ModuleType, tmp_path: Path, mark: str) -> None:
        (tmp_path / "test_thing.py").write_text(f"@pytest.mark.{mark}\ndef test_it(): ...\n")

        with pytest.raises(script.BadMark):
            script.read_marks(tmp_path)

    def test_are_refused_for_unknown_ids_and_for_the_wrong_name(
        self, script: ModuleType, parts: Any, tmp_path: Path
    ) -> None:
        (tmp_path / "test_thing.py").write_text(
            '@pytest.mark.rule("R999", "C-01")\n@pytest.mark.manual("R14")\ndef test_it(): ...\n'
        )

        complaints = script.check_marks(parts, script.read_marks(tmp_path))

        assert len(complaints) == 3


class TestTable:
    def test_is_up_to_date(self, script: ModuleType, parts: Any, marks: Any) -> None:
        written = script.TABLE.read_text(encoding="utf-8")

        assert written == script.render(parts, marks), "run: python scripts/traceability.py"
