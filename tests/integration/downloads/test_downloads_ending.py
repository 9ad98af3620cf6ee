"""How archives are made in steps, and how they end."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections

from cast import ANNA, DARYA, VERA
from factories.access import person_id
from factories.downloads import ArchiveBench, unpacked
from factories.people import make_account
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.access.door import OpenedRecord
from kartoteka.domain.access.errors import RecordClosed
from kartoteka.domain.access.models import JournalRow
from kartoteka.domain.access.trusted import end_grant
from kartoteka.domain.access.types import RecordPart
from kartoteka.domain.audit.types import Event
from kartoteka.domain.health_record.downloads.errors import DownloadNotFound
from kartoteka.domain.health_record.downloads.keeping import end_dead_downloads
from kartoteka.domain.health_record.downloads.making import make_next_portion
from kartoteka.domain.health_record.downloads.models import RecordDownloadRow
from kartoteka.domain.health_record.downloads.services import find_download, forget_old
from kartoteka.domain.health_record.downloads.types import DownloadEnd, Order, Portion, Written
from kartoteka.shared.actor import Actor
from kartoteka.shared.errors import Unavailable
from kartoteka.ui.record_archive.writer import PageWriter

from .downloading import Two, events, files, learn, opened_below, the_grant

pytestmark = [pytest.mark.django_db, pytest.mark.manual("F-11")]


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

        assert found is not None
        assert (found.end, found.is_ready) == (DownloadEnd.EXPIRED, False)
        assert files(bench) == 0
        assert bytes(RecordDownloadRow.objects.get(pk=ready).key) == b""

    def test_is_deleted_by_itself_when_its_day_is_over(
        self, bench: ArchiveBench, two: Two, ready: UUID, now: datetime
    ) -> None:
        end_dead_downloads(store=bench.store, now=now + timedelta(days=1))

        assert files(bench) == 0
        assert RecordDownloadRow.objects.get(pk=ready).end == DownloadEnd.EXPIRED

    def test_that_nobody_reads_after_all_is_closed(self, bench: ArchiveBench, ready: UUID, tmp_path: Path) -> None:
        row = RecordDownloadRow.objects.get(pk=ready)

        archive = bench.store.open(ready, key=bytes(row.key))
        before = opened_below(tmp_path)
        archive.content.close()

        assert (before, opened_below(tmp_path)) == (1, 0)

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

    def write(self, portion: Portion, order: Order, record: OpenedRecord) -> Written:
        self._meanwhile()
        return super().write(portion, order, record)


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory has one writer at a time")
class TestTwoAskersAtOnce:
    """Two windows of one account, in one moment."""

    pytestmark = pytest.mark.django_db(transaction=True)

    @pytest.mark.parametrize("attempt", range(5))
    def test_get_one_archive(self, bench: ArchiveBench, two: Two, now: datetime, attempt: int) -> None:
        learn(bench, now)
        begin = Barrier(4)

        def ask_for_it(_: int) -> UUID:
            begin.wait(10)
            try:
                return bench.ask(two.vera, VERA, two.veras_card, now)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(4) as pool:
            asked = set(pool.map(ask_for_it, range(4)))

        assert len(asked) == 1
        assert bench.queue == list(asked)
        assert RecordDownloadRow.objects.count() == 1
