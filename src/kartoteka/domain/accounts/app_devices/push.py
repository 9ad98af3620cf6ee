"""Knocking at telephones: «Новое событие в записи», and nothing more."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from kartoteka.domain.accounts.app_devices import rules
from kartoteka.domain.accounts.app_devices.errors import DeviceGone, NoPushService
from kartoteka.domain.accounts.app_devices.models import AppDeviceRow, PushRow, PushSubscriptionRow
from kartoteka.domain.accounts.app_devices.types import ClaimedPush
from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.domain.outbox import services as outbox
from kartoteka.domain.outbox.types import DeliveryState, RetryPolicy, Trouble
from kartoteka.shared.actor import Actor
from kartoteka.shared.identity_key import keyed_hash

_LONGEST_ADDRESS = 1000
# Who did not look at his telephone in that time finds what happened in the app.
_USEFUL_FOR = timedelta(days=1)
_KEPT_FOR = timedelta(days=30)


@transaction.atomic
def subscribe(*, device_id: UUID, endpoint: str, by: Actor, now: datetime) -> None:
    """
    «Включить уведомления»: from now on this telephone is knocked at.

    :raises NoPushService: the address is no push service's
    :raises DeviceGone: the telephone is bound no more
    """
    if len(endpoint) > _LONGEST_ADDRESS or not rules.is_push_address(endpoint, settings.KARTOTEKA_PUSH_ORIGINS):
        raise NoPushService
    device = AppDeviceRow.objects.select_for_update().filter(pk=device_id).first()
    if device is None:
        raise DeviceGone
    # The same browser may have had another owner, or another binding.
    PushSubscriptionRow.objects.filter(endpoint=endpoint).delete()
    PushSubscriptionRow.objects.filter(device=device).delete()
    PushSubscriptionRow.objects.create(device=device, endpoint=endpoint, added_at=now)
    audit.record_on_account(Event.APP_PUSH_ON, device.account_id, by=by, now=now)


@transaction.atomic
def unsubscribe(*, device_id: UUID, by: Actor, now: datetime) -> None:
    """«Отключить»: nobody knocks any more."""
    device = AppDeviceRow.objects.filter(pk=device_id).first()
    if device is not None and PushSubscriptionRow.objects.filter(device=device).delete()[0]:
        audit.record_on_account(Event.APP_PUSH_OFF, device.account_id, by=by, now=now)


def is_subscribed(*, device_id: UUID) -> bool:
    """Whether this telephone is knocked at."""
    return PushSubscriptionRow.objects.filter(device_id=device_id).exists()


def reachable(account_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those of the accounts that have a telephone at which one can knock."""
    return frozenset(_subscriptions(account_ids).values_list("device__account_id", flat=True))


def announce(account_ids: Iterable[UUID], *, event: str, not_before: datetime | None = None, now: datetime) -> None:
    """
    Knock at the telephones of accounts. Call inside the transaction of what happened.

    :param event: names what happened; told again it does not knock again
    :param not_before: so long it waits
    """
    mark = keyed_hash(settings.KARTOTEKA_IDENTITY_SECRET, "push", event)
    due = max(not_before or now, now)
    PushRow.objects.bulk_create(
        (
            PushRow(subscription=one, event=mark, due_at=due, created_at=now, useful_until=due + _USEFUL_FOR)
            for one in _subscriptions(account_ids)
        ),
        ignore_conflicts=True,
    )


def withdraw_announcement(*, event: str) -> None:
    """What was told did not happen: a knock that nobody carries yet is given none."""
    mark = keyed_hash(settings.KARTOTEKA_IDENTITY_SECRET, "push", event)
    PushRow.objects.filter(event=mark, state=DeliveryState.QUEUED, attempts=0).delete()


def claim_push(*, now: datetime) -> ClaimedPush | None:
    """The next knock that is due, held by the caller for one lease; None when nothing is. Late ones are given up."""
    rows = PushRow.objects.select_related("subscription")
    while (row := outbox.claim(rows, policy=_policy(), now=now)) is not None:
        assert row.attempt_id is not None  # noqa: S101 - just claimed
        claimed = ClaimedPush(row.pk, row.attempt_id, row.attempts, row.subscription.endpoint)
        trouble = _why_not(row, now)
        if trouble is None:
            return claimed
        record_failure(claimed, trouble, jitter=0, now=now)
    return None


def record_delivered(claimed: ClaimedPush, *, now: datetime) -> bool:
    """The push service has it. False: the attempt is no longer ours."""
    return outbox.record_delivered(_held(claimed), now=now)


def record_failure(claimed: ClaimedPush, trouble: Trouble, *, jitter: float, now: datetime) -> DeliveryState | None:
    """Put it back for later, or give it up. None: the attempt is no longer ours."""
    return outbox.record_failure(
        _held(claimed), trouble, attempt=claimed.attempt, policy=_policy(), jitter=jitter, now=now
    )


def forget_address(*, endpoint: str) -> None:
    """The push service knows the telephone no more: whatever waits for it goes too."""
    PushSubscriptionRow.objects.filter(endpoint=endpoint).delete()


def forget_old_pushes(*, now: datetime) -> int:
    """Delete knocks that were heard or given up a month ago; returns how many."""
    deleted, _ = PushRow.objects.filter(finished_at__lt=now - _KEPT_FOR).delete()
    return deleted


def _subscriptions(account_ids: Iterable[UUID]) -> QuerySet[PushSubscriptionRow]:
    return PushSubscriptionRow.objects.filter(device__account__in=set(account_ids), device__account__is_active=True)


def _why_not(row: PushRow, now: datetime) -> Trouble | None:
    if row.useful_until <= now:
        return Trouble.TOO_LATE
    return Trouble.INTERRUPTED if row.attempts > _policy().max_attempts else None


def _held(claimed: ClaimedPush) -> QuerySet[PushRow]:
    return PushRow.objects.filter(pk=claimed.push_id, attempt_id=claimed.attempt_id, state=DeliveryState.SENDING)


def _policy() -> RetryPolicy:
    return RetryPolicy(
        first_pause=timedelta(seconds=30),
        longest_pause=timedelta(hours=1),
        max_attempts=10,
        lease=settings.KARTOTEKA_DELIVERY_LEASE,
    )
