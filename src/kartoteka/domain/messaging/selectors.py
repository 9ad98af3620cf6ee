"""What the administrator, and the watch over the Portal, see of letters and SMS."""

from uuid import UUID

from django.db.models import QuerySet

from kartoteka.domain.messaging.models import MessageRow
from kartoteka.domain.messaging.services import recipient_key
from kartoteka.domain.messaging.types import Channel, MessageView
from kartoteka.domain.outbox.selectors import OutboxSummary, summary_of
from kartoteka.domain.outbox.types import DeliveryState, Trouble


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


def list_messages_to(channel: Channel, to: str, *, limit: int = 100) -> tuple[MessageView, ...]:
    """What was sent to an address or number that the asker knows, latest first."""
    rows = MessageRow.objects.filter(channel=channel, recipient_key=recipient_key(channel, to))
    return _views(rows.order_by("-created_at", "-id"), limit)


def find_message(message_id: UUID) -> MessageView | None:
    views = _views(MessageRow.objects.filter(message_id=message_id), 1)
    return views[0] if views else None


def _views(rows: QuerySet[MessageRow], limit: int) -> tuple[MessageView, ...]:
    return tuple(
        MessageView(
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
        )
        # Recipients and texts are not even read.
        for row in rows.defer("recipient", "subject", "text")[:limit]
    )
