"""The story of the demo region, told to the Portal's own services in the order in which it happened."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import transaction

from kartoteka import wiring
from kartoteka.adapters.cms.checker import CmsSignatureChecker
from kartoteka.adapters.esia import gost
from kartoteka.adapters.mis_embedded import record_import, registration, scheduling
from kartoteka.adapters.mis_embedded.types import NewInsuredPerson, NewOrganization, NewService
from kartoteka.devtools import cast, clinics, hard_cases, region_data, visits
from kartoteka.devtools.access_story import tell_access_story
from kartoteka.devtools.cast import CardPlan
from kartoteka.devtools.clinics import Clinic
from kartoteka.devtools.crowd import draw_crowd
from kartoteka.devtools.free_people import FREE_PEOPLE
from kartoteka.devtools.people import DemoPerson, name_of
from kartoteka.devtools.records import draw_records
from kartoteka.devtools.signing import SigningDesk
from kartoteka.domain.accounts import consents, phones
from kartoteka.domain.accounts import services as accounts
from kartoteka.domain.accounts.models import Account, PhoneActivationRow
from kartoteka.domain.accounts.rules import CodePurpose, sms_code
from kartoteka.domain.accounts.types import NewAccount
from kartoteka.domain.card_index import services as card_index
from kartoteka.domain.card_index.errors import PersonNotFound
from kartoteka.domain.card_index.opening import NewCard
from kartoteka.domain.card_index.types import Card, IdentityGround
from kartoteka.domain.health_record.document_ports import SignatureChecker
from kartoteka.domain.health_record.examining import Examiner
from kartoteka.domain.health_record.incoming import NewRecord
from kartoteka.domain.moderation import decisions
from kartoteka.domain.moderation import services as moderation
from kartoteka.domain.moderation.selectors import card_progress
from kartoteka.domain.moderation.types import RefusalReason
from kartoteka.domain.regions import services as regions
from kartoteka.domain.regions.models import RegionRow
from kartoteka.shared.actor import Actor
from kartoteka.shared.dates import local_day
from kartoteka.shared.phones import MobilePhone
from kartoteka.ui.document_words import rejection
from kartoteka.wiring import insured_registry

SEED = 2026
CROWD_SIZE = 4_000
NAMED_PEOPLE = (*cast.REGISTERED, *FREE_PEOPLE, *hard_cases.REGISTERED)

_HOME_ZONE = region_data.VOLOGDA.time_zone
_REGIONS_OPENED_DAYS_AGO = 400
_REGISTERED_DAYS_AGO = 365
_YOUNGEST_REGISTERED_DAYS_AGO = 3
_RENAMED_DAYS_AGO = 60
_DEATH_RECORDED_DAYS_AGO = 80
_REGION_CLOSED_DAYS_AGO = 25
_REPRESENTATION_SINCE = date(2018, 6, 1)


@dataclass(frozen=True, slots=True)
class DemoRegion:
    """What a load made, by the names that the cast has in the code."""

    accounts: dict[str, UUID]
    people: dict[DemoPerson, str]
    population: int


class _Calendar:
    """Days before the load, as the people of the home region tell them."""

    def __init__(self, now: datetime) -> None:
        self._today = now.astimezone(ZoneInfo(_HOME_ZONE)).date()

    def ago(self, days: int, hour: int = 12, minute: int = 0) -> datetime:
        return datetime.combine(self._today - timedelta(days=days), time(hour, minute), ZoneInfo(_HOME_ZONE))


@transaction.atomic
def load_demo_region(*, now: datetime, seed: int = SEED, crowd_size: int = CROWD_SIZE) -> DemoRegion | None:
    """
    Fill an empty Portal with the demo region: all of it or, if something stops the load, nothing.

    None if there is a region already: then nothing is touched.
    """
    if RegionRow.objects.exists():
        return None
    calendar = _Calendar(now)
    _open_regions(calendar)
    account_ids = {sign_in.login: _make_account(sign_in, calendar) for sign_in in cast.SIGN_INS}
    crowd = draw_crowd(seed=seed, size=crowd_size, besides=NAMED_PEOPLE)
    residents = (*crowd, *(person.as_registered() for person in NAMED_PEOPLE))
    person_ids = _register(residents, calendar)
    people = dict(zip(NAMED_PEOPLE, person_ids[len(crowd) :], strict=True))
    _record_life(people, calendar)
    _fill_card_indexes(account_ids, calendar)
    _ask_for_verification(account_ids, calendar)
    tell_access_story(people, account_ids, registry=insured_registry(), ago=calendar.ago)
    _book_visits(crowd, person_ids, people, account_ids, now=now, seed=seed)
    _import_records(people, now=now, seed=seed)
    _close_region(calendar)
    return DemoRegion(account_ids, people, len(residents))


def is_loaded() -> bool:
    """Whether the accounts of the demo region are here: an installation may have regions of its own instead."""
    return Account.objects.filter(email=cast.SIGN_INS[0].email).exists()


def _open_regions(calendar: _Calendar) -> None:
    for region in region_data.REGIONS:
        regions.save_region(
            replace(region, is_active=True), by=Actor.system(), now=calendar.ago(_REGIONS_OPENED_DAYS_AGO)
        )


def _close_region(calendar: _Calendar) -> None:
    regions.save_region(region_data.TOMSK, by=Actor.system(), now=calendar.ago(_REGION_CLOSED_DAYS_AGO))


def _make_account(sign_in: cast.SignIn, calendar: _Calendar) -> UUID:
    new = NewAccount(sign_in.login, sign_in.email, cast.PASSWORD, sign_in.region_code, sign_in.role)
    made_at = calendar.ago(sign_in.made_days_ago, 10)
    account_id = accounts.create_account(new, by=Actor.system(), now=made_at)
    consents.give_consent(
        account_id=account_id,
        version=consents.current_text().version,
        network_address="127.0.0.1",
        by=Actor.account(account_id),
        now=made_at,
    )
    if sign_in.phone:
        _activate(account_id, sign_in.phone, calendar.ago(sign_in.made_days_ago - 1))
    return account_id


def _activate(account_id: UUID, phone: MobilePhone, now: datetime) -> None:
    by = Actor.account(account_id)
    phones.send_activation_code(account_id=account_id, phone=phone, by=by, now=now)
    activation = PhoneActivationRow.objects.get(account_id=account_id, ended_at=None)
    code = sms_code(CodePurpose.PHONE_ACTIVATION, activation.pk)
    phones.activate_phone(account_id=account_id, code=code, by=by, now=now)
    phones.put_phone(account_id=account_id, phone=phone, by=by, now=now)


def _register(residents: Sequence[NewInsuredPerson], calendar: _Calendar) -> list[str]:
    """Whoever was born a year ago was registered then; the youngest, lately."""
    a_year_ago = calendar.ago(_REGISTERED_DAYS_AGO)
    born_then = [index for index, person in enumerate(residents) if person.birth_date < a_year_ago.date()]
    born_later = [index for index, person in enumerate(residents) if person.birth_date >= a_year_ago.date()]
    person_ids: dict[int, str] = {}
    for indexes, moment in (
        (born_then, a_year_ago),
        (born_later, calendar.ago(_YOUNGEST_REGISTERED_DAYS_AGO)),
    ):
        batch = [residents[index] for index in indexes]
        person_ids |= zip(indexes, registration.register_people(batch, now=moment), strict=True)
    return [person_ids[index] for index in range(len(residents))]


def _record_life(people: dict[DemoPerson, str], calendar: _Calendar) -> None:
    registration.rename_person(
        people[hard_cases.RENAMED], name_of(hard_cases.NEW_NAME), now=calendar.ago(_RENAMED_DAYS_AGO)
    )
    registration.record_death(
        people[hard_cases.DECEASED], on=hard_cases.DIED_ON, now=calendar.ago(_DEATH_RECORDED_DAYS_AGO)
    )
    for representative, child in cast.REPRESENTATIVES:
        registration.record_representation(
            representative_id=people[representative], child_id=people[child], since=_REPRESENTATION_SINCE
        )
    for person, relative, kinship in cast.KIN:
        registration.record_kinship(person_id=people[person], relative_id=people[relative], kinship=kinship)


def _fill_card_indexes(account_ids: dict[str, UUID], calendar: _Calendar) -> None:
    registrar = Actor.account(account_ids["registrar"])
    for minute, plan in enumerate(cast.CARDS):
        card = _add(plan, account_ids[plan.owner], now=calendar.ago(plan.days_ago, 19, minute))
        if card.is_main and plan.owner in cast.IDENTITY_CONFIRMED:
            card_index.confirm_identity(
                account_id=card.account_id,
                card_id=card.card_id,
                ground=IdentityGround.REGISTRAR,
                by=registrar,
                now=calendar.ago(cast.IDENTITY_CONFIRMED[plan.owner], 11),
            )


def _add(plan: CardPlan, account_id: UUID, *, now: datetime) -> Card:
    return card_index.add_person(
        account_id=account_id,
        new=_new_card(plan),
        registry=insured_registry(),
        form_key=uuid4(),
        by=Actor.account(account_id),
        now=now,
    )


def _new_card(plan: CardPlan) -> NewCard:
    return NewCard(plan.person.details, plan.kinship, plan.address)


def _ask_for_verification(account_ids: dict[str, UUID], calendar: _Calendar) -> None:
    moderator = Actor.account(account_ids["moderator"])
    refused = cast.SENT_AND_REFUSED
    number = _send(refused, account_ids[refused.owner], calendar)
    decisions.take_request(number=number, by=moderator, now=calendar.ago(refused.days_ago - 1, 10))
    decisions.refuse_request(
        number=number,
        reason=RefusalReason.DATA_DIFFER,
        text=cast.REFUSAL_TEXT,
        by=moderator,
        now=calendar.ago(refused.days_ago - 2, 14, 20),
    )
    _send(cast.SENT_AND_AWAITING, account_ids[cast.SENT_AND_AWAITING.owner], calendar)


def _send(plan: CardPlan, account_id: UUID, calendar: _Calendar) -> str:
    """Search in vain, then «Отправить на проверку»; returns the number of the request."""
    try:
        _add(plan, account_id, now=calendar.ago(plan.days_ago, 20, 5))
    except PersonNotFound:
        card = moderation.send_for_verification(
            account_id=account_id,
            new=_new_card(plan),
            form_key=uuid4(),
            time_zone=_HOME_ZONE,
            by=Actor.account(account_id),
            now=calendar.ago(plan.days_ago, 20, 8),
        )
        _, progress = card_progress(account_id=account_id, card_id=card.card_id)
        return progress.number
    raise AssertionError("the registry knows a person whom it must not know")


def _open_clinics() -> dict[Clinic, UUID]:
    return {
        clinic: scheduling.open_organization(NewOrganization(clinic.name, clinic.time_zone))
        for clinic in clinics.CLINICS
    }


def _book_visits(
    crowd: Sequence[NewInsuredPerson],
    person_ids: Sequence[str],
    people: dict[DemoPerson, str],
    account_ids: dict[str, UUID],
    *,
    now: datetime,
    seed: int,
) -> None:
    clinic_ids = _open_clinics()

    def service(person_id: str, visit: visits.Visit | visits.CrowdVisit, booked_by: UUID | None) -> NewService:
        return NewService(
            person_id,
            clinic_ids[visit.office.clinic],
            visit.office.title,
            visit.office.practitioner,
            visit.office.room,
            visits.starts_at(visit, now=now),
            visit.status,
            booked_by,
        )

    scheduling.book_services(
        [
            *(
                service(people[visit.person], visit, account_ids[visit.booked_by] if visit.booked_by else None)
                for visit in visits.VISITS
            ),
            *(service(person_ids[visit.index], visit, None) for visit in visits.draw_crowd_visits(crowd, seed=seed)),
        ]
    )


def _import_records(people: dict[DemoPerson, str], *, now: datetime, seed: int) -> None:
    """As a clinic's system would send them, this morning."""
    records, checker = _signed_records(now, seed)
    examiner = Examiner(wiring.clinical_documents(), checker)
    for person, record in records.items():
        rejected = record_import.import_record(people[person], record, examiner=examiner, now=now)
        if rejected:
            raise ValueError("; ".join(f"{one.name}: {rejection(one)}" for one in rejected))


# Signing takes seconds, and tests load the region many times in one process.
@lru_cache(maxsize=1)
def _signed_records(now: datetime, seed: int) -> tuple[dict[DemoPerson, NewRecord], SignatureChecker]:
    desk = SigningDesk(now=now)
    drawn = draw_records(today=local_day(now, _HOME_ZONE), seed=seed)
    checker = CmsSignatureChecker(trusted=[desk.authority.certificate], cryptography=gost)
    return {person: desk.sign(record) for person, record in drawn.items()}, checker
