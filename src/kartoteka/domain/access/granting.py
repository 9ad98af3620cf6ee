"""How a grant begins and ends: rows that are added and closed, never changed (R43, law 7)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kartoteka.domain.access.facts import parts_of, words_of
from kartoteka.domain.access.models import GrantRow, PatientRow
from kartoteka.domain.access.types import GivenAs, GrantEnd, GrantSource, Purpose, RecordPart
from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.shared.actor import Actor


@dataclass(frozen=True, slots=True)
class NewGrant:
    """What a grant is made of."""

    account_id: UUID
    source: GrantSource
    given_as: GivenAs
    given_by: UUID
    parts: Collection[RecordPart]
    ends_at: datetime
    includes_sensitive: bool = False
    purpose: Purpose | None = None
    request_id: UUID | None = None
    code_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class GrantView:
    """A grant as those whom it concerns see it."""

    grant_id: UUID
    person_id: str
    account_id: UUID
    source: GrantSource
    parts: frozenset[RecordPart]
    includes_sensitive: bool
    starts_at: datetime
    ends_at: datetime


def give(row: PatientRow, new: NewGrant, *, by: Actor, now: datetime) -> GrantView:
    """Give an account a right; the one it had gives way (one pair, one grant). The patient is locked."""
    former = GrantRow.objects.filter(patient=row, account_id=new.account_id, ended_at=None).first()
    if former is not None:
        end(former, GrantEnd.REPLACED, by=by, now=now)
    made = GrantRow.objects.create(
        patient=row,
        account_id=new.account_id,
        source=new.source,
        given_as=new.given_as,
        given_by=new.given_by,
        purpose=new.purpose or "",
        # Whose record it is, everybody sees who sees any of it.
        parts=words_of({*new.parts, RecordPart.PATIENT}),
        includes_sensitive=new.includes_sensitive,
        starts_at=now,
        ends_at=new.ends_at,
        request_id=new.request_id,
        code_id=new.code_id,
    )
    _record(Event.ACCESS_GIVEN, made, by, now)
    return view_of(made)


def end(row: GrantRow, why: GrantEnd, *, by: Actor, now: datetime, reason: str = "") -> None:
    """Close a grant. The patient is locked."""
    row.ended_at, row.ended_by, row.end, row.end_reason = now, by.account_id, why, reason
    row.save(update_fields=["ended_at", "ended_by", "end", "end_reason"])
    _record(Event.ACCESS_ENDED, row, by, now)


def view_of(row: GrantRow) -> GrantView:
    return GrantView(
        grant_id=row.pk,
        person_id=row.patient_id,
        account_id=row.account_id,
        source=GrantSource(row.source),
        parts=parts_of(row.parts),
        includes_sensitive=row.includes_sensitive,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
    )


def _record(event: Event, row: GrantRow, by: Actor, now: datetime) -> None:
    audit.record(event, subject_type="grant", subject_id=row.pk, account_id=row.account_id, by=by, now=now)
