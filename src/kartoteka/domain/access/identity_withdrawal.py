"""A proof of identity that the desk recorded by mistake is taken back, and so is what rests on it (D6, R43)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from kartoteka.domain.access.errors import NotYours, OwnCase, WrongTerms
from kartoteka.domain.access.granting import end
from kartoteka.domain.access.managing import require_impartial
from kartoteka.domain.access.models import AccessCodeRow, AccessRequestRow, GrantRow, RepresentationRow
from kartoteka.domain.access.notices import portal_link, tell
from kartoteka.domain.access.patients import lock_patient
from kartoteka.domain.access.representations import LONGEST_REASON
from kartoteka.domain.access.types import CodeEnd, GrantEnd
from kartoteka.domain.access.waiting import note_waiting
from kartoteka.domain.card_index import selectors as cards
from kartoteka.domain.card_index import services as card_services
from kartoteka.domain.card_index.errors import CardNotFound
from kartoteka.domain.card_index.types import Card
from kartoteka.domain.messaging.templates.access import AccessClosed
from kartoteka.domain.messaging.templates.moderation import IdentityWithdrawn
from kartoteka.shared.actor import Actor


@transaction.atomic
def withdraw_identity(*, card_id: UUID, reason: str, by: Actor, now: datetime) -> None:
    """
    Take back that the main person of an account proved at the desk who he is. Nobody knows any more whose the account
    is: its own record and those of its children close at once, what it opened to others ends with its codes, and so
    does what others opened to it. Nothing of that comes back with a later proof: it is asked for anew.

    What ESIA vouched for is not the desk's to take back.

    :raises WrongTerms: no reason
    :raises NotYours: no main person has this card, or the desk has not proved him
    :raises OwnCase: it is the registrar himself, or people close to him
    """
    if not reason.strip():
        raise WrongTerms
    try:
        card = card_services.withdraw_identity(card_id=card_id, reason=reason.strip()[:LONGEST_REASON], by=by, now=now)
    except CardNotFound as unknown:
        raise NotYours from unknown
    if by.account_id is None or cards.have_people_in_common(card.account_id, by.account_id):
        raise OwnCase
    require_impartial(by, card.person_id or "")
    _end_what_rests_on_it(card, reason.strip()[:LONGEST_REASON], by, now)
    event = f"identity-withdrawn {card.card_id} {now.isoformat()}"
    tell(
        [card.account_id],
        lambda account: IdentityWithdrawn(now, account.region.time_zone),
        event=event,
        by=by,
        now=now,
    )
    # Nobody waits for his answer any more.
    note_waiting([card.account_id], now=now)


def _end_what_rests_on_it(card: Card, reason: str, by: Actor, now: datetime) -> None:
    # Whoever gives a right in this very moment holds the patient. He is waited for here, or waits himself and then sees
    # that the proof is gone: so what is read below is all there is. In one order, so that two who do so don't wait for
    # each other for ever.
    for person_id in sorted(_people_in_reach(card)):
        lock_patient(person_id)
    for row in _open_grants(card.account_id).order_by("patient_id", "pk"):
        end(row, GrantEnd.STAFF, by=by, now=now, reason=reason)
        closed = f"access-closed {row.pk}"
        tell([row.account_id], lambda _: AccessClosed(portal_link()), event=closed, by=by, now=now)
    # As if he had switched them off himself.
    _open_codes(card.account_id).update(ended_at=now, end=CodeEnd.SWITCHED_OFF)


def _people_in_reach(card: Card) -> set[str]:
    """Everybody to whose record the account has, gives or may just be getting a right."""
    acts_for = RepresentationRow.objects.filter(representative_id=card.person_id, ended_at=None)
    asks_for = AccessRequestRow.objects.filter(account_id=card.account_id, answer="")
    rows = (acts_for, asks_for, _open_grants(card.account_id), _open_codes(card.account_id))
    # A right on paper needs neither a request nor anything else but a place in the index.
    listed = {one.person_id for one in cards.list_cards(account_id=card.account_id)}
    known = {person_id for some in rows for person_id in some.values_list("patient_id", flat=True)}
    return known | {person_id for person_id in listed if person_id is not None}


def _open_grants(account_id: UUID) -> QuerySet[GrantRow]:
    return GrantRow.objects.filter(Q(given_by=account_id) | Q(account_id=account_id), ended_at=None)


def _open_codes(account_id: UUID) -> QuerySet[AccessCodeRow]:
    return AccessCodeRow.objects.filter(issued_by=account_id, ended_at=None)
