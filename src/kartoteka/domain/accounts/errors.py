from kartoteka.shared.errors import DomainError


class AccountError(DomainError):
    """A rule of accounts said no."""


class SessionExists(AccountError):  # noqa: N818
    """The key of a new session is another session's."""


class SessionEnded(AccountError):  # noqa: N818
    """The session is there no more."""
