from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from kartoteka.domain.outbox.types import DeliveryState, Trouble


class Channel(StrEnum):
    """How a message reaches a person."""

    EMAIL = "email"
    SMS = "sms"


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A letter or an SMS as a sender gets it. A repeated attempt brings the same message with the same names."""

    channel: Channel
    # The name of the message for carriers that take care not to carry one twice.
    reference: UUID
    # The same for carriers with room for a number only; counts up, so that its last two bytes repeat late.
    number: int
    # An e-mail address, or a telephone number as +79261234567.
    to: str
    # Empty for an SMS.
    subject: str
    text: str
    region_code: str

    def __str__(self) -> str:
        # Whoever logs a message by mistake must not tell whose it is.
        return str(self.reference)

    __repr__ = __str__


@dataclass(frozen=True, slots=True)
class ClaimedMessage:
    """A message that the caller holds for one lease, and the attempt under which it holds it."""

    message_id: UUID
    attempt_id: UUID
    attempt: int
    message: OutgoingMessage

    @property
    def delivery_id(self) -> UUID:
        """The name under which logs know it."""
        return self.message_id


@dataclass(frozen=True, slots=True)
class MessageView:
    """What the administrator sees of a message: its way, never its text."""

    message_id: UUID
    channel: Channel
    template: str
    state: DeliveryState
    trouble: Trouble | None
    attempts: int
    account_id: UUID | None
    created_at: datetime
    useful_until: datetime
    finished_at: datetime | None
    # Empty once the Portal has forgotten it.
    masked_to: str
    # Whether the Portal still knows what it says.
    is_whole: bool

    def can_go_again(self, now: datetime) -> bool:
        """Whether «Отправить снова» would do something: what was given up, is still known and still of use."""
        return self.state is DeliveryState.DEAD and self.is_whole and now < self.useful_until


@dataclass(frozen=True, slots=True)
class Senders:
    """In whose name messages go out: a region's own name, or that of the Portal."""

    default: str
    by_region: Mapping[str, str] = field(default_factory=dict)

    def of(self, region_code: str) -> str:
        return self.by_region.get(region_code, self.default)
