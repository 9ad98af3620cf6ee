"""Requests whose sender did not answer: they expire by themselves, and the data stay (R19)."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, Subquery

from kartoteka.domain.accounts.selectors import region_codes
from kartoteka.domain.card_index import services as card_services
from kartoteka.domain.card_index.opening import lock_index
from kartoteka.domain.moderation import rules
from kartoteka.domain.moderation.letters import send_answer
from kartoteka.domain.moderation.models import VerificationRequestRow, VerificationStepRow
from kartoteka.domain.moderation.moves import locked_request, move
from kartoteka.domain.moderation.types import RefusalReason, RequestState
from kartoteka.domain.regions.selectors import list_regions_at_work
from kartoteka.domain.regions.types import RegionAtWork
from kartoteka.domain.regions.working_days import WorkingCalendar
from kartoteka.shared.actor import Actor
from kartoteka.shared.dates import local_day

logger = logging.getLogger(__name__)

# Where a region is gone, days are counted as in the capital.
_WITHOUT_REGION = RegionAtWork("", "", "Europe/Moscow", WorkingCalendar())


def expire_unanswered(*, now: datetime) -> int:
    """Close the requests that waited ten working days for an answer; returns how many. The senders are told."""
    asked = VerificationStepRow.objects.filter(request=OuterRef("pk"), state=RequestState.NEEDS_INFORMATION).order_by(
        "-id"
    )
    waiting = VerificationRequestRow.objects.filter(state=RequestState.NEEDS_INFORMATION).annotate(
        asked_at=Subquery(asked.values("at")[:1])
    )
    # Working days are never fewer than as many days.
    rows = list(waiting.filter(asked_at__lte=now - timedelta(days=rules.WORKING_DAYS_TO_ANSWER)))
    at_work = {region.code: region for region in list_regions_at_work()}
    regions = region_codes({row.account_id for row in rows})
    expired = 0
    for row in rows:
        region = at_work.get(regions.get(row.account_id, ""), _WITHOUT_REGION)
        asked_at: datetime = row.asked_at
        last_day = rules.answer_by(local_day(asked_at, region.time_zone), region.calendar)
        if local_day(now, region.time_zone) > last_day:
            try:
                expired += _expire(row, asked_at, now)
            except Exception as failure:
                # One that can't be closed is no reason to keep the others waiting, in every round.
                logger.error("a request could not be closed by itself: %s", type(failure).__name__)  # noqa: TRY400
    return expired


@transaction.atomic
def _expire(row: VerificationRequestRow, asked_at: datetime, now: datetime) -> bool:
    by = Actor.system()
    lock_index(row.account_id, now)
    request = locked_request(row.number)
    last = request.steps.order_by("-id").first()
    if request.state != RequestState.NEEDS_INFORMATION or last is None or last.at != asked_at:
        # A moderator or the sender was quicker.
        return False
    move(request, RequestState.EXPIRED, by, now)
    card_services.refuse_card(
        account_id=request.account_id, card_id=request.card_id, reason=RefusalReason.NO_ANSWER, by=by, now=now
    )
    send_answer(request, by=by, now=now)
    return True
