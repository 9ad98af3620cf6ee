"""Carriers of the demo: what they are given is shown on a page of its own and goes nowhere."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from kartoteka.devtools.models import DemoMessage
from kartoteka.domain.messaging.selectors import outbox_summary
from kartoteka.domain.messaging.types import Channel, OutgoingMessage

_SHOWN = 100


class DemoSender:
    """Keeps letters and SMS, each once, for the page «Письма и СМС»."""

    def send(self, message: OutgoingMessage) -> None:
        DemoMessage.objects.get_or_create(
            reference=message.reference,
            defaults={
                "channel": message.channel,
                "recipient": message.to,
                "subject": message.subject,
                "text": message.text,
                "region_code": message.region_code,
                "delivered_at": timezone.now(),
            },
        )

    def close(self) -> None:
        """Nothing to give up."""


@dataclass(frozen=True, slots=True)
class DeliveredMessage:
    """A message as the page of the demo shows it."""

    is_sms: bool
    to: str
    subject: str
    text: str
    region_code: str
    delivered_at: datetime


def list_delivered() -> tuple[DeliveredMessage, ...]:
    """What the demo delivered, latest first."""
    rows = DemoMessage.objects.order_by("-delivered_at", "pk")[:_SHOWN]
    return tuple(
        DeliveredMessage(
            row.channel == Channel.SMS, row.recipient, row.subject, row.text, row.region_code, row.delivered_at
        )
        for row in rows
    )


def count_waiting() -> int:
    """How many messages are still on their way."""
    summaries = [outbox_summary(channel) for channel in Channel]
    return sum(summary.underway for summary in summaries)
