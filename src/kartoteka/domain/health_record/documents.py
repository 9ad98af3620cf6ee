"""Electronic medical documents, as other rooms see them (F-07)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from kartoteka.domain.access.types import Item, ItemState, RecordPart, Sensitivity


class DocumentFormat(StrEnum):
    """In what form a document is kept."""

    # HL7 CDA R2 in XML, as the federal guides want it.
    CDA = "cda"
    PDF = "pdf"


class SignerRole(StrEnum):
    """Who signs: a document counts when both have (R59)."""

    DOCTOR = "doctor"
    ORGANIZATION = "organization"


class SignatureState(StrEnum):
    """What a check of a signature came to."""

    VALID = "valid"
    BROKEN = "broken"
    NOT_CHECKABLE = "not-checkable"


class Doubt(StrEnum):
    """Why a signature is not simply valid, the worst first."""

    # Not one byte of the document may differ from what was signed.
    DOCUMENT_CHANGED = "document-changed"
    FORGED = "forged"
    CERTIFICATE_OUT_OF_TERM = "certificate-out-of-term"
    UNREADABLE = "unreadable"
    UNKNOWN_ALGORITHM = "unknown-algorithm"
    UNTRUSTED = "untrusted"
    OTHER_SIGNER = "other-signer"


_BREAKING = frozenset({Doubt.DOCUMENT_CHANGED, Doubt.FORGED, Doubt.CERTIFICATE_OUT_OF_TERM})


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the certificate of a signature says of its owner."""

    owner: str
    position: str
    organization: str
    issuer: str
    serial: str
    valid_from: datetime
    valid_until: datetime


@dataclass(frozen=True, slots=True)
class SignatureCheck:
    """What a signature is found to be, once, when its document comes in."""

    doubts: tuple[Doubt, ...] = ()
    # None where it can't be read.
    certificate: Certificate | None = None
    # By the clock of the signer.
    signed_at: datetime | None = None

    @property
    def state(self) -> SignatureState:
        if not self.doubts:
            return SignatureState.VALID
        return SignatureState.BROKEN if _BREAKING & set(self.doubts) else SignatureState.NOT_CHECKABLE


@dataclass(frozen=True, slots=True)
class Signature:
    """A detached signature of a document, with what its check came to."""

    role: SignerRole
    check: SignatureCheck
    checked_at: datetime


@dataclass(frozen=True, slots=True)
class MedicalDocument:
    """The header of an electronic medical document; its bytes are kept beside it."""

    document_id: UUID
    type_code: str
    title: str
    made_on: date
    organization: str
    practitioner: str
    format: DocumentFormat = DocumentFormat.CDA
    # Bytes of the original; whoever reports a document need not say.
    size: int = 0
    version: int = 1
    # The newer version, where there is one that may be read (R59).
    replaced_by: UUID | None = None
    # A newer version may be there, and not be for this reader.
    is_replaced: bool = False
    case_id: UUID | None = None
    sensitivity: Sensitivity = Sensitivity.ORDINARY
    state: ItemState = ItemState.VALID

    @property
    def item(self) -> Item:
        """What the door is asked about it (R58)."""
        return Item(RecordPart.DOCUMENTS, self.sensitivity, self.state, self.type_code)

    @property
    def is_annulled(self) -> bool:
        return self.state is ItemState.ANNULLED


@dataclass(frozen=True, slots=True)
class SignedDocument:
    """A document with what is known of its signatures and its other versions."""

    document: MedicalDocument
    signatures: tuple[Signature, ...] = ()
    # The document that this one took the place of, as far as it may be read.
    replaces: UUID | None = None


@dataclass(frozen=True, slots=True)
class SignatureFile:
    """The bytes of a detached signature."""

    role: SignerRole
    content: bytes


@dataclass(frozen=True, slots=True)
class DocumentBytes:
    """A document as it came, with its signatures: never written anew, or they would not fit (F-07)."""

    document: MedicalDocument
    content: bytes
    signatures: tuple[SignatureFile, ...]


@dataclass(frozen=True, slots=True)
class DocumentFilter:
    """Which documents are wanted; an empty filter wants all."""

    type_code: str = ""
    organization_id: UUID | None = None
    practitioner: str = ""
    first_day: date | None = None
    last_day: date | None = None

    @property
    def is_empty(self) -> bool:
        return self == DocumentFilter()


@dataclass(frozen=True, slots=True)
class DocumentChoices:
    """What the documents that may be read can be filtered by."""

    # In the order of the federal register.
    type_codes: tuple[str, ...] = ()
    organizations: tuple[tuple[UUID, str], ...] = ()
    practitioners: tuple[str, ...] = ()
    # From the last to the first, without gaps.
    years: tuple[int, ...] = ()
