from dataclasses import dataclass
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
    password: str
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
