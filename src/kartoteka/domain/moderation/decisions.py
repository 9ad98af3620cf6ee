"""What a moderator does with a request: takes it, gives it back, asks, confirms, refuses (C-07, R19)."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from kartoteka.domain.card_index import likeness
from kartoteka.domain.card_index import selectors as cards
from kartoteka.domain.card_index import services as card_services
from kartoteka.domain.card_index.awaiting import CardBefore
from kartoteka.domain.card_index.errors import CardNotFound, MainCardStays
from kartoteka.domain.card_index.likeness import Candidate
from kartoteka.domain.card_index.opening import lock_index
from kartoteka.domain.card_index.ports import InsuredRegistry
from kartoteka.domain.card_index.types import Card, InsuredPerson, details_of
from kartoteka.domain.moderation import rules
from kartoteka.domain.moderation.errors import (
    IllegalMove,
    MainPersonStands,
    OwnRequest,
    PersonDied,
    PersonLeftIndex,
    PersonNotAmongCandidates,
    RequestNotFound,
    SameEyes,
    TakenByAnother,
)
from kartoteka.domain.moderation.letters import send_answer
from kartoteka.domain.moderation.models import VerificationRequestRow
from kartoteka.domain.moderation.moves import holding_of, locked_request, move, proposer_of, sender_of
from kartoteka.domain.moderation.types import RefusalReason, RequestState
from kartoteka.domain.moderation.undo import answer_later, undoable_until
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
    before = _before(cards.find_card(account_id=request.account_id, card_id=request.card_id))
    request.refusal_reason, request.refusal_text = reason, text
    move(request, RequestState.REFUSED, by, now)
    card_services.refuse_card(account_id=request.account_id, card_id=request.card_id, reason=reason, by=by, now=now)
    answer_later(request, before, by=by, now=now)


def confirm_request(
    *, number: str, person_id: str, registry: InsuredRegistry, by: Actor, now: datetime
) -> Confirmation | None:
    """
    Link the card with the insured person whom the moderator recognised in it (C-07, R16: nobody but he picks).

    If the registry says otherwise than was typed, nothing is confirmed yet and None is returned: the request waits for
    a second moderator. If the person stands in the same index already, the awaiting entry gives up its place (R2).

    :raises RequestNotFound, OwnRequest, TakenByAnother, IllegalMove: see `refuse_request`
    :raises PersonNotAmongCandidates: the registry does not offer this person for these data
    :raises PersonDied: the registry has a death recorded (R27)
    :raises PersonLeftIndex: the person took himself out of this card index (R8)
    :raises MainPersonStands: the person has another entry beside that of the main person
    :raises Unavailable: the registry does not answer; nothing is done
    """
    # The world is asked before the transaction: no row stays locked while we wait for it.
    candidate = _chosen(number, person_id, registry, now)
    with transaction.atomic():
        request = _held_request(number, by, now)
        _check_may_join(request, candidate.person, by)
        if candidate.contradicts:
            request.proposed_person = person_id
            move(request, RequestState.SECOND_LOOK, by, now)
            return None
        return _confirm(request, candidate.person, by, now)


def agree_with_colleague(*, number: str, registry: InsuredRegistry, by: Actor, now: datetime) -> Confirmation:
    """
    The second moderator confirms whom the first recognised although data differ (four eyes). If he sees it otherwise,
    he takes the request into work and decides it himself.

    :raises SameEyes: he is the first
    :raises RequestNotFound, OwnRequest, IllegalMove: see `refuse_request`
    :raises PersonNotAmongCandidates, PersonDied, PersonLeftIndex, MainPersonStands, Unavailable: see `confirm_request`
    """
    proposed = VerificationRequestRow.objects.filter(number=number).values_list("proposed_person", flat=True).first()
    if proposed is None:
        raise RequestNotFound
    if not proposed:
        raise IllegalMove("nobody is proposed")
    candidate = _chosen(number, proposed, registry, now)
    with transaction.atomic():
        lock_index(sender_of(number), now)
        request = locked_request(number)
        check_impartial(request, by)
        if request.proposed_person != proposed:
            raise IllegalMove("somebody else is proposed now")
        if proposer_of(request) == by.account_id:
            raise SameEyes
        _check_may_join(request, candidate.person, by)
        return _confirm(request, candidate.person, by, now)


def _confirm(request: VerificationRequestRow, person: InsuredPerson, by: Actor, now: datetime) -> Confirmation:
    move(request, RequestState.CONFIRMED, by, now)
    was_listed = cards.is_listed(account_id=request.account_id, person_id=person.person_id)
    try:
        before = _before(cards.find_card(account_id=request.account_id, card_id=request.card_id))
        card = card_services.attach_person(
            account_id=request.account_id,
            card_id=request.card_id,
            person=person,
            tell_not_before=undoable_until(by, now),
            by=by,
            now=now,
        )
    except CardNotFound as gone:
        raise IllegalMove("the card does not wait any more") from gone
    except MainCardStays as stays:
        raise MainPersonStands from stays
    stood_already = card.card_id != request.card_id
    if stood_already:
        before = replace(before, gave_place_to=card.card_id, brought_back=not was_listed)
    answer_later(request, before, person_id=person.person_id, by=by, now=now)
    return Confirmation(card, stood_already=stood_already)


def check_impartial(request: VerificationRequestRow, by: Actor) -> None:
    """
    Keep a moderator from requests of his own and of those who share people with him (R19).

    :raises OwnRequest: the two card indexes have somebody in common, or are one
    """
    if by.account_id is not None and cards.have_people_in_common(request.account_id, by.account_id):
        raise OwnRequest


def _held_request(number: str, by: Actor, now: datetime) -> VerificationRequestRow:
    # The index first, then the request, as a removal of the card does: so neither waits for the other for ever.
    lock_index(sender_of(number), now)
    request = locked_request(number)
    check_impartial(request, by)
    if request.state not in rules.HELD_STATES:
        # The registry may confirm what nobody took (R20), a moderator may not.
        raise IllegalMove(f"{request.state} is in nobody's hands")
    holding = holding_of(request)
    if holding is None or holding.moderator != by.account_id:
        raise TakenByAnother
    return request


def _chosen(number: str, person_id: str, registry: InsuredRegistry, now: datetime) -> Candidate:
    request = VerificationRequestRow.objects.filter(number=number).select_related("card").first()
    if request is None:
        raise RequestNotFound
    if request.card.removed_at is not None:
        raise IllegalMove("the card is removed")
    details = details_of(cards.find_card(account_id=request.account_id, card_id=request.card_id))
    for offered in (registry.list_alike, registry.list_namesakes):
        for one in offered(details, now=now):
            if one.person.person_id == person_id:
                return likeness.compare(details, one)
    raise PersonNotAmongCandidates


def _before(card: Card) -> CardBefore:
    return CardBefore(card.name, card.birth_date, card.sex)


def _check_may_join(request: VerificationRequestRow, person: InsuredPerson, by: Actor) -> None:
    if person.deceased_on is not None:
        raise PersonDied
    if cards.is_blocked(account_id=request.account_id, person_id=person.person_id):
        raise PersonLeftIndex
    if by.account_id is not None and cards.is_listed(account_id=by.account_id, person_id=person.person_id):
        raise OwnRequest
