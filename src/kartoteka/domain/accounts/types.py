from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from kartoteka.domain.regions.types import Region


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
    # None: the account has no password until its owner sets one.
    password: str | None
    region_code: str
    role: Role = Role.USER
    account_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account as pages see it."""

    account_id: UUID
    login: str
    email: str
    region: Region
    role: Role


class BlockGround(StrEnum):
    """Why an account is blocked (A-02)."""

    OWNER_ASKED = "owner-asked"
    STRANGER_SUSPECTED = "stranger-suspected"
    RULES_BROKEN = "rules-broken"
    STAFF_LEFT = "staff-left"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class AccountBlock:
    """A block of an account, as the administrator sees it."""

    ground: BlockGround
    note: str
    blocked_at: datetime
    blocked_by: UUID | None


@dataclass(frozen=True, slots=True)
class SignInReset:
    """Whose sign-in was reset: to this address goes the letter with the way to a new password."""

    account_id: UUID
    email: str
    region_code: str
