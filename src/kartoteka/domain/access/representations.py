"""Papers by which people act for others: recorded at the desk, ended there or by the registry (D1, R31 to R36)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from kartoteka.domain.access.errors import NotYours, PaperKnown, RegistryDecides, WrongPaper
from kartoteka.domain.access.facts import gather_by_paper
from kartoteka.domain.access.granting import end
from kartoteka.domain.access.managing import require_impartial
from kartoteka.domain.access.models import GrantRow, PatientRow, RepresentationRow
from kartoteka.domain.access.patients import lock_patient, take_over
from kartoteka.domain.access.rules import is_minor
from kartoteka.domain.access.types import BasisKind, GivenAs, GrantEnd
from kartoteka.domain.access.waiting import note_waiting
from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index import selectors as cards
from kartoteka.domain.card_index.types import InsuredPerson
from kartoteka.shared.actor import Actor
from kartoteka.shared.dates import age_on, local_day

LONGEST_REASON = 200
# Marriage, where a region's law allows it earliest; emancipation is from 16 (Family Code art. 13, Civil Code art. 27).
_YOUNGEST_CAPABLE = 14
_OF_CHILDREN = frozenset({BasisKind.BIRTH_RECORD, BasisKind.ADOPTION, BasisKind.GUARDIANSHIP, BasisKind.REGISTRY})


@dataclass(frozen=True, slots=True)
class Paper:
    """What the registrar saw. Days are whole and inclusive."""

    kind: BasisKind
    number: str
    issued_on: date
    valid_from: date
    issued_by: str = ""
    # A guardian's act and a power of attorney have a last day, a certificate of birth has none.
    valid_until: date | None = None
    # Of a court's decision about an adult: when it must be looked at anew (R36).
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class RecordedPaper:
    """A paper as it stands in the Portal."""

    representation_id: UUID
    representative_id: str
    person_id: str
    kind: BasisKind
    number: str
    issued_on: date | None
    issued_by: str
    valid_from: date
    valid_until: date | None
    review_on: date | None
    recorded_at: datetime
    recorded_by: UUID | None


@transaction.atomic
def record_representation(
    *, representative: InsuredPerson, patient: InsuredPerson, paper: Paper, by: Actor, now: datetime
) -> UUID:
    """
    Record that one person acts for another by a paper that the registrar saw.

    It is the person who is meant, whichever account proves to be his.

    :returns: the name of the representation, by which a code is issued at the desk
    :raises WrongPaper: no number, days the wrong way round, a child's paper for an adult, somebody for himself or for
        the dead, a power of attorney without its last day
    :raises PaperKnown: the same representation is recorded, and holds
    :raises OwnCase: the registrar, or somebody of his index, is in it
    """
    _check(representative, patient, paper, now)
    require_impartial(by, representative.person_id, patient.person_id)
    row = lock_patient(patient.person_id)
    take_over(row, patient, now=now)
    facts = gather_by_paper(representative_id=representative.person_id, person_ids=[row.pk], now=now)
    known = facts.patients[row.pk]
    if paper.kind in _OF_CHILDREN and not is_minor(known, now):
        raise WrongPaper
    same = RepresentationRow.objects.filter(
        representative_id=representative.person_id, patient=row, basis=paper.kind, ended_at=None
    ).first()
    if same is not None and not _has_run_out(same, local_day(now, known.time_zone)):
        raise PaperKnown
    if same is not None:
        close_paper(same, "Истёк срок, записан новый документ", by, now)
    made = RepresentationRow.objects.create(
        representative_id=representative.person_id,
        patient=row,
        basis=paper.kind,
        number=paper.number.strip(),
        issued_on=paper.issued_on,
        issued_by=paper.issued_by.strip(),
        valid_from=paper.valid_from,
        valid_until=paper.valid_until,
        review_on=paper.review_on,
        recorded_at=now,
        recorded_by=by.account_id,
    )
    note(Event.REPRESENTATION_RECORDED, made, by, now)
    note_waiting(cards.accounts_of_people({representative.person_id}), now=now)
    return made.pk


@transaction.atomic
def end_representation(*, representation_id: UUID, person_id: str, reason: str, by: Actor, now: datetime) -> None:
    """
    End a representation: rights taken away, guardianship over, recorded by mistake (R31). Ended already: nothing.

    What the representative gave to others ends with it, unless he acts for the patient by another paper.

    :param person_id: the patient whom the page is about
    :raises NotYours: he has none such
    :raises RegistryDecides: it stands on the word of the medical system, which alone can take it back
    :raises WrongPaper: no reason
    :raises OwnCase: the registrar, or somebody of his index, is in it
    """
    found = RepresentationRow.objects.filter(pk=representation_id, patient_id=person_id).first()
    if found is None:
        raise NotYours
    if found.basis == BasisKind.REGISTRY:
        raise RegistryDecides
    if not reason.strip():
        raise WrongPaper
    require_impartial(by, found.representative_id, found.patient_id)
    lock_patient(found.patient_id)
    row = RepresentationRow.objects.get(pk=representation_id)
    if row.ended_at is None:
        close_for_good(row, reason, by, now)


@transaction.atomic
def record_emancipation(*, person_id: str, on: date, paper: str, by: Actor, now: datetime) -> None:
    """
    Record that a minor has full capacity from a day on: by marriage or emancipation (R35).

    :param paper: what the registrar saw: a certificate of marriage, a decision
    :raises NotYours: nobody acts for such a patient
    :raises WrongPaper: no paper is named, the day is to come, or the patient was too young for it then
    :raises OwnCase: the patient stands in the registrar's index
    """
    require_impartial(by, person_id)
    row = PatientRow.objects.select_for_update().filter(pk=person_id).first()
    if row is None:
        raise NotYours
    # Somewhere in the country the day is ahead of Greenwich's.
    is_to_come = on > now.date() + timedelta(days=1)
    if not paper.strip() or is_to_come or not _may_be_capable(row.birth_date, on):
        raise WrongPaper
    row.emancipated_on, row.emancipation_paper = on, paper.strip()[:LONGEST_REASON]
    row.save(update_fields=["emancipated_on", "emancipation_paper"])
    audit.record(
        Event.EMANCIPATION_RECORDED, subject_type="patient", subject_id=person_id, account_id=None, by=by, now=now
    )


def _may_be_capable(birth_date: date | None, on: date) -> bool:
    return birth_date is None or (on >= birth_date and age_on(birth_date, on) >= _YOUNGEST_CAPABLE)


@transaction.atomic
def confirm_birth_date(*, person_id: str, by: Actor, now: datetime) -> None:
    """
    Staff looked at a birth date that the registry corrected: from now on it counts alone (R42). Nothing to confirm:
    nothing happens.

    :raises OwnCase: the patient stands in the registrar's index
    """
    require_impartial(by, person_id)
    row = PatientRow.objects.select_for_update().filter(pk=person_id).exclude(former_birth_date=None).first()
    # Whom the registry forgot has no date that could count alone.
    if row is None or row.birth_date is None:
        return
    row.former_birth_date = None
    row.save(update_fields=["former_birth_date"])
    audit.record(
        Event.BIRTH_DATE_CONFIRMED, subject_type="patient", subject_id=person_id, account_id=None, by=by, now=now
    )


def list_representations(*, person_id: str) -> tuple[RecordedPaper, ...]:
    """Papers by which somebody acts for the patient, not ended, oldest first: what the desk looks at."""
    rows = RepresentationRow.objects.filter(patient_id=person_id, ended_at=None).order_by("recorded_at", "pk")
    return tuple(
        RecordedPaper(
            representation_id=row.pk,
            representative_id=row.representative_id,
            person_id=row.patient_id,
            kind=BasisKind(row.basis),
            number=row.number,
            issued_on=row.issued_on,
            issued_by=row.issued_by,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            review_on=row.review_on,
            recorded_at=row.recorded_at,
            recorded_by=row.recorded_by,
        )
        for row in rows
    )


def _check(representative: InsuredPerson, patient: InsuredPerson, paper: Paper, now: datetime) -> None:
    ends = [day for day in (paper.valid_until, paper.review_on) if day is not None]
    if (
        not paper.number.strip()
        or paper.kind is BasisKind.REGISTRY
        or any(day < paper.valid_from for day in ends)
        # Somewhere in the country the day is ahead of Greenwich's.
        or paper.issued_on > now.date() + timedelta(days=1)
        or (paper.kind is BasisKind.POWER_OF_ATTORNEY and paper.valid_until is None)
        or representative.person_id == patient.person_id
        or patient.deceased_on is not None
        or representative.deceased_on is not None
    ):
        raise WrongPaper


def _has_run_out(row: RepresentationRow, day: date) -> bool:
    """Whether another paper may take its place: not while it holds, or the representative would act by neither."""
    return any(last is not None and day > last for last in (row.valid_until, row.review_on))


def close_for_good(row: RepresentationRow, reason: str, by: Actor, now: datetime) -> None:
    """End a representation that no other follows, and what was given in the patient's name by it. He is locked."""
    close_paper(row, reason, by, now)
    note_waiting(cards.accounts_of_people({row.representative_id}), now=now)
    same = RepresentationRow.objects.filter(representative_id=row.representative_id, patient_id=row.patient_id)
    if same.filter(ended_at=None).exists():
        return
    givers = cards.accounts_of_people({row.representative_id})
    given = GrantRow.objects.filter(patient_id=row.patient_id, given_as=GivenAs.REPRESENTATIVE, ended_at=None)
    for grant in given.filter(Q(given_by__in=givers) | Q(code__representation=row)):
        end(grant, GrantEnd.GIVER_LEFT, by=by, now=now)


def close_paper(row: RepresentationRow, reason: str, by: Actor, now: datetime) -> None:
    """End a representation that holds. The patient is locked."""
    row.ended_at, row.ended_by, row.end_reason = max(now, row.recorded_at), by.account_id, reason[:LONGEST_REASON]
    row.save(update_fields=["ended_at", "ended_by", "end_reason"])
    note(Event.REPRESENTATION_ENDED, row, by, now)


def note(event: Event, row: RepresentationRow, by: Actor, now: datetime) -> None:
    """Tell the journal of a representation."""
    audit.record(event, subject_type="representation", subject_id=row.pk, account_id=None, by=by, now=now)
