"""
The one door to a health record (law 2).

It decides, writes the journal in the same transaction and only then opens. What it hands out can't be made elsewhere,
and every selector of a health record demands it: a page that forgot to ask does not type-check.
"""

from collections.abc import Collection, Iterable
from dataclasses import InitVar, dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from kartoteka.domain.access import journal
from kartoteka.domain.access.errors import RecordClosed
from kartoteka.domain.access.facts import Facts, gather
from kartoteka.domain.access.journal import Look
from kartoteka.domain.access.managing import list_managers
from kartoteka.domain.access.models import JournalRow
from kartoteka.domain.access.notices import portal_link, tell
from kartoteka.domain.access.patients import lock_patient
from kartoteka.domain.access.rules import BY_AGREEMENT, decide
from kartoteka.domain.access.types import (
    Action,
    Channel,
    Decision,
    Ground,
    Item,
    Leaf,
    Patient,
    RecordPart,
    Refusal,
    Viewer,
)
from kartoteka.domain.messaging.templates.access import FirstView
from kartoteka.shared.actor import Actor

_KEY: Final = object()


@dataclass(frozen=True, slots=True)
class OpenedRecord:
    """
    The right to read one record, once: made by `open_record` alone, after the journal has its row.

    Not to be kept: the next page, and the next piece of a long download, opens anew.
    """

    person_id: str
    viewer_id: UUID
    ground: Ground
    # When the right ends by itself.
    until: datetime | None
    opened_at: datetime
    # The row of the patient's journal that tells of this.
    journal_number: int
    # Where; what opens the record once more for the same reader says so too.
    channel: Channel
    _viewer: Viewer = field(repr=False)
    _patient: Patient = field(repr=False)
    key: InitVar[object]

    def __post_init__(self, key: object) -> None:
        if key is not _KEY:
            raise TypeError("a record is opened by kartoteka.domain.access.door.open_record")

    def decide(self, item: Item, action: Action = Action.READ) -> Decision:
        """Whether one document may be seen: each is judged alone, and costs no question to the database (R58)."""
        return decide(self._viewer, self._patient, item, action, self.opened_at)

    def may_read(self, item: Item) -> bool:
        """The same as yes or no."""
        return self.decide(item).is_allowed


def open_record(
    *,
    viewer_id: UUID,
    person_id: str,
    now: datetime,
    part: RecordPart = RecordPart.PATIENT,
    leaf: Leaf | None = None,
    action: Action = Action.READ,
    channel: Channel = Channel.WEB,
) -> OpenedRecord:
    """
    Open a record to an account, or say why not; either stands in the journal, and without its row nothing opens (R73).

    Two questions to the database decide. Whoever ends a right waits for this, or this for him: what was ended is not
    opened (R54).

    :param part: what must be open; each entry is judged by its own
    :param leaf: how the journal calls a page that shows more than that part
    :raises RecordClosed: the account may not; the try is written down
    """
    # Durable: nobody can roll a refused try back together with his own work.
    with transaction.atomic(durable=True):
        row = lock_patient(person_id)
        facts = gather(viewer_id=viewer_id, person_ids=[person_id], now=now)
        patient = facts.patients[person_id]
        decision = decide(facts.viewer, patient, Item(part), action, now)
        if decision.ground in BY_AGREEMENT:
            _tell_of_first_view(facts, person_id, decision, now)
        look = Look(viewer_id, facts.viewer_name, action, leaf or part, channel)
        number = journal.write(row, look, decision, now=now)
    if decision.refusal is not None or decision.ground is None:
        raise RecordClosed(decision.refusal or Refusal.NO_RIGHT)
    return OpenedRecord(
        person_id=person_id,
        viewer_id=viewer_id,
        ground=decision.ground,
        until=decision.until,
        opened_at=now,
        journal_number=number,
        channel=channel,
        _viewer=facts.viewer,
        _patient=patient,
        key=_KEY,
    )


def readable(*, viewer_id: UUID, person_ids: Iterable[str], now: datetime) -> dict[str, Decision]:
    """
    Whose records the account may open, and why not those of the others: for a list of people, in two questions.

    Opens nothing and leaves no row; what it says may be shown as a link, never as contents.
    """
    facts = gather(viewer_id=viewer_id, person_ids=tuple(person_ids), now=now)
    item = Item(RecordPart.PATIENT)
    return {
        person_id: decide(facts.viewer, patient, item, Action.READ, now)
        for person_id, patient in facts.patients.items()
    }


def would_read(*, viewer_id: UUID, person_id: str, wanted: Iterable[Collection[Item]], now: datetime) -> bool:
    """
    Whether the account may read one of several things now; each is of items that must all be open to it.

    Opens nothing and leaves no row; for telling somebody that there is something to read, never what. Two questions.
    """
    facts = gather(viewer_id=viewer_id, person_ids=[person_id], now=now)
    patient = facts.patients[person_id]
    return any(
        all(decide(facts.viewer, patient, one, Action.READ, now).is_allowed for one in items) for items in wanted
    )


def _tell_of_first_view(facts: Facts, person_id: str, decision: Decision, now: datetime) -> None:
    account_id = facts.viewer.account_id
    seen = JournalRow.objects.filter(person_id=person_id, account_id=account_id, right_id=decision.right_id, refusal="")
    if seen.exists():
        return
    tell(
        list_managers(person_id, now=now),
        lambda account: FirstView(portal_link(), now, account.region.time_zone),
        event=f"access-first-view {decision.right_id} {account_id}",
        by=Actor.account(account_id),
        now=now,
    )
