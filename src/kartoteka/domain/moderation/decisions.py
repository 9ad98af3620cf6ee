"""What a moderator does with a request: takes it, gives it back, asks, confirms, refuses (C-07, R19)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kartoteka.domain.card_index import selectors as cards
from kartoteka.domain.card_index import services as card_services
from kartoteka.domain.card_index.errors import CardNotFound
from kartoteka.domain.card_index.opening import lock_index
from kartoteka.domain.card_index.ports import InsuredRegistry
from kartoteka.domain.card_index.types import Card, InsuredPerson, details_of
from kartoteka.domain.moderation import rules
from kartoteka.domain.moderation.errors import (
    IllegalMove,
    OwnRequest,
    PersonLeftIndex,
    PersonNotAmongCandidates,
    RequestNotFound,
    TakenByAnother,
)
from kartoteka.domain.moderation.letters import send_answer
from kartoteka.domain.moderation.models import VerificationRequestRow
from kartoteka.domain.moderation.moves import holding_of, locked_request, move
from kartoteka.domain.moderation.types import RefusalReason, RequestState
from kartoteka.shared.actor import Actor


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The entry that a confirmed person has now, and whether he had it before."""

    card: Card
    stood_already: bool


@transaction.atomic
def take_request(*, number: str, by: Actor, now: datetime) -> None:
    """
    A moderator takes a request into work; of two who try, one wins (R19).

    A request that waits for an answer of its sender may be taken over by a colleague, and so may one with which nothing
    was done for a day.

    :raises RequestNotFound: no request has this number
    :raises OwnRequest: it is about the moderator, or about people close to him
    :raises IllegalMove: somebody has it in work, or it is decided
    """
    request = locked_request(number)
    check_impartial(request, by)
    holding = holding_of(request)
    if request.state == RequestState.IN_WORK and rules.may_take(
        RequestState(request.state), holding.since if holding else None, now
    ):
        move(request, RequestState.NEW, by, now)
    move(request, RequestState.IN_WORK, by, now)


@transaction.atomic
def give_back(*, number: str, by: Actor, now: datetime) -> None:
    """
    Put a request back into the queue, undecided.

    :raises RequestNotFound, TakenByAnother, IllegalMove: see `refuse_request`
    """
    request = _held_request(number, by, now)
    move(request, RequestState.NEW, by, now)


@transaction.atomic
def ask_for_information(*, number: str, by: Actor, now: datetime) -> None:
    """
    Ask the sender to call: a letter goes to him, and the request waits (R19, R21).

    :raises RequestNotFound, TakenByAnother, IllegalMove: see `refuse_request`
    """
    request = _held_request(number, by, now)
    move(request, RequestState.NEEDS_INFORMATION, by, now)
    send_answer(request, by=by, now=now)


@transaction.atomic
def refuse_request(*, number: str, reason: RefusalReason, text: str, by: Actor, now: datetime) -> None:
    """
    Refuse: the card stays in the index with the reason (C-07).

    :raises RequestNotFound: no request has this number
    :raises OwnRequest: it is about the moderator, or about people close to him
    :raises TakenByAnother: another moderator took it
    :raises IllegalMove: nobody took it into work, or it is decided
    """
    request = _held_request(number, by, now)
    request.refusal_reason, request.refusal_text = reason, text
    move(request, RequestState.REFUSED, by, now)
    card_services.refuse_card(account_id=request.account_id, card_id=request.card_id, reason=reason, by=by, now=now)
    send_answer(request, by=by, now=now)


def confirm_request(
    *, number: str, person_id: str, registry: InsuredRegistry, by: Actor, now: datetime
) -> Confirmation:
    """
    Link the card with the insured person whom the moderator recognised in it (C-07, R16: nobody but he picks).

    If the person stands in the same index already, the awaiting entry gives up its place to his (R2).

    :raises RequestNotFound, OwnRequest, TakenByAnother, IllegalMove: see `refuse_request`
    :raises PersonNotAmongCandidates: the registry does not offer this person for these data
    :raises PersonLeftIndex: the person took himself out of this card index (R8)
    :raises Unavailable: the registry does not answer; nothing is done
    """
    # The world is asked before the transaction: no row stays locked while we wait for it.
    person = _chosen_person(number, person_id, registry, now)
    with transaction.atomic():
        request = _held_request(number, by, now)
        _check_may_join(request, person, by)
        move(request, RequestState.CONFIRMED, by, now)
        try:
            card = card_services.attach_person(
                account_id=request.account_id, card_id=request.card_id, person=person, by=by, now=now
            )
        except CardNotFound as gone:
            raise IllegalMove("the card does not wait any more") from gone
        send_answer(request, by=by, now=now)
    return Confirmation(card, stood_already=card.card_id != request.card_id)


def check_impartial(request: VerificationRequestRow, by: Actor) -> None:
    """
    Keep a moderator from requests of his own and of those who share people with him (R19).

    :raises OwnRequest: the two card indexes have somebody in common, or are one
    """
    if by.account_id is not None and cards.have_people_in_common(request.account_id, by.account_id):
        raise OwnRequest


def _held_request(number: str, by: Actor, now: datetime) -> VerificationRequestRow:
    # The index first, then the request, as a removal of the card does: so neither waits for the other for ever.
    lock_index(_sender_of(number), now)
    request = locked_request(number)
    check_impartial(request, by)
    if request.state not in rules.HELD_STATES:
        # The registry may confirm what nobody took (R20), a moderator may not.
        raise IllegalMove(f"{request.state} is in nobody's hands")
    holding = holding_of(request)
    if holding is None or holding.moderator != by.account_id:
        raise TakenByAnother
    return request


def _sender_of(number: str) -> UUID:
    sender = VerificationRequestRow.objects.filter(number=number).values_list("account_id", flat=True).first()
    if sender is None:
        raise RequestNotFound
    return sender


def _chosen_person(number: str, person_id: str, registry: InsuredRegistry, now: datetime) -> InsuredPerson:
    request = VerificationRequestRow.objects.filter(number=number).select_related("card").first()
    if request is None:
        raise RequestNotFound
    if request.card.removed_at is not None:
        raise IllegalMove("the card is removed")
    card = cards.find_card(account_id=request.account_id, card_id=request.card_id)
    alike = registry.list_alike(details_of(card), now=now)
    person = next((one.person for one in alike if one.person.person_id == person_id), None)
    if person is None:
        raise PersonNotAmongCandidates
    return person


def _check_may_join(request: VerificationRequestRow, person: InsuredPerson, by: Actor) -> None:
    if cards.is_blocked(account_id=request.account_id, person_id=person.person_id):
        raise PersonLeftIndex
    if by.account_id is not None and cards.is_listed(account_id=by.account_id, person_id=person.person_id):
        raise OwnRequest
