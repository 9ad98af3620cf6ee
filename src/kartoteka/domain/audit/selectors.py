from kartoteka.domain.audit.models import AuditEvent
from kartoteka.domain.audit.types import Event, Trace


def list_traces(*, subject_type: str, subject_id: object) -> tuple[Trace, ...]:
    """What happened to one thing, oldest first."""
    rows = AuditEvent.objects.filter(subject_type=subject_type, subject_id=str(subject_id)).order_by("id")
    return tuple(Trace(Event(row.event), row.actor_id, row.subject_type, row.subject_id, row.at) for row in rows)
