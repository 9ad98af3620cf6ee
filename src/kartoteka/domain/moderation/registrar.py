"""
The clinic's desk: whoever comes with a document is found, and proves who he is (D6).

Anybody can type anybody's data into an index of his own, so the account is opened only together with the login that the
person himself names: otherwise the desk could prove a stranger's account to be his.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kartoteka.domain.accounts.selectors import account, find_account, find_contact, region_codes
from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index import selectors as cards
from kartoteka.domain.card_index import services as card_services
from kartoteka.domain.card_index.models import CardRow, IdentityProofRow
from kartoteka.domain.card_index.opening import lock_index
from kartoteka.domain.card_index.ports import InsuredRegistry
from kartoteka.domain.card_index.rules import identity_key
from kartoteka.domain.card_index.types import IdentityGround, InsuredPerson, PersonDetails, ShownDocument
from kartoteka.domain.limits import services as limits
from kartoteka.domain.limits.errors import LimitReached
from kartoteka.domain.messaging import services as messaging
from kartoteka.domain.messaging.templates.moderation import IdentityConfirmed
from kartoteka.domain.moderation import rules
from kartoteka.domain.moderation.errors import (
    AnotherAccount,
    OwnRequest,
    PatientDeceased,
    PatientNotFound,
    TooManyNamed,
    TooManySought,
)
from kartoteka.domain.moderation.models import VerificationRequestRow
from kartoteka.domain.moderation.types import RequestState
from kartoteka.domain.regions.selectors import list_region_names
from kartoteka.shared.actor import Actor
from kartoteka.shared.names import PersonName

_SOUGHT = "patients-sought-per-registrar"
_WRONG_NAMES = "accounts-named-wrong-per-registrar"


@dataclass(frozen=True, slots=True)
class WaitingRequest:
    """A request for checking that is about a person of this name and birth date."""

    number: str
    state: RequestState
    sent_at: datetime
    decide_by: date


@dataclass(frozen=True, slots=True)
class PatientAtDesk:
    """A main person, as the registrar sees him. Nothing of his card index but himself."""

    card_id: UUID
    name: PersonName
    birth_date: date
    region_name: str
    deceased_on: date | None
    proved_at: datetime | None
    proved_by: IdentityGround | None
    # It is the registrar's own account, or that of people close to him: a colleague serves them.
    is_close: bool


@dataclass(frozen=True, slots=True)
class FoundPatient:
    """What a search at the desk finds."""

    # None: the registry knows nobody by these data.
    person: InsuredPerson | None
    # The accounts whose main person he is.
    mains: tuple[PatientAtDesk, ...]
    waiting: tuple[WaitingRequest, ...]


def find_patient(*, details: PersonDetails, registry: InsuredRegistry, by: Actor, now: datetime) -> FoundPatient:
    """
    Find whoever stands at the desk, by name, birth date and a document. Who sought stays in the journal, for whom not.

    :raises TooManySought: the day's searches of this registrar are used up
    :raises Unavailable: the registry does not answer
    """
    try:
        limits.take(_SOUGHT, subject=str(by.account_id), now=now)
    except LimitReached as reached:
        raise TooManySought from reached
    audit.record(Event.PATIENT_SOUGHT, subject_type="desk", subject_id="registrar", account_id=None, by=by, now=now)
    person = registry.find(details, now=now)
    rows = CardRow.objects.filter(is_main=True, person_id=person.person_id).order_by("added_at") if person else []
    return FoundPatient(person, tuple(_at_desk(row, by) for row in rows), _waiting(details))


@transaction.atomic
def open_patient(*, card_id: UUID, by: Actor, now: datetime) -> PatientAtDesk:
    """
    A main person by his card. Who looked stays in the journal.

    :raises PatientNotFound: no main person has this card, or his data are not confirmed
    """
    row = _main(card_id)
    _record(Event.PATIENT_LOOKED_AT, row, by, now)
    return _at_desk(row, by)


def confirm_in_person(
    *, card_id: UUID, login: str, document: ShownDocument, registry: InsuredRegistry, by: Actor, now: datetime
) -> bool:
    """
    Record that the main person of an account proved at the desk who he is (D6). A letter tells him so.

    Returns False where he had proved it already: nothing changes then, for what ESIA vouched for counts for more.

    :param login: the login or e-mail of the account, as the person names it himself
    :raises PatientNotFound: see `open_patient`
    :raises OwnRequest: it is the registrar himself, or people close to him
    :raises AnotherAccount: the person named another account; the try is noted
    :raises TooManyNamed: enough wrong accounts were named by this registrar today
    :raises PatientDeceased: the registry says that he died
    :raises Unavailable: the registry does not answer; nothing is done
    """
    if by.account_id is None:
        raise ValueError("somebody must stand at the desk")
    # The world is asked before the transaction: no row stays locked while we wait for it.
    person = registry.get(_main(card_id).person_id or "")
    if person is None:
        raise PatientNotFound
    if person.deceased_on is not None:
        raise PatientDeceased
    row = _main(card_id)
    _check_impartial(row, by)
    _check_named(row, login, by, now)
    with transaction.atomic():
        lock_index(row.index_id, now)
        row = _main(card_id)
        _check_impartial(row, by)
        if row.identity_confirmed_at is not None and row.identity_confirmed_at >= person.changed_at:
            return False
        IdentityProofRow.objects.create(
            card=row, person_id=person.person_id, document=document, proved_at=now, proved_by=by.account_id
        )
        card_services.confirm_identity(
            account_id=row.index_id, card_id=row.pk, ground=IdentityGround.REGISTRAR, by=by, now=now
        )
        _tell(row, by, now)
    return True


@transaction.atomic
def print_slip(*, card_id: UUID, by: Actor, now: datetime) -> PatientAtDesk:
    """
    What a slip for the person says; that it was printed stays in the journal.

    :raises PatientNotFound: see `open_patient`
    :raises OwnRequest: it is the registrar himself, or people close to him
    """
    row = _main(card_id)
    _check_impartial(row, by)
    _record(Event.SLIP_PRINTED, row, by, now)
    return _at_desk(row, by)


def _main(card_id: UUID) -> CardRow:
    row = CardRow.objects.filter(pk=card_id, is_main=True, person_id__isnull=False).first()
    if row is None:
        raise PatientNotFound
    return row


def _check_impartial(row: CardRow, by: Actor) -> None:
    if _is_close(row, by):
        raise OwnRequest


def _check_named(row: CardRow, login: str, by: Actor, now: datetime) -> None:
    """Of a guess there are so many a day: whether a login is somebody's is nothing for a desk to find out."""
    try:
        place = limits.take(_WRONG_NAMES, subject=str(by.account_id), now=now)
    except LimitReached as reached:
        raise TooManyNamed from reached
    named = find_account(login=login)
    if named is None or named.account_id != row.index_id:
        _record(Event.ACCOUNT_NAMED_WRONG, row, by, now)
        raise AnotherAccount
    limits.give_back(place)


def _is_close(row: CardRow, by: Actor) -> bool:
    return by.account_id is not None and cards.have_people_in_common(row.index_id, by.account_id)


def _at_desk(row: CardRow, by: Actor) -> PatientAtDesk:
    code = region_codes([row.index_id]).get(row.index_id, "")
    return PatientAtDesk(
        card_id=row.pk,
        name=PersonName(row.family, row.given, row.patronymic),
        birth_date=row.birth_date,
        region_name=dict(list_region_names()).get(code, ""),
        deceased_on=row.deceased_on,
        proved_at=row.identity_confirmed_at,
        proved_by=IdentityGround(row.identity_ground) if row.identity_ground else None,
        is_close=_is_close(row, by),
    )


def _waiting(details: PersonDetails) -> tuple[WaitingRequest, ...]:
    rows = VerificationRequestRow.objects.filter(
        state__in=sorted(rules.OPEN_STATES), card__identity_key=identity_key(details)
    ).order_by("sent_at", "pk")
    return tuple(WaitingRequest(row.number, RequestState(row.state), row.sent_at, row.decide_by) for row in rows)


def _tell(row: CardRow, by: Actor, now: datetime) -> None:
    contact = find_contact(row.index_id)
    if contact is None:
        return
    messaging.send_letter(
        to=contact.email,
        template=IdentityConfirmed(now, account(row.index_id).region.time_zone),
        dedup_key=f"identity confirmed {row.pk} {now.isoformat()}",
        region_code=contact.region_code,
        account_id=row.index_id,
        by=by,
        now=now,
    )


def _record(event: Event, row: CardRow, by: Actor, now: datetime) -> None:
    audit.record(event, subject_type="card", subject_id=row.pk, account_id=row.index_id, by=by, now=now)
