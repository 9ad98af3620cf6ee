from collections.abc import Collection
from uuid import UUID

from django.db.models import Max, Q

from kartoteka.domain.audit.models import AuditEvent
from kartoteka.domain.audit.types import Event, HistoryPage, NumberedEvent, Trace

_NUMBERED = ("pk", "event", "account_id")


def list_traces(*, subject_type: str, subject_id: object) -> tuple[Trace, ...]:
    """What happened to one thing, and to what is named behind it and a slash, oldest first."""
    named = Q(subject_id=str(subject_id)) | Q(subject_id__startswith=f"{subject_id}/")
    rows = AuditEvent.objects.filter(named, subject_type=subject_type).order_by("id")
    return tuple(_trace(row) for row in rows)


def account_history(
    *, account_id: UUID, length: int, before: int | None = None, besides: Collection[Event] = ()
) -> HistoryPage:
    """
    What happened to the data of an account, newest first.

    :param before: where the part begins, as `older` of the part above it says; None: with the newest
    :param besides: what is left out
    """
    rows = AuditEvent.objects.filter(account_id=account_id).exclude(event__in=besides)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-id")[: length + 1])
    shown = found[:length]
    return HistoryPage(tuple(_trace(row) for row in shown), shown[-1].pk if len(found) > length else None)


def newest_id() -> int:
    """The number of the newest row of the journal; 0 while there is none."""
    newest: int | None = AuditEvent.objects.aggregate(newest=Max("pk"))["newest"]
    return newest or 0


def list_events(*, events: Collection[Event], after: int) -> list[NumberedEvent]:
    """The rows behind a number that tell of one of these events, the oldest first."""
    rows = AuditEvent.objects.filter(pk__gt=after, event__in=events).order_by("pk")
    return [NumberedEvent(number, Event(event), account) for number, event, account in rows.values_list(*_NUMBERED)]


def _trace(row: AuditEvent) -> Trace:
    return Trace(Event(row.event), row.actor_id, row.subject_type, row.subject_id, row.at)
