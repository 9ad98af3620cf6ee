from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from kartoteka.domain.regions.types import Region
from kartoteka.shared.identifiers import OmsPolicy, Snils
from kartoteka.shared.names import PersonName
from kartoteka.shared.phones import MobilePhone
from kartoteka.shared.sex import Sex


class Role(StrEnum):
    """What an account may do besides keeping its own card index (A-02)."""

    USER = "user"
    MODERATOR = "moderator"
    # A moderator who sees the figures of all.
    HEAD_MODERATOR = "head-moderator"
    REGISTRAR = "registrar"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session as the owner of the account sees it."""

    session_id: UUID
    device: str
    started_at: datetime
    seen_at: datetime
    is_current: bool


class LinkPurpose(StrEnum):
    """What a link in a letter is good for."""

    SIGN_UP = "sign-up"
    PASSWORD_RESET = "password-reset"  # noqa: S105 - a name, no secret


@dataclass(frozen=True, slots=True)
class ConsentText:
    """The consent to the processing of personal data, in one of its versions."""

    version: int
    text: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an account is made of. Who comes by ESIA has no password, and may have no e-mail: an empty one."""

    login: str
    email: str
    password: str | None
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
class StepUpCode:
    """A code that went out by SMS, and is waited for in the browser that asked for it."""

    phone: MobilePhone
    expires_at: datetime
    send_again_at: datetime
    tries_left: int

    def awaits_code(self, now: datetime) -> bool:
        """Whether a code typed now could be the right one."""
        return self.tries_left > 0 and now < self.expires_at


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
    # False where the owner comes by ESIA alone.
    has_password: bool = True
    phone_activated_at: datetime | None = None
    # From when the card index has something to ask the owner; None: nothing.
    prompts_from: datetime | None = None
    # Until when somebody waits for the owner's answer about a record; None: nobody.
    asked_until: datetime | None = None
    # When somebody listed the owner who has not looked yet; None: nobody.
    listed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SignInAttempt:
    """
    One try to sign in by a foreign provider: made at the start, given back once, at the end.

    `nonce` and `verifier` tie the provider's answer to it where the protocol can (OpenID Connect, PKCE).
    """

    state: str
    nonce: str
    verifier: str
    next_path: str = ""
    # The signed-in account that wants to be linked; None: somebody signs in.
    for_account: UUID | None = None


@dataclass(frozen=True, slots=True)
class ProviderAnswer:
    """What the browser brought back from the provider, as it stands in the address: nothing of it is checked yet."""

    state: str
    code: str = ""
    error: str = ""
    error_description: str = ""
    issuer: str = ""


@dataclass(frozen=True, slots=True)
class VerifiedChild:
    """A child of a person, as the provider names it."""

    name: PersonName
    birth_date: date
    sex: Sex
    snils: Snils


@dataclass(frozen=True, slots=True)
class VerifiedPerson:
    """
    A person for whom the provider vouches.

    `subject` is the provider's own identifier with the provider in front of it. Contacts are there only if the
    provider verified them. Without `is_trusted` the rest is the person's own word («Подтвержденная» means trusted).
    """

    subject: str
    name: PersonName
    birth_date: date
    sex: Sex
    is_trusted: bool
    snils: Snils | None = None
    policy: OmsPolicy | None = None
    email: str = ""
    phone: str = ""
    # Whom the provider counts as the person's children; empty where it was not asked, or says nothing.
    children: tuple[VerifiedChild, ...] = ()


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


class ProposalOutcome(StrEnum):
    """How it ended with a proposed role."""

    CONFIRMED = "confirmed"
    DECLINED = "declined"
    # Nobody confirmed it in time.
    EXPIRED = "expired"
    # The account got another role or was blocked, or who proposed it was.
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class RoleProposal:
    """A role that waits for an administrator, or did."""

    proposal_id: UUID
    account_id: UUID
    role: Role
    proposed_by: UUID
    proposed_at: datetime
    expires_at: datetime
