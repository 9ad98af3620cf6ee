"""Writing the journal. Called explicitly by every service that writes, inside its transaction (law 4)."""

from datetime import datetime
from uuid import UUID

from kartoteka.domain.audit.models import AuditEvent
from kartoteka.domain.audit.types import Event
from kartoteka.shared.actor import Actor


def record(
    event: Event, *, subject_type: str, subject_id: object, account_id: UUID | None, by: Actor, now: datetime
) -> None:
    """
    Add a row to the journal: identifiers only, never contents (R73).

    :param account_id: whose data were touched, None where there is no such account
    """
    AuditEvent.objects.create(
        at=now,
        event=event,
        actor_id=by.account_id,
        subject_type=subject_type,
        subject_id=str(subject_id),
        account_id=account_id,
    )


def record_on_account(event: Event, account_id: UUID, *, by: Actor, now: datetime) -> None:
    """Add a row about an account itself; see `record`."""
    record(event, subject_type="account", subject_id=account_id, account_id=account_id, by=by, now=now)
