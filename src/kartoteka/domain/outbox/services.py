"""
Claiming the rows of an outbox and writing down what came of it.

At least once: an attempt whose end nobody saw is made again once its lease is over. That the receiver does not act
twice on it is up to the reference that goes with every attempt, and to the receiver.
"""

from datetime import datetime
from typing import Any, TypeVar
from uuid import uuid4

from django.db import transaction
from django.db.models import QuerySet

from kartoteka.domain.outbox.models import DeliveryRow
from kartoteka.domain.outbox.rules import pause_after
from kartoteka.domain.outbox.types import DeliveryState, RetryPolicy, Trouble

Row = TypeVar("Row", bound=DeliveryRow)


def claim(rows: QuerySet[Row], *, policy: RetryPolicy, now: datetime) -> Row | None:
    """The next of `rows` that is due, now held by the caller for one lease; None when nothing is due."""
    due = rows.filter(due_at__lte=now).order_by("due_at", "pk")
    # Looking takes no lock: an idle outbox is looked at every second.
    if not due.exists():
        return None
    with transaction.atomic():
        # Several couriers take different rows on PostgreSQL; SQLite has one writer at a time anyway.
        row = due.select_for_update(skip_locked=True).first()
        if row is None:
            return None
        if row.state == DeliveryState.SENDING:
            row.trouble = Trouble.INTERRUPTED
        row.state, row.attempt_id, row.due_at = DeliveryState.SENDING, uuid4(), now + policy.lease
        row.attempts += 1
        row.save(update_fields=["state", "attempt_id", "due_at", "attempts", "trouble"])
    return row


def record_delivered(held: QuerySet[Row], *, now: datetime, **wiped: Any) -> bool:  # values of the room's own fields
    """
    The neighbour has it. False: the attempt is no longer ours, and nothing was written.

    :param held: the row of this very attempt, see `held_by`
    :param wiped: what the row need not keep any longer
    """
    written = held.update(
        state=DeliveryState.DELIVERED, attempt_id=None, due_at=None, trouble="", finished_at=now, **wiped
    )
    return bool(written)


def record_failure(
    held: QuerySet[Row],
    trouble: Trouble,
    *,
    attempt: int,
    policy: RetryPolicy,
    jitter: float,
    now: datetime,
    **wiped: Any,  # values of the room's own fields
) -> DeliveryState | None:
    """
    Put the row back for later, or give it up. None: the attempt is no longer ours, and nothing was written.

    :param wiped: what a row that is given up need not keep any longer
    """
    if trouble in _FINAL or attempt >= policy.max_attempts:
        return DeliveryState.DEAD if give_up(held, trouble, now=now, **wiped) else None
    rest = now + pause_after(attempt, policy, jitter=jitter)
    written = held.update(state=DeliveryState.QUEUED, attempt_id=None, due_at=rest, trouble=trouble)
    return DeliveryState.QUEUED if written else None


def give_up(
    held: QuerySet[Row],
    trouble: Trouble,
    *,
    now: datetime,
    **wiped: Any,  # values of the room's own fields
) -> bool:
    """Leave the row to the administrator. False: the attempt is no longer ours, and nothing was written."""
    written = held.update(
        state=DeliveryState.DEAD, attempt_id=None, due_at=None, trouble=trouble, finished_at=now, **wiped
    )
    return bool(written)


def requeue(dead: QuerySet[Row], *, now: datetime) -> bool:
    """Try a row that was given up as if it were new. False: it is not dead any more."""
    written = dead.filter(state=DeliveryState.DEAD).update(
        state=DeliveryState.QUEUED, attempts=0, due_at=now, trouble="", finished_at=None
    )
    return bool(written)


_FINAL = frozenset({Trouble.REFUSED, Trouble.TOO_LATE, Trouble.WITHDRAWN})
