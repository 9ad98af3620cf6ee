"""Who has a right to a patient's record, as staff at the desk see it: to record, to end, to settle (R45, R55)."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from kartoteka.domain.access.facts import gather_by_paper
from kartoteka.domain.access.granting import GrantView, view_of
from kartoteka.domain.access.managing import has_guardian, require_impartial
from kartoteka.domain.access.models import AccessRequestRow, DenialRow, DisputeRow, GrantRow, PatientRow
from kartoteka.domain.access.representations import RecordedPaper, list_representations
from kartoteka.domain.access.rules import is_minor
from kartoteka.domain.access.types import Purpose
from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index import selectors as cards
from kartoteka.domain.card_index.ports import InsuredRegistry
from kartoteka.domain.card_index.types import InsuredPerson
from kartoteka.shared.actor import Actor


@dataclass(frozen=True, slots=True)
class Representative:
    """Who acts for the patient by a paper, and the accounts in which he proved to be that person."""

    paper: RecordedPaper
    # Empty: the registry knows him no more.
    name: str
    account_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """An account that was given a right."""

    grant: GrantView
    name: str


@dataclass(frozen=True, slots=True)
class ShutOut:
    """An account under a ban."""

    account_id: UUID
    name: str
    since: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Asking:
    """An account, proved to be its person's, whose request waits."""

    account_id: UUID
    name: str
    purpose: Purpose
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Dispute:
    """Why everything is frozen, and since when."""

    since: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class PatientRights:
    """A patient and everybody who has to do with his record."""

    person: InsuredPerson
    has_account: bool
    has_guardian: bool
    is_minor: bool
    may_be_emancipated: bool
    emancipated_on: date | None
    # What the registry said before it corrected itself: staff have not looked at it yet (R42).
    former_birth_date: date | None
    longest_months: int
    representatives: tuple[Representative, ...]
    readers: tuple[Reader, ...]
    shut_out: tuple[ShutOut, ...]
    asking: tuple[Asking, ...]
    dispute: Dispute | None

    @property
    def takes_consent(self) -> bool:
        """Whether a consent on paper may be recorded: an adult who lives, decides himself and has no account."""
        settled = self.has_account or self.has_guardian or self.is_minor
        return not settled and self.person.deceased_on is None


def patient_rights(*, person: InsuredPerson, registry: InsuredRegistry, by: Actor, now: datetime) -> PatientRights:
    """
    All rights to the record of a patient who stands at the desk; who looked stays in the journal.

    :raises OwnCase: the patient stands in the index of whoever looks
    :raises Unavailable: the registry does not answer
    """
    require_impartial(by, person.person_id)
    papers = list_representations(person_id=person.person_id)
    names = {one: found.name for one in {paper.representative_id for paper in papers} if (found := registry.get(one))}
    audit.record(
        Event.RIGHTS_LOOKED_AT, subject_type="patient", subject_id=person.person_id, account_id=None, by=by, now=now
    )
    facts = gather_by_paper(representative_id="", person_ids=[person.person_id], now=now)
    known = facts.patients[person.person_id]
    # Whom access does not know yet, the registry does.
    known = replace(known, birth_date=known.birth_date or person.birth_date)
    is_child = is_minor(known, now)
    return PatientRights(
        person=person,
        has_account=bool(cards.accounts_of_people({person.person_id})),
        has_guardian=has_guardian(person.person_id, now=now),
        is_minor=is_child,
        may_be_emancipated=is_child and PatientRow.objects.filter(pk=person.person_id).exists(),
        emancipated_on=known.emancipated_on,
        former_birth_date=known.former_birth_date,
        longest_months=known.rules.longest_grant_months,
        representatives=tuple(
            Representative(
                paper,
                str(names.get(paper.representative_id, "")),
                cards.accounts_of_people({paper.representative_id}),
            )
            for paper in papers
        ),
        readers=_readers(person.person_id, now),
        shut_out=_shut_out(person.person_id),
        asking=_asking(person.person_id, now),
        dispute=_dispute(person.person_id),
    )


def _readers(person_id: str, now: datetime) -> tuple[Reader, ...]:
    rows = list(GrantRow.objects.filter(patient_id=person_id, ended_at=None, ends_at__gt=now).order_by("starts_at"))
    names = cards.main_names({row.account_id for row in rows})
    return tuple(Reader(view_of(row), str(names.get(row.account_id, ""))) for row in rows)


def _shut_out(person_id: str) -> tuple[ShutOut, ...]:
    rows = list(DenialRow.objects.filter(patient_id=person_id, lifted_at=None).order_by("denied_at"))
    names = cards.main_names({row.account_id for row in rows})
    return tuple(ShutOut(row.account_id, str(names.get(row.account_id, "")), row.denied_at, row.reason) for row in rows)


def _asking(person_id: str, now: datetime) -> tuple[Asking, ...]:
    rows = list(AccessRequestRow.objects.filter(patient_id=person_id, answer="", expires_at__gt=now))
    proved = cards.proved_accounts({row.account_id for row in rows})
    names = cards.main_names(proved)
    return tuple(
        Asking(row.account_id, str(names[row.account_id]), Purpose(row.purpose), row.asked_at)
        for row in sorted(rows, key=lambda one: one.asked_at)
        if row.account_id in proved
    )


def _dispute(person_id: str) -> Dispute | None:
    row = DisputeRow.objects.filter(patient_id=person_id, closed_at=None).first()
    return Dispute(row.opened_at, row.reason) if row else None
