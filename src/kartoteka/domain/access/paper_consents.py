"""
Consent on paper at the registrar's desk, for an adult patient who has no account (F-08, R45).

Whoever has one decides himself: no paper opens his record. To whom a record is opened must have proved who he is and
keep the patient in his index; the desk is never told which of these is missing.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from kartoteka.domain.access.ages import months_later
from kartoteka.domain.access.errors import (
    ConsentRecorded,
    GuardianDecides,
    HasAccount,
    NotYours,
    OwnCase,
    ReaderNotFound,
    ReaderShutOut,
    TooManyTries,
    WrongPaper,
    WrongTerms,
)
from kartoteka.domain.access.facts import gather_by_paper
from kartoteka.domain.access.granting import GrantView, NewGrant, end, give
from kartoteka.domain.access.managing import has_guardian, require_impartial
from kartoteka.domain.access.models import AccessRequestRow, ConsentPaperRow, DenialRow, GrantRow, PatientRow
from kartoteka.domain.access.notices import portal_link, tell
from kartoteka.domain.access.patients import lock_patient, take_over
from kartoteka.domain.access.requests import Terms
from kartoteka.domain.access.rules import is_minor
from kartoteka.domain.access.types import Answer, ConsentAct, ConsentKind, GivenAs, GrantEnd, GrantSource
from kartoteka.domain.accounts.selectors import find_account, is_active
from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index import selectors as cards
from kartoteka.domain.card_index.types import InsuredPerson
from kartoteka.domain.idempotency import services as idempotency
from kartoteka.domain.idempotency.services import FormKey
from kartoteka.domain.limits import services as limits
from kartoteka.domain.limits.errors import LimitReached
from kartoteka.domain.messaging.templates.access import AccessClosed, AccessOpened
from kartoteka.shared.actor import Actor
from kartoteka.shared.names import PersonName, comparable

_WRONG_READERS = "accounts-named-wrong-per-registrar"


@dataclass(frozen=True, slots=True)
class ConsentPaper:
    """What the registrar holds in his hands."""

    kind: ConsentKind
    number: str
    signed_on: date
    # As the paper names him.
    signed_by: str


@dataclass(frozen=True, slots=True)
class NamedReader:
    """To whom the patient opens his record, as he names him: the login or e-mail, and the name."""

    login: str
    family: str
    given: str


def find_reader(*, person_id: str, named: NamedReader, by: Actor, now: datetime) -> UUID:
    """
    The account that the patient means. Whoever guesses learns nothing but by the right name and address together.

    :raises ReaderNotFound: no account fits, whatever does not; the try is noted
    :raises TooManyTries: enough wrong accounts were named by this registrar today
    """
    try:
        place = limits.take(_WRONG_READERS, subject=str(by.account_id), now=now)
    except LimitReached as reached:
        raise TooManyTries(reached.again_at) from reached
    found = find_account(login=named.login.strip())
    if (
        found is None
        or not _is_called(cards.main_names({found.account_id}).get(found.account_id), named)
        or not _may_be_reader(found.account_id, person_id)
    ):
        audit.record(
            Event.ACCOUNT_NAMED_WRONG, subject_type="desk", subject_id="registrar", account_id=None, by=by, now=now
        )
        raise ReaderNotFound
    limits.give_back(place)
    return found.account_id


@transaction.atomic
def grant_on_paper(
    *,
    patient: InsuredPerson,
    account_id: UUID,
    terms: Terms,
    paper: ConsentPaper,
    form_key: UUID,
    by: Actor,
    now: datetime,
) -> GrantView:
    """
    Record what an adult patient without an account signed at the desk: another account may read his record (R45).

    A request of that account that waits is answered by it. Whoever may read now is written to; the patient gets a slip.

    :raises HasAccount: the patient proved who he is on the Portal
    :raises GuardianDecides: a guardian decides for him by a court's decision
    :raises ReaderNotFound: the account has not proved whose it is, is blocked, or does not list the patient
    :raises WrongTerms: no part, a longer term than the region allows, a child, the dead, or something sensitive that he
        did not sign for himself
    :raises ReaderShutOut: the account is shut out of the record
    :raises WrongPaper: no number, nobody who signed, or a day to come
    :raises OwnCase: the registrar, or somebody close to him, is in it
    :raises ConsentRecorded: this form was carried out before
    """
    if by.account_id is None or by.account_id == account_id:
        raise NotYours
    _check(paper, now)
    require_impartial(by, patient.person_id)
    if cards.have_people_in_common(account_id, by.account_id):
        raise OwnCase
    row = lock_patient(patient.person_id)
    form = FormKey.of(by.account_id, form_key, row.pk, str(account_id))
    if idempotency.find_result(form) is not None:
        raise ConsentRecorded
    take_over(row, patient, now=now)
    _require_own_decision(row, now)
    _check_terms(row, account_id, terms, paper, now)
    grant = give(
        row,
        NewGrant(
            account_id=account_id,
            source=GrantSource.DESK,
            given_as=GivenAs.SELF,
            given_by=by.account_id,
            parts=terms.parts,
            ends_at=months_later(now, terms.months),
            includes_sensitive=terms.includes_sensitive,
        ),
        by=by,
        now=now,
    )
    _keep(paper, grant.grant_id, ConsentAct.GIVEN, by.account_id, now)
    AccessRequestRow.objects.filter(patient=row, account_id=account_id, answer="").update(
        answer=Answer.CONFIRMED, answered_at=now, answered_by=by.account_id
    )
    _note(Event.CONSENT_ON_PAPER, grant.grant_id, account_id, by, now)
    idempotency.remember(form, result_id=grant.grant_id, now=now)
    event = f"access-given {grant.grant_id}"
    tell([account_id], lambda _: AccessOpened(portal_link()), event=event, by=by, now=now)
    return grant


@transaction.atomic
def take_back_on_paper(*, person_id: str, grant_id: UUID, paper: ConsentPaper, by: Actor, now: datetime) -> None:
    """
    End a right because the patient took his consent back on paper, however it was given. Ended already: nothing (R53).

    Whoever loses it is written to, in words that do not say why.

    :raises NotYours: the patient gave no such right
    :raises WrongPaper: no number, nobody who signed, or a day to come
    :raises HasAccount, GuardianDecides, OwnCase: see `grant_on_paper`
    """
    if by.account_id is None:
        raise NotYours
    _check(paper, now)
    require_impartial(by, person_id)
    row = lock_patient(person_id)
    grant = GrantRow.objects.filter(pk=grant_id, patient=row).first()
    if grant is None:
        raise NotYours
    _require_own_decision(row, now)
    if grant.ended_at is not None:
        return
    end(grant, GrantEnd.REVOKED, by=by, now=now)
    _keep(paper, grant.pk, ConsentAct.TAKEN_BACK, by.account_id, now)
    _note(Event.CONSENT_TAKEN_BACK, grant.pk, grant.account_id, by, now)
    event = f"access-closed {grant.pk}"
    tell([grant.account_id], lambda _: AccessClosed(portal_link()), event=event, by=by, now=now)


def _check(paper: ConsentPaper, now: datetime) -> None:
    # Somewhere in the country the day is ahead of Greenwich's.
    in_future = paper.signed_on > now.date() + timedelta(days=1)
    if not paper.number.strip() or not paper.signed_by.strip() or in_future:
        raise WrongPaper


def _require_own_decision(row: PatientRow, now: datetime) -> None:
    """The patient decides, and can do it nowhere but at the desk."""
    if cards.accounts_of_people({row.pk}):
        raise HasAccount
    if has_guardian(row.pk, now=now):
        raise GuardianDecides


def _check_terms(row: PatientRow, account_id: UUID, terms: Terms, paper: ConsentPaper, now: datetime) -> None:
    known = gather_by_paper(representative_id="", person_ids=[row.pk], now=now).patients[row.pk]
    # Psychiatry and the like: nobody gives it but the patient, in his own hand.
    by_another = terms.includes_sensitive and paper.kind is ConsentKind.ATTORNEY
    allowed = 1 <= terms.months <= known.rules.longest_grant_months and not by_another
    if not terms.parts or not allowed or known.deceased_on is not None or is_minor(known, now):
        raise WrongTerms
    if DenialRow.objects.filter(patient=row, account_id=account_id, lifted_at=None).exists():
        raise ReaderShutOut
    if not _may_be_reader(account_id, row.pk):
        raise ReaderNotFound


def _may_be_reader(account_id: UUID, person_id: str) -> bool:
    return (
        is_active(account_id)
        and account_id in cards.proved_accounts({account_id})
        and cards.is_listed(account_id=account_id, person_id=person_id)
    )


def _is_called(name: PersonName | None, named: NamedReader) -> bool:
    if name is None:
        return False
    typed = (comparable(named.family), comparable(named.given))
    return (comparable(name.family), comparable(name.given)) == typed


def _keep(paper: ConsentPaper, grant_id: UUID, act: ConsentAct, by: UUID, now: datetime) -> None:
    ConsentPaperRow.objects.create(
        grant_id=grant_id,
        act=act,
        kind=paper.kind,
        number=paper.number.strip(),
        signed_on=paper.signed_on,
        signed_by=paper.signed_by.strip(),
        recorded_at=now,
        recorded_by=by,
    )


def _note(event: Event, grant_id: UUID, account_id: UUID, by: Actor, now: datetime) -> None:
    audit.record(event, subject_type="grant", subject_id=grant_id, account_id=account_id, by=by, now=now)
