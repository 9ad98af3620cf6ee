"""Life of a verification request, and the stories that join a card with its request."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kartoteka.domain.accounts.selectors import region_codes
from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index import (
    opening,
)
from kartoteka.domain.card_index import (
    rules as card_rules,
)
from kartoteka.domain.card_index import (
    selectors as cards,
)
from kartoteka.domain.card_index import (
    services as card_services,
)
from kartoteka.domain.card_index.errors import CardNotFound, MainCardStays, PersonAlreadyInIndex, SearchFirst
from kartoteka.domain.card_index.opening import NewCard
from kartoteka.domain.card_index.ports import InsuredRegistry
from kartoteka.domain.card_index.rows import card_of
from kartoteka.domain.card_index.search import was_searched_in_vain
from kartoteka.domain.card_index.types import Card, InsuredPerson, PersonDetails, details_of
from kartoteka.domain.idempotency import services as idempotency
from kartoteka.domain.limits import services as limits
from kartoteka.domain.limits.errors import LimitReached
from kartoteka.domain.moderation import rules
from kartoteka.domain.moderation.errors import TooManyRequests, UnchangedSinceRefusal
from kartoteka.domain.moderation.letters import send_answer
from kartoteka.domain.moderation.models import VerificationRequestRow
from kartoteka.domain.moderation.moves import add_step, move, record
from kartoteka.domain.moderation.types import RequestState
from kartoteka.domain.regions.selectors import working_calendar
from kartoteka.shared.actor import Actor
from kartoteka.shared.dates import local_day

# Crockford's alphabet: no letters that are taken for digits when read out.
_NUMBER_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def add_person(
    *, account_id: UUID, new: NewCard, registry: InsuredRegistry, form_key: UUID, by: Actor, now: datetime
) -> Card:
    """
    «Добавить в картотеку» (C-04): an insured person gets an entry. If he waits for the moderator in this very index,
    the entry is confirmed and the request with it: the newborn's first policy, say (R20, R23).

    :raises PersonNotFound, SearchPaused, SearchLimitReached, PersonAlreadyInIndex, CardIndexFull, Unavailable: see
        `kartoteka.domain.card_index.services.add_person`
    """
    try:
        return card_services.add_person(
            account_id=account_id, new=new, registry=registry, form_key=form_key, by=by, now=now
        )
    except PersonAlreadyInIndex as already:
        person = already.person
        if person is None or not _confirm_by_registry(account_id, already.card_id, person, by, now):
            raise
        return cards.find_card(account_id=account_id, card_id=already.card_id)


def send_for_verification(
    *, account_id: UUID, new: NewCard, form_key: UUID, time_zone: str, by: Actor, now: datetime
) -> Card:
    """
    «Отправить на проверку»: an entry that awaits moderation, and a request to the moderator (C-05, C-06).

    :param time_zone: of the account's region, whose working days count
    :raises SearchFirst: exactly these data were not searched for in vain (R18)
    :raises UnchangedSinceRefusal: the same data were refused before (R22)
    :raises TooManyRequests: five open requests, or the month's number
    :raises PersonAlreadyInIndex, CardIndexFull: see `open_card`
    """
    form = opening.form_key(account_id, form_key, new)
    calendar = working_calendar(region_codes([account_id]).get(account_id, ""))
    with transaction.atomic():
        index = opening.lock_index(account_id, now)
        if (done := opening.card_made_by(form)) is not None:
            return done
        _check_may_send(account_id, new.details, now)
        row = opening.open_card(index, new, person=None, by=by, now=now)
        _take_request_place(account_id, now)
        request = VerificationRequestRow.objects.create(
            number=_new_number(),
            card=row,
            account_id=account_id,
            details_digest=card_rules.details_digest(new.details),
            state=RequestState.NEW,
            sent_at=now,
            decide_by=rules.decide_by(local_day(now, time_zone), calendar),
        )
        add_step(request, RequestState.NEW, by, now)
        idempotency.remember(form, result_id=row.pk, now=now)
        record(Event.VERIFICATION_SENT, request, by, now)
    return card_of(row)


@transaction.atomic
def remove_card(*, account_id: UUID, card_id: UUID, by: Actor, now: datetime) -> Card:
    """
    «Удалить из картотеки» (C-09): the entry goes, and its open request is withdrawn with it (R6).

    :raises CardNotFound, MainCardStays: see `close_card`
    """
    card = card_services.close_card(account_id=account_id, card_id=card_id, by=by, now=now)
    request = _open_request_of(card_id)
    if request is not None:
        move(request, RequestState.WITHDRAWN, by, now)
    return card


def confirm_matched_requests(*, registry: InsuredRegistry, now: datetime) -> int:
    """
    Confirm by itself every awaiting entry that the registry knows by now (R20); returns how many.

    Run after the registry got new people. A person who left the account's index himself stays with the moderator (R8),
    and so does one who died: a letter about services would be no kindness (R27). A request that a moderator has in work
    is confirmed too; if he decides it meanwhile, he hears that it is.

    :raises Unavailable: the registry does not answer; what was confirmed stays confirmed
    """
    confirmed = 0
    for card in cards.list_awaiting_cards():
        details = details_of(card)
        person = registry.find(details, now=now) if details.has_document else None
        if person is None or person.deceased_on is not None:
            continue
        if not cards.is_blocked(account_id=card.account_id, person_id=person.person_id):
            confirmed += _confirm_by_registry(card.account_id, card.card_id, person, Actor.system(), now)
    return confirmed


def _confirm_by_registry(account_id: UUID, card_id: UUID, person: InsuredPerson, by: Actor, now: datetime) -> bool:
    try:
        with transaction.atomic():
            card_services.attach_person(account_id=account_id, card_id=card_id, person=person, by=by, now=now)
            request = _open_request_of(card_id)
            if request is not None:
                move(request, RequestState.CONFIRMED, by, now)
                send_answer(request, by=by, now=now)
    except (CardNotFound, MainCardStays):
        # Removed or decided between the list and the lock; or the main person's, who has another entry (R2, R3).
        return False
    return True


def _check_may_send(account_id: UUID, details: PersonDetails, now: datetime) -> None:
    if not was_searched_in_vain(account_id=account_id, details=details, now=now):
        raise SearchFirst
    sent = VerificationRequestRow.objects.filter(account_id=account_id)
    if sent.filter(state=RequestState.REFUSED, details_digest=card_rules.details_digest(details)).exists():
        raise UnchangedSinceRefusal
    if sent.filter(state__in=rules.OPEN_STATES).count() >= rules.MAX_OPEN_REQUESTS:
        raise TooManyRequests


def _take_request_place(account_id: UUID, now: datetime) -> None:
    try:
        limits.take("verification-requests-per-account", subject=str(account_id), now=now)
    except LimitReached as reached:
        raise TooManyRequests from reached


def _open_request_of(card_id: UUID) -> VerificationRequestRow | None:
    return (
        VerificationRequestRow.objects.select_for_update().filter(card_id=card_id, state__in=rules.OPEN_STATES).first()
    )


def _new_number() -> str:
    """Eight symbols in two groups, unguessable and easy to read out."""
    symbols = "".join(secrets.choice(_NUMBER_ALPHABET) for _ in range(8))
    return f"{symbols[:4]}-{symbols[4:]}"
