"""The row of a patient: the lock of his record, and the registry's word on his age."""

from datetime import datetime

from kartoteka.domain.access.models import PatientRow
from kartoteka.domain.card_index.types import InsuredPerson


def lock_patient(person_id: str) -> PatientRow:
    """
    The patient's row, locked until the transaction ends; made where there is none.

    Opening the record and changing rights to it wait for each other here, and for nobody else (R46, R49, R54).
    """
    locked = PatientRow.objects.select_for_update()
    row = locked.filter(pk=person_id).first()
    if row is None:
        PatientRow.objects.bulk_create([PatientRow(person_id=person_id)], ignore_conflicts=True)
        row = locked.get(pk=person_id)
    return row


def take_over(row: PatientRow, person: InsuredPerson, *, now: datetime) -> None:
    """
    Write what the registry says of the patient (R24). A birth date that it corrects counts beside the former one until
    staff looked at it: nothing hidden is shown by a slip of the pen (R42).
    """
    first = row.former_birth_date or row.birth_date
    row.former_birth_date = first if first != person.birth_date else None
    row.birth_date, row.region_code, row.deceased_on = person.birth_date, person.region_code, person.deceased_on
    row.checked_at = now
    row.save(update_fields=["birth_date", "former_birth_date", "region_code", "deceased_on", "checked_at"])
