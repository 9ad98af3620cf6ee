"""What a moderator sees of one request: beside the people who may be meant, with its history (C-07)."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from kartoteka.domain.accounts.selectors import logins
from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index import likeness
from kartoteka.domain.card_index import selectors as cards
from kartoteka.domain.card_index.likeness import Candidate
from kartoteka.domain.card_index.ports import InsuredRegistry
from kartoteka.domain.card_index.rows import card_of
from kartoteka.domain.card_index.types import Card, details_of
from kartoteka.domain.moderation import rules
from kartoteka.domain.moderation.decisions import check_impartial
from kartoteka.domain.moderation.errors import RequestNotFound
from kartoteka.domain.moderation.models import VerificationRequestRow
from kartoteka.domain.moderation.moves import holding_of, proposer_of, record
from kartoteka.domain.moderation.queue import queued, with_holder
from kartoteka.domain.moderation.types import (
    DeskStep,
    Mover,
    RefusalReason,
    RelatedRequest,
    RequestOnDesk,
    RequestState,
)
from kartoteka.domain.moderation.undo import undo_open_until
from kartoteka.domain.regions.selectors import list_regions_at_work
from kartoteka.shared.actor import Actor
from kartoteka.shared.errors import Unavailable

# A name and a birth date that more requests share are no person's.
_MOST_RELATED = 20


def open_request(
    *, number: str, registry: InsuredRegistry, whole_surname: bool = False, today: date, by: Actor, now: datetime
) -> RequestOnDesk:
    """
    Open a request: what was typed, and ranked candidates of the registry. Who looked stays in the journal.

    While the registry does not answer, the request opens without candidates (R66).

    :param whole_surname: offer whoever bears the surname too, whatever the birth date

    :raises RequestNotFound: no request has this number
    :raises OwnRequest: it is about the moderator, or about people close to him: he does not even see it (R19)
    """
    row = with_holder(VerificationRequestRow.objects.select_related("card")).filter(number=number).first()
    if row is None:
        raise RequestNotFound
    with transaction.atomic():
        check_impartial(row, by)
        record(Event.VERIFICATION_LOOKED_AT, row, by, now)
    card = card_of(row.card)
    is_open = row.state in rules.OPEN_STATES
    candidates = _candidates(card, row.proposed_person, registry, now, whole_surname=whole_surname) if is_open else None
    (request,) = queued([row], by.account_id, list_regions_at_work(), today)
    return RequestOnDesk(
        request=request,
        card=card,
        candidates=candidates,
        may_take=_may_take(row, by, now),
        has_twins=_has_twins(candidates or ()),
        alike_elsewhere=cards.count_alike(card_id=card.card_id),
        proposed=row.proposed_person,
        may_agree=row.state == RequestState.SECOND_LOOK and proposer_of(row) != by.account_id,
        undo_until=undo_open_until(row.pk, by=by, now=now),
        history=_history(row),
        of_this_entry=_related(VerificationRequestRow.objects.filter(card_id=row.card_id).exclude(pk=row.pk)),
        of_this_person=_related(
            VerificationRequestRow.objects.filter(card_id__in=cards.ids_alike(card_id=card.card_id))
        ),
    )


def record_refusal(*, by: Actor, now: datetime) -> None:
    """Note that somebody who is no moderator tried a page of the desk."""
    audit.record(Event.DESK_REFUSED, subject_type="desk", subject_id="pages", account_id=by.account_id, by=by, now=now)


def _may_take(row: VerificationRequestRow, by: Actor, now: datetime) -> bool:
    holding = holding_of(row)
    is_at_work = row.state == RequestState.IN_WORK and holding is not None and holding.moderator == by.account_id
    return not is_at_work and rules.may_take(RequestState(row.state), holding.since if holding else None, now)


def _candidates(
    card: Card, proposed: str, registry: InsuredRegistry, now: datetime, *, whole_surname: bool
) -> tuple[Candidate, ...] | None:
    details = details_of(card)
    try:
        people = {one.person.person_id: one for one in registry.list_alike(details, now=now)}
        if whole_surname or (proposed and proposed not in people):
            people |= {one.person.person_id: one for one in registry.list_namesakes(details, now=now)}
    except Unavailable:
        return None
    # Whom a colleague recognised stands first, however many are more alike.
    first = [likeness.compare(details, people.pop(proposed))] if proposed in people else []
    return (*first, *likeness.rank(details, people.values(), unlikely_too=whole_surname))


def _has_twins(candidates: Sequence[Candidate]) -> bool:
    return any(likeness.are_twins(one.person, other.person) for one in candidates for other in candidates)


def _related(rows: QuerySet[VerificationRequestRow]) -> tuple[RelatedRequest, ...]:
    return tuple(
        RelatedRequest(
            number=one.number,
            state=RequestState(one.state),
            sent_at=one.sent_at,
            refusal_reason=RefusalReason(one.refusal_reason) if one.refusal_reason else None,
        )
        for one in rows.order_by("-sent_at")[:_MOST_RELATED]
    )


def _history(row: VerificationRequestRow) -> tuple[DeskStep, ...]:
    steps = list(row.steps.order_by("id"))
    staff = logins({one.by_account for one in steps if one.by_account not in (None, row.account_id)})
    return tuple(
        DeskStep(
            RequestState(one.state),
            one.at,
            _mover(one.by_account, row),
            staff.get(one.by_account, "") if one.by_account else "",
        )
        for one in steps
    )


def _mover(account: UUID | None, row: VerificationRequestRow) -> Mover:
    if account is None:
        return Mover.PORTAL
    return Mover.SENDER if account == row.account_id else Mover.STAFF
