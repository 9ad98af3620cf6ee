"""What the administrator, and the watch over the Portal, see of letters and SMS."""

from typing import TypeVar, cast
from uuid import UUID

from django.db.models import Case, QuerySet, When

from kartoteka.domain.messaging.models import MessageRow
from kartoteka.domain.messaging.rules import masked
from kartoteka.domain.messaging.types import Channel, MessageView
from kartoteka.domain.outbox.selectors import OutboxSummary, summary_of
from kartoteka.domain.outbox.types import DeliveryState, Trouble

Row = TypeVar("Row", bound=MessageRow)


def outbox_summary(channel: Channel) -> OutboxSummary:
    """One channel at a glance."""
    return summary_of(MessageRow.objects.filter(channel=channel))


def list_dead_messages(*, limit: int = 100) -> tuple[MessageView, ...]:
    """Messages that were given up, latest first; those that their senders took back are nobody's worry."""
    rows = (
        MessageRow.objects.filter(state=DeliveryState.DEAD)
        .exclude(trouble=Trouble.WITHDRAWN)
        .order_by("-finished_at", "-id")
    )
    return _views(rows, limit)


def list_messages_of_account(account_id: UUID, *, limit: int = 100) -> tuple[MessageView, ...]:
    """What was sent about an account, latest first."""
    return _views(MessageRow.objects.filter(account_id=account_id).order_by("-created_at", "-id"), limit)


def find_message(message_id: UUID) -> MessageView | None:
    """A message by its id; None where there is none."""
    views = _views(MessageRow.objects.filter(message_id=message_id), 1)
    return views[0] if views else None


def _views(rows: QuerySet[MessageRow], limit: int) -> tuple[MessageView, ...]:
    return tuple(view_of(row) for row in without_words(rows)[:limit])


def without_words(rows: QuerySet[Row]) -> QuerySet[Row]:
    """The same messages, of whose texts nothing is read but whether there are any."""
    read = rows.defer("subject", "text").annotate(is_whole=Case(When(text="", then=False), default=True))
    # The annotation makes the type checker forget what kind of rows these are.
    return cast("QuerySet[Row]", read)


def view_of(row: MessageRow) -> MessageView:
    """A message that was read by `without_words`."""
    return MessageView(
        message_id=row.message_id,
        channel=Channel(row.channel),
        template=row.template,
        state=DeliveryState(row.state),
        trouble=Trouble(row.trouble) if row.trouble else None,
        attempts=row.attempts,
        account_id=row.account_id,
        created_at=row.created_at,
        useful_until=row.useful_until,
        finished_at=row.finished_at,
        masked_to=masked(row.recipient),
        is_whole=row.is_whole,  # type: ignore[attr-defined]  # annotated
    )
