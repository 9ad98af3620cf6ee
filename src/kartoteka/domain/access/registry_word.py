"""Representation on the word of the region's medical system, where no paper was shown at the desk (R31, R32)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kartoteka.domain.access.ages import FIRST_ZONE
from kartoteka.domain.access.models import RepresentationRow
from kartoteka.domain.access.patients import lock_patient, take_over
from kartoteka.domain.access.representations import close_for_good, note
from kartoteka.domain.access.types import BasisKind
from kartoteka.domain.access.waiting import note_waiting
from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index import selectors as cards
from kartoteka.domain.card_index.ports import InsuredRegistry
from kartoteka.domain.card_index.types import InsuredPerson
from kartoteka.shared.actor import Actor
from kartoteka.shared.dates import local_day

_NOT_TOLD_ANY_MORE = "Нет в сведениях медицинской системы"


def take_over_representations(*, account_id: UUID, registry: InsuredRegistry, by: Actor, now: datetime) -> None:
    """
    Ask for whom the account's main person acts by law, and take the answer over: after each sign-in, so that who lost
    his rights loses the record. The worker asks, so that no sign-in waits. Nothing for a person who has not proved who
    he is (D6).

    :raises Unavailable: the registry does not answer; what was known stays
    """
    person_id = cards.main_person(account_id=account_id)
    if person_id is not None:
        _take_over(person_id, registry, by, now)
        # Whoever has just proved who he is may have been asked before (R45).
        note_waiting([account_id], now=now)


def recheck_representations(*, registry: InsuredRegistry, now: datetime) -> None:
    """
    The same for everybody who acts on the registry's word, whether he signs in or not.

    :raises Unavailable: the registry does not answer; what was checked stays checked
    """
    rows = RepresentationRow.objects.filter(basis=BasisKind.REGISTRY, ended_at=None)
    for person_id in sorted(set(rows.values_list("representative_id", flat=True))):
        _take_over(person_id, registry, Actor.system(), now)


def _take_over(person_id: str, registry: InsuredRegistry, by: Actor, now: datetime) -> None:
    # The day that begins first in the country: nobody keeps a right for hours because of his zone (R38).
    told = registry.represented_by(person_id, on=local_day(now, FIRST_ZONE))
    rows = RepresentationRow.objects.filter(representative_id=person_id, basis=BasisKind.REGISTRY, ended_at=None)
    known = set(rows.values_list("patient_id", flat=True))
    newcomers = [child for child in (registry.get(one) for one in sorted(told - known)) if child is not None]
    for child in newcomers:
        _add(person_id, child, by, now)
    for gone in sorted(known - told):
        _end(person_id, gone, by, now)


@transaction.atomic
def _add(person_id: str, child: InsuredPerson, by: Actor, now: datetime) -> None:
    patient = lock_patient(child.person_id)
    take_over(patient, child, now=now)
    made, is_new = RepresentationRow.objects.get_or_create(
        representative_id=person_id,
        patient=patient,
        basis=BasisKind.REGISTRY,
        ended_at=None,
        defaults={"valid_from": child.birth_date, "recorded_at": now},
    )
    if is_new:
        note(Event.REPRESENTATION_RECORDED, made, by, now)


@transaction.atomic
def _end(person_id: str, child_id: str, by: Actor, now: datetime) -> None:
    lock_patient(child_id)
    rows = RepresentationRow.objects.filter(representative_id=person_id, patient_id=child_id, ended_at=None)
    for row in rows.filter(basis=BasisKind.REGISTRY):
        close_for_good(row, _NOT_TOLD_ANY_MORE, by, now)
