"""`kartoteka import records`: from the files of a clinic into records, and what is said of it."""

import csv
import json
import logging
import stat
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from django.core.management import CommandError
from pytest_django import Settings

from cast import ANNA, VERA
from factories.cda import body, cda, patient, text
from factories.record_files import files_of, owner_of, record_file, write_record, write_zip
from factories.records import (
    a_record,
    a_result,
)
from kartoteka.adapters.mis_embedded.models import (
    CaseRow,
    DocumentSignatureRow,
    MedicalDocumentRow,
    PatientSummaryRow,
    ResultRow,
)
from kartoteka.adapters.mis_embedded.record_state import state_of
from kartoteka.devtools.signing import SigningDesk
from kartoteka.domain.audit.models import AuditEvent
from kartoteka.domain.audit.types import Event
from kartoteka.domain.health_record.models import RecordNewsRow

from .hands import DAY, GOOD, NOW, full, refusals, run, with_document

pytestmark = [pytest.mark.django_db, pytest.mark.manual("F-07", "F-11")]


class TestAnImport:
    def test_brings_what_the_domain_is_told_otherwise(self, vera: str, tmp_path: Path) -> None:
        record = full()

        told = run(write_record(tmp_path / "vera", owner_of(VERA), record))

        assert "1 records added, 0 changed, 0 unchanged; 1 documents; 0 refused" in told
        assert CaseRow.objects.get().pk == record.cases[0].heading.case_id
        assert ResultRow.objects.filter(person_id=UUID(vera)).count() == 2
        assert MedicalDocumentRow.objects.get().size == len(record.files[0].content)
        assert DocumentSignatureRow.objects.count() == 2
        assert AuditEvent.objects.get(event=Event.RECORD_TAKEN_OVER).subject_id == vera
        assert RecordNewsRow.objects.filter(person_id=vera).count() == 3

    def test_takes_folders_and_archives_of_several_patients(self, vera: str, anna: str, tmp_path: Path) -> None:
        folder = write_record(tmp_path / "run" / "1", owner_of(VERA), full())
        hers = full(ANNA)
        members = [("2/record.json", json.dumps(record_file(owner_of(ANNA), hers)).encode())]
        archive = write_zip(
            tmp_path / "2.zip", [*members, *((f"2/{name}", content) for name, content in files_of(hers).items())]
        )

        assert "2 records added" in run(folder.parent, archive)
        assert {str(pk) for pk in CaseRow.objects.values_list("person_id", flat=True)} == {vera, anna}

    def test_changes_nothing_the_second_time(self, vera: str, tmp_path: Path) -> None:
        folder = write_record(tmp_path, owner_of(VERA), full())
        run(folder)
        before = state_of(UUID(vera))
        RecordNewsRow.objects.all().delete()

        assert "0 records added, 0 changed, 1 unchanged" in run(folder)

        assert state_of(UUID(vera)) == before
        assert not RecordNewsRow.objects.exists()

    def test_changes_nothing_in_a_rehearsal(self, vera: str, tmp_path: Path) -> None:
        record = replace(full(), results=(replace(a_result(DAY), organization="Нет такой"),))
        good = write_record(tmp_path / "good", owner_of(VERA), full())
        PatientSummaryRow.objects.create(person_id=UUID(vera), updated_at=NOW)

        assert "Would be: 0 records added, 1 changed" in run(good, options=("--dry-run",))
        refusals(write_record(tmp_path / "bad", owner_of(VERA), record), options=("--dry-run",))

        assert not CaseRow.objects.exists()
        assert PatientSummaryRow.objects.get().failed_at is None

    @pytest.mark.manual("F-07")
    def test_really_checks_signatures(self, vera: str, tmp_path: Path, settings: Settings) -> None:
        desk = SigningDesk(now=NOW)
        record = full()
        documents = tuple(record.every_document())
        signed = desk.sign(replace(record, cases=(), reports=(), documents=documents))
        settings.KARTOTEKA_AUTHORITIES = tmp_path / "authorities"
        settings.KARTOTEKA_AUTHORITIES.mkdir()
        (settings.KARTOTEKA_AUTHORITIES / "authority.cer").write_bytes(desk.authority.certificate)
        record = replace(record, files=signed.files)

        run(write_record(tmp_path / "vera", owner_of(VERA), record))

        assert set(DocumentSignatureRow.objects.values_list("doubts", flat=True)) == {""}

    def test_takes_a_document_that_wants_more_than_to_be_read(self, vera: str, tmp_path: Path) -> None:
        # It is signed as it is, and a page shows its words alone.
        scripts = text('<paragraph>Слова<script>a()</script><linkHtml href="javascript:a()">x</linkHtml></paragraph>')

        run(write_record(tmp_path, owner_of(VERA), with_document(cda(patient(VERA), body(scripts)))))

        assert MedicalDocumentRow.objects.exists()


class TestThePaths:
    def test_must_be_there(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="No such file") as caught:
            run(tmp_path / "nowhere")

        assert caught.value.returncode == 1

    def test_may_be_no_folder_and_no_archive(self, tmp_path: Path) -> None:
        (tmp_path / "letter.txt").write_text("Здравствуйте!")

        assert "letter.txt: это не папка и не архив zip" in refusals(tmp_path / "letter.txt")

    def test_may_hold_no_record(self, tmp_path: Path) -> None:
        assert "здесь нет ни одной записи" in refusals(tmp_path)


class TestTheReport:
    def test_names_every_file_and_reason_for_the_operator_alone(self, vera: str, tmp_path: Path) -> None:
        report = tmp_path / "refused.csv"
        folder = write_record(tmp_path / "run", owner_of(VERA), full())
        for number in range(25):
            (folder / f"{number:02}.xml").write_bytes(GOOD)
        (folder / "\x1b[2J.xml").write_bytes(GOOD)

        told = refusals(folder, options=("--report", str(report)))

        lines = list(csv.reader(report.read_text(encoding="utf-8").splitlines(), delimiter=";"))
        assert lines[0] == ["Файл", "Причина"]
        assert len(lines) == 27
        assert stat.S_IMODE(report.stat().st_mode) == 0o600
        assert "\x1b" not in told + report.read_text(encoding="utf-8")
        assert told.count("ни одна запись не называет") == 20
        assert "--report" in told

    def test_writes_over_no_file(self, vera: str, tmp_path: Path) -> None:
        report = tmp_path / "refused.csv"
        report.write_text("нужное")

        with pytest.raises(CommandError, match="exists"):
            run(write_record(tmp_path / "vera", owner_of(VERA), full()), options=("--report", str(report)))

        assert report.read_text() == "нужное"
        assert not CaseRow.objects.exists()

    def test_gives_a_spreadsheet_no_formula(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        Path("=1+1").write_text("")

        refusals(Path("=1+1"), options=("--report", "refused.csv"))

        assert "'=1+1;" in Path("refused.csv").read_text(encoding="utf-8")

    def test_and_the_log_name_nobody(self, vera: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        secret = a_result(DAY, title="Редкий диагноз")
        bad = record_file(owner_of(VERA), a_record(results=(secret,)))
        bad["record"]["results"][0]["state"] = "Редкий диагноз"
        folder = tmp_path / "run"
        folder.mkdir()
        (folder / "record.json").write_text(json.dumps(bad, ensure_ascii=False), "utf-8")

        told = refusals(folder) + caplog.text

        for word in (VERA.name.family, str(VERA.snils), VERA.snils.digits, VERA.policy.number, "Редкий"):
            assert word not in told


class TestTheAuthorities:
    def test_must_be_certificates(self, vera: str, tmp_path: Path, settings: Settings) -> None:
        settings.KARTOTEKA_AUTHORITIES = tmp_path
        (tmp_path / "letter.cer").write_text("Здравствуйте!")

        with pytest.raises(CommandError, match="KARTOTEKA_AUTHORITIES"):
            run(tmp_path)
