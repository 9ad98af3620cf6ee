"""Looks of years ago in the journal of readings, and cuts of it that nobody may make."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction

from kartoteka.domain.access import journal
from kartoteka.domain.access.journal import Look
from kartoteka.domain.access.models import JournalCutRow, JournalRow
from kartoteka.domain.access.patients import lock_patient
from kartoteka.domain.access.types import Action, Channel, Decision, Ground, RecordPart

OTHER = "person-other"
YEAR = timedelta(days=365, hours=6)


@transaction.atomic
def look(person: str, at: datetime) -> None:
    seen = Look(uuid4(), "Виктор Зорин", Action.READ, RecordPart.HISTORY, Channel.WEB)
    journal.write(lock_patient(person), seen, Decision(Ground.SELF, None), now=at)


def looks(person: str, *years_ago: float, now: datetime) -> None:
    for years in years_ago:
        look(person, now - years * YEAR)


def numbers(person: str) -> list[int]:
    return list(JournalRow.objects.filter(person_id=person).order_by("number").values_list("number", flat=True))


def cut_row(person: str, number: int) -> JournalCutRow:
    """A cut as somebody makes it who reads the tables, but has no secret: all in it but the seal is right."""
    digest = JournalRow.objects.get(person_id=person, number=number).digest
    return JournalCutRow.objects.create(patient_id=person, number=number, digest=digest, seal=bytes(digest))
