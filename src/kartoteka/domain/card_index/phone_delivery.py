"""The way of a number out of the outbox: claimed, handed over by the caller, and what came of it written down."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index import rules
from kartoteka.domain.card_index.models import PhoneCopyRow
from kartoteka.domain.card_index.phone_copies import people_by_esia, record
from kartoteka.domain.card_index.types import ClaimedPhoneCopy
from kartoteka.domain.outbox import services as outbox
from kartoteka.domain.outbox.types import DeliveryState, RetryPolicy, Trouble
from kartoteka.shared.actor import Actor
from kartoteka.shared.phones import MobilePhone


def claim_phone_copy(*, now: datetime) -> ClaimedPhoneCopy | None:
    """
    The next number that is to be copied, held by the caller for one lease; None when nothing is due.

    Copies that have run out, that may not go any more, or whose attempts ended with the death of the process, are given
    up on the way.
    """
    while (row := outbox.claim(PhoneCopyRow.objects.all(), policy=_policy(), now=now)) is not None:
        claimed = _claimed(row)
        trouble = _why_not(row, now)
        if trouble is None:
            return claimed
        record_failure(claimed, trouble, jitter=0, now=now)
    return None


@transaction.atomic
def record_delivered(claimed: ClaimedPhoneCopy, *, now: datetime) -> bool:
    """The medical system has it; the outbox forgets the number. False: the attempt is no longer ours."""
    if not outbox.record_delivered(_held(claimed), now=now, phone=""):
        return False
    record(Event.PHONE_COPY_DELIVERED, _row(claimed), Actor.system(), now)
    return True


@transaction.atomic
def record_failure(
    claimed: ClaimedPhoneCopy, trouble: Trouble, *, jitter: float, now: datetime
) -> DeliveryState | None:
    """Put the copy back for later, or give it up and forget the number. None: the attempt is no longer ours."""
    state = outbox.record_failure(
        _held(claimed), trouble, attempt=claimed.attempt, policy=_policy(), jitter=jitter, now=now, phone=""
    )
    if state is DeliveryState.DEAD:
        event = Event.PHONE_COPY_REFUSED if trouble is Trouble.REFUSED else Event.PHONE_COPY_GIVEN_UP
        record(event, _row(claimed), Actor.system(), now)
    return state


def _why_not(row: PhoneCopyRow, now: datetime) -> Trouble | None:
    """What keeps a claimed copy from being sent: decided now, from the facts of now."""
    if row.useful_until <= now:
        return Trouble.TOO_LATE
    if row.attempts > _policy().max_attempts:
        return Trouble.INTERRUPTED
    return None if _may_still_go(row) else Trouble.WITHDRAWN


def _may_still_go(row: PhoneCopyRow) -> bool:
    still_his = people_by_esia().filter(
        index_id=row.account_id,
        person_id=row.person_id,
        index__copies_phone=True,
        index__account__phone=row.phone,
        index__account__is_active=True,
    )
    return still_his.exists()


def _held(claimed: ClaimedPhoneCopy) -> QuerySet[PhoneCopyRow]:
    return PhoneCopyRow.objects.filter(pk=claimed.change_id, attempt_id=claimed.attempt_id, state=DeliveryState.SENDING)


def _row(claimed: ClaimedPhoneCopy) -> PhoneCopyRow:
    return PhoneCopyRow.objects.get(pk=claimed.change_id)


def _claimed(row: PhoneCopyRow) -> ClaimedPhoneCopy:
    if row.attempt_id is None:
        raise ValueError("the row is not claimed")
    return ClaimedPhoneCopy(
        change_id=row.pk,
        attempt_id=row.attempt_id,
        attempt=row.attempts,
        person_id=row.person_id,
        phone=MobilePhone(row.phone),
        changed_at=row.created_at,
    )


def _policy() -> RetryPolicy:
    return rules.copy_policy(settings.KARTOTEKA_DELIVERY_LEASE)
