"""What every typesetter of examination reports promises (law 6)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings

from cast import DMITRY
from factories.papers import ADDRESSING, a_paper
from fakes.typesetter import FakeTypesetter
from kartoteka.adapters.pdf.typesetter import PressTypesetter
from kartoteka.domain.health_record.papers import ReportTypesetter, TooBusy
from kartoteka.shared.errors import Unavailable

pytestmark = [pytest.mark.manual("F-12"), pytest.mark.rule("R62")]


@pytest.fixture(params=["fake", "press"])
def typesetter(request: pytest.FixtureRequest) -> Iterator[ReportTypesetter]:
    if request.param == "fake":
        yield FakeTypesetter()
    else:
        press = PressTypesetter(settings.KARTOTEKA_PAPER_FONTS, places=1)
        yield press
        press.close()


class TestReportTypesetter:
    def test_makes_the_same_file_of_the_same_paper(self, typesetter: ReportTypesetter) -> None:
        paper = a_paper()

        assert typesetter.typeset(paper) == typesetter.typeset(replace(paper))

    def test_makes_another_file_of_whatever_is_different(self, typesetter: ReportTypesetter) -> None:
        paper = a_paper()
        others = [
            replace(paper, code="7F3Q-92KD-M4XW-0TNF"),
            replace(paper, issued_at=paper.issued_at + timedelta(minutes=1)),
            replace(paper, addressing=replace(ADDRESSING, addressee=DMITRY.name)),
            replace(paper, report=replace(paper.report, version=2)),
        ]

        files = {typesetter.typeset(each) for each in (paper, *others)}

        assert len(files) == 5
        assert all(file.startswith(b"%PDF") for file in files)

    def test_keeps_its_edition(self, typesetter: ReportTypesetter) -> None:
        before = typesetter.edition
        typesetter.typeset(a_paper())

        assert typesetter.edition == before != ""

    def test_expects_more_of_a_longer_report(self, typesetter: ReportTypesetter) -> None:
        short = a_paper().report
        longer = replace(short, complaints=short.complaints * 1000)

        assert 0 < typesetter.expected_size(short) < typesetter.expected_size(longer)

    def test_has_no_place_for_one_too_many(self, typesetter: ReportTypesetter) -> None:
        with typesetter.place():
            fill(typesetter)
            with pytest.raises(TooBusy) as refused, typesetter.place():
                pass

        assert isinstance(refused.value, Unavailable)


def fill(typesetter: ReportTypesetter) -> None:
    """The press has one place, which is taken; the fake is told so."""
    if isinstance(typesetter, FakeTypesetter):
        typesetter.is_busy = True
