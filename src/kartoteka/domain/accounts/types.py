from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from kartoteka.domain.regions.types import Region
from kartoteka.shared.phones import MobilePhone


class Role(StrEnum):
    """What an account may do besides keeping its own card index (A-02)."""

    USER = "user"
    MODERATOR = "moderator"
    REGISTRAR = "registrar"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an account is made of."""

    login: str
    email: str
    password: str
    region_code: str
    role: Role = Role.USER
    account_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class PhoneActivation:
    """Where the activation of a number stands."""

    phone: MobilePhone
    expires_at: datetime
    # When the code may be sent once more.
    send_again_at: datetime
    tries_left: int
    activated_at: datetime | None

    @property
    def is_activated(self) -> bool:
        return self.activated_at is not None

    def awaits_code(self, now: datetime) -> bool:
        """Whether a code typed now could be the right one."""
        return not self.is_activated and self.tries_left > 0 and now < self.expires_at


@dataclass(frozen=True, slots=True)
class Contact:
    """Where letters about an account go, and in the name of which region."""

    email: str
    region_code: str


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account as pages see it."""

    account_id: UUID
    login: str
    email: str
    region: Region
    role: Role
    phone: MobilePhone | None = None
