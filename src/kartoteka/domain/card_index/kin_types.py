"""Relatives who are offered (F-05), as other rooms see them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from kartoteka.domain.card_index.types import InsuredPerson, Kinship
from kartoteka.shared.names import PersonName
from kartoteka.shared.sex import Sex


class KinGround(StrEnum):
    """Who says that two people are kin (R29)."""

    MEDICAL = "medical"
    ESIA = "esia"


class KinOfferState(StrEnum):
    """What became of an offer to add a relative."""

    OFFERED = "offered"
    # An adult is asked whether he agrees (R32).
    INVITED = "invited"
    ADDED = "added"
    # «Это не мой родственник»: never offered again, unless taken back (R30).
    DENIED = "denied"
    # The adult did not agree; whoever invited him is not told.
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody whom the region's medical system counts as kin of a person."""

    person: InsuredPerson
    kinship: Kinship


@dataclass(frozen=True, slots=True)
class ToldRelative:
    """A relative, and who says that he is one."""

    person: InsuredPerson
    kinship: Kinship
    ground: KinGround


@dataclass(frozen=True, slots=True)
class KinOffer:
    """A relative who may be added, with as much of him as may be shown before that (R29)."""

    offer_id: UUID
    given: str
    birth_year: int
    sex: Sex
    kinship: Kinship
    ground: KinGround
    state: KinOfferState


@dataclass(frozen=True, slots=True)
class KinDenial:
    """«Это не мой родственник», as it is shown to those who see to the data (R30)."""

    said_by: PersonName
    born_on: date
    relative: str
    relative_born_on: date
    sex: Sex
    kinship: Kinship
    ground: KinGround
    said_at: datetime


@dataclass(frozen=True, slots=True)
class KinInvitation:
    """Somebody who wants to keep the account's main person in his index: enough of him to be recognised."""

    offer_id: UUID
    masked_name: str


@dataclass(frozen=True, slots=True)
class KinPrompts:
    """What «Моя картотека» asks its owner."""

    offers: tuple[KinOffer, ...] = ()
    invitations: tuple[KinInvitation, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.offers or self.invitations)


@dataclass(frozen=True, slots=True)
class KinAnswer:
    """What became of relatives whom the owner wanted to add, by first name: who went in, and who did not (R10)."""

    added: tuple[str, ...] = ()
    invited: tuple[str, ...] = ()
    without_place: tuple[str, ...] = ()
    gone: int = 0
