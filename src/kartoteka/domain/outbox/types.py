"""What is on its way out of the Portal: letters, SMS and changes for the medical system."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class DeliveryState(StrEnum):
    """Life of a row of an outbox."""

    QUEUED = "queued"
    # Somebody holds it and talks to the neighbour, or died over it: its lease tells.
    SENDING = "sending"
    DELIVERED = "delivered"
    # Given up; waits for a person to look at it.
    DEAD = "dead"


class Trouble(StrEnum):
    """Why the last attempt led to nothing. A kind, never the neighbour's words: they quote addresses and texts."""

    UNAVAILABLE = "unavailable"
    REFUSED = "refused"
    # The process that held the row did not come back.
    INTERRUPTED = "interrupted"
    # A mistake of the Portal itself; the log has its type and place.
    FAULT = "fault"
    TOO_LATE = "too-late"
    # A later change took its place, or nobody wants it any more.
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How long and how often a delivery is tried."""

    first_pause: timedelta
    longest_pause: timedelta
    max_attempts: int
    # Longer than any attempt can last: who holds a row past it counts as dead.
    lease: timedelta
