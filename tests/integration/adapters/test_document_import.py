"""Documents that come in with a record: what is taken over, and what is named with its file and a reason (F-07)."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from cast import ANNA, VERA
from factories.cda import SECTION, body, cda, patient
from factories.records import CLINIC, PDF, a_document, a_file, a_record
from fakes.medical_documents import EXAMINER
from kartoteka.adapters.mis_embedded import registration, scheduling
from kartoteka.adapters.mis_embedded.models import DocumentFileRow, DocumentSignatureRow, MedicalDocumentRow
from kartoteka.adapters.mis_embedded.record_import import import_record
from kartoteka.adapters.mis_embedded.types import NewInsuredPerson, NewOrganization
from kartoteka.domain.access.types import ItemState
from kartoteka.domain.health_record.documents import DocumentFormat, MedicalDocument, SignatureFile, SignerRole
from kartoteka.domain.health_record.errors import Unreadable
from kartoteka.domain.health_record.examining import (
    LARGEST_DOCUMENT,
    LARGEST_SIGNATURE,
    DocumentFile,
    RejectedDocument,
    Rejection,
)
from kartoteka.ui.document_words import REJECTIONS

pytestmark = [pytest.mark.django_db, pytest.mark.manual("F-07")]
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = date(2026, 11, 20)
GOOD = cda(patient(VERA), body(SECTION))


@pytest.fixture
def vera(db: None) -> str:
    scheduling.open_organization(NewOrganization(CLINIC, "Asia/Yekaterinburg"))
    person = NewInsuredPerson(VERA.name, VERA.birth_date, VERA.sex, "59", VERA.snils, (VERA.policy,))
    (person_id,) = registration.register_people([person], now=NOW)
    return person_id


def in_cda(**more: object) -> MedicalDocument:
    return replace(a_document(DAY, format=DocumentFormat.CDA), **more)  # type: ignore[arg-type]


def take_over(person_id: str, *files: tuple[MedicalDocument, DocumentFile]) -> tuple[RejectedDocument, ...]:
    record = a_record(documents=tuple(one for one, _ in files), files=tuple(file for _, file in files))
    return import_record(person_id, record, examiner=EXAMINER, now=NOW)


class TestAGoodDocument:
    def test_is_taken_over_with_its_signatures(self, vera: str) -> None:
        document = in_cda()

        rejected = take_over(vera, (document, a_file(document, GOOD)))

        assert rejected == ()
        row = MedicalDocumentRow.objects.get()
        assert (row.state, row.size, row.type_code) == (ItemState.VALID, len(GOOD), "5")
        assert DocumentSignatureRow.objects.filter(document=row).count() == 2

    @pytest.mark.rule("R59")
    def test_without_both_signatures_is_taken_over_and_waits(self, vera: str) -> None:
        document = in_cda()

        rejected = take_over(vera, (document, a_file(document, GOOD, roles=[SignerRole.DOCTOR])))

        assert rejected == ()
        assert MedicalDocumentRow.objects.get().state == ItemState.UNSIGNED

    def test_names_its_patient_by_name_where_it_has_no_snils(self, vera: str) -> None:
        document = in_cda()
        without = GOOD.replace(f'<id root="1.2.643.100.3" extension="{VERA.snils}"/>'.encode(), b"")

        assert without != GOOD
        assert take_over(vera, (document, a_file(document, without))) == ()


class TestABadDocument:
    @pytest.mark.parametrize(
        ("content", "reason", "detail"),
        [
            (cda(patient(ANNA), body(SECTION)), Rejection.OTHER_PATIENT, ""),
            (cda(body(SECTION)), Rejection.NOBODYS, ""),
            (cda(patient(VERA)), Rejection.EMPTY, ""),
            (cda(patient(VERA), body()), Rejection.EMPTY, ""),
            (GOOD[:-30], Rejection.UNREADABLE, Unreadable.BROKEN),
            (cda(patient(VERA), before="<!DOCTYPE a>"), Rejection.UNREADABLE, Unreadable.HAS_DEFINITIONS),
            (cda(patient(VERA), namespaces='xmlns="urn:hl7-org:v2"'), Rejection.UNREADABLE, Unreadable.NO_CDA),
            (b" " * (LARGEST_DOCUMENT + 1), Rejection.TOO_LARGE, ""),
        ],
        ids=["other-patient", "nobodys", "no-body", "no-sections", "broken", "definitions", "namespace", "too-large"],
    )
    def test_is_named_with_its_file_and_the_reason_and_the_others_come_in(
        self, vera: str, content: bytes, reason: Rejection, detail: str
    ) -> None:
        good, bad = in_cda(), in_cda()

        rejected = take_over(vera, (good, a_file(good, GOOD)), (bad, a_file(bad, content, name="17.xml")))

        assert rejected == (RejectedDocument("17.xml", reason, detail),)
        assert MedicalDocumentRow.objects.get().pk == good.document_id

    @pytest.mark.parametrize("content", [b"", b"<html>%PDF-1.7 %%EOF</html>", PDF[:20], b"MZ" + PDF])
    def test_is_no_pdf_for_its_name_alone(self, vera: str, content: bytes) -> None:
        document = a_document(DAY)

        rejected = take_over(vera, (document, a_file(document, content, name="scan.pdf")))

        assert rejected == (RejectedDocument("scan.pdf", Rejection.NO_PDF),)

    def test_may_be_of_a_type_that_nobody_knows(self, vera: str) -> None:
        document = in_cda(type_code="9999")

        rejected = take_over(vera, (document, a_file(document, GOOD, name="1.xml")))

        assert rejected == (RejectedDocument("1.xml", Rejection.TYPE_UNKNOWN),)

    def test_may_have_a_signature_that_is_too_large(self, vera: str) -> None:
        document = in_cda()
        file = replace(
            a_file(document, GOOD, name="1.xml"),
            signatures=(SignatureFile(SignerRole.DOCTOR, b"\0" * (LARGEST_SIGNATURE + 1)),),
        )

        assert take_over(vera, (document, file)) == (RejectedDocument("1.xml", Rejection.TOO_LARGE),)

    def test_may_have_no_file(self, vera: str) -> None:
        document = in_cda()
        record = replace(a_record(documents=(document,)), files=())

        rejected = import_record(vera, record, examiner=EXAMINER, now=NOW)

        assert rejected == (RejectedDocument(str(document.document_id), Rejection.NO_FILE),)

    @pytest.mark.rule("R59")
    def test_that_was_to_take_the_place_of_another_leaves_it_marked(self, vera: str) -> None:
        newer = in_cda(version=2)
        older = in_cda(replaced_by=newer.document_id)

        take_over(vera, (older, a_file(older, GOOD)), (newer, a_file(newer, GOOD[:-30])))

        row = MedicalDocumentRow.objects.get()
        assert (row.pk, row.replaced_by_id, row.is_replaced) == (older.document_id, None, True)

    def test_has_words_for_every_reason(self) -> None:
        assert set(REJECTIONS) == set(Rejection)


class TestTheFiles:
    def test_are_kept_once_and_leave_with_the_last_document(self, vera: str) -> None:
        first, second = in_cda(), in_cda()
        take_over(vera, (first, a_file(first, GOOD)), (second, a_file(second, GOOD)))

        assert DocumentFileRow.objects.count() == 1

        take_over(vera, (first, a_file(first, GOOD)))
        assert DocumentFileRow.objects.count() == 1
        take_over(vera)
        assert DocumentFileRow.objects.count() == 0
