"""What a card index is made of, as other rooms see it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from kartoteka.domain.accounts.types import AccountView, PhoneActivation
from kartoteka.shared.identifiers import OmsPolicy, Snils
from kartoteka.shared.names import PersonName
from kartoteka.shared.phones import MobilePhone
from kartoteka.shared.sex import Sex

# How many people one card index holds, the main person among them (C-03, R10, D3).
MAX_CARDS = 50


class CardState(StrEnum):
    """Where the check of a person's data stands (C-05 to C-07)."""

    CONFIRMED = "confirmed"
    AWAITING = "awaiting"
    REFUSED = "refused"


class Kinship(StrEnum):
    """Who the person is to the account's main person."""

    SELF = "self"
    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"
    SIBLING = "sibling"
    GRANDPARENT = "grandparent"
    GRANDCHILD = "grandchild"
    SPOUSES_PARENT = "spouses-parent"
    WARD = "ward"
    OTHER = "other"


class IdentityGround(StrEnum):
    """How an identity was proved; a match of data alone proves none (D6)."""

    ESIA = "esia"
    REGISTRAR = "registrar"
    MODERATOR = "moderator"


@dataclass(frozen=True, slots=True)
class PersonDetails:
    """What is known of a person before anybody checked it: as typed, already cleaned."""

    name: PersonName
    birth_date: date
    sex: Sex
    snils: Snils | None = None
    policy: OmsPolicy | None = None

    @property
    def has_document(self) -> bool:
        return self.snils is not None or self.policy is not None


@dataclass(frozen=True, slots=True)
class Address:
    """The address block of a card: the only part that a person edits by hand (C-08)."""

    region: str = ""
    city: str = ""
    street: str = ""
    house: str = ""
    flat: str = ""

    def __str__(self) -> str:
        flat = f"кв. {self.flat}" if self.flat else ""
        house = f"д. {self.house}" if self.house else ""
        return ", ".join(part for part in (self.region, self.city, self.street, house, flat) if part)


@dataclass(frozen=True, slots=True)
class InsuredPerson:
    """A person as the region's registry of insured persons knows him."""

    person_id: str
    name: PersonName
    birth_date: date
    sex: Sex
    region_code: str
    changed_at: datetime
    deceased_on: date | None = None


@dataclass(frozen=True, slots=True)
class RegisteredPerson:
    """An insured person with his documents: what a moderator compares typed data with, and no patient sees."""

    person: InsuredPerson
    snils: Snils | None
    policies: tuple[OmsPolicy, ...]
    # Bore the very name that was typed, with the birth date and a document that were typed.
    bore_this_name: bool = False


class ShownDocument(StrEnum):
    """What a person showed at the clinic's desk to prove who he is (D6)."""

    PASSPORT = "passport"
    TEMPORARY_ID = "temporary-id"
    SERVICEMAN_ID = "serviceman-id"
    FOREIGN_PASSPORT = "foreign-passport"
    RESIDENCE_PERMIT = "residence-permit"
    REFUGEE_CERTIFICATE = "refugee-certificate"


@dataclass(frozen=True, slots=True)
class ServiceScope:
    """Which services of a person may be shown (D2): all, or only those booked through one account."""

    person_id: str
    booked_by: UUID | None


@dataclass(frozen=True, slots=True)
class BookedService:
    """A service that a healthcare organization gives: booked for later, or completed."""

    service_id: str
    title: str
    practitioner: str
    organization: str
    room: str
    starts_at: datetime
    time_zone: str


@dataclass(frozen=True, slots=True)
class ServiceSummary:
    """What «Моя картотека» shows of a person's services."""

    upcoming: int = 0
    completed: int = 0
    next: BookedService | None = None


@dataclass(frozen=True, slots=True)
class PersonServices:
    """All services of a person that may be shown: upcoming soonest first, completed latest first."""

    upcoming: tuple[BookedService, ...] = ()
    completed: tuple[BookedService, ...] = ()


@dataclass(frozen=True, slots=True)
class CardSummary:
    """What «Моя картотека» shows of an entry."""

    card_id: UUID
    account_id: UUID
    name: PersonName
    birth_date: date
    sex: Sex
    kinship: Kinship
    is_main: bool
    state: CardState
    refusal_reason: str
    identity_confirmed: bool
    deceased_on: date | None
    person_id: str | None

    @property
    def is_confirmed(self) -> bool:
        return self.state is CardState.CONFIRMED


@dataclass(frozen=True, slots=True)
class Card(CardSummary):
    """An entry of a card index, whole."""

    snils: Snils | None
    policy: OmsPolicy | None
    address: Address
    version: int
    added_at: datetime


def details_of(card: Card) -> PersonDetails:
    """The data of an entry, as they are looked up in the registry."""
    return PersonDetails(card.name, card.birth_date, card.sex, card.snils, card.policy)


@dataclass(frozen=True, slots=True)
class CardWithServices:
    """An entry of a card index beside its services; `services` is None while the medical system does not answer."""

    card: CardSummary
    services: ServiceSummary | None


@dataclass(frozen=True, slots=True)
class CardIndexView:
    """«Моя картотека»: the people, the main person first, then in the order they were added."""

    cards: tuple[CardWithServices, ...]
    limit: int = MAX_CARDS
    services_available: bool = True

    @property
    def main_name(self) -> PersonName | None:
        """Name of the main person; None while the index is empty."""
        return next((entry.card.name for entry in self.cards if entry.card.is_main), None)

    @property
    def free_places(self) -> int:
        return max(0, self.limit - len(self.cards))

    @property
    def is_empty(self) -> bool:
        return not self.cards


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One person of the index with everything that may be shown of his services."""

    card: Card
    services: PersonServices | None
    # True where D2 shows only what this account booked.
    only_own_bookings: bool


class CopyObstacle(StrEnum):
    """Why a number can't be copied to the medical system (R51)."""

    # ESIA did not vouch for the main person, or there is none.
    NO_ESIA = "no-esia"
    # The account has no number whose code was typed.
    NO_NUMBER = "no-number"


class CopyState(StrEnum):
    """Where the copy of the account's number is."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    # The medical system will not have it.
    REFUSED = "refused"
    # It was tried for days in vain; «Сохранить» tries again.
    GIVEN_UP = "given-up"


@dataclass(frozen=True, slots=True)
class PhoneCopying:
    """Whether the account's number may, and is to, go to the medical system, and how far it came (F-01)."""

    obstacle: CopyObstacle | None = CopyObstacle.NO_ESIA
    is_chosen: bool = False
    state: CopyState | None = None


@dataclass(frozen=True, slots=True)
class ClaimedPhoneCopy:
    """A number that the caller holds for one lease, and the attempt under which it holds it."""

    change_id: UUID
    attempt_id: UUID
    attempt: int
    person_id: str
    phone: MobilePhone = field(repr=False)
    changed_at: datetime

    @property
    def delivery_id(self) -> UUID:
        """The name under which logs know it."""
        return self.change_id


@dataclass(frozen=True, slots=True)
class Profile:
    """What an account says of its owner (P-01); no card while the index is empty."""

    account: AccountView
    main: Card | None
    activation: PhoneActivation | None
    # Somebody enters the account by ESIA.
    has_esia: bool = False
    copying: PhoneCopying = field(default_factory=PhoneCopying)


@dataclass(frozen=True, slots=True)
class Listing:
    """An account that keeps a person in its index, as that person is told of it (R4)."""

    listing_id: UUID
    masked_name: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """A person whose listings an account may see: its main person, or a child he represents (R4)."""

    card_id: UUID
    name: PersonName
    is_main: bool
    listings: tuple[Listing, ...] = field(default_factory=tuple)
