"""An archive of a record: what it holds, and who may ask for it."""

import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from cast import VERA
from factories.access import person_id
from factories.downloads import ArchiveBench, unpacked
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.access.errors import RecordClosed
from kartoteka.domain.access.models import JournalRow
from kartoteka.domain.access.types import RecordPart
from kartoteka.domain.audit.types import Event
from kartoteka.domain.health_record.downloads.errors import DownloadNotFound, TooManyDownloads
from kartoteka.domain.health_record.downloads.models import RecordDownloadRow
from kartoteka.domain.health_record.downloads.services import find_download
from kartoteka.domain.health_record.downloads.types import READING_ORDER, DownloadEnd
from kartoteka.domain.messaging.models import MessageRow

from .downloading import Two, events, learn

pytestmark = [pytest.mark.django_db, pytest.mark.manual("F-11")]


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
        assert {row.part for row in rows} == set(READING_ORDER)

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
