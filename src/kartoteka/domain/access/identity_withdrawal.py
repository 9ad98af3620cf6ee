"""A proof of identity that the desk recorded by mistake is taken back, and so is what rests on it (D6, R43)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from kartoteka.domain.access.errors import NotYours, OwnCase, WrongTerms
from kartoteka.domain.access.granting import end
from kartoteka.domain.access.managing import require_impartial
from kartoteka.domain.access.models import AccessCodeRow, GrantRow
from kartoteka.domain.access.notices import portal_link, tell
from kartoteka.domain.access.patients import lock_patient
from kartoteka.domain.access.representations import LONGEST_REASON
from kartoteka.domain.access.types import CodeEnd, GrantEnd
from kartoteka.domain.card_index import selectors as cards
from kartoteka.domain.card_index import services as card_services
from kartoteka.domain.card_index.errors import CardNotFound
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
    _end_what_rests_on_it(card.account_id, reason.strip()[:LONGEST_REASON], by, now)
    event = f"identity-withdrawn {card.card_id} {now.isoformat()}"
    tell(
        [card.account_id],
        lambda account: IdentityWithdrawn(now, account.region.time_zone),
        event=event,
        by=by,
        now=now,
    )


def _end_what_rests_on_it(account_id: UUID, reason: str, by: Actor, now: datetime) -> None:
    open_ones = GrantRow.objects.filter(Q(given_by=account_id) | Q(account_id=account_id), ended_at=None)
    codes = AccessCodeRow.objects.filter(issued_by=account_id, ended_at=None)
    people = {*open_ones.values_list("patient_id", flat=True), *codes.values_list("patient_id", flat=True)}
    # In one order, so that two who do so don't wait for each other for ever.
    for person_id in sorted(people):
        lock_patient(person_id)
        for row in open_ones.filter(patient_id=person_id):
            end(row, GrantEnd.STAFF, by=by, now=now, reason=reason)
            closed = f"access-closed {row.pk}"
            tell([row.account_id], lambda _: AccessClosed(portal_link()), event=closed, by=by, now=now)
        # As if he had switched them off himself.
        codes.filter(patient_id=person_id).update(ended_at=now, end=CodeEnd.SWITCHED_OFF)
