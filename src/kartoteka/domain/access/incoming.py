"""Requests as the pages of the patient's side show them: with names, and with what may be answered (F-08, R45)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kartoteka.domain.access.errors import NotYours
from kartoteka.domain.access.facts import gather, parts_of
from kartoteka.domain.access.managing import given_as, require_manager
from kartoteka.domain.access.models import AccessRequestRow, DenialRow
from kartoteka.domain.access.requests import IncomingRequest, list_incoming_requests
from kartoteka.domain.access.types import GivenAs, Purpose
from kartoteka.domain.card_index import selectors as cards
from kartoteka.domain.card_index.models import CardRow
from kartoteka.shared.names import PersonName


@dataclass(frozen=True, slots=True)
class RequestToAnswer:
    """A request beside what the patient's side may do with it."""

    request: IncomingRequest
    # How the patient is called in the account's index; None: he does not stand there.
    patient: PersonName | None
    # The patient answers himself, and nobody for him.
    is_own: bool
    is_waiting: bool
    # How many months the region lets a grant last.
    longest_months: int


def requests_to_answer(*, account_id: UUID, now: datetime) -> tuple[tuple[IncomingRequest, PersonName | None], ...]:
    """Requests that wait for the account's answer, oldest first, each with the patient's name."""
    waiting = list_incoming_requests(account_id=account_id, now=now)
    names = _names(account_id, {one.person_id for one in waiting})
    return tuple((one, names.get(one.person_id)) for one in waiting)


def request_to_answer(*, account_id: UUID, request_id: UUID, now: datetime) -> RequestToAnswer:
    """
    One request, waiting or over.

    :raises NotYours: there is none, it is the account's own, or not for it to answer: one answer (law 2)
    """
    row = AccessRequestRow.objects.filter(pk=request_id).first()
    if row is None or row.account_id == account_id:
        raise NotYours
    decision = require_manager(row.patient_id, account_id=account_id, now=now)
    facts = gather(viewer_id=account_id, person_ids=[row.patient_id], now=now)
    denied = DenialRow.objects.filter(patient_id=row.patient_id, account_id=row.account_id, lifted_at=None)
    request = IncomingRequest(
        request_id=row.pk,
        person_id=row.patient_id,
        account_id=row.account_id,
        name=str(cards.main_names({row.account_id}).get(row.account_id, "")),
        identity_confirmed=row.account_id in cards.proved_accounts({row.account_id}),
        purpose=Purpose(row.purpose),
        parts=parts_of(row.parts),
        months=row.months,
        asked_at=row.asked_at,
        expires_at=row.expires_at,
    )
    return RequestToAnswer(
        request=request,
        patient=_names(account_id, {row.patient_id}).get(row.patient_id),
        is_own=given_as(decision) is GivenAs.SELF,
        is_waiting=not row.answer and now < row.expires_at and not denied.exists(),
        longest_months=facts.patients[row.patient_id].rules.longest_grant_months,
    )


def _names(account_id: UUID, person_ids: set[str]) -> dict[str, PersonName]:
    rows = CardRow.objects.filter(index_id=account_id, person_id__in=person_ids, removed_at=None)
    return {
        person_id: PersonName(*name)
        for person_id, *name in rows.values_list("person_id", "family", "given", "patronymic")
        if person_id is not None
    }
