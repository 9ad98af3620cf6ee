"""Whose records an account may open: a list to choose from, which opens none of them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kartoteka.domain.access.door import readable
from kartoteka.domain.access.types import Decision
from kartoteka.domain.card_index.selectors import list_people
from kartoteka.domain.card_index.types import CardSummary


@dataclass(frozen=True, slots=True)
class Shelved:
    """Somebody of the index, and whether his record is open; None: his data are not confirmed, so it has no owner."""

    card: CardSummary
    reading: Decision | None

    @property
    def is_open(self) -> bool:
        return self.reading is not None and self.reading.is_allowed


def list_records(*, account_id: UUID, now: datetime) -> tuple[Shelved, ...]:
    """The people of an account with what may be read of each. Leaves no row in the journal: nothing is opened."""
    people = list_people(account_id=account_id)
    known = [card.person_id for card in people if card.person_id is not None]
    decisions = readable(viewer_id=account_id, person_ids=known, now=now) if known else {}
    return tuple(Shelved(card, decisions.get(card.person_id or "")) for card in people)
