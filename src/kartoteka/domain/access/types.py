"""Who may read whose record, as facts and as an answer; nothing here asks a database or a clock."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from kartoteka.domain.access.document_types import SHOWN_BY_DEFAULT
from kartoteka.domain.regions.types import USUAL_TERM_OF_LOOKS


class RecordPart(StrEnum):
    """Parts of a record that can be opened one without another: `emk:<scope>` (R1, R43)."""

    PATIENT = "patient"
    HISTORY = "history"
    RESULTS = "results"
    PRESCRIPTIONS = "prescriptions"
    # The number and category of a benefit on a prescription (R65).
    BENEFITS = "benefits"
    OBSERVATION = "observation"
    DOCUMENTS = "documents"


class Leaf(StrEnum):
    """Pages that show several parts of a record at once: the journal names them, or it would say too little (R73)."""

    # The last events, indicators and visits of all parts that are open to the reader.
    OVERVIEW = "overview"
    # Diagnoses, visits, results and prescriptions of one case.
    CASE = "case"


# What an account gets that asks for nothing in particular: all but the benefits, whose number opens other doors.
USUAL_PARTS = frozenset(RecordPart) - {RecordPart.BENEFITS}


class Sensitivity(StrEnum):
    """How far a document goes beyond the patient himself (R34, R58 to R60)."""

    ORDINARY = "ordinary"
    # Alcohol and drugs: the law gives it to the representatives of a minor until full age.
    NARCOLOGY = "narcology"
    # Psychiatry, HIV, venereology, reproductive health, a visit that the doctor marked as confidential.
    SENSITIVE = "sensitive"
    # The clinic tells it in person only.
    WITHHELD = "withheld"


class ItemState(StrEnum):
    """What became of a document (R59)."""

    VALID = "valid"
    ANNULLED = "annulled"
    UNSIGNED = "unsigned"


class Action(StrEnum):
    """What the viewer wants."""

    READ = "read"
    # PDF and zip: the same right as reading, another word in the journal.
    DOWNLOAD = "download"
    # Confirm, end and forbid access of others, issue codes.
    MANAGE = "manage"
    # Read who looked at the record.
    SEE_JOURNAL = "see-journal"


@dataclass(frozen=True, slots=True)
class Item:
    """What is to be read: a part of the record, or one document of it."""

    part: RecordPart
    sensitivity: Sensitivity = Sensitivity.ORDINARY
    state: ItemState = ItemState.VALID
    # Of a document; empty for what is none.
    document_type: str = ""


class BasisKind(StrEnum):
    """The paper by which somebody acts for another."""

    BIRTH_RECORD = "birth-record"
    ADOPTION = "adoption"
    # An act of the guardianship authority.
    GUARDIANSHIP = "guardianship"
    # A court's decision: over a minor, or over an adult without capacity (R36).
    COURT = "court"
    # What the region's medical information system says; ended by it too.
    REGISTRY = "registry"
    # An adult's own paper, with its last day.
    POWER_OF_ATTORNEY = "power-of-attorney"


class GrantSource(StrEnum):
    """How a right of somebody who is no representative came about."""

    CONFIRMATION = "confirmation"
    CODE = "code"
    # On paper, at the desk of the clinic: the patient has no account (R45).
    DESK = "desk"


class GivenAs(StrEnum):
    """In what capacity the grantor gave it: what parents gave ends with the childhood (R35)."""

    SELF = "self"
    REPRESENTATIVE = "representative"


class Ground(StrEnum):
    """Why a record opens, the strongest first."""

    SELF = "self"
    GUARDIAN = "guardian"
    REPRESENTATIVE = "representative"
    ATTORNEY = "attorney"
    GRANT = "grant"
    CODE = "code"


class Refusal(StrEnum):
    """Why it does not."""

    NO_RIGHT = "no-right"
    VIEWER_BLOCKED = "viewer-blocked"
    IDENTITY_NOT_CONFIRMED = "identity-not-confirmed"
    DECEASED = "deceased"
    DISPUTED = "disputed"
    FORBIDDEN = "forbidden"
    AGE_UNKNOWN = "age-unknown"
    # His own record, before the age at which he reads it himself.
    TOO_YOUNG = "too-young"
    # His own record, while a parent would get his codes and letters (R41).
    SHARED_CONTACT = "shared-contact"
    # The child came of age: representation and what parents agreed to ended (R35).
    CAME_OF_AGE = "came-of-age"
    NOT_YET = "not-yet"
    EXPIRED = "expired"
    # The paper of the court must be looked at anew (R36).
    REVIEW_DUE = "review-due"
    # Taken out of the card index since (R7).
    NOT_LISTED = "not-listed"
    OUTSIDE_SCOPE = "outside-scope"
    TOO_SENSITIVE = "too-sensitive"
    WITHHELD = "withheld"
    NOT_SIGNED = "not-signed"
    ANNULLED = "annulled"
    # The region shows patients no documents of this type.
    TYPE_NOT_SHOWN = "type-not-shown"
    NOT_YOURS_TO_MANAGE = "not-yours-to-manage"


@dataclass(frozen=True, slots=True)
class AgeRules:
    """What a region decides about ages (D1, R33 to R37). The defaults are the law's."""

    own_reading_from: int = 15
    full_age: int = 18
    # Whether an age is reached on the birthday, or when the day after it begins (Civil Code, art. 191 and 192).
    reached_on_birthday: bool = True
    # A region may keep what is sensitive from the representatives of those who read it themselves (R34).
    representatives_read_sensitive_of_teens: bool = True
    owner_reads_withheld: bool = False
    longest_grant_months: int = 12


@dataclass(frozen=True, slots=True)
class Viewer:
    """The account that wants to read."""

    account_id: UUID
    # The main person as far as the registry knows him.
    person_id: str | None
    identity_confirmed: bool
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Representation:
    """A paper by which the viewer's own person acts for the patient, not ended. Days are whole and inclusive."""

    representation_id: UUID
    basis: BasisKind
    valid_from: date
    valid_until: date | None = None
    # Until when the court's paper counts without being looked at anew.
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """A right that was given to the viewer's account, and not ended by anybody."""

    grant_id: UUID
    source: GrantSource
    given_as: GivenAs
    parts: frozenset[RecordPart]
    starts_at: datetime
    ends_at: datetime
    includes_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Patient:
    """The person whose record it is, with all that stands between him and one viewer."""

    person_id: str
    # None: nobody knows, so whoever could be shut out by age is (R38).
    birth_date: date | None
    time_zone: str
    rules: AgeRules = field(default_factory=AgeRules)
    shown_document_types: frozenset[str] = SHOWN_BY_DEFAULT
    # Before a correction that nobody has looked at: until then the date that shows less counts (R42).
    former_birth_date: date | None = None
    deceased_on: date | None = None
    # Full capacity before full age: marriage or emancipation (R35).
    emancipated_on: date | None = None
    is_disputed: bool = False
    # The viewer is the patient, and his telephone or his mailbox is a representative's too (R41).
    shares_contact: bool = False
    # «Запрет отображения» for this viewer (F-10, R56).
    is_forbidden: bool = False
    # Since when the viewer keeps the patient in his index without a break; None: he does not.
    listed_since: datetime | None = None
    representations: tuple[Representation, ...] = ()
    grants: tuple[Grant, ...] = ()
    # The latest moment at which something is known to have happened: a clock set back revives nothing (R74).
    not_before: datetime | None = None
    # For how long looks at his record are kept (R73).
    looks_kept_years: int = USUAL_TERM_OF_LOOKS


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer: by what right and until when, or why not."""

    ground: Ground | None
    refusal: Refusal | None
    # The grant or the representation that was used.
    right_id: UUID | None = None
    # When the right ends by itself; None: no such moment is known.
    until: datetime | None = None

    @property
    def is_allowed(self) -> bool:
        return self.refusal is None


class Purpose(StrEnum):
    """What for somebody asks to read a record (R43)."""

    CARE = "care"
    CHILD_CARE = "child-care"
    OTHER = "other"


class Answer(StrEnum):
    """How a request ended."""

    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class GrantEnd(StrEnum):
    """Why a grant ended."""

    REVOKED = "revoked"
    GIVEN_UP = "given-up"
    STAFF = "staff"
    EXPIRED = "expired"
    # Another one of the same account took its place.
    REPLACED = "replaced"
    # Who gave it in the patient's name acts for him no more.
    GIVER_LEFT = "giver-left"


class ConsentKind(StrEnum):
    """What a patient without an account leaves at the desk (R45)."""

    # Signed at the desk, by a patient whose passport was seen.
    WRITTEN = "written"
    # Signed elsewhere, before a notary.
    NOTARISED = "notarised"
    # Signed by whom the patient empowered before a notary.
    ATTORNEY = "attorney"


# Of a consent on paper: its number, and the name of who signed it.
LONGEST_NUMBER = 60
LONGEST_SIGNER = 200


class ConsentAct(StrEnum):
    """What such a paper does."""

    GIVEN = "given"
    TAKEN_BACK = "taken-back"


class CodeEnd(StrEnum):
    """Why a code works no more."""

    REDEEMED = "redeemed"
    REPLACED = "replaced"
    SWITCHED_OFF = "off"
    # Too many wrong birth dates.
    BURNT = "burnt"


class Channel(StrEnum):
    """Where a record was opened."""

    WEB = "web"
    APP = "app"
