"""Taking a decision back while its letter waits: whole or not at all (C-07)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kartoteka.domain.card_index.awaiting import CardBefore, await_again
from kartoteka.domain.card_index.errors import CardChangedMeanwhile
from kartoteka.domain.card_index.listing_news import take_telling_back
from kartoteka.domain.card_index.opening import lock_index
from kartoteka.domain.card_index.types import CardState
from kartoteka.domain.messaging import services as messaging
from kartoteka.domain.moderation import rules
from kartoteka.domain.moderation.errors import AnothersDecision, EntryChanged, UndoTooLate
from kartoteka.domain.moderation.letters import send_answer
from kartoteka.domain.moderation.models import UndoableDecisionRow, VerificationRequestRow
from kartoteka.domain.moderation.moves import locked_request, move, sender_of
from kartoteka.domain.moderation.types import RequestState
from kartoteka.shared.actor import Actor
from kartoteka.shared.names import PersonName
from kartoteka.shared.sex import Sex


def undoable_until(by: Actor, now: datetime) -> datetime | None:
    """So long its letters wait: until then a decision may be taken back. None: what the Portal decides itself stays."""
    return now + rules.UNDO_FOR if by.account_id is not None else None


def answer_later(
    request: VerificationRequestRow, before: CardBefore, *, person_id: str = "", by: Actor, now: datetime
) -> None:
    """
    Write the letter of a decision so that it waits, and keep what taking the decision back needs. Call in the
    decision's transaction, after the move. What the Portal decides itself is not taken back: its letter goes at once.
    """
    until = undoable_until(by, now)
    if by.account_id is None or until is None:
        send_answer(request, by=by, now=now)
        return
    message_id = send_answer(request, not_before=until, by=by, now=now)
    UndoableDecisionRow.objects.update_or_create(
        request=request,
        defaults={
            "by_account": by.account_id,
            "until": until,
            "message_id": message_id,
            "person_id": person_id,
            "gave_place_to": before.gave_place_to,
            "brought_back": before.brought_back,
            "family": before.name.family,
            "given": before.name.given,
            "patronymic": before.name.patronymic,
            "birth_date": before.birth_date,
            "sex": before.sex,
        },
    )


@transaction.atomic
def undo_decision(*, number: str, by: Actor, now: datetime) -> None:
    """
    «Отменить решение»: the request is in work again, the entry waits as it did, the letter never goes.

    :raises RequestNotFound: no request has this number
    :raises UndoTooLate: ten minutes have passed, the letter has gone, or there is nothing to take back
    :raises AnothersDecision: somebody else decided
    :raises EntryChanged: the sender removed the entry, or it is of use already
    """
    # The index first, then the request, as everywhere.
    lock_index(sender_of(number), now)
    request = locked_request(number)
    decision = UndoableDecisionRow.objects.filter(request=request).first()
    if decision is None or now >= decision.until:
        raise UndoTooLate
    if decision.by_account != by.account_id:
        raise AnothersDecision
    if decision.message_id is not None and not messaging.withdraw(message_id=decision.message_id, by=by, now=now):
        raise UndoTooLate
    _give_entry_back(request, decision, by, now)
    request.refusal_reason = request.refusal_text = ""
    move(request, RequestState.IN_WORK, by, now, is_undo=True)
    decision.delete()
    if _told_of_listing(request, decision):
        take_telling_back(
            person_id=decision.person_id,
            index_id=request.account_id,
            told_at=decision.until - rules.UNDO_FOR,
            by=by,
            now=now,
        )


def undo_open_until(request_id: UUID, *, by: Actor, now: datetime) -> datetime | None:
    """Until when this moderator may take his decision about a request back; None: he may not."""
    if by.account_id is None:
        return None
    mine = UndoableDecisionRow.objects.filter(request_id=request_id, by_account=by.account_id, until__gt=now)
    return mine.values_list("until", flat=True).first()


def forget_undoable(*, now: datetime) -> int:
    """Delete what taking decisions back needed, once it is too late for that; returns how many."""
    deleted, _ = UndoableDecisionRow.objects.filter(until__lte=now).delete()
    return deleted


def _told_of_listing(request: VerificationRequestRow, decision: UndoableDecisionRow) -> bool:
    """Whether the decision put a person into the index: not the main one, nor one who stood there already."""
    stood_already = decision.gave_place_to is not None and not decision.brought_back
    return decision.person_id != "" and not request.card.is_main and not stood_already


def _give_entry_back(request: VerificationRequestRow, decision: UndoableDecisionRow, by: Actor, now: datetime) -> None:
    before = CardBefore(
        PersonName(decision.family, decision.given, decision.patronymic),
        decision.birth_date,
        Sex(decision.sex),
        decision.gave_place_to,
        decision.brought_back,
    )
    try:
        await_again(
            account_id=request.account_id,
            card_id=request.card_id,
            before=before,
            was=CardState.REFUSED if request.state == RequestState.REFUSED else CardState.CONFIRMED,
            person_id=decision.person_id or None,
            by=by,
            now=now,
        )
    except CardChangedMeanwhile as changed:
        raise EntryChanged from changed
