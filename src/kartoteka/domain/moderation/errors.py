from kartoteka.shared.errors import DomainError


class ModerationError(DomainError):
    """A rule of checking a person's data said no."""


class RequestNotFound(ModerationError):  # noqa: N818
    """There is no such request, or it is somebody else's."""


class IllegalMove(ModerationError):  # noqa: N818
    """The request is not in a state from which this move leads on (R19)."""


class UnchangedSinceRefusal(ModerationError):  # noqa: N818
    """The same data were refused before; only changed data may be sent again (R22)."""


class TooManyRequests(ModerationError):  # noqa: N818
    """The account has as many open or monthly requests as one family can need."""
