"""«Кто смотрел мою карту»: the journal as the patient reads it, folded and by pages (R73)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from uuid import UUID

from django.db.models import QuerySet

from kartoteka.domain.access.errors import NotYours
from kartoteka.domain.access.facts import gather
from kartoteka.domain.access.models import JournalRow
from kartoteka.domain.access.rules import decide
from kartoteka.domain.access.types import Action, Channel, Ground, Item, Leaf, Patient, RecordPart, Refusal
from kartoteka.shared.dates import local_day

# How many rows a page reads at most, so that its time does not grow with the journal.
_ROWS_AN_ENTRY = 8
_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One account's looks at a record in one day, one after another: repeated readings are one line."""

    account_id: UUID
    viewer_name: str
    is_you: bool
    actions: tuple[Action, ...]
    parts: tuple[RecordPart, ...]
    leaves: tuple[Leaf, ...]
    # One of the two.
    ground: Ground | None
    refusal: Refusal | None
    channel: Channel
    times: int
    first_at: datetime
    last_at: datetime
    # Place of the newest of its rows in the patient's journal.
    number: int


@dataclass(frozen=True, slots=True)
class JournalPage:
    """A part of the journal, newest first; `older` is where the next part begins, None at the end."""

    entries: tuple[JournalEntry, ...]
    older: int | None
    # A trusted account sees nothing but its own acts (R44).
    only_own: bool
    time_zone: str
    # For how long looks are kept in the patient's region.
    kept_years: int


def journal_page(
    *, person_id: str, account_id: UUID, now: datetime, length: int = 25, before: int | None = None
) -> JournalPage:
    """
    Who looked at a record: all of it for the patient and his representatives, his own acts for a trusted account.

    :param before: where the part begins, as `older` of the part above says; None: with the newest
    :raises NotYours: the account has nothing to do with the record
    """
    rows, patient, only_own = _visible(person_id, account_id, now)
    if before is not None:
        rows = rows.filter(number__lt=before)
    found = list(rows[: length * _ROWS_AN_ENTRY + 1])
    full = len(found) > length * _ROWS_AN_ENTRY
    folds = _folds(found[:-1] if full else found, patient.time_zone)
    shown = list(islice(folds, length))
    last = shown[-1][-1].number if shown else None
    is_more = full or (last is not None and found[-1].number < last)
    entries = tuple(_entry(fold, account_id) for fold in shown)
    return JournalPage(entries, last if is_more else None, only_own, patient.time_zone, patient.looks_kept_years)


def journal_entry(*, person_id: str, account_id: UUID, number: int, now: datetime) -> tuple[JournalEntry, str]:
    """
    One look that the account may read of, and the time zone of the patient's region.

    :raises NotYours: there is none, or it is not for this account: one answer (law 2)
    """
    rows, patient, _ = _visible(person_id, account_id, now)
    row = rows.filter(number=number).first()
    if row is None:
        raise NotYours
    return _entry([row], account_id), patient.time_zone


def export_journal(*, person_id: str, account_id: UUID, now: datetime) -> Iterator[JournalEntry]:
    """
    The whole of what `journal_page` shows, unfolded, newest first.

    :raises NotYours: the account has nothing to do with the record
    """
    rows, _, _ = _visible(person_id, account_id, now)
    return (_entry([row], account_id) for row in rows.iterator(chunk_size=_CHUNK))


def _visible(person_id: str, account_id: UUID, now: datetime) -> tuple[QuerySet[JournalRow], Patient, bool]:
    facts = gather(viewer_id=account_id, person_ids=[person_id], now=now)
    patient = facts.patients[person_id]
    item = Item(RecordPart.PATIENT)
    rows = JournalRow.objects.filter(person_id=person_id).order_by("-number")
    if decide(facts.viewer, patient, item, Action.SEE_JOURNAL, now).is_allowed:
        return rows, patient, False
    if decide(facts.viewer, patient, item, Action.READ, now).is_allowed:
        return rows.filter(account_id=account_id), patient, True
    raise NotYours


def _folds(rows: Iterable[JournalRow], time_zone: str) -> Iterator[list[JournalRow]]:
    def alike(row: JournalRow) -> tuple[object, ...]:
        day = local_day(row.at, time_zone)
        return row.account_id, row.viewer_name, day, row.ground, row.right_id, row.refusal, row.channel

    return (list(fold) for _, fold in groupby(rows, key=alike))


def _entry(rows: list[JournalRow], account_id: UUID) -> JournalEntry:
    newest = rows[0]
    actions, parts = {row.action for row in rows}, {row.part for row in rows}
    return JournalEntry(
        account_id=newest.account_id,
        viewer_name=newest.viewer_name,
        is_you=newest.account_id == account_id,
        actions=tuple(one for one in Action if one in actions),
        parts=tuple(one for one in RecordPart if one in parts),
        leaves=tuple(one for one in Leaf if one in parts),
        ground=Ground(newest.ground) if newest.ground else None,
        refusal=Refusal(newest.refusal) if newest.refusal else None,
        channel=Channel(newest.channel),
        times=len(rows),
        first_at=rows[-1].at,
        last_at=newest.at,
        number=newest.number,
    )
