from kartoteka.shared.errors import DomainError


class FeedbackError(DomainError):
    """A rule of messages to support said no."""


class TicketNotFound(FeedbackError):  # noqa: N818 - reads as "raise TicketNotFound"
    """There is no such message."""


class TooManyTickets(FeedbackError):  # noqa: N818
    """So many were written that more would drown the mailbox; possible later."""
