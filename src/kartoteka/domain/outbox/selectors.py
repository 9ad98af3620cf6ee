"""An outbox at a glance, for the administrator and the watch over the Portal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Count, Min, QuerySet

from kartoteka.domain.outbox.models import DeliveryRow
from kartoteka.domain.outbox.types import DeliveryState

Row = TypeVar("Row", bound=DeliveryRow)


@dataclass(frozen=True, slots=True)
class OutboxSummary:
    """How many deliveries are where, and since when the oldest of those on their way waits."""

    by_state: Mapping[DeliveryState, int]
    waiting_since: datetime | None

    @property
    def underway(self) -> int:
        return self.by_state[DeliveryState.QUEUED] + self.by_state[DeliveryState.SENDING]


def summary_of(rows: QuerySet[Row]) -> OutboxSummary:
    """What became of these rows."""
    counted = dict(rows.values_list("state").annotate(number=Count("pk")))
    underway = rows.filter(due_at__isnull=False)
    return OutboxSummary(
        by_state={state: counted.get(state, 0) for state in DeliveryState},
        waiting_since=underway.aggregate(since=Min("created_at"))["since"],
    )
