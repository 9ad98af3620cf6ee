"""
The one decision: may this viewer do this with that part of the record, now?

Every read comes here: pages, PDF, zip, counts, search, the app. What is known comes in as facts, so the answer can be
tried over all of them; docs/access-truth-table.md is made from this module.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from kartoteka.domain.access.ages import day_of_age, first_moment, has_reached
from kartoteka.domain.access.types import (
    Action,
    BasisKind,
    Decision,
    GivenAs,
    Grant,
    GrantSource,
    Ground,
    Item,
    ItemState,
    Patient,
    Refusal,
    Representation,
    Sensitivity,
    Viewer,
)
from kartoteka.shared.dates import local_day

# What neither the patient's ban nor a dispute of the parents reaches (R55, R56).
_STRONG = frozenset({BasisKind.COURT, BasisKind.GUARDIANSHIP})
# Rights that somebody gave of his own will: they reach less far, and their first use is told.
BY_AGREEMENT = frozenset({Ground.ATTORNEY, Ground.GRANT, Ground.CODE})
_CAN_MANAGE = frozenset({Ground.SELF, Ground.GUARDIAN, Ground.REPRESENTATIVE})
_MANAGING = frozenset({Action.MANAGE, Action.SEE_JOURNAL})


@dataclass(frozen=True, slots=True)
class _Right:
    """One way to the record, and what stands in it."""

    ground: Ground
    refusal: Refusal | None
    right_id: UUID | None = None
    until: datetime | None = None
    grant: Grant | None = None


def decide(viewer: Viewer, patient: Patient, item: Item, action: Action, now: datetime) -> Decision:
    """
    Say by what right the viewer may do it and until when, or why not.

    Of several rights the strongest that suffices counts; if none does, what stands in the way of the strongest.

    :param now: aware; taken no earlier than what is known to have happened
    """
    if not viewer.is_active:
        return Decision(None, Refusal.VIEWER_BLOCKED)
    moment = max(now, patient.not_before) if patient.not_before else now
    rights = tuple(_rights(viewer, patient, moment))
    refusals = []
    for right in (one for one in rights if one.refusal is None):
        refusal = _refusal_of_item(right, patient, item, action, moment)
        if refusal is None:
            return Decision(right.ground, None, right.right_id, right.until)
        refusals.append(refusal)
    # A right that holds, and does not reach so far, says more than one that has ended.
    refusals += [one.refusal for one in rights if one.refusal is not None]
    refusals.append(Refusal.FORBIDDEN if patient.is_forbidden else Refusal.NO_RIGHT)
    return Decision(None, refusals[0])


def is_minor(patient: Patient, moment: datetime) -> bool:
    """Whether the patient is known to be a child: full age or full capacity ends it at once (R35)."""
    return _childhood(patient, local_day(moment, patient.time_zone)) is None


def _rights(viewer: Viewer, patient: Patient, moment: datetime) -> Iterator[_Right]:
    day = local_day(moment, patient.time_zone)
    if viewer.person_id == patient.person_id:
        yield _own(viewer, patient, day)
    else:
        representations = [_represented(viewer, patient, one, day) for one in patient.representations]
        yield from sorted(representations, key=lambda right: _strength(right.ground))
        yield from (_granted(viewer, patient, grant, moment, day) for grant in patient.grants)


def _strength(ground: Ground) -> int:
    return tuple(Ground).index(ground)


def _own(viewer: Viewer, patient: Patient, day: date) -> _Right:
    refusal = None
    if not viewer.identity_confirmed:
        refusal = Refusal.IDENTITY_NOT_CONFIRMED
    elif patient.deceased_on is not None:
        refusal = Refusal.DECEASED
    elif patient.birth_date is None:
        refusal = Refusal.AGE_UNKNOWN
    elif not _reads_himself(patient, day):
        refusal = Refusal.TOO_YOUNG
    elif patient.shares_contact and _childhood(patient, day) is None:
        refusal = Refusal.SHARED_CONTACT
    return _Right(Ground.SELF, refusal)


def _represented(viewer: Viewer, patient: Patient, one: Representation, day: date) -> _Right:
    ground = {
        BasisKind.COURT: Ground.GUARDIAN,
        BasisKind.GUARDIANSHIP: Ground.GUARDIAN,
        BasisKind.POWER_OF_ATTORNEY: Ground.ATTORNEY,
    }.get(one.basis, Ground.REPRESENTATIVE)
    refusal = (
        (None if viewer.identity_confirmed else Refusal.IDENTITY_NOT_CONFIRMED)
        or _refusal_of_patient(patient, is_strong=one.basis in _STRONG)
        or _refusal_of_paper(one, day)
        or (_childhood(patient, day) if one.basis not in {BasisKind.COURT, BasisKind.POWER_OF_ATTORNEY} else None)
    )
    return _Right(ground, refusal, one.representation_id, _end_of_representation(patient, one))


def _granted(viewer: Viewer, patient: Patient, grant: Grant, moment: datetime, day: date) -> _Right:
    ground = Ground.CODE if grant.source is GrantSource.CODE else Ground.GRANT
    # A right is a person's: whom the registry does not know reads nothing under a name that he typed himself (R43).
    refusal = (
        (None if viewer.person_id is not None else Refusal.IDENTITY_NOT_CONFIRMED)
        or _refusal_of_patient(patient, is_strong=False)
        or _refusal_of_grant(patient, grant, moment, day)
    )
    until = grant.ends_at
    if grant.given_as is GivenAs.REPRESENTATIVE and (end := _end_of_childhood(patient)) is not None:
        until = min(until, end)
    return _Right(ground, refusal, grant.grant_id, until, grant)


def _refusal_of_patient(patient: Patient, *, is_strong: bool) -> Refusal | None:
    if patient.deceased_on is not None:
        return Refusal.DECEASED
    if is_strong:
        return None
    if patient.is_forbidden:
        return Refusal.FORBIDDEN
    return Refusal.DISPUTED if patient.is_disputed else None


def _refusal_of_paper(one: Representation, day: date) -> Refusal | None:
    if one.valid_until is not None and day > one.valid_until:
        return Refusal.EXPIRED
    if day < one.valid_from:
        return Refusal.NOT_YET
    return Refusal.REVIEW_DUE if one.review_on is not None and day > one.review_on else None


def _refusal_of_grant(patient: Patient, grant: Grant, moment: datetime, day: date) -> Refusal | None:
    if moment >= grant.ends_at:
        return Refusal.EXPIRED
    if moment < grant.starts_at:
        return Refusal.NOT_YET
    if patient.listed_since is None or patient.listed_since > grant.starts_at:
        return Refusal.NOT_LISTED
    return _childhood(patient, day) if grant.given_as is GivenAs.REPRESENTATIVE else None


def _childhood(patient: Patient, day: date) -> Refusal | None:
    """Why nobody acts for the patient as for a minor on that day; None: he is one."""
    if patient.birth_date is None:
        return Refusal.AGE_UNKNOWN
    if patient.emancipated_on is not None and day >= patient.emancipated_on:
        return Refusal.CAME_OF_AGE
    came = any(has_reached(born, patient.rules.full_age, patient.rules, day) for born in _birth_dates(patient))
    return Refusal.CAME_OF_AGE if came else None


def _reads_himself(patient: Patient, day: date) -> bool:
    dates, rules = _birth_dates(patient), patient.rules
    if patient.emancipated_on is not None and day >= patient.emancipated_on:
        return True
    return bool(dates) and all(has_reached(born, rules.own_reading_from, rules, day) for born in dates)


def _birth_dates(patient: Patient) -> tuple[date, ...]:
    """The date, or the two between which nobody has chosen yet: what either shuts out is shut (R42)."""
    return tuple(born for born in (patient.birth_date, patient.former_birth_date) if born is not None)


def _end_of_childhood(patient: Patient) -> datetime | None:
    if patient.birth_date is None:
        return None
    days = [day_of_age(born, patient.rules.full_age, patient.rules) for born in _birth_dates(patient)]
    if patient.emancipated_on is not None:
        days.append(patient.emancipated_on)
    return first_moment(min(days), patient.time_zone)


def _end_of_representation(patient: Patient, one: Representation) -> datetime | None:
    last_days = [day for day in (one.valid_until, one.review_on) if day is not None]
    ends = [first_moment(day + timedelta(days=1), patient.time_zone) for day in last_days]
    grows_up = one.basis not in {BasisKind.COURT, BasisKind.POWER_OF_ATTORNEY}
    if grows_up and (end := _end_of_childhood(patient)) is not None:
        ends.append(end)
    return min(ends, default=None)


def _refusal_of_item(right: _Right, patient: Patient, item: Item, action: Action, moment: datetime) -> Refusal | None:
    if action in _MANAGING:
        return None if right.ground in _CAN_MANAGE else Refusal.NOT_YOURS_TO_MANAGE
    if item.state is ItemState.UNSIGNED:
        return Refusal.NOT_SIGNED
    if item.document_type and item.document_type not in patient.shown_document_types:
        return Refusal.TYPE_NOT_SHOWN
    if item.state is ItemState.ANNULLED and right.ground in BY_AGREEMENT:
        return Refusal.ANNULLED
    if right.grant is not None and item.part not in right.grant.parts:
        return Refusal.OUTSIDE_SCOPE
    return _refusal_of_sensitivity(right, patient, item.sensitivity, moment)


def _refusal_of_sensitivity(
    right: _Right, patient: Patient, sensitivity: Sensitivity, moment: datetime
) -> Refusal | None:
    if sensitivity is Sensitivity.ORDINARY:
        return None
    if sensitivity is Sensitivity.WITHHELD:
        may = right.ground is Ground.SELF and patient.rules.owner_reads_withheld
        return None if may else Refusal.WITHHELD
    if right.ground in BY_AGREEMENT:
        may = right.ground is Ground.GRANT and right.grant is not None and right.grant.includes_sensitive
        return None if may else Refusal.TOO_SENSITIVE
    is_teen = right.ground is not Ground.SELF and _reads_himself(patient, local_day(moment, patient.time_zone))
    narrowed = is_teen and not patient.rules.representatives_read_sensitive_of_teens
    # Until full age the law gives narcology to the representatives whatever the region says.
    narrowed = narrowed and right.ground is Ground.REPRESENTATIVE and sensitivity is Sensitivity.SENSITIVE
    return Refusal.TOO_SENSITIVE if narrowed else None
