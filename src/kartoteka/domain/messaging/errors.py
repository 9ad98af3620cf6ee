from datetime import datetime

from kartoteka.shared.errors import DomainError


class MessagingError(DomainError):
    """A rule of letters and SMS said no."""


class TooManyMessages(MessagingError):  # noqa: N818 - reads as "raise TooManyMessages"
    """So many were asked for at this address or number that more would be a nuisance; possible at `again_at`."""

    def __init__(self, again_at: datetime) -> None:
        super().__init__("too many messages")
        self.again_at = again_at


class MessageNotFound(MessagingError):  # noqa: N818
    """There is no such message."""


class CannotSendAgain(MessagingError):  # noqa: N818
    """The message was not given up, or what it says is of no use any more."""
