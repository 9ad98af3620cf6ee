"""The way of a message out of the outbox: claimed, handed over by the caller, and what came of it written down."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from kartoteka.domain.audit.types import Event
from kartoteka.domain.messaging.models import MessageRow
from kartoteka.domain.messaging.rules import retry_policy
from kartoteka.domain.messaging.services import record
from kartoteka.domain.messaging.types import Channel, ClaimedMessage, OutgoingMessage
from kartoteka.domain.outbox import services as outbox
from kartoteka.domain.outbox.types import DeliveryState, RetryPolicy, Trouble
from kartoteka.shared.actor import Actor

_FORGOTTEN = {"recipient": "", "subject": "", "text": ""}


def claim_message(*, channel: Channel, now: datetime) -> ClaimedMessage | None:
    """
    The next message of a channel, held by the caller for one lease; None when nothing is due.

    Messages that have run out, or whose attempts ended with the death of the process, are given up on the way.
    """
    rows = MessageRow.objects.filter(channel=channel)
    while (row := outbox.claim(rows, policy=_policy(), now=now)) is not None:
        claimed = _claimed(row)
        if row.useful_until <= now:
            record_failure(claimed, Trouble.TOO_LATE, jitter=0, now=now)
        elif row.attempts > _policy().max_attempts:
            record_failure(claimed, Trouble.INTERRUPTED, jitter=0, now=now)
        else:
            return claimed
    return None


@transaction.atomic
def record_handed_over(claimed: ClaimedMessage, *, now: datetime) -> bool:
    """The carrier has it; the Portal forgets whom it went to. False: the attempt is no longer ours."""
    if not outbox.record_delivered(_held(claimed), now=now, **_FORGOTTEN):
        return False
    record(Event.MESSAGE_SENT, _row(claimed), Actor.system(), now)
    return True


@transaction.atomic
def record_failure(claimed: ClaimedMessage, trouble: Trouble, *, jitter: float, now: datetime) -> DeliveryState | None:
    """Put the message back for later or give it up; tells which. None: the attempt is no longer ours."""
    state = outbox.record_failure(
        _held(claimed), trouble, attempt=claimed.attempt, policy=_policy(), jitter=jitter, now=now
    )
    if state is DeliveryState.DEAD:
        record(Event.MESSAGE_GIVEN_UP, _row(claimed), Actor.system(), now)
        if trouble is Trouble.TOO_LATE:
            MessageRow.objects.filter(message_id=claimed.message_id).update(**_FORGOTTEN)
    return state


def _held(claimed: ClaimedMessage) -> QuerySet[MessageRow]:
    return MessageRow.objects.filter(
        message_id=claimed.message_id, attempt_id=claimed.attempt_id, state=DeliveryState.SENDING
    )


def _row(claimed: ClaimedMessage) -> MessageRow:
    return MessageRow.objects.get(message_id=claimed.message_id)


def _claimed(row: MessageRow) -> ClaimedMessage:
    if row.attempt_id is None:
        raise ValueError("the row is not claimed")
    message = OutgoingMessage(
        channel=Channel(row.channel),
        reference=row.reference,
        number=row.pk,
        to=row.recipient,
        subject=row.subject,
        text=row.text,
        region_code=row.region_code,
    )
    return ClaimedMessage(row.message_id, row.attempt_id, row.attempts, message)


def _policy() -> RetryPolicy:
    return retry_policy(settings.KARTOTEKA_DELIVERY_LEASE)
