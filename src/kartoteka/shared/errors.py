"""Errors that every floor understands."""


class DomainError(Exception):
    """A rule said no. Pages turn it into one of the four notices (E-05)."""


class Unavailable(Exception):  # noqa: N818 - a state of the neighbour, read as "raise Unavailable"
    """A neighbour system does not answer now; the same call may succeed later."""


class Refused(Exception):  # noqa: N818 - the neighbour's final word
    """A neighbour system answered no, and asking again will not help."""
