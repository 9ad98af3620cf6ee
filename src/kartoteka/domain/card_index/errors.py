from datetime import datetime
from uuid import UUID

from kartoteka.domain.card_index.types import InsuredPerson
from kartoteka.shared.errors import DomainError


class CardIndexError(DomainError):
    """A rule of the card index said no."""


class CardNotFound(CardIndexError):  # noqa: N818
    """There is no such card, or it is somebody else's: the two are one answer (law 2)."""


class PersonNotFound(CardIndexError):  # noqa: N818
    """The registry has nobody with exactly these data, or will not say (C-05, R17)."""


class SearchPaused(CardIndexError):  # noqa: N818
    """Too many misses one after another: the next search is possible at `again_at` (R17)."""

    def __init__(self, again_at: datetime) -> None:
        super().__init__("search paused")
        self.again_at = again_at


class SearchLimitReached(CardIndexError):  # noqa: N818
    """The day's searches are used up; the data may still go to the moderator (R17)."""

    def __init__(self, again_at: datetime) -> None:
        super().__init__("search limit reached")
        self.again_at = again_at


class PersonAlreadyInIndex(CardIndexError):  # noqa: N818
    """The person has an entry already (R2). `person` is whom the registry knows by the data, if anybody."""

    def __init__(self, card_id: UUID, person: InsuredPerson | None) -> None:
        super().__init__("already in the index")
        self.card_id = card_id
        self.person = person


class CardIndexFull(CardIndexError):  # noqa: N818
    """All places are taken (C-03, R10)."""


class MainCardStays(CardIndexError):  # noqa: N818
    """The main person's entry can't be removed (C-02, R3)."""


class AddressChangedMeanwhile(CardIndexError):  # noqa: N818
    """Somebody saved another address after this form was opened (R75)."""


class CardChangedMeanwhile(CardIndexError):  # noqa: N818
    """The entry is not as the decision left it, so the decision can't be taken back."""


class CardNotConfirmed(CardIndexError):  # noqa: N818
    """The entry is not linked with an insured person yet."""


class SearchFirst(CardIndexError):  # noqa: N818
    """Only data that were searched for in vain and not changed since may be sent for checking (R18)."""


class KinOfferNotFound(CardIndexError):  # noqa: N818
    """There is no such offer or invitation, or it is somebody else's: one answer (law 2)."""


class KinOfferGone(CardIndexError):  # noqa: N818
    """What was asked is settled, or whoever asked has taken it back."""
