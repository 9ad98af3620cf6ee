"""Files that are not fit to be imported: each is named with the reason, and the others come in."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from cast import ANNA, VERA
from factories.cda import SECTION, body, cda, patient
from factories.record_files import owner_of, write_record
from factories.records import (
    PDF,
    a_document,
    a_file,
    a_record,
    a_result,
)
from kartoteka.adapters.mis_embedded.models import (
    CaseRow,
    MedicalDocumentRow,
    OrganizationRow,
    PatientSummaryRow,
    ResultRow,
)
from kartoteka.adapters.mis_embedded.record_state import state_of
from kartoteka.adapters.record_files import reader
from kartoteka.domain.health_record.documents import DocumentFormat
from kartoteka.domain.health_record.examining import LARGEST_DOCUMENT, LARGEST_SIGNATURE

from .hands import DAY, GOOD, NOW, full, refusals, run, with_document

pytestmark = [pytest.mark.django_db, pytest.mark.manual("F-07", "F-11")]
_LAUGHS = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10))


class TestABadDocument:
    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (cda(patient(VERA), before="<!DOCTYPE a>"), "посторонние указания"),
            (cda(patient(VERA), before='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///a">]>'), "посторонние указания"),
            (cda(patient(VERA), before=f'<!DOCTYPE a [<!ENTITY l0 "ha">{_LAUGHS}]>'), "посторонние указания"),
            (GOOD[:-30], "повреждён"),
            (b"", "повреждён"),
            (cda(patient(VERA), body(SECTION), declaration='encoding="UTF-7"'), "в незнакомой кодировке"),
            (GOOD.decode().encode("utf-16"), "в незнакомой кодировке"),
            (cda(patient(VERA), namespaces='xmlns="urn:hl7-org:v2"'), "не документ формата HL7 CDA"),
            (cda(patient(VERA)), "нет ни одного раздела"),
            (cda(patient(VERA), body("<a>" * 100 + "</a>" * 100)), "слишком глубоко"),
            (cda(patient(VERA), body("<a/>" * 600_000)), "слишком много частей"),
            (GOOD + b" " * LARGEST_DOCUMENT, "больше, чем Портал принимает"),
            (cda(patient(ANNA), body(SECTION)), "документ другого человека"),
            (cda(body(SECTION)), "не сказано, чей он"),
        ],
        ids=["dtd", "entity", "billion-laughs", "cut", "empty", "encoding", "utf-16", "namespaces", "no-sections",
             "deep", "many-parts", "too-large", "other-person", "nobodys"],
    )  # fmt: skip
    def test_is_named_with_the_reason_and_the_rest_of_the_record_comes_in(
        self, vera: str, tmp_path: Path, content: bytes, reason: str
    ) -> None:
        told = refusals(write_record(tmp_path / "vera", owner_of(VERA), with_document(content)))

        (line,) = [one for one in told.splitlines() if "17.xml" in one]
        assert line.startswith(f"{tmp_path}/vera/17.xml: ")
        assert reason in line
        assert "1 records added, 0 changed, 0 unchanged; 0 documents; 1 refused" in told
        assert ResultRow.objects.count() == 1
        assert not MedicalDocumentRow.objects.exists()

    @pytest.mark.parametrize("content", [b"", b"MZ" + PDF, PDF[:20], GOOD], ids=["empty", "program", "cut", "xml"])
    def test_may_be_no_pdf(self, vera: str, tmp_path: Path, content: bytes) -> None:
        record = with_document(content, name="scan.pdf")

        assert "scan.pdf: это не PDF" in refusals(write_record(tmp_path, owner_of(VERA), record))

    def test_may_be_of_an_unknown_type(self, vera: str, tmp_path: Path) -> None:
        record = with_document(GOOD, type_code="9999")

        assert "17.xml: такого вида документов" in refusals(write_record(tmp_path, owner_of(VERA), record))

    def test_may_have_no_file_at_all(self, vera: str, tmp_path: Path) -> None:
        record = with_document(GOOD)
        (document,) = record.documents
        folder = write_record(tmp_path, owner_of(VERA), record, files=[])
        (tmp_path / "17.xml").unlink()
        for signature in tmp_path.glob("*.sig"):
            signature.unlink()

        assert f"record.json, документ {document.document_id}: файла документа нет" in refusals(folder)

    @pytest.mark.parametrize("missing", ["17.xml", "17.xml.doctor.sig"])
    def test_may_have_lost_a_file(self, vera: str, tmp_path: Path, missing: str) -> None:
        folder = write_record(tmp_path, owner_of(VERA), with_document(GOOD))
        (folder / missing).unlink()

        told = refusals(folder)

        assert f"{missing}: такого файла нет" in told
        assert "1 refused" in told
        assert not MedicalDocumentRow.objects.exists()

    def test_may_be_a_link_out_of_the_folder(self, vera: str, tmp_path: Path) -> None:
        folder = write_record(tmp_path / "vera", owner_of(VERA), with_document(GOOD))
        (folder / "17.xml").rename(tmp_path / "outside.xml")
        (folder / "17.xml").symlink_to(tmp_path / "outside.xml")

        told = refusals(folder)

        assert "17.xml: это символическая ссылка" in told
        assert not MedicalDocumentRow.objects.exists()

    def test_may_have_a_signature_that_is_too_large(self, vera: str, tmp_path: Path) -> None:
        folder = write_record(tmp_path, owner_of(VERA), with_document(GOOD))
        (folder / "17.xml.doctor.sig").write_bytes(b"\0" * (LARGEST_SIGNATURE + 1))

        assert "17.xml: документ или подпись больше" in refusals(folder)

    def test_may_be_one_too_many_for_one_record(
        self, vera: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(reader, "_MOST_BYTES", 10)
        documents = [a_document(DAY, format=DocumentFormat.CDA) for _ in range(2)]
        files = tuple(a_file(one, GOOD, name=f"{number}.xml") for number, one in enumerate(documents))

        told = refusals(write_record(tmp_path, owner_of(VERA), a_record(documents=tuple(documents), files=files)))

        assert "1.xml: документы этой записи вместе больше" in told
        assert MedicalDocumentRow.objects.count() == 1

    def test_may_lie_there_and_be_named_by_nobody(self, vera: str, tmp_path: Path) -> None:
        folder = write_record(tmp_path, owner_of(VERA), full())
        (folder / "forgotten.xml").write_bytes(GOOD)

        assert "forgotten.xml: ни одна запись не называет" in refusals(folder)


class TestABadRecord:
    """Whatever is wrong with the record itself, nothing of this patient changes, and the others come in."""

    @pytest.fixture
    def good(self, anna: str, tmp_path: Path) -> Iterator[Path]:
        """Somebody else's record beside it."""
        yield write_record(tmp_path / "anna", owner_of(ANNA), full(ANNA))
        assert PatientSummaryRow.objects.filter(person_id=UUID(anna), failed_at=None).exists()

    def refused(self, good: Path, bad: Path) -> str:
        told = refusals(bad, good)
        assert "1 records added" in told
        return told

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"", "это не JSON"),
            (b"{", "это не JSON"),
            (b"\xff\xfe", "не в кодировке UTF-8"),
            (b"{}", "нет поля «format»"),
            (b"[" * 100_000, "слишком глубоко"),
            (b'{"a": 1, "a": 1}', "названо дважды"),
        ],
        ids=["empty", "cut", "bytes", "nothing", "deep", "twice"],
    )
    def test_may_be_no_record(self, good: Path, tmp_path: Path, content: bytes, reason: str) -> None:
        (tmp_path / "vera").mkdir()
        (tmp_path / "vera" / "record.json").write_bytes(content)

        assert reason in self.refused(good, tmp_path / "vera")

    def test_may_be_too_large(self, good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        folder = write_record(tmp_path / "vera", owner_of(VERA), full())
        monkeypatch.setattr(reader, "LARGEST_RECORD", 40_000)
        with (folder / "record.json").open("a") as file:
            file.write(" " * 40_000)

        assert "запись больше, чем Портал принимает" in self.refused(good, folder)

    @pytest.mark.parametrize(
        ("owner", "reason"),
        [
            ({}, "нет ни СНИЛС, ни ЕНП"),
            ({"snils": "112-233-445 00"}, "записан с ошибкой"),
            ({"enp": "1234567890123456"}, "записан с ошибкой"),
            ({"snils": "112-233-445 95"}, "в регистре нет одного человека"),
            ({"snils": str(VERA.snils), "enp": ANNA.policy.number}, "в регистре нет одного человека"),
            ({"snils": str(VERA.snils), "birth_date": "1990-01-01"}, "в регистре нет одного человека"),
        ],
        ids=["nobody", "snils", "enp", "unknown", "two-people", "birth-date"],
    )
    def test_may_be_nobodys(self, vera: str, good: Path, tmp_path: Path, owner: dict[str, str], reason: str) -> None:
        whose = {"birth_date": VERA.birth_date.isoformat()} | owner

        told = self.refused(good, write_record(tmp_path / "vera", whose, full()))

        assert reason in told
        assert not CaseRow.objects.filter(person_id=UUID(vera)).exists()

    @pytest.mark.parametrize(
        "name",
        ["../outside.xml", "/etc/passwd", "a/../../outside.xml", "a\\b.xml", "C:outside.xml", "a\x00b", "a\x1b[2J"],
    )
    def test_may_name_a_file_out_of_its_folder(self, vera: str, good: Path, tmp_path: Path, name: str) -> None:
        (tmp_path / "outside.xml").write_bytes(GOOD)
        record = with_document(GOOD)
        files = [{"document_id": str(record.documents[0].document_id), "name": name}]

        told = self.refused(good, write_record(tmp_path / "vera", owner_of(VERA), record, files=files))

        assert "record.json: $.files[0]: имя файла ведёт за пределы папки" in told
        assert not ResultRow.objects.filter(person_id=UUID(vera)).exists()

    def test_may_name_files_of_no_document_or_twice(self, vera: str, good: Path, tmp_path: Path) -> None:
        record = with_document(GOOD)
        own = {"document_id": str(record.documents[0].document_id), "name": "17.xml"}
        other = {"document_id": str(a_document(DAY).document_id), "name": "17.xml"}
        role = {"role": "doctor", "name": "1.sig"}

        for number, files in enumerate(([own, own], [other], [own | {"signatures": [role, role]}])):
            folder = write_record(tmp_path / f"vera-{number}", owner_of(VERA), record, files=files)
            assert "$.files[" in refusals(folder)
        run(good)

    def test_may_have_an_identifier_twice(self, vera: str, good: Path, tmp_path: Path) -> None:
        one = a_result(DAY)

        told = self.refused(good, write_record(tmp_path / "vera", owner_of(VERA), a_record(results=(one, one))))

        assert f"идентификатор result_id {one.result_id} назван дважды" in told

    def test_may_take_identifiers_of_another_person(self, vera: str, good: Path, tmp_path: Path) -> None:
        run(good)
        hers = ResultRow.objects.values_list("pk", flat=True)[0]
        record = a_record(results=(replace(a_result(DAY), result_id=hers),))

        told = refusals(write_record(tmp_path / "vera", owner_of(VERA), record))

        assert "занимает идентификаторы записи другого человека" in told
        assert not ResultRow.objects.filter(person_id=UUID(vera)).exists()

    @pytest.mark.rule("R66")
    def test_leaves_what_came_before_and_says_that_newer_may_be_missing(
        self, vera: str, good: Path, tmp_path: Path
    ) -> None:
        run(write_record(tmp_path / "first", owner_of(VERA), full()))
        before = state_of(UUID(vera))
        elsewhere = a_record(results=(replace(a_result(DAY), organization="Больница № 99"),))

        told = self.refused(good, write_record(tmp_path / "second", owner_of(VERA), elsewhere))

        assert "медицинская организация не заведена, или таких несколько: «Больница № 99»" in told
        assert state_of(UUID(vera)) == before
        assert PatientSummaryRow.objects.get(person_id=UUID(vera)).failed_at == NOW

    @pytest.mark.rule("R66")
    def test_says_so_too_where_the_record_is_senseless(self, vera: str, good: Path, tmp_path: Path) -> None:
        run(write_record(tmp_path / "first", owner_of(VERA), full()))
        one = a_result(DAY)

        self.refused(good, write_record(tmp_path / "second", owner_of(VERA), a_record(results=(one, one))))

        assert PatientSummaryRow.objects.get(person_id=UUID(vera)).failed_at == NOW

    def test_may_be_the_second_about_one_person(self, vera: str, good: Path, tmp_path: Path) -> None:
        first = write_record(tmp_path / "run" / "1", owner_of(VERA), full())
        write_record(tmp_path / "run" / "2", owner_of(VERA), a_record())

        told = refusals(first.parent, good)

        assert "2/record.json: о том же человеке" in told
        assert CaseRow.objects.filter(person_id=UUID(vera)).count() == 1

    def test_leaves_the_files_beside_it_unmentioned(self, good: Path, tmp_path: Path) -> None:
        folder = write_record(tmp_path / "vera", owner_of(VERA), full())
        (folder / "record.json").write_text("{")

        assert "1 refused" in self.refused(good, folder)


class TestAnOrganization:
    def test_is_not_guessed_at_where_two_are_called_alike(self, vera: str, tmp_path: Path) -> None:
        known = OrganizationRow.objects.get(name=full().cases[0].heading.organization)
        OrganizationRow.objects.create(name=known.name, time_zone="Asia/Yekaterinburg")

        told = refusals(write_record(tmp_path / "vera", owner_of(VERA), full()))

        assert f"или таких несколько: «{known.name}»" in told
        assert not CaseRow.objects.filter(person_id=UUID(vera)).exists()
