"""One account with a full card index, in a region where it is not alone. Everything goes through services."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import cycle
from random import Random
from uuid import UUID, uuid4

from kartoteka.adapters.mis_embedded import registration, scheduling
from kartoteka.adapters.mis_embedded.types import NewInsuredPerson, NewOrganization, NewService, ServiceStatus
from kartoteka.devtools.crowd import draw_crowd
from kartoteka.domain.accounts import consents
from kartoteka.domain.accounts.services import create_account
from kartoteka.domain.accounts.types import NewAccount
from kartoteka.domain.card_index.opening import NewCard
from kartoteka.domain.card_index.services import add_person, confirm_identity
from kartoteka.domain.card_index.types import MAX_CARDS, IdentityGround, Kinship, PersonDetails
from kartoteka.domain.regions.services import save_region
from kartoteka.domain.regions.types import Region
from kartoteka.shared.actor import Actor
from kartoteka.wiring import insured_registry

LOGIN, PASSWORD = "benchmark", "fifty people and their doctors"
_SEED = 2026
_CROWD = 10_000
_ZONES = ("Europe/Moscow", "Asia/Yekaterinburg", "Asia/Vladivostok")
_UPCOMING, _COMPLETED, _ELSEWHERE = 2, 6, 3
_KINSHIPS = [bond for bond in Kinship if bond is not Kinship.SELF]


def make_family(*, now: datetime) -> None:
    """A full card index whose people have upcoming and completed services, among thousands of others with theirs."""
    by = Actor.system()
    save_region(
        Region("35", "Вологодская область", "Europe/Moscow", is_active=True, services=(), phones=()), by=by, now=now
    )
    account_id = create_account(NewAccount(LOGIN, "benchmark@example.org", PASSWORD, "35"), by=by, now=now)
    version = consents.current_text().version
    consents.give_consent(account_id=account_id, version=version, network_address="127.0.0.1", by=by, now=now)
    people = draw_crowd(seed=_SEED, size=MAX_CARDS + _CROWD, besides=())
    person_ids = registration.register_people(people, now=now - timedelta(days=400))
    _fill_index(account_id, people[:MAX_CARDS], now)
    _book(account_id, person_ids, now)


def _fill_index(account_id: UUID, people: Sequence[NewInsuredPerson], now: datetime) -> None:
    by = Actor.account(account_id)
    for number, (person, kinship) in enumerate(zip(people, cycle(_KINSHIPS), strict=False)):
        details = PersonDetails(person.name, person.birth_date, person.sex, person.snils, person.policies[0])
        card = add_person(
            account_id=account_id,
            new=NewCard(details, kinship),
            registry=insured_registry(),
            form_key=uuid4(),
            by=by,
            now=now - timedelta(days=300) + timedelta(minutes=number),
        )
        if card.is_main:
            confirm_identity(
                account_id=account_id, card_id=card.card_id, ground=IdentityGround.REGISTRAR, by=Actor.system(), now=now
            )


def _book(account_id: UUID, person_ids: Sequence[str], now: datetime) -> None:
    rng = Random(_SEED)
    clinics = [
        scheduling.open_organization(NewOrganization(f"Поликлиника № {number}", zone))
        for number, zone in enumerate(_ZONES, start=1)
    ]

    def services(person_id: str, status: ServiceStatus, number: int, booked_by: UUID | None) -> Iterator[NewService]:
        direction = 1 if status is ServiceStatus.BOOKED else -1
        for _ in range(number):
            starts_at = now + direction * timedelta(days=rng.randrange(1, 300), minutes=20 * rng.randrange(30))
            clinic = rng.choice(clinics)
            yield NewService(
                person_id, clinic, "Приём терапевта", "Орлова Нина Сергеевна", "214", starts_at, status, booked_by
            )

    booked: list[NewService] = []
    for person_id in person_ids[:MAX_CARDS]:
        booked += services(person_id, ServiceStatus.BOOKED, _UPCOMING, account_id)
        booked += services(person_id, ServiceStatus.COMPLETED, _COMPLETED, account_id)
    for person_id in person_ids:
        booked += services(person_id, ServiceStatus.COMPLETED, _ELSEWHERE, None)
    scheduling.book_services(booked)
