"""«Кто видит карту», «Запретить отображение», and giving access up (F-10, R53 to R56)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from kartoteka.domain.access.errors import CannotForbid, NotYours
from kartoteka.domain.access.facts import gather
from kartoteka.domain.access.granting import GrantView, end, view_of
from kartoteka.domain.access.managing import list_managers, require_manager
from kartoteka.domain.access.models import (
    AccessRequestRow,
    DenialRow,
    GrantRow,
    JournalRow,
    PatientRow,
    RepresentationRow,
)
from kartoteka.domain.access.notices import portal_link, tell
from kartoteka.domain.access.patients import lock_patient
from kartoteka.domain.access.rules import decide
from kartoteka.domain.access.types import (
    Action,
    Answer,
    BasisKind,
    Decision,
    GrantEnd,
    GrantSource,
    Ground,
    Item,
    RecordPart,
    Refusal,
)
from kartoteka.domain.access.waiting import note_waiting
from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index import selectors as cards
from kartoteka.domain.messaging.templates.access import AccessClosed
from kartoteka.shared.actor import Actor

_PATIENT = Item(RecordPart.PATIENT)
_UNTOUCHABLE = frozenset({Ground.SELF, Ground.GUARDIAN, Ground.REPRESENTATIVE})


@dataclass(frozen=True, slots=True)
class TrustedAccount:
    """An account that sees the record, or was shut out of it, as the patient's side sees it."""

    account_id: UUID
    name: str
    is_you: bool
    # By what right it sees the record now; None with the reason why not.
    ground: Ground | None
    refusal: Refusal | None
    since: datetime | None
    until: datetime | None
    last_seen: datetime | None
    grant: GrantView | None
    # «Запрет отображения» is on.
    is_forbidden: bool
    # The button «Запретить отображение» is there.
    can_be_forbidden: bool


def people_who_see(*, person_id: str, account_id: UUID, now: datetime) -> tuple[TrustedAccount, ...]:
    """
    Everybody who may open the record, by what right, since when, until when, and when he last did; then those who were
    shut out. Each is judged as the door would judge him: two questions an account.

    :raises NotYours: the account does not decide about the record
    """
    require_manager(person_id, account_id=account_id, now=now)
    papers = list(RepresentationRow.objects.filter(patient_id=person_id, ended_at=None))
    grants = {row.account_id: row for row in GrantRow.objects.filter(patient_id=person_id, ended_at=None)}
    denied = set(DenialRow.objects.filter(patient_id=person_id, lifted_at=None).values_list("account_id", flat=True))
    by_right = cards.accounts_of_people({person_id, *(paper.representative_id for paper in papers)})
    accounts = tuple(dict.fromkeys([*by_right, *grants, *sorted(denied)]))
    seen = dict(
        JournalRow.objects.filter(person_id=person_id, account_id__in=accounts, refusal="")
        .values_list("account_id")
        .annotate(last=Max("at"))
    )
    names = cards.main_names(accounts)
    since = {paper.pk: paper.recorded_at for paper in papers} | {row.pk: row.starts_at for row in grants.values()}
    found = []
    for one in accounts:
        decision = _decision(person_id, one, now)
        if not decision.is_allowed and one not in denied:
            continue
        grant = grants.get(one)
        found.append(
            TrustedAccount(
                account_id=one,
                name=str(names.get(one, "")),
                is_you=one == account_id,
                ground=decision.ground,
                refusal=decision.refusal,
                since=since.get(decision.right_id) if decision.right_id else None,
                until=decision.until,
                last_seen=seen.get(one),
                grant=view_of(grant) if grant is not None and grant.ends_at > now else None,
                is_forbidden=one in denied,
                can_be_forbidden=one not in denied and decision.ground not in _UNTOUCHABLE,
            )
        )
    return tuple(sorted(found, key=_place))


@transaction.atomic
def forbid_display(*, person_id: str, account_id: UUID, by: Actor, now: datetime) -> None:
    """
    «Запретить отображение»: the account sees the record no more, from the next request on, whatever it is given later,
    until the ban is lifted (F-10, R53, R56). Its grant ends, its request is declined in silence. Twice is once.

    :param account_id: who is shut out
    :raises NotYours: whoever acts does not decide about the record
    :raises CannotForbid: the account is the patient's own, or a legal representative's: that is for a moderator (R55)
    """
    row = lock_patient(person_id)
    manager = _acting(by)
    require_manager(person_id, account_id=manager, now=now)
    if account_id == manager or _acts_by_law(person_id, account_id, now):
        raise CannotForbid
    _forbid(row, account_id, "", GrantEnd.REVOKED, by, now)


@transaction.atomic
def allow_display_again(*, person_id: str, account_id: UUID, by: Actor, now: datetime) -> None:
    """
    Lift the ban. Nothing that ended comes back: the account may ask anew. Lifted already: nothing.

    :raises NotYours: whoever acts does not decide about the record
    """
    row = lock_patient(person_id)
    require_manager(person_id, account_id=_acting(by), now=now)
    lift_denial(row, account_id, by=by, now=now)


@transaction.atomic
def end_grant(*, grant_id: UUID, by: Actor, now: datetime) -> None:
    """
    Close one grant, without a ban. Closed already: nothing (R53).

    :raises NotYours: there is none, or whoever acts does not decide about the record
    """
    person_id = GrantRow.objects.filter(pk=grant_id).values_list("patient_id", flat=True).first()
    if person_id is None:
        raise NotYours
    lock_patient(person_id)
    require_manager(person_id, account_id=_acting(by), now=now)
    row = GrantRow.objects.get(pk=grant_id)
    if row.ended_at is None:
        _close(row, GrantEnd.REVOKED, by, now)


@transaction.atomic
def end_grants_by_code(*, person_id: str, by: Actor, now: datetime) -> int:
    """
    Close everything that was opened by code: what switching codes off asks about (R47); returns how many.

    :raises NotYours: whoever acts does not decide about the record
    """
    lock_patient(person_id)
    require_manager(person_id, account_id=_acting(by), now=now)
    rows = GrantRow.objects.filter(patient_id=person_id, source=GrantSource.CODE, ended_at=None)
    for row in rows:
        _close(row, GrantEnd.REVOKED, by, now)
    return len(rows)


@transaction.atomic
def give_up_access(*, person_id: str, by: Actor, now: datetime) -> None:
    """Give up what was granted to one's own account. Nothing to give up: nothing happens (R53)."""
    lock_patient(person_id)
    row = GrantRow.objects.filter(patient_id=person_id, account_id=_acting(by), ended_at=None).first()
    if row is not None:
        end(row, GrantEnd.GIVEN_UP, by=by, now=now)


def forbid(row: PatientRow, account_id: UUID, *, reason: str, by: Actor, now: datetime) -> None:
    """Shut an account out by a decision of staff. The patient is locked."""
    _forbid(row, account_id, reason, GrantEnd.STAFF, by, now)


def lift_denial(row: PatientRow, account_id: UUID, *, by: Actor, now: datetime) -> None:
    """End a ban, if there is one. The patient is locked."""
    denial = DenialRow.objects.filter(patient=row, account_id=account_id, lifted_at=None).first()
    if denial is None:
        return
    denial.lifted_at, denial.lifted_by = max(now, denial.denied_at), by.account_id
    denial.save(update_fields=["lifted_at", "lifted_by"])
    _record(Event.ACCESS_ALLOWED_AGAIN, row.pk, account_id, by, now)


def _place(trusted: TrustedAccount) -> tuple[object, ...]:
    """The reader himself first, then by the strength of the right, those who were shut out last."""
    strength = tuple(Ground).index(trusted.ground) if trusted.ground else len(Ground)
    return trusted.is_forbidden, not trusted.is_you, strength, trusted.name


def _forbid(row: PatientRow, account_id: UUID, reason: str, why: GrantEnd, by: Actor, now: datetime) -> None:
    grant = GrantRow.objects.filter(patient=row, account_id=account_id, ended_at=None).first()
    if grant is not None:
        _close(grant, why, by, now, reason=reason)
    AccessRequestRow.objects.filter(patient=row, account_id=account_id, answer="").update(
        answer=Answer.DECLINED, answered_at=now, answered_by=by.account_id
    )
    if DenialRow.objects.filter(patient=row, account_id=account_id, lifted_at=None).exists():
        return
    DenialRow.objects.create(patient=row, account_id=account_id, denied_at=now, denied_by=_acting(by), reason=reason)
    _record(Event.ACCESS_FORBIDDEN, row.pk, account_id, by, now)
    note_waiting(list_managers(row.pk, now=now), now=now)


def _close(row: GrantRow, why: GrantEnd, by: Actor, now: datetime, *, reason: str = "") -> None:
    end(row, why, by=by, now=now, reason=reason)
    event = f"access-closed {row.pk}"
    tell([row.account_id], lambda _: AccessClosed(portal_link()), event=event, by=by, now=now)


def _acts_by_law(person_id: str, account_id: UUID, now: datetime) -> bool:
    facts = gather(viewer_id=account_id, person_ids=[person_id], now=now)
    if facts.viewer.person_id == person_id:
        return True
    # Whatever stands in the way now, a dispute say: who shuts out a parent for good is a moderator.
    of_law = [one for one in facts.patients[person_id].representations if one.basis is not BasisKind.POWER_OF_ATTORNEY]
    decision = decide(facts.viewer, facts.patients[person_id], _PATIENT, Action.MANAGE, now)
    return decision.is_allowed or (bool(of_law) and decision.refusal is not Refusal.CAME_OF_AGE)


def _decision(person_id: str, account_id: UUID, now: datetime) -> Decision:
    facts = gather(viewer_id=account_id, person_ids=[person_id], now=now)
    return decide(facts.viewer, facts.patients[person_id], _PATIENT, Action.READ, now)


def _acting(by: Actor) -> UUID:
    if by.account_id is None:
        raise NotYours
    return by.account_id


def _record(event: Event, person_id: str, account_id: UUID, by: Actor, now: datetime) -> None:
    audit.record(event, subject_type="patient", subject_id=person_id, account_id=account_id, by=by, now=now)
