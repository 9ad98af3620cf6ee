from datetime import datetime
from uuid import UUID

from django.db import transaction

from kartoteka.adapters.mis_embedded.models import InsuredPersonRow, PatientPhoneRow
from kartoteka.shared.errors import Refused
from kartoteka.shared.phones import MobilePhone


class EmbeddedPatientContacts:
    """`PatientContacts` over the Portal's own tables; the promises stand in the port."""

    @transaction.atomic
    def put_phone(self, *, person_id: str, phone: MobilePhone, change_id: UUID, changed_at: datetime) -> None:
        # The person's row is the lock under which one change is compared with the other.
        person = InsuredPersonRow.objects.select_for_update().filter(pk__in=_keys(person_id), deceased_on=None).first()
        if person is None:
            raise Refused("nobody living has this identifier")
        PatientPhoneRow.objects.bulk_create(
            [PatientPhoneRow(person=person, phone=phone.number, change_id=change_id, changed_at=changed_at)],
            ignore_conflicts=True,
        )
        PatientPhoneRow.objects.filter(person=person, changed_at__lt=changed_at).exclude(change_id=change_id).update(
            phone=phone.number, change_id=change_id, changed_at=changed_at
        )


def find_phone(person_id: str) -> str:
    """The number that the medical system has of a person; empty if it has none."""
    row = PatientPhoneRow.objects.filter(pk__in=_keys(person_id)).first()
    return row.phone if row else ""


def _keys(person_id: str) -> list[UUID]:
    """The key of a person; none for what is no identifier of this system."""
    try:
        return [UUID(person_id)]
    except ValueError:
        return []
