from kartoteka.shared.errors import DomainError


class AccountError(DomainError):
    """A rule of accounts said no."""


class AccountNotFound(AccountError):  # noqa: N818
    """There is no such account."""


class AccountExists(AccountError):  # noqa: N818
    """The login or the e-mail address is another account's."""


class NotAdministrator(AccountError):  # noqa: N818
    """Whoever acts is no administrator, or is none any more."""


class OwnAccount(AccountError):  # noqa: N818
    """An administrator can't do this to himself."""


class LastAdministrator(AccountError):  # noqa: N818
    """Without this administrator nobody could manage the Portal."""


class SessionExists(AccountError):  # noqa: N818
    """The key of a new session is another session's."""


class SessionEnded(AccountError):  # noqa: N818
    """The session is there no more."""
