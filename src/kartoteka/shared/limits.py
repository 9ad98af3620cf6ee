"""What a named limit is; its counters live in kartoteka.domain.limits."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `capacity` times in each `period`."""

    capacity: int
    period: timedelta
