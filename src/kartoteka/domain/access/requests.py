"""Asking to see somebody's record, and the answer of the patient's own side (F-08, R43 to R46)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from kartoteka.domain.access.ages import months_later
from kartoteka.domain.access.errors import (
    NotInIndex,
    NotYours,
    OpenAlready,
    PatientDied,
    ReaderUnknown,
    RequestOver,
    TooManyRequests,
    WrongTerms,
)
from kartoteka.domain.access.facts import gather, parts_of, words_of
from kartoteka.domain.access.granting import GrantView, NewGrant, give
from kartoteka.domain.access.managing import (
    given_as,
    list_managers,
    require_manager,
)
from kartoteka.domain.access.models import AccessRequestRow, DenialRow, PatientRow
from kartoteka.domain.access.notices import portal_link, tell
from kartoteka.domain.access.patients import lock_patient, take_over
from kartoteka.domain.access.rules import BY_AGREEMENT, decide
from kartoteka.domain.access.types import (
    USUAL_PARTS,
    Action,
    Answer,
    Decision,
    GivenAs,
    GrantSource,
    Item,
    Purpose,
    RecordPart,
)
from kartoteka.domain.access.waiting import note_waiting, waiting_requests
from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index import selectors as cards
from kartoteka.domain.card_index.ports import InsuredRegistry
from kartoteka.domain.limits import services as limits
from kartoteka.domain.limits.errors import LimitReached
from kartoteka.domain.messaging.templates.access import AccessAsked, AccessGiven, AccessOpened
from kartoteka.shared.actor import Actor

REQUEST_LIVES = timedelta(days=14)
USUAL_MONTHS = 12
# What the asker may see as waiting still: he is not told that he was declined.
_SILENT = ("", Answer.DECLINED)


@dataclass(frozen=True, slots=True)
class Terms:
    """What is asked for, or given."""

    parts: Collection[RecordPart] = USUAL_PARTS
    months: int = USUAL_MONTHS
    # Psychiatry and the like: only the patient himself gives it.
    includes_sensitive: bool = False


class SentState(StrEnum):
    """Where a request stands, as its sender is told."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class SentRequest:
    """A request as its sender sees it."""

    request_id: UUID
    person_id: str
    purpose: Purpose
    parts: frozenset[RecordPart]
    months: int
    asked_at: datetime
    expires_at: datetime
    state: SentState


@dataclass(frozen=True, slots=True)
class IncomingRequest:
    """A request as those see it who decide about the record."""

    request_id: UUID
    person_id: str
    account_id: UUID
    # Who asks, and whether he proved to be that person: if not, the patient does well to call him first.
    name: str
    identity_confirmed: bool
    purpose: Purpose
    parts: frozenset[RecordPart]
    months: int
    asked_at: datetime
    expires_at: datetime


def ask_for_access(
    *,
    account_id: UUID,
    person_id: str,
    purpose: Purpose,
    terms: Terms,
    registry: InsuredRegistry,
    by: Actor,
    now: datetime,
) -> SentRequest:
    """
    «Доступ к медкарте»: ask for the record of somebody in the account's index.

    The answer is the same whether the patient has an account, has none, or will hear nothing of this asker (R45). A
    request that waits is not made twice.

    :raises NotInIndex: he does not stand there, confirmed
    :raises OpenAlready: it is the account's own record, or that of somebody for whom it acts
    :raises WrongTerms: no part, or a longer term than a year
    :raises PatientDied: the registry says that he died; relatives turn to the clinic (R27)
    :raises TooManyRequests: three of this person in thirty days, or thirty in all
    :raises Unavailable: the registry does not answer
    """
    if not terms.parts or not 1 <= terms.months <= USUAL_MONTHS:
        raise WrongTerms
    _check_may_ask(account_id, person_id, now)
    # The world is asked before the transaction: no row stays locked while we wait for it.
    insured = registry.get(person_id)
    if insured is None:
        raise NotInIndex
    if insured.deceased_on is not None:
        raise PatientDied
    with transaction.atomic():
        row = lock_patient(person_id)
        take_over(row, insured, now=now)
        waiting = _waiting(row, account_id, now)
        if waiting is not None:
            return _sent(waiting, now)
        _take_places(account_id, person_id, now)
        made = AccessRequestRow.objects.create(
            patient=row,
            account_id=account_id,
            purpose=purpose,
            parts=words_of(terms.parts),
            months=terms.months,
            asked_at=now,
            expires_at=now + REQUEST_LIVES,
        )
        _record(Event.ACCESS_ASKED, made, by, now)
        if not _is_denied(person_id, account_id):
            event, managers = f"access-asked {made.pk}", list_managers(person_id, now=now)
            note_waiting(managers, now=now)
            tell(managers, lambda _: AccessAsked(portal_link()), event=event, by=by, now=now)
    return _sent(made, now)


@transaction.atomic
def withdraw_request(*, account_id: UUID, request_id: UUID, by: Actor, now: datetime) -> None:
    """
    Take back a request that waits. Taken back already: nothing.

    :raises RequestOver: it is confirmed, too old, or none of this account's
    """
    row = _locked(request_id)
    if row.account_id != account_id:
        raise RequestOver
    if row.answer == Answer.WITHDRAWN:
        return
    if row.answer not in _SILENT or now >= row.expires_at:
        raise RequestOver
    _answer(row, Answer.WITHDRAWN, by, now)
    note_waiting(list_managers(row.patient_id, now=now), now=now)
    _record(Event.ACCESS_WITHDRAWN, row, by, now)


@transaction.atomic
def confirm_request(*, account_id: UUID, request_id: UUID, terms: Terms, by: Actor, now: datetime) -> GrantView:
    """
    Agree to a request, on terms that the patient's side may have changed. However many try, there is one grant (R46).

    :param account_id: of the patient himself, or of who acts for him; never of the asker
    :raises RequestOver: it is answered, withdrawn, too old, or none for this account
    :raises WrongTerms: no part, a longer term than the region allows, or something sensitive given by another
    """
    row = _locked(request_id)
    decision = _require_answerer(row, account_id, now)
    _require_waiting(row, now)
    facts = gather(viewer_id=account_id, person_ids=[row.patient_id], now=now)
    longest = facts.patients[row.patient_id].rules.longest_grant_months
    as_whom = given_as(decision)
    if not terms.parts or not 1 <= terms.months <= longest:
        raise WrongTerms
    if terms.includes_sensitive and as_whom is not GivenAs.SELF:
        raise WrongTerms
    _answer(row, Answer.CONFIRMED, by, now)
    grant = give(
        row.patient,
        NewGrant(
            account_id=row.account_id,
            source=GrantSource.CONFIRMATION,
            given_as=as_whom,
            given_by=account_id,
            parts=terms.parts,
            ends_at=months_later(now, terms.months),
            includes_sensitive=terms.includes_sensitive,
            purpose=Purpose(row.purpose),
            request_id=row.pk,
        ),
        by=by,
        now=now,
    )
    managers = list_managers(row.patient_id, now=now)
    note_waiting(managers, now=now)
    others = [one for one in managers if one != account_id]
    event = f"access-given {grant.grant_id}"
    tell([row.account_id], lambda _: AccessOpened(portal_link()), event=event, by=by, now=now)
    tell(
        others,
        lambda account: AccessGiven(portal_link(), now, account.region.time_zone),
        event=event,
        by=by,
        now=now,
    )
    return grant


@transaction.atomic
def decline_request(*, account_id: UUID, request_id: UUID, by: Actor, now: datetime) -> None:
    """
    Say no. The asker is not told; his request runs out by itself (R45). Declined already: nothing.

    :raises RequestOver: it is confirmed, withdrawn, too old, or none for this account
    """
    row = _locked(request_id)
    _require_answerer(row, account_id, now)
    if row.answer == Answer.DECLINED:
        return
    _require_waiting(row, now)
    _answer(row, Answer.DECLINED, by, now)
    note_waiting(list_managers(row.patient_id, now=now), now=now)
    _record(Event.ACCESS_DECLINED, row, by, now)


def list_incoming_requests(*, account_id: UUID, now: datetime) -> tuple[IncomingRequest, ...]:
    """Requests that wait for this account's answer, oldest first: for its own record, and for those it acts for."""
    waiting = waiting_requests(account_id=account_id, now=now)
    askers = {row.account_id for row in waiting}
    names, proved = cards.main_names(askers), cards.proved_accounts(askers)
    return tuple(
        IncomingRequest(
            request_id=row.pk,
            person_id=row.patient_id,
            account_id=row.account_id,
            name=str(names.get(row.account_id, "")),
            identity_confirmed=row.account_id in proved,
            purpose=Purpose(row.purpose),
            parts=parts_of(row.parts),
            months=row.months,
            asked_at=row.asked_at,
            expires_at=row.expires_at,
        )
        for row in waiting
    )


def list_sent_requests(*, account_id: UUID, now: datetime) -> tuple[SentRequest, ...]:
    """Requests that the account sent, newest first; one that was declined waits until it runs out (R45)."""
    rows = AccessRequestRow.objects.filter(account_id=account_id).order_by("-asked_at", "-pk")
    return tuple(_sent(row, now) for row in rows)


def _check_may_ask(account_id: UUID, person_id: str, now: datetime) -> None:
    facts = gather(viewer_id=account_id, person_ids=[person_id], now=now)
    patient = facts.patients[person_id]
    if patient.listed_since is None or not facts.viewer.is_active:
        raise NotInIndex
    if facts.viewer.person_id is None:
        raise ReaderUnknown
    decision = decide(facts.viewer, patient, Item(RecordPart.PATIENT), Action.READ, now)
    if facts.viewer.person_id == person_id or (decision.is_allowed and decision.ground not in BY_AGREEMENT):
        raise OpenAlready


def _waiting(row: PatientRow, account_id: UUID, now: datetime) -> AccessRequestRow | None:
    """The request that waits, or that its sender believes to wait. One that ran out is closed on the way."""
    own = AccessRequestRow.objects.filter(patient=row, account_id=account_id)
    own.filter(answer="", expires_at__lte=now).update(answer=Answer.EXPIRED, answered_at=now)
    return own.filter(answer__in=_SILENT, expires_at__gt=now).order_by("-asked_at").first()


def _take_places(account_id: UUID, person_id: str, now: datetime) -> None:
    try:
        limits.take("access-requests-per-pair", subject=f"{account_id} {person_id}", now=now)
        limits.take("access-requests-per-account", subject=str(account_id), now=now)
    except LimitReached as reached:
        raise TooManyRequests(reached.again_at) from reached


def _is_denied(person_id: str, account_id: UUID) -> bool:
    return DenialRow.objects.filter(patient_id=person_id, account_id=account_id, lifted_at=None).exists()


def _locked(request_id: UUID) -> AccessRequestRow:
    """A request whose patient is locked, so that of two answers one comes second."""
    person_id = AccessRequestRow.objects.filter(pk=request_id).values_list("patient_id", flat=True).first()
    if person_id is None:
        raise RequestOver
    lock_patient(person_id)
    return AccessRequestRow.objects.select_related("patient").get(pk=request_id)


def _require_answerer(row: AccessRequestRow, account_id: UUID, now: datetime) -> Decision:
    if row.account_id == account_id:
        raise RequestOver
    try:
        return require_manager(row.patient_id, account_id=account_id, now=now)
    except NotYours:
        # As if there were no such request (law 2).
        raise RequestOver from None


def _require_waiting(row: AccessRequestRow, now: datetime) -> None:
    if row.answer or now >= row.expires_at or _is_denied(row.patient_id, row.account_id):
        raise RequestOver


def _answer(row: AccessRequestRow, answer: Answer, by: Actor, now: datetime) -> None:
    row.answer, row.answered_at, row.answered_by = answer, now, by.account_id
    row.save(update_fields=["answer", "answered_at", "answered_by"])


def _sent(row: AccessRequestRow, now: datetime) -> SentRequest:
    if row.answer in _SILENT:
        state = SentState.WAITING if now < row.expires_at else SentState.EXPIRED
    else:
        state = SentState(row.answer)
    return SentRequest(
        request_id=row.pk,
        person_id=row.patient_id,
        purpose=Purpose(row.purpose),
        parts=parts_of(row.parts),
        months=row.months,
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        state=state,
    )


def _record(event: Event, row: AccessRequestRow, by: Actor, now: datetime) -> None:
    audit.record(event, subject_type="access-request", subject_id=row.pk, account_id=row.account_id, by=by, now=now)
