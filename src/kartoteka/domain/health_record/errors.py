from enum import StrEnum

from kartoteka.shared.errors import DomainError


class EntryNotFound(DomainError):  # noqa: N818
    """There is no such entry in the record, it is another person's, or it may not be read: one answer (law 2)."""


class CodeUnknown(DomainError):  # noqa: N818
    """No paper with this verification code was given out."""


class TooManyChecks(DomainError):  # noqa: N818
    """Too many verification codes were checked from one network address."""


class DocumentDamaged(DomainError):  # noqa: N818
    """What is kept of a document is not what came in: it is shown to nobody."""


class Unreadable(StrEnum):
    """Why a document is not shown on a page."""

    TOO_LARGE = "too-large"
    TOO_DEEP = "too-deep"
    TOO_MANY_PARTS = "too-many-parts"
    # Definitions of a document type, which could name files and addresses.
    HAS_DEFINITIONS = "has-definitions"
    BROKEN = "broken"
    ENCODING = "encoding"
    NO_CDA = "no-cda"


class DocumentUnreadable(DomainError):  # noqa: N818
    """A document can't be read as HL7 CDA."""

    def __init__(self, reason: Unreadable) -> None:
        super().__init__(reason)
        self.reason = reason
