"""The doctor's examination reports in an archive (F-12)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import pytest

from cast import ANNA, VERA
from factories.access import person_id
from factories.downloads import ArchiveBench, unpacked
from factories.records import SENSITIVE, a_case, a_record, a_report, a_visit
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.access.models import JournalRow
from kartoteka.domain.access.trusted import end_grant
from kartoteka.domain.health_record.downloads.models import RecordDownloadRow
from kartoteka.domain.health_record.downloads.types import DownloadEnd
from kartoteka.domain.health_record.models import IssuedReportRow
from kartoteka.domain.health_record.report_types import ExaminationReport
from kartoteka.shared.actor import Actor
from kartoteka.shared.errors import Unavailable

from .downloading import DAY, Two, files, the_grant

pytestmark = [pytest.mark.django_db, pytest.mark.manual("F-12")]
USUAL = a_case(DAY, visits=(a_visit(DAY),))
SECRET = a_case(DAY, visits=(a_visit(DAY),), label=SENSITIVE)
# One of a usual visit, one of a visit that is for the eyes of Вера alone.
OF_USUAL = a_report(USUAL, complaints="Кашель по утрам")
OF_SECRET = a_report(SECRET, complaints="Тревога", label=SENSITIVE)


@pytest.fixture(autouse=True)
def known(bench: ArchiveBench, now: datetime) -> None:
    tell(bench, now, OF_USUAL, OF_SECRET)


def tell(bench: ArchiveBench, now: datetime, *reports: ExaminationReport) -> None:
    bench.records.learn(person_id(VERA), a_record(USUAL, SECRET, reports=reports), now=now)


def path_of(report: ExaminationReport) -> str:
    return f"reports/2026-11-12-{report.report_id.hex}.pdf"


def papers_in(archive: bytes) -> dict[str, str]:
    return {name: content.decode() for name, content in unpacked(archive).items() if name.startswith("reports/")}


def once(action: Callable[[], object]) -> Callable[[], object]:
    """The action, the first time it is called."""
    actions = [action]
    return lambda: actions.pop()() if actions else None


class TestAnExaminationReport:
    def test_stands_in_the_archive_as_it_is_given_out(self, bench: ArchiveBench, two: Two, now: datetime) -> None:
        download = bench.ask(two.vera, VERA, two.veras_card, now)
        bench.work(now)
        archive = bench.fetch(two.vera, VERA, download, now)

        papers, inside = papers_in(archive), unpacked(archive)

        assert set(papers) == {path_of(OF_USUAL), path_of(OF_SECRET)}
        assert "Кашель по утрам" in papers[path_of(OF_USUAL)]
        assert IssuedReportRow.objects.filter(account_id=two.vera).count() == 2
        assert "reports/" in inside["README.txt"].decode()
        assert "Файлов: 2" in inside["index.html"].decode()
        assert all(name in inside["SHA256SUMS"].decode() for name in papers)
        assert all(f'<a href="{name}">Файл PDF</a>' in inside["index.html"].decode() for name in papers)

    @pytest.mark.rule("R58")
    def test_is_left_out_where_it_may_not_be_read_and_hides_no_other(
        self, bench: ArchiveBench, two: Two, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        two.agree(registry, now)
        download = bench.ask(two.anna, VERA, two.annas_card, now)
        bench.work(now)

        papers = papers_in(bench.fetch(two.anna, VERA, download, now))

        assert list(papers) == [path_of(OF_USUAL)]
        assert ANNA.name.family in papers[path_of(OF_USUAL)]

    @pytest.mark.parametrize("is_taken_back", [True, False])
    def test_that_changes_while_it_is_set_stands_there_as_it_is_now(
        self, bench: ArchiveBench, two: Two, now: datetime, *, is_taken_back: bool
    ) -> None:
        changed = () if is_taken_back else (replace(OF_USUAL, complaints="Кашля нет"),)
        bench.typesetter.meanwhile = once(lambda: tell(bench, now, *changed, OF_SECRET))
        download = bench.ask(two.vera, VERA, two.veras_card, now)
        bench.work(now)

        papers = papers_in(bench.fetch(two.vera, VERA, download, now))

        assert set(papers) == {path_of(OF_SECRET), *(path_of(one) for one in changed)}
        assert "Кашель" not in "".join(papers.values())

    @pytest.mark.rule("R53")
    def test_drops_the_archive_when_the_right_ends_while_it_is_set(
        self, bench: ArchiveBench, two: Two, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        two.agree(registry, now)
        bench.typesetter.meanwhile = once(
            lambda: end_grant(grant_id=the_grant(two), by=Actor.account(two.vera), now=now)
        )
        bench.ask(two.anna, VERA, two.annas_card, now)
        bench.work(now)

        assert RecordDownloadRow.objects.get().end == DownloadEnd.RIGHT_ENDED
        assert files(bench) == 0
        assert JournalRow.objects.latest("number").refusal == "no-right"

    def test_waits_for_a_typesetter_that_is_broken(self, bench: ArchiveBench, two: Two, now: datetime) -> None:
        download: UUID = bench.ask(two.vera, VERA, two.veras_card, now)
        bench.step(now)
        bench.typesetter.is_broken = True

        with pytest.raises(Unavailable):
            bench.step(now)
        bench.typesetter.is_broken = False
        bench.queue.append(download)
        bench.work(now)

        assert len(papers_in(bench.fetch(two.vera, VERA, download, now))) == 2
