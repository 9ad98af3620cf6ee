from kartoteka.shared.errors import DomainError


class EntryNotFound(DomainError):  # noqa: N818
    """There is no such entry in the record, it is another person's, or it may not be read: one answer (law 2)."""


class CodeUnknown(DomainError):  # noqa: N818
    """No paper with this verification code was given out."""


class TooManyChecks(DomainError):  # noqa: N818
    """Too many verification codes were checked from one network address."""
