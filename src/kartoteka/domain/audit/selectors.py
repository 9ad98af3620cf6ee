from collections.abc import Collection
from uuid import UUID

from kartoteka.domain.audit.models import AuditEvent
from kartoteka.domain.audit.types import Event, HistoryPage, Trace


def list_traces(*, subject_type: str, subject_id: object) -> tuple[Trace, ...]:
    """What happened to one thing, oldest first."""
    rows = AuditEvent.objects.filter(subject_type=subject_type, subject_id=str(subject_id)).order_by("id")
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


def _trace(row: AuditEvent) -> Trace:
    return Trace(Event(row.event), row.actor_id, row.subject_type, row.subject_id, row.at)
