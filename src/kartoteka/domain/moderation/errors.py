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


class OwnRequest(ModerationError):  # noqa: N818
    """The moderator, or somebody close to him, is in the request: a colleague decides it (R19)."""


class TakenByAnother(ModerationError):  # noqa: N818
    """Another moderator has the request in work."""


class PersonNotAmongCandidates(ModerationError):  # noqa: N818
    """The registry does not offer this person for the data of the request."""


class PersonDied(ModerationError):  # noqa: N818
    """The registry has a death recorded, so there are no services to open (R27)."""


class MainPersonStands(ModerationError):  # noqa: N818
    """The person has an entry beside that of the main person, which can't give up its place to it (R2, R3)."""


class SameEyes(ModerationError):  # noqa: N818
    """Who recognised the person himself is not the second moderator."""


class UndoTooLate(ModerationError):  # noqa: N818
    """The time for taking a decision back is over, or the letter has gone."""


class AnothersDecision(ModerationError):  # noqa: N818
    """Only who decided takes the decision back."""


class EntryChanged(ModerationError):  # noqa: N818
    """The entry is not as the decision left it any more."""


class PersonLeftIndex(ModerationError):  # noqa: N818
    """The person took himself out of this card index, so nobody puts him back without his consent (R8)."""


class PatientNotFound(ModerationError):  # noqa: N818
    """There is no such main person at the desk, or nobody can vouch for his data."""


class AnotherAccount(ModerationError):  # noqa: N818
    """The person at the desk names another account than the one that is open: it is not his (R68)."""


class PatientDeceased(ModerationError):  # noqa: N818
    """The registry says that the person died: nobody proves to be him (R27)."""


class TooManySought(ModerationError):  # noqa: N818
    """The registrar has sought as many people today as come to a desk in a day."""


class TooManyNamed(ModerationError):  # noqa: N818
    """Enough accounts that were not the person's were named to this registrar today."""
