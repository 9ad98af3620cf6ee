"""Whether a page that lies open may go on lying there: its right may end while somebody reads (R53)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kartoteka.domain.access.facts import gather
from kartoteka.domain.access.rules import decide
from kartoteka.domain.access.types import Action, Decision, Item, RecordPart, Refusal
from kartoteka.domain.accounts.sessions import find_owner
from kartoteka.domain.audit import selectors as audit
from kartoteka.domain.audit.types import Event, NumberedEvent
from kartoteka.domain.card_index.models import CardRow

# Numbers of the journal are given before its rows are seen by others, so a later one may be seen earlier.
_LOOKED_BACK = 500
# What may end the rights of one account, and is told of with its id.
_OF_ONE_ACCOUNT = frozenset({
    Event.SESSION_ENDED, Event.SIGNED_OUT, Event.PASSWORD_CHANGED, Event.SIGN_IN_RESET, Event.ACCOUNT_BLOCKED,
    Event.ACCOUNT_CLOSED, Event.CARD_REMOVED, Event.CARD_AWAITS_AGAIN, Event.CARD_REFRESHED,
    Event.APP_DEVICE_ENDED, Event.APP_LOCKED_OUT, Event.IDENTITY_WITHDRAWN,
})  # fmt: skip
# What may end those of anybody; it does not happen often. What only gives or asks wakes nobody: a stranger who asks for
# access would make every open page look again.
_OF_ANYBODY = frozenset({
    Event.ACCESS_ENDED, Event.ACCESS_FORBIDDEN, Event.DISPUTE_OPENED, Event.EMANCIPATION_RECORDED, Event.AGE_RULES_SET,
    Event.LISTING_LEFT, Event.REPRESENTATION_ENDED,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class News:
    """Whose rights may have ended."""

    anybodys: bool
    accounts: frozenset[UUID]

    def concerns(self, account_id: UUID) -> bool:
        return self.anybodys or account_id in self.accounts


def look_again(*, session_key: str, card_id: UUID, part: RecordPart, now: datetime) -> Decision:
    """
    Decide once more about a page that is open, for the session in which it was opened.

    Nothing is written into the journal: nothing new is read. Costs four questions to the database.
    """
    account_id = find_owner(key=session_key, now=now)
    person_id = _person(card_id, account_id) if account_id else None
    if account_id is None or person_id is None:
        return Decision(None, Refusal.NO_RIGHT)
    facts = gather(viewer_id=account_id, person_ids=[person_id], now=now)
    return decide(facts.viewer, facts.patients[person_id], Item(part), Action.READ, now)


class Lookout:
    """Sees that rights may have ended: a new row of the journal tells of it (law 4)."""

    def __init__(self) -> None:
        self._newest = audit.newest_id()
        self._seen = {row.row_id for row in self._latest()}

    def news(self) -> News:
        """What happened since the last time. One question to the database."""
        latest = self._latest()
        new = [row for row in latest if row.row_id not in self._seen]
        self._seen = {row.row_id for row in latest}
        self._newest = max([self._newest, *self._seen])
        return News(
            anybodys=any(row.event in _OF_ANYBODY for row in new),
            accounts=frozenset(row.account_id for row in new if row.account_id is not None),
        )

    def _latest(self) -> list[NumberedEvent]:
        return audit.list_events(events=_OF_ONE_ACCOUNT | _OF_ANYBODY, after=self._newest - _LOOKED_BACK)


def _person(card_id: UUID, account_id: UUID) -> str | None:
    cards = CardRow.objects.filter(pk=card_id, index_id=account_id, removed_at=None)
    return cards.values_list("person_id", flat=True).first()
