from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from cast import CastMember
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.accounts import consents
from kartoteka.domain.accounts.models import Account, ConsentTextRow
from kartoteka.domain.accounts.services import create_account
from kartoteka.domain.accounts.types import NewAccount
from kartoteka.domain.card_index import services
from kartoteka.domain.card_index.opening import NewCard
from kartoteka.domain.card_index.ports import InsuredRegistry
from kartoteka.domain.card_index.types import Address, Card, IdentityGround, InsuredPerson, PersonDetails
from kartoteka.domain.regions.services import save_region
from kartoteka.domain.regions.types import CallCentrePhone, Region, RegionService, ServiceAccess
from kartoteka.shared.actor import Actor
from kartoteka.shared.identifiers import Snils, snils_check_digits
from kartoteka.shared.names import PersonName
from kartoteka.shared.sex import Sex

PASSWORD = "Kartoteka-2026"
PERM = Region(
    code="59",
    name="Пермский край",
    time_zone="Asia/Yekaterinburg",
    is_active=True,
    services=(
        RegionService("house-call", "Вызов врача на дом", "По телефону поликлиники", ServiceAccess.BASIC),
        RegionService("booking", "Запись к врачу", "По телефону центра записи", ServiceAccess.EXTENDED),
    ),
    phones=(CallCentrePhone("8 (800) 000-59-01", "Центр записи", "ежедневно с 8:00 до 20:00"),),
)


def make_region(now: datetime, region: Region = PERM) -> Region:
    save_region(region, by=Actor.system(), now=now)
    return region


def make_account(member: CastMember, now: datetime, *, region: Region = PERM) -> UUID:
    """An account whose owner agreed to the processing of personal data."""
    make_region(now, region)
    account_id = create_account(
        NewAccount(
            login=member.email.partition("@")[0],
            email=member.email,
            password=PASSWORD,
            region_code=region.code,
            role=member.role,
        ),
        by=Actor.system(),
        now=now,
    )
    if not ConsentTextRow.objects.exists():
        # Tests with transactions of their own empty all tables, and so what the migrations wrote.
        ConsentTextRow.objects.create(version=1, text="Согласие", published_at=now)
    version = consents.current_text().version
    by = Actor.account(account_id)
    consents.give_consent(account_id=account_id, version=version, network_address="127.0.0.1", by=by, now=now)
    return account_id


def account_row(account_id: UUID) -> Account:
    return Account.objects.get(pk=account_id)


def insured(member: CastMember, *, changed_at: datetime, person_id: str | None = None) -> InsuredPerson:
    return InsuredPerson(
        person_id=person_id or f"person-{member.number}",
        name=member.name,
        birth_date=member.birth_date,
        sex=member.sex,
        region_code=PERM.code,
        changed_at=changed_at,
    )


def new_card(member: CastMember, *, address: Address | None = None) -> NewCard:
    return NewCard(member.details, member.kinship, address or Address())


def add(
    account_id: UUID, member: CastMember, registry: InsuredRegistry, now: datetime, *, form_key: UUID | None = None
) -> Card:
    return services.add_person(
        account_id=account_id,
        new=new_card(member),
        registry=registry,
        form_key=form_key or uuid4(),
        by=Actor.account(account_id),
        now=now,
    )


def add_with_identity(account_id: UUID, member: CastMember, registry: InsuredRegistry, now: datetime) -> Card:
    """A main person who proved who he is at the clinic's desk."""
    card = add(account_id, member, registry, now)
    services.confirm_identity(
        account_id=account_id, card_id=card.card_id, ground=IdentityGround.REGISTRAR, by=Actor.system(), now=now
    )
    return card


def stranger(number: int) -> CastMember:
    """One of as many different people as a test needs."""
    tens, ones = divmod(number, 10)
    letters = "абвгдежзик"
    return CastMember(
        PersonName(f"Новиков{letters[tens % 10]}{letters[ones]}", "Олег", "Ильич"),
        date(1970, 1, 1) + timedelta(days=number),
        Sex.MALE,
        2000 + number,
    )


def lawful_snils(first_nine: int) -> Snils:
    body = f"{first_nine:09d}"
    return Snils.parse(body + snils_check_digits(body))


def without_documents(member: CastMember) -> NewCard:
    return NewCard(PersonDetails(member.name, member.birth_date, member.sex), member.kinship)


def fill_index(account_id: UUID, registry: FakeInsuredRegistry, now: datetime, *, up_to: int) -> list[Card]:
    """Add strangers until the index holds so many."""
    return [
        add(account_id, registry.learn(stranger(number)), registry, now + timedelta(days=number // 5))
        for number in range(up_to)
    ]


def names(cards: Iterable[Card]) -> list[str]:
    return [str(card.name) for card in cards]
