"""`RecordIntake` over the Portal's own tables: a record comes in whole, one person at a time."""

from datetime import datetime
from uuid import UUID

from kartoteka.adapters.mis_embedded.document_import import remove_unused_files
from kartoteka.adapters.mis_embedded.models import (
    SNILS,
    CaseRow,
    DispensaryObservationRow,
    DocumentRow,
    InsuredPersonRow,
    MedicalDocumentRow,
    PatientSummaryRow,
    PrescriptionRow,
    ResultRow,
)
from kartoteka.adapters.mis_embedded.record_state import State, state_of
from kartoteka.adapters.mis_embedded.record_writing import RecordWriting
from kartoteka.domain.health_record.clinical_document import CdaPatient
from kartoteka.domain.health_record.examining import ExaminedDocument, Examiner, RejectedDocument
from kartoteka.domain.health_record.incoming import (
    NewRecord,
    Outcome,
    OwnerUnclear,
    Put,
    RecordOwner,
)
from kartoteka.domain.health_record.taking_over import take_over_record
from kartoteka.domain.health_record.types import PatientSummary
from kartoteka.shared.actor import Actor

_OF_A_PERSON = (MedicalDocumentRow, PrescriptionRow, DispensaryObservationRow, ResultRow, CaseRow)


class EmbeddedRecordIntake:
    """Keeps records in the tables of the embedded medical system."""

    def find_owner(self, owner: RecordOwner) -> str:
        numbers = []
        if owner.snils is not None:
            numbers.append((SNILS, owner.snils.digits))
        if owner.policy is not None:
            numbers.append((owner.policy.kind.value, owner.policy.number))
        # Each number that is given has to be his: a record under another's name is worse than none.
        found = InsuredPersonRow.objects.filter(birth_date=owner.birth_date)
        for kind, number in numbers:
            found = found.filter(pk__in=DocumentRow.objects.filter(kind=kind, number=number).values("person"))
        people = list(found.values_list("pk", flat=True)[:2]) if numbers else []
        if len(people) != 1:
            raise OwnerUnclear
        return str(people[0])

    def patient(self, person_id: str) -> CdaPatient:
        row = InsuredPersonRow.objects.get(pk=person_id)
        snils = row.documents.filter(kind=SNILS).values_list("number", flat=True).first()
        return CdaPatient(snils or "", row.family, row.given, row.birth_date)

    def put(self, person_id: str, record: NewRecord, documents: tuple[ExaminedDocument, ...], *, now: datetime) -> Put:
        whose = UUID(person_id)
        # Two imports of one person take turns: the second sees what the first has written.
        InsuredPersonRow.objects.select_for_update().get(pk=whose)
        before = state_of(whose)
        _replace(whose, record, documents, now)
        after = state_of(whose)
        return Put(_outcome(before, after), after.arrived_since(before))

    def report_silence(self, person_id: str, *, now: datetime) -> None:
        PatientSummaryRow.objects.filter(person_id=UUID(person_id), failed_at=None).update(failed_at=now)


def import_record(
    person_id: str, record: NewRecord, *, examiner: Examiner, now: datetime
) -> tuple[RejectedDocument, ...]:
    """
    Take a record over into the embedded medical system; returns the documents that were not taken over.

    :raises UnknownOrganization: see `take_over_record`
    :raises Contradiction: likewise
    """
    intake = EmbeddedRecordIntake()
    return take_over_record(person_id, record, intake=intake, examiner=examiner, by=Actor.system(), now=now).rejected


def _outcome(before: State, after: State) -> Outcome:
    if not before.is_known:
        return Outcome.ADDED
    return Outcome.UNCHANGED if before.digest == after.digest else Outcome.CHANGED


def _replace(whose: UUID, record: NewRecord, documents: tuple[ExaminedDocument, ...], now: datetime) -> None:
    of_person = MedicalDocumentRow.objects.filter(person_id=whose, file__isnull=False)
    former_files = list(of_person.values_list("file_id", flat=True))
    for table in _OF_A_PERSON:
        table.objects.filter(person_id=whose).delete()
    RecordWriting(whose, record, documents, now).write()
    remove_unused_files(former_files)
    _write_summary(whose, record.patient, now)


def _write_summary(whose: UUID, patient: PatientSummary, now: datetime) -> None:
    PatientSummaryRow.objects.update_or_create(
        person_id=whose,
        defaults={
            "insurer": patient.insurer,
            "attached_to": patient.attached_to,
            "blood_group": patient.blood_group,
            "allergies": "\n".join(patient.allergies),
            "updated_at": now,
            "failed_at": None,
        },
    )
