"""docs/demo.md says what the demo region is: its tables are generated, and what they promise comes true."""

import re
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

from kartoteka.adapters.mis_embedded.insured_registry import EmbeddedInsuredRegistry
from kartoteka.devtools.cast import PASSWORD, SIGN_INS
from kartoteka.devtools.free_people import FREE_PEOPLE
from kartoteka.devtools.guide import PARTS, with_fresh_parts
from kartoteka.devtools.hard_cases import HARD_CASES
from kartoteka.devtools.load import load_demo_region
from kartoteka.devtools.management.commands import write_demo_guide
from kartoteka.devtools.start_page import demo_sign_ins
from kartoteka.domain.card_index.models import CardRow
from kartoteka.domain.card_index.types import PersonDetails
from kartoteka.shared.identifiers import OmsPolicy, PolicyKind, Snils
from kartoteka.shared.names import PersonName
from kartoteka.shared.sex import Sex
from kartoteka.ui import presenters

GUIDE = Path(__file__).parents[3] / "docs" / "demo.md"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NOTHING = "—"


class TestTheGuide:
    def test_contains_exactly_the_generated_tables(self) -> None:
        guide = GUIDE.read_text(encoding="utf-8")

        assert with_fresh_parts(guide) == guide, "run: kartoteka write_demo_guide"
        assert re.findall(r"<!-- generated: ([a-z-]+) -->", guide) == list(PARTS)

    def test_walks_through_the_chapters_of_the_manual_that_exist(self) -> None:
        guide = GUIDE.read_text(encoding="utf-8")

        chapters = re.findall(r"^### (\d\.\d(?:\.\d)?) ", guide, re.MULTILINE)

        assert chapters == ["3.3", "3.4.1", "3.5.1", "4.1", "4.2", "4.3", "4.4", "4.5", "4.6", "4.7", "4.8"]

    def test_is_written_anew_by_a_command(self, tmp_path: Path) -> None:
        docs = tmp_path / "docs"
        docs.mkdir()
        guide = docs / "demo.md"
        guide.write_text("Начало\n<!-- generated: free-people -->\nстарое\n<!-- end -->\nконец\n", encoding="utf-8")

        with override_settings(PROJECT_DIR=tmp_path):
            call_command(write_demo_guide.Command(), stdout=StringIO())

        written = guide.read_text(encoding="utf-8")
        assert "старое" not in written
        assert all(person.name.family in written for person in FREE_PEOPLE)
        assert written.startswith("Начало\n")
        assert written.endswith("<!-- end -->\nконец\n")

    def test_wants_no_part_that_nobody_makes(self) -> None:
        with pytest.raises(KeyError):
            with_fresh_parts("<!-- generated: horoscope -->\n<!-- end -->")

    def test_lists_every_hard_case(self) -> None:
        guide = GUIDE.read_text(encoding="utf-8")

        assert all(f"### {case.title}\n\n{case.what_happens}" in guide for case in HARD_CASES)

    @pytest.mark.django_db
    def test_promises_free_people_whom_the_registry_finds_by_what_the_table_says(self) -> None:
        load_demo_region(now=NOW, crowd_size=0)
        typed = [details_in(row) for row in rows_of("free-people")]

        found = [EmbeddedInsuredRegistry().find(details, now=NOW) for details in typed]

        assert len(found) >= 8
        assert [person.name if person else None for person in found] == [details.name for details in typed]
        assert not CardRow.objects.filter(person_id__in=[person.person_id for person in found if person]).exists()


@pytest.mark.django_db
class TestTheStartPage:
    def test_shows_who_can_sign_in_once_the_demo_region_is_loaded(self) -> None:
        load_demo_region(now=NOW, crowd_size=0)

        block = demo_sign_ins()

        assert all(f">{sign_in.email}</th>" in block and sign_in.who in block for sign_in in SIGN_INS)
        assert f"<code>{PASSWORD}</code>" in block
        assert "выдуманы" in block

    def test_shows_a_table_that_a_screen_reader_can_read(self) -> None:
        load_demo_region(now=NOW, crowd_size=0)

        block = demo_sign_ins()

        assert block.count('<th scope="col">') == 2
        assert block.count('<th scope="row">') == len(SIGN_INS)
        assert '<h2 id="demo-sign-ins">' in block
        assert '<table class="table" aria-labelledby="demo-sign-ins">' in block

    def test_has_no_styles_or_scripts_of_its_own(self) -> None:
        load_demo_region(now=NOW, crowd_size=0)

        block = demo_sign_ins()

        assert not re.search(r"<style|<script|style=|\son\w+=", block)

    def test_promises_nothing_where_the_demo_region_is_not_loaded(self) -> None:
        block = demo_sign_ins()

        assert block == ""


def rows_of(part: str) -> list[list[str]]:
    """The cells of a generated table of the guide, as a reader sees them."""
    guide = GUIDE.read_text(encoding="utf-8")
    table = guide.partition(f"<!-- generated: {part} -->")[2].partition("<!-- end -->")[0]
    lines = [line for line in table.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def details_in(row: list[str]) -> PersonDetails:
    """What a reader types who follows a row of the guide."""
    family, given, patronymic, born, sex, snils, kind, series, number = (
        "" if cell == NOTHING else cell for cell in row
    )
    kinds = {label: PolicyKind(value) for value, label in presenters.POLICY_KIND_CHOICES}
    return PersonDetails(
        PersonName(family, given, patronymic),
        datetime.strptime(born, "%d.%m.%Y").replace(tzinfo=UTC).date(),
        {presenters.sex_word(one): one for one in Sex}[sex],
        Snils.parse(snils) if snils else None,
        OmsPolicy.parse(kinds[kind], number, series=series) if number else None,
    )
