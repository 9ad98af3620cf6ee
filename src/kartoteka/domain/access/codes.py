"""A child's access code (F-09, R47 to R49, D4): switched on, issued, used once."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from kartoteka.domain.access import code_symbols
from kartoteka.domain.access.errors import CodesSwitchedOff
from kartoteka.domain.access.managing import list_managers, paper_of_parent
from kartoteka.domain.access.models import AccessCodeRow, CodeSwitchRow, GrantRow, PatientRow
from kartoteka.domain.access.notices import portal_link, tell
from kartoteka.domain.access.patients import lock_patient
from kartoteka.domain.access.types import CodeEnd, GrantSource
from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.domain.messaging.templates.access import CodeIssued
from kartoteka.shared.actor import Actor
from kartoteka.shared.identity_key import keyed_hash

CODE_LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A code as it is shown, once."""

    code_id: UUID
    person_id: str
    code: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class CodeStatus:
    """Where access by code stands for a child."""

    is_switched_on: bool
    # Of the code that waits to be used; None: there is none.
    expires_at: datetime | None
    # Accounts that read by a code now: who switches it off is asked about them.
    grants_by_code: int


@transaction.atomic
def switch_codes(
    *, person_id: str, is_on: bool, by: Actor, now: datetime, representation_id: UUID | None = None
) -> CodeStatus:
    """
    Switch access by code on or off for a child; off kills the code that waits. Switched so already: nothing.

    What was opened by code stays open: `grants_by_code` of the answer is what the page asks about (R47).

    :param representation_id: at the desk: the paper of the parent who stands there (D4)
    :raises NotYours, OwnCase: see `paper_of_parent`
    """
    row = lock_patient(person_id)
    paper_of_parent(person_id, by=by, representation_id=representation_id, now=now)
    assert by.account_id is not None  # noqa: S101 - whoever holds a paper or sits at the desk has an account
    switch = CodeSwitchRow.objects.filter(patient=row, off_at=None).first()
    if is_on and switch is None:
        CodeSwitchRow.objects.create(patient=row, on_at=now, on_by=by.account_id)
        _record(Event.CODES_SWITCHED_ON, person_id, by, now)
    elif not is_on and switch is not None:
        switch.off_at, switch.off_by = max(now, switch.on_at), by.account_id
        switch.save(update_fields=["off_at", "off_by"])
        end_waiting_code(row, CodeEnd.SWITCHED_OFF, now)
        _record(Event.CODES_SWITCHED_OFF, person_id, by, now)
    return _status(row, now)


@transaction.atomic
def issue_child_code(*, person_id: str, by: Actor, now: datetime, representation_id: UUID | None = None) -> IssuedCode:
    """
    Issue a child's access code; it is told once and kept as a hash. The code that waited works no more (R47).

    :param representation_id: at the desk: the paper of the parent who stands there (D4)
    :raises NotYours, OwnCase: see `paper_of_parent`
    :raises CodesSwitchedOff: access by code is off for this child
    """
    row = lock_patient(person_id)
    paper = paper_of_parent(person_id, by=by, representation_id=representation_id, now=now)
    assert by.account_id is not None  # noqa: S101 - whoever holds a paper or sits at the desk has an account
    if not is_switched_on(row):
        raise CodesSwitchedOff
    end_waiting_code(row, CodeEnd.REPLACED, now)
    code = code_symbols.new_code()
    made = AccessCodeRow.objects.create(
        patient=row,
        code_hash=code_hash(code),
        representation_id=paper,
        issued_at=now,
        issued_by=by.account_id,
        expires_at=now + CODE_LASTS,
    )
    _record(Event.CODE_ISSUED, person_id, by, now)
    others = [one for one in list_managers(person_id, now=now) if one != by.account_id]
    tell(
        others,
        lambda account: CodeIssued(portal_link(), now, account.region.time_zone),
        event=f"access-code-issued {made.pk}",
        by=by,
        now=now,
    )
    return IssuedCode(made.pk, person_id, code_symbols.shown(code), made.expires_at)


def code_status(*, person_id: str, by: Actor, now: datetime, representation_id: UUID | None = None) -> CodeStatus:
    """
    Where access by code stands for a child.

    :raises NotYours, OwnCase: see `paper_of_parent`
    """
    paper_of_parent(person_id, by=by, representation_id=representation_id, now=now)
    return _status(PatientRow.objects.get(pk=person_id), now)


def is_switched_on(row: PatientRow) -> bool:
    return CodeSwitchRow.objects.filter(patient=row, off_at=None).exists()


def end_waiting_code(row: PatientRow, end: CodeEnd, now: datetime) -> None:
    """Let the code that waits work no more. The patient is locked."""
    AccessCodeRow.objects.filter(patient=row, ended_at=None).update(ended_at=now, end=end)


def code_hash(code: str) -> bytes:
    """What is kept of a code."""
    return keyed_hash(settings.KARTOTEKA_IDENTITY_SECRET, "access-code", code)


def _status(row: PatientRow, now: datetime) -> CodeStatus:
    waiting = AccessCodeRow.objects.filter(patient=row, ended_at=None, expires_at__gt=now).first()
    by_code = GrantRow.objects.filter(patient=row, source=GrantSource.CODE, ended_at=None, ends_at__gt=now)
    return CodeStatus(
        is_switched_on=is_switched_on(row),
        expires_at=waiting.expires_at if waiting else None,
        grants_by_code=by_code.count(),
    )


def _record(event: Event, person_id: str, by: Actor, now: datetime) -> None:
    audit.record(event, subject_type="patient", subject_id=person_id, account_id=None, by=by, now=now)
