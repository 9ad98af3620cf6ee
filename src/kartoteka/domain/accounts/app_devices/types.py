from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class QuickWay(StrEnum):
    """How the owner of a telephone opens the app (A-10)."""

    PIN = "pin"
    BIOMETRICS = "biometrics"


@dataclass(frozen=True, slots=True)
class NewDevice:
    """A telephone that its owner is about to bind: the public half of its key, and the PIN chosen on it."""

    # Raw, as WebCrypto exports it: 65 bytes.
    public_key: bytes
    pin: str
    name: str
    # Until when more than a password was given in this sign-in (R82); None: a password alone.
    stepped_up_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AppDevice:
    """A telephone as its owner sees it."""

    device_id: UUID
    account_id: UUID
    name: str
    way: QuickWay
    added_at: datetime
    seen_at: datetime
    stepped_up_until: datetime | None
    passkey: "Passkey | None" = None


@dataclass(frozen=True, slots=True)
class Passkey:
    """The public half of a passkey, and how often it signed as far as it says."""

    credential: bytes
    sign_count: int
    has_prf: bool


@dataclass(frozen=True, slots=True)
class ClaimedPush:
    """A knock that a courier holds for one lease."""

    push_id: UUID
    attempt_id: UUID
    attempt: int
    endpoint: str

    @property
    def delivery_id(self) -> UUID:
        return self.push_id
