from uuid import UUID

from kartoteka.domain.card_index.selectors import find_card
from kartoteka.domain.card_index.types import Card
from kartoteka.domain.moderation.errors import RequestNotFound
from kartoteka.domain.moderation.models import VerificationRequestRow
from kartoteka.domain.moderation.types import (
    RefusalReason,
    RequestState,
    RequestStep,
    VerificationProgress,
)


def card_progress(*, account_id: UUID, card_id: UUID) -> tuple[Card, VerificationProgress]:
    """
    An account's own card, and how far its newest check is (C-06, C-07).

    :raises CardNotFound: see `find_card`
    :raises RequestNotFound: the card was never sent for checking
    """
    card = find_card(account_id=account_id, card_id=card_id)
    requests = VerificationRequestRow.objects.filter(account_id=account_id, card_id=card_id)
    # Of two that were sent at the same moment, the one that was moved last.
    request = requests.order_by("-sent_at", "-steps__id").first()
    if request is None:
        raise RequestNotFound
    return card, VerificationProgress(
        card_id=request.card_id,
        number=request.number,
        state=RequestState(request.state),
        sent_at=request.sent_at,
        decide_by=request.decide_by,
        steps=tuple(RequestStep(RequestState(step.state), step.at) for step in request.steps.order_by("id")),
        refusal_reason=RefusalReason(request.refusal_reason) if request.refusal_reason else None,
        refusal_text=request.refusal_text,
    )
