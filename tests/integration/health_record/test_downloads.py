"""An archive of a record, from the asking to the end of its day."""

import subprocess
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID, uuid4

import pytest

from cast import ANNA, DARYA, VERA
from factories.access import ask, confirm, person_id
from factories.downloads import ArchiveBench, unpacked
from factories.people import add, add_with_identity, make_account
from factories.records import SENSITIVE, a_case, a_prescription, a_record, a_result, a_visit, an_observation, measured
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.access.door import OpenedRecord
from kartoteka.domain.access.errors import RecordClosed
from kartoteka.domain.access.models import GrantRow, JournalRow
from kartoteka.domain.access.requests import Terms
from kartoteka.domain.access.trusted import end_grant
from kartoteka.domain.access.types import USUAL_PARTS, RecordPart
from kartoteka.domain.audit.models import AuditEvent
from kartoteka.domain.audit.types import Event
from kartoteka.domain.health_record.downloads.errors import DownloadNotFound, TooManyDownloads
from kartoteka.domain.health_record.downloads.keeping import end_dead_downloads
from kartoteka.domain.health_record.downloads.making import make_next_portion
from kartoteka.domain.health_record.downloads.models import RecordDownloadRow
from kartoteka.domain.health_record.downloads.services import find_download, forget_old
from kartoteka.domain.health_record.downloads.types import DownloadEnd, Portion, Written
from kartoteka.domain.health_record.types import Benefit
from kartoteka.domain.messaging.models import MessageRow
from kartoteka.shared.actor import Actor
from kartoteka.shared.errors import Unavailable
from kartoteka.ui.record_archive.writer import PageWriter

pytestmark = [pytest.mark.django_db, pytest.mark.manual("F-12")]
DAY = date(2026, 11, 12)


class Two(NamedTuple):
    """Вера, whose record it is, and Анна, to whom she opened it."""

    vera: UUID
    veras_card: UUID
    anna: UUID
    annas_card: UUID

    def agree(self, registry: FakeInsuredRegistry, now: datetime, *parts: RecordPart) -> UUID:
        terms = Terms(parts=parts or USUAL_PARTS)
        return confirm(
            self.vera, ask(self.anna, VERA, registry, now, terms=terms).request_id, now, terms=terms
        ).grant_id


@pytest.fixture
def bench(tmp_path: Path) -> ArchiveBench:
    return ArchiveBench.at(tmp_path)


@pytest.fixture
def two(anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> Two:
    vera, ago = make_account(VERA, now), now - timedelta(hours=2)
    veras = add_with_identity(vera, VERA, registry, ago)
    add_with_identity(anna, ANNA, registry, ago)
    return Two(vera, veras.card_id, anna, add(anna, VERA, registry, ago).card_id)


def learn(bench: ArchiveBench, now: datetime, *, cases: int = 1) -> None:
    """Вера's record, with something that is for her eyes only."""
    visited = [
        a_case(DAY - timedelta(days=one), visits=(a_visit(DAY, findings=f"Осмотр {one}"),)) for one in range(cases)
    ]
    bench.records.learn(
        person_id(VERA),
        a_record(
            *visited,
            a_case(DAY, title="Приём психотерапевта", label=SENSITIVE),
            results=tuple(a_result(DAY - timedelta(days=one), measured(f"5.{one}")) for one in range(3)),
            prescriptions=(a_prescription(DAY, DAY, benefit=Benefit("Диабет", 100), series="59-26", number="1234567"),),
            observations=(an_observation(DAY),),
        ),
        now=now,
    )


def events(download_id: UUID) -> list[str]:
    return list(
        AuditEvent.objects.filter(subject_type="record-download", subject_id=download_id)
        .order_by("id")
        .values_list("event", flat=True)
    )


def files(bench: ArchiveBench) -> int:
    return len(bench.store.kept())


class TestAnArchive:
    def test_holds_the_whole_record_of_the_patient_himself(self, bench: ArchiveBench, two: Two, now: datetime) -> None:
        learn(bench, now, cases=45)
        download = bench.ask(two.vera, VERA, two.veras_card, now)

        bench.work(now)
        inside = unpacked(bench.fetch(two.vera, VERA, download, now))

        assert set(inside) == {"index.html", "README.txt", "fhir/bundle.json", "SHA256SUMS"}
        page = inside["index.html"].decode()
        assert all(f"Осмотр {one}<" in page for one in range(45))
        for words in ("Приём психотерапевта", "Глюкоза", "<svg", "Метформин", "59-26 1234567", "I10", "Пенициллин"):
            assert words in page
        found = find_download(account_id=two.vera, person_id=person_id(VERA), now=now)
        assert found is not None
        assert (found.done, found.percent, found.is_ready) == (found.total, 100, True)

    def test_runs_nothing_and_asks_no_network(self, bench: ArchiveBench, two: Two, now: datetime) -> None:
        learn(bench, now)
        download = bench.ask(two.vera, VERA, two.veras_card, now)
        bench.work(now)

        page = unpacked(bench.fetch(two.vera, VERA, download, now))["index.html"].decode()

        assert "default-src 'none'" in page
        for words in ("<script", "http:", "https:", "src=", "url("):
            assert words not in page

    def test_is_as_its_sums_say(self, bench: ArchiveBench, two: Two, now: datetime, tmp_path: Path) -> None:
        learn(bench, now)
        download = bench.ask(two.vera, VERA, two.veras_card, now)
        bench.work(now)
        for name, content in unpacked(bench.fetch(two.vera, VERA, download, now)).items():
            path = tmp_path / "unpacked" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

        check = ["sha256sum", "--strict", "-c", "SHA256SUMS"]
        whole = subprocess.run(check, cwd=tmp_path / "unpacked", check=True, capture_output=True, text=True)
        (tmp_path / "unpacked" / "index.html").write_text("changed")
        changed = subprocess.run(check, cwd=tmp_path / "unpacked", check=False, capture_output=True)

        assert whole.stdout.count(": OK") == 3
        assert changed.returncode == 1

    @pytest.mark.rule("R58", "R65")
    def test_holds_for_a_trusted_account_what_was_given_and_nothing_else(
        self, bench: ArchiveBench, two: Two, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        learn(bench, now)
        two.agree(registry, now)
        download = bench.ask(two.anna, VERA, two.annas_card, now)

        bench.work(now)
        inside = unpacked(bench.fetch(two.anna, VERA, download, now))

        everything = b"".join(inside.values()).decode()
        assert "Метформин" in everything
        for words in ("психотерапевта", "1234567", "Диабет", VERA.snils.digits, VERA.policy.number):
            assert words not in everything

    @pytest.mark.rule("R58")
    def test_holds_no_part_that_was_not_given(
        self, bench: ArchiveBench, two: Two, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        learn(bench, now)
        two.agree(registry, now, RecordPart.RESULTS)
        download = bench.ask(two.anna, VERA, two.annas_card, now)

        bench.work(now)
        inside = unpacked(bench.fetch(two.anna, VERA, download, now))

        everything = b"".join(inside.values()).decode()
        assert "Глюкоза" in everything
        for words in ("J06.9", "Метформин", "I10"):
            assert words not in everything
        assert "не вошли разделы" in inside["index.html"].decode()

    @pytest.mark.rule("R73")
    def test_leaves_its_rows_in_both_journals(self, bench: ArchiveBench, two: Two, now: datetime) -> None:
        learn(bench, now)
        download = bench.ask(two.vera, VERA, two.veras_card, now)
        bench.work(now)
        bench.fetch(two.vera, VERA, download, now)

        assert events(download) == [Event.DOWNLOAD_ASKED, Event.DOWNLOAD_READY, Event.DOWNLOAD_FETCHED]
        rows = JournalRow.objects.filter(person_id=person_id(VERA))
        assert {row.action for row in rows} == {"download"}
        assert {"patient", "history", "results", "prescriptions", "observation"} == {row.part for row in rows}

    @pytest.mark.rule("R21")
    def test_is_told_of_in_a_letter_that_names_nobody(self, bench: ArchiveBench, two: Two, now: datetime) -> None:
        learn(bench, now)
        bench.ask(two.vera, VERA, two.veras_card, now)
        bench.work(now)

        letter = MessageRow.objects.get(account_id=two.vera, subject="Архив готов")

        assert "24 часа" in letter.text
        assert VERA.name.family not in letter.text
        assert str(two.veras_card) not in letter.text

    @pytest.mark.rule("R61")
    def test_lies_on_the_disk_as_noise(self, bench: ArchiveBench, two: Two, now: datetime, tmp_path: Path) -> None:
        learn(bench, now, cases=3)
        bench.ask(two.vera, VERA, two.veras_card, now)
        bench.step(now)
        half_way = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert half_way
        bench.work(now)

        whole = [path for path in tmp_path.rglob("*") if path.is_file()]

        assert [path.name for path in whole] == ["archive"]
        for content in (path.read_bytes() for path in whole):
            assert not content.startswith(b"PK")
            assert b"index.html" not in content


class TestAsking:
    def test_twice_makes_one_archive(self, bench: ArchiveBench, two: Two, now: datetime) -> None:
        learn(bench, now)

        first = bench.ask(two.vera, VERA, two.veras_card, now)
        second = bench.ask(two.vera, VERA, two.veras_card, now)

        assert first == second
        assert bench.queue == [first]

    def test_again_replaces_the_one_that_is_ready(self, bench: ArchiveBench, two: Two, now: datetime) -> None:
        learn(bench, now)
        first = bench.ask(two.vera, VERA, two.veras_card, now)
        bench.work(now)

        second = bench.ask(two.vera, VERA, two.veras_card, now)

        assert first != second
        assert RecordDownloadRow.objects.get(pk=first).end == DownloadEnd.REPLACED
        assert first not in bench.store.kept()
        with pytest.raises(DownloadNotFound):
            bench.fetch(two.vera, VERA, first, now)

    def test_has_a_limit_a_day(self, bench: ArchiveBench, two: Two, now: datetime) -> None:
        for _ in range(20):
            bench.ask(two.vera, VERA, two.veras_card, now)
            bench.work(now)

        with pytest.raises(TooManyDownloads):
            bench.ask(two.vera, VERA, two.veras_card, now)

        found = find_download(account_id=two.vera, person_id=person_id(VERA), now=now)
        assert found is not None
        assert found.is_ready

    def test_without_a_right_makes_nothing_and_is_written_down(
        self, bench: ArchiveBench, two: Two, now: datetime
    ) -> None:
        with pytest.raises(RecordClosed):
            bench.ask(two.anna, VERA, two.annas_card, now)

        assert bench.queue == []
        assert not RecordDownloadRow.objects.exists()
        assert [(row.action, row.refusal) for row in JournalRow.objects.all()] == [("download", "no-right")]


class TestAFinishedArchive:
    @pytest.fixture
    def ready(self, bench: ArchiveBench, two: Two, registry: FakeInsuredRegistry, now: datetime) -> UUID:
        """Анна's archive of Вера's record."""
        learn(bench, now)
        two.agree(registry, now)
        download = bench.ask(two.anna, VERA, two.annas_card, now)
        bench.work(now)
        return download

    @pytest.mark.rule("R61")
    def test_is_of_no_use_to_another_account_even_of_the_patient(
        self, bench: ArchiveBench, two: Two, ready: UUID, now: datetime
    ) -> None:
        darya = make_account(DARYA, now)

        for account_id in (two.vera, darya):
            with pytest.raises(DownloadNotFound):
                bench.fetch(account_id, VERA, ready, now)

    @pytest.mark.rule("R61")
    def test_is_of_no_use_for_another_person_or_by_a_guessed_number(
        self, bench: ArchiveBench, two: Two, ready: UUID, now: datetime
    ) -> None:
        for whose, download in ((ANNA, ready), (VERA, uuid4())):
            with pytest.raises(DownloadNotFound):
                bench.fetch(two.anna, whose, download, now)

    def test_is_gone_after_a_day(self, bench: ArchiveBench, two: Two, ready: UUID, now: datetime) -> None:
        tomorrow = now + timedelta(days=1)

        bench.fetch(two.anna, VERA, ready, tomorrow - timedelta(seconds=1))
        with pytest.raises(DownloadNotFound):
            bench.fetch(two.anna, VERA, ready, tomorrow)
        found = find_download(account_id=two.anna, person_id=person_id(VERA), now=tomorrow)
        end_dead_downloads(store=bench.store, now=tomorrow)

        assert found is not None
        assert (found.end, found.is_ready) == (DownloadEnd.EXPIRED, False)
        assert files(bench) == 0
        assert bytes(RecordDownloadRow.objects.get(pk=ready).key) == b""

    @pytest.mark.rule("R53", "R54")
    def test_is_refused_and_deleted_by_the_next_request_after_the_right_ended(
        self, bench: ArchiveBench, two: Two, registry: FakeInsuredRegistry, ready: UUID, now: datetime
    ) -> None:
        end_grant(grant_id=the_grant(two), by=Actor.account(two.vera), now=now)

        with pytest.raises(RecordClosed):
            bench.fetch(two.anna, VERA, ready, now)

        assert files(bench) == 0
        assert JournalRow.objects.latest("number").refusal == "no-right"
        two.agree(registry, now)
        with pytest.raises(DownloadNotFound):
            bench.fetch(two.anna, VERA, ready, now)

    @pytest.mark.rule("R53")
    def test_is_deleted_by_itself_when_the_right_ended(
        self, bench: ArchiveBench, two: Two, ready: UUID, now: datetime
    ) -> None:
        end_grant(grant_id=the_grant(two), by=Actor.account(two.vera), now=now)

        end_dead_downloads(store=bench.store, now=now)

        assert files(bench) == 0
        assert RecordDownloadRow.objects.get(pk=ready).end == DownloadEnd.RIGHT_ENDED
        assert events(ready)[-1] == Event.DOWNLOAD_ENDED

    @pytest.mark.rule("R53")
    def test_does_not_outlive_a_part_of_the_right(
        self, bench: ArchiveBench, two: Two, registry: FakeInsuredRegistry, ready: UUID, now: datetime
    ) -> None:
        end_grant(grant_id=the_grant(two), by=Actor.account(two.vera), now=now)
        two.agree(registry, now, RecordPart.PATIENT, RecordPart.RESULTS)

        with pytest.raises(RecordClosed):
            bench.fetch(two.anna, VERA, ready, now)

        assert files(bench) == 0

    def test_lives_on_while_nothing_ends_it(self, bench: ArchiveBench, two: Two, ready: UUID, now: datetime) -> None:
        end_dead_downloads(store=bench.store, now=now + timedelta(hours=23))

        assert unpacked(bench.fetch(two.anna, VERA, ready, now + timedelta(hours=23)))

    def test_that_was_lost_is_told_of_as_failed(
        self, bench: ArchiveBench, two: Two, ready: UUID, now: datetime
    ) -> None:
        bench.store.remove(ready)

        with pytest.raises(DownloadNotFound):
            bench.fetch(two.anna, VERA, ready, now)

        assert RecordDownloadRow.objects.get(pk=ready).end == DownloadEnd.FAILED

    def test_is_forgotten_after_a_month(self, bench: ArchiveBench, two: Two, ready: UUID, now: datetime) -> None:
        end_dead_downloads(store=bench.store, now=now + timedelta(days=1))

        assert forget_old(now=now + timedelta(days=30)) == 0
        assert forget_old(now=now + timedelta(days=32)) == 1


class TestTheMaking:
    @pytest.mark.rule("R53")
    def test_is_dropped_in_the_middle_when_the_right_ends(
        self, bench: ArchiveBench, two: Two, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        learn(bench, now, cases=45)
        grant = two.agree(registry, now)
        download = bench.ask(two.anna, VERA, two.annas_card, now)
        for _ in range(3):
            bench.step(now)
        assert files(bench) == 1

        end_grant(grant_id=grant, by=Actor.account(two.vera), now=now)
        bench.work(now)

        assert files(bench) == 0
        row = RecordDownloadRow.objects.get(pk=download)
        assert (row.end, row.ready_at, bytes(row.key)) == (DownloadEnd.RIGHT_ENDED, None, b"")

    @pytest.mark.rule("R39")
    def test_is_dropped_when_the_card_leaves_the_index(self, bench: ArchiveBench, two: Two, now: datetime) -> None:
        learn(bench, now)
        bench.ask(two.vera, VERA, two.veras_card, now)
        bench.step(now)
        RecordDownloadRow.objects.update(card_id=uuid4())

        bench.work(now)

        assert RecordDownloadRow.objects.get().end == DownloadEnd.RIGHT_ENDED
        assert files(bench) == 0

    def test_goes_on_where_a_dead_worker_left_it(self, bench: ArchiveBench, two: Two, now: datetime) -> None:
        learn(bench, now, cases=45)
        download = bench.ask(two.vera, VERA, two.veras_card, now)
        for _ in range(2):
            bench.step(now)
        # What a worker that died after its change leaves: its task is given to another one as well.
        bench.queue.append(download)

        bench.work(now)
        page = unpacked(bench.fetch(two.vera, VERA, download, now))["index.html"].decode()

        assert [page.count(f"Осмотр {one}<") for one in range(45)] == [1] * 45
        assert events(download).count(Event.DOWNLOAD_READY) == 1

    def test_takes_each_step_once_though_two_workers_have_it(
        self, bench: ArchiveBench, two: Two, now: datetime
    ) -> None:
        learn(bench, now, cases=45)
        download = bench.ask(two.vera, VERA, two.veras_card, now)
        bench.step(now)
        other = ArchiveBench(bench.store, bench.records, queue=bench.queue)
        bench.writers = (Meddling(lambda: make_next_portion(download, workshop=other.workshop, now=now)),)

        bench.step(now)

        row = RecordDownloadRow.objects.get(pk=download)
        assert (row.step, row.done) == (2, 20)
        assert bench.queue == [download]

    def test_that_was_ended_meanwhile_leaves_no_file(self, bench: ArchiveBench, two: Two, now: datetime) -> None:
        learn(bench, now)
        bench.ask(two.vera, VERA, two.veras_card, now)
        bench.step(now)
        late = now + timedelta(hours=1)
        bench.writers = (Meddling(lambda: end_dead_downloads(store=bench.store, now=late)),)

        bench.step(now)

        assert RecordDownloadRow.objects.get().end == DownloadEnd.FAILED
        assert files(bench) == 0
        assert bench.queue == []

    @pytest.mark.rule("R66")
    def test_waits_for_a_silent_medical_system_and_goes_on(self, bench: ArchiveBench, two: Two, now: datetime) -> None:
        learn(bench, now)
        download = bench.ask(two.vera, VERA, two.veras_card, now)
        bench.step(now)
        bench.records.is_down = True

        with pytest.raises(Unavailable):
            bench.step(now)
        bench.records.is_down = False
        bench.queue.append(download)
        bench.work(now)

        assert unpacked(bench.fetch(two.vera, VERA, download, now))

    def test_that_stands_still_is_given_up_after_an_hour(self, bench: ArchiveBench, two: Two, now: datetime) -> None:
        learn(bench, now)
        bench.ask(two.vera, VERA, two.veras_card, now)
        bench.step(now)

        end_dead_downloads(store=bench.store, now=now + timedelta(minutes=59))
        assert files(bench) == 1
        end_dead_downloads(store=bench.store, now=now + timedelta(hours=1))

        assert RecordDownloadRow.objects.get().end == DownloadEnd.FAILED
        assert files(bench) == 0

    def test_that_lost_a_part_ends_as_failed(self, bench: ArchiveBench, two: Two, now: datetime) -> None:
        learn(bench, now)
        download = bench.ask(two.vera, VERA, two.veras_card, now)
        bench.step(now)
        bench.store.remove(download)

        bench.work(now)

        assert RecordDownloadRow.objects.get().end == DownloadEnd.FAILED

    def test_of_an_account_that_is_gone_leaves_no_file(self, bench: ArchiveBench, two: Two, now: datetime) -> None:
        learn(bench, now)
        bench.ask(two.vera, VERA, two.veras_card, now)
        bench.step(now)
        RecordDownloadRow.objects.all().delete()

        end_dead_downloads(store=bench.store, now=now)
        bench.work(now)

        assert files(bench) == 0


class Meddling(PageWriter):
    """A writer that lets something else happen while it is at work."""

    def __init__(self, meanwhile: Callable[[], None]) -> None:
        self._meanwhile = meanwhile

    def write(self, portion: Portion, record: OpenedRecord) -> Written:
        self._meanwhile()
        return super().write(portion, record)


def the_grant(two: Two) -> UUID:
    """The right by which Анна reads now."""
    return GrantRow.objects.get(account_id=two.anna, ended_at=None).pk
