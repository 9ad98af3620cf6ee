"""
Writing and checking the journal of readings (R73).

Each patient has a chain of his own: a row hashes the one before, with a secret, so that whoever changes the table
can't mend the chain. One chain for all would make everybody wait for everybody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from uuid import UUID

from django.conf import settings
from django.db import transaction

from kartoteka.domain.access.models import JournalCutRow, JournalRow, PatientRow
from kartoteka.domain.access.types import Action, Channel, Decision, Leaf, RecordPart
from kartoteka.shared.identity_key import keyed_hash

_CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Look:
    """Who wants to see what, and where."""

    account_id: UUID
    viewer_name: str
    action: Action
    # The part that was asked for, or the page that shows several.
    part: RecordPart | Leaf
    channel: Channel


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """Where a chain does not hold. Named by numbers: neither the viewer nor the patient."""

    # The row's own number in the table; None where it is missing.
    row_id: int | None
    # Its place in the patient's chain.
    number: int
    why: str


def write(row: PatientRow, look: Look, decision: Decision, *, now: datetime) -> int:
    """Add a row to the chain of a locked patient; returns its number there."""
    entry = JournalRow(
        person_id=row.pk,
        number=row.journal_length + 1,
        at=now,
        account_id=look.account_id,
        viewer_name=look.viewer_name,
        action=look.action,
        part=look.part,
        ground=decision.ground or "",
        right_id=decision.right_id,
        refusal=decision.refusal or "",
        channel=look.channel,
    )
    entry.digest = link(bytes(row.journal_head), entry)
    entry.save(force_insert=True)
    row.journal_length, row.journal_head = entry.number, entry.digest
    row.journal_at = max(now, row.journal_at) if row.journal_at else now
    row.save(update_fields=["journal_length", "journal_head", "journal_at"])
    return entry.number


def find_broken_row() -> BrokenRow | None:
    """
    The first row of the first chain that does not hold; None: all hold. Reads the whole journal.

    A chain whose older rows were cut off past their term begins with what its first row is linked to.
    """
    written = PatientRow.objects.exclude(journal_length=0, journal_cut=None).select_related("journal_cut")
    heads = {row.pk: row for row in written}
    rows = JournalRow.objects.order_by("person_id", "number").iterator(chunk_size=_CHUNK)
    for person_id, chain in groupby(rows, key=lambda row: row.person_id):
        if broken_in(chain, heads.pop(person_id, None)) is not None and (broken := _look_again(person_id)):
            return broken
    missing = (_look_again(person_id) for person_id, head in heads.items() if broken_in((), head) is not None)
    return next((broken for broken in missing if broken is not None), None)


@transaction.atomic
def _look_again(person_id: str) -> BrokenRow | None:
    """The same under the lock: meanwhile somebody may have looked at the record, or older rows were cut off."""
    # The cut is read after the lock was got: joined to the row, it would be that of before the waiting.
    head = PatientRow.objects.select_for_update().filter(pk=person_id).first()
    rows = JournalRow.objects.filter(person_id=person_id).order_by("number")
    return broken_in(rows.iterator(chunk_size=_CHUNK), head)


def broken_in(chain: Iterable[JournalRow], head: PatientRow | None) -> BrokenRow | None:
    """The first row of a patient's chain that does not hold, from what was cut off to its end."""
    digest, number = b"", 0
    cut: JournalCutRow | None = getattr(head, "journal_cut", None)
    if cut is not None:
        digest, number = bytes(cut.digest), cut.number
        if bytes(cut.seal) != seal(cut):
            return BrokenRow(None, number, "what it begins with since it was cut is not ours")
    for row in chain:
        number += 1
        if row.number != number:
            return _out_of_place(row, number)
        digest = link(digest, row)
        if bytes(row.digest) != digest:
            return BrokenRow(row.pk, number, "the row was changed, or is not ours")
    if head is None or number > head.journal_length:
        return BrokenRow(None, number, "the row is more than was written")
    if number < head.journal_length:
        return BrokenRow(None, number + 1, "the row is missing at the end")
    return None if bytes(head.journal_head) == digest else BrokenRow(None, number, "the end of the chain was changed")


def _out_of_place(row: JournalRow, number: int) -> BrokenRow:
    if row.number < number:
        return BrokenRow(row.pk, row.number, "the row was cut off, and is there")
    return BrokenRow(None, number, "the row is missing")


def seal(cut: JournalCutRow) -> bytes:
    """What tells a cut that the Portal made from one made in the tables: their rows hold all but the secret."""
    return keyed_hash(
        settings.KARTOTEKA_IDENTITY_SECRET,
        "access-journal-cut",
        cut.pk,
        str(cut.number),
        bytes(cut.digest).hex(),
    )


def link(before: bytes, row: JournalRow) -> bytes:
    """What a row of the chain hashes to, after the row before it."""
    return keyed_hash(
        settings.KARTOTEKA_IDENTITY_SECRET,
        "access-journal",
        before.hex(),
        row.person_id,
        str(row.number),
        row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        row.account_id.hex,
        row.viewer_name,
        row.action,
        row.part,
        row.ground,
        row.right_id.hex if row.right_id else "",
        row.refusal,
        row.channel,
    )
