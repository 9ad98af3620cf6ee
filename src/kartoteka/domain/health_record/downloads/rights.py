"""
What of a record may be downloaded, as marks that a row can keep.

An archive holds no more than what might be read when it was asked for, and lives no longer than all of it may be read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kartoteka.domain.access.door import OpenedRecord, open_record
from kartoteka.domain.access.errors import RecordClosed
from kartoteka.domain.access.facts import gather
from kartoteka.domain.access.rules import decide
from kartoteka.domain.access.types import Action, Channel, Decision, Item, ItemState, RecordPart, Refusal, Sensitivity
from kartoteka.domain.health_record.downloads.types import READING_ORDER
from kartoteka.domain.health_record.rules import scopes_by, scopes_of
from kartoteka.domain.health_record.types import Scope, Scopes

# Begins the mark of a type of documents.
_TYPE = "type"


@dataclass(frozen=True, slots=True)
class Downloading:
    """What an account may have in an archive of a record."""

    # Of the first part that is open to it: not everybody who was let in may read all of them.
    decision: Decision
    scopes: Scopes
    # Whether it decides who else sees the record.
    manages: bool

    @property
    def part(self) -> RecordPart:
        return first_part(self.scopes)


def may_download(*, account_id: UUID, person_id: str, now: datetime) -> Downloading:
    """Whether an account may have an archive of a record, by what right, and of what. Opens nothing, leaves no row."""
    facts = gather(viewer_id=account_id, person_ids=[person_id], now=now)
    patient = facts.patients[person_id]

    def decide_on(item: Item) -> Decision:
        return decide(facts.viewer, patient, item, Action.DOWNLOAD, now)

    scopes = scopes_by(person_id, lambda item: decide_on(item).is_allowed)
    managing = decide(facts.viewer, patient, Item(RecordPart.PATIENT), Action.MANAGE, now)
    return Downloading(decide_on(Item(first_part(scopes))), scopes, managing.is_allowed)


def open_again(
    *, account_id: UUID, person_id: str, marks: str, part: RecordPart | None = None, channel: Channel, now: datetime
) -> OpenedRecord:
    """
    Open a record for one more piece of an archive, or for the whole of it.

    :param part: which one is read; None: any, all of them stand in the archive
    :raises RecordClosed: not everything that was marked may be read any more
    """
    record = open_record(
        viewer_id=account_id,
        person_id=person_id,
        now=now,
        part=part or first_part(scopes_from(marks, person_id)),
        action=Action.DOWNLOAD,
        channel=channel,
    )
    if not still_cover(scopes_of(record), marks):
        # What may not be read any more stands in it already, and can't be taken out.
        raise RecordClosed(Refusal.OUTSIDE_SCOPE)
    return record


def first_part(scopes: Iterable[RecordPart]) -> RecordPart:
    """By which part the record is opened; where none is open, the one of which the refusal tells."""
    return next((part for part in READING_ORDER if part in scopes), RecordPart.PATIENT)


def marks_of(scopes: Scopes) -> str:
    """What may be read, as a row keeps it."""
    labels = {f"{part}:{label}:{state}" for part, scope in scopes.items() for label, state in scope.readable}
    types = {f"{_TYPE}:{code}" for scope in scopes.values() for code in scope.document_types}
    return " ".join(sorted(labels | types))


def scopes_from(marks: str, person_id: str) -> Scopes:
    """What `marks_of` wrote down."""
    readable: dict[RecordPart, set[tuple[Sensitivity, ItemState]]] = {}
    types = set()
    for mark in marks.split():
        kind, *rest = mark.split(":")
        if kind == _TYPE:
            types.update(rest)
        else:
            label, state = rest
            readable.setdefault(RecordPart(kind), set()).add((Sensitivity(label), ItemState(state)))
    of_documents = {RecordPart.DOCUMENTS: frozenset(types)}
    return {
        part: Scope(person_id, frozenset(labels), of_documents.get(part, frozenset()))
        for part, labels in readable.items()
    }


def still_cover(scopes: Scopes, marks: str) -> bool:
    """Whether all that was marked may be read still."""
    return set(marks.split()) <= set(marks_of(scopes).split())
