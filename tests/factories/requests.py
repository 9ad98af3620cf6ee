"""Requests with a past, written straight into the tables: figures are about hundreds of them."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from kartoteka.domain.card_index.models import CardIndexRow, CardRow
from kartoteka.domain.card_index.types import CardState, Kinship
from kartoteka.domain.moderation.models import VerificationRequestRow, VerificationStepRow
from kartoteka.domain.moderation.rules import decide_by
from kartoteka.domain.moderation.types import RefusalReason, RequestState
from kartoteka.domain.regions.working_days import WorkingCalendar
from kartoteka.shared.sex import Sex

MODERATOR = uuid4()
HOUR = timedelta(hours=1)


def given_request(
    account: UUID,
    state: RequestState,
    *,
    sent: datetime,
    took: timedelta = HOUR,
    by: UUID | None = MODERATOR,
    reason: RefusalReason = RefusalReason.DATA_DIFFER,
    before: Sequence[RequestState] = (),
) -> VerificationRequestRow:
    """A request that went through `before` within its first moments and came to `state` after a while."""
    request = VerificationRequestRow.objects.create(
        number=secrets.token_hex(6),
        card=_card(account, sent),
        account_id=account,
        details_digest=secrets.token_bytes(16),
        state=state,
        sent_at=sent,
        decide_by=decide_by(sent.date(), WorkingCalendar()),
        refusal_reason=reason if state is RequestState.REFUSED else "",
    )
    VerificationStepRow.objects.create(request=request, state=RequestState.NEW, at=sent)
    for one in before:
        VerificationStepRow.objects.create(request=request, state=one, at=sent, by_account=MODERATOR)
    if state is not RequestState.NEW:
        VerificationStepRow.objects.create(request=request, state=state, at=sent + took, by_account=by)
    return request


def _card(account: UUID, now: datetime) -> CardRow:
    index, _ = CardIndexRow.objects.get_or_create(account_id=account, defaults={"created_at": now})
    return CardRow.objects.create(
        index=index,
        slot=None,
        removed_at=now,
        state=CardState.AWAITING,
        identity_key=secrets.token_bytes(16),
        family="Новиков",
        given="Олег",
        birth_date=now.date(),
        sex=Sex.MALE,
        kinship=Kinship.OTHER,
        added_at=now,
    )
