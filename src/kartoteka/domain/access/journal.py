"""
Writing and checking the journal of readings (R73).

Each patient has a chain of his own: a row hashes the one before, with a secret, so that whoever changes the table
can't mend the chain. One chain for all would make everybody wait for everybody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from uuid import UUID

from django.conf import settings

from kartoteka.domain.access.models import JournalRow, PatientRow
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
    """The first row of the first chain that does not hold; None: all hold. Reads the whole journal."""
    heads = {
        row.pk: row
        for row in PatientRow.objects.exclude(journal_length=0).only("person_id", "journal_length", "journal_head")
    }
    rows = JournalRow.objects.order_by("person_id", "number").iterator(chunk_size=_CHUNK)
    for person_id, chain in groupby(rows, key=lambda row: row.person_id):
        broken = _broken_in(chain, heads.pop(person_id, None))
        if broken is not None:
            return broken
    return next((BrokenRow(None, 1, "the whole chain is missing") for _ in heads), None)


def _broken_in(chain: Iterator[JournalRow], head: PatientRow | None) -> BrokenRow | None:
    digest, number = b"", 0
    for row in chain:
        number += 1
        if row.number != number:
            return BrokenRow(None, number, "the row is missing")
        digest = link(digest, row)
        if bytes(row.digest) != digest:
            return BrokenRow(row.pk, number, "the row was changed, or is not ours")
    if head is None or number > head.journal_length:
        return BrokenRow(None, number, "the row is more than was written")
    if number < head.journal_length:
        return BrokenRow(None, number + 1, "the row is missing at the end")
    return None if bytes(head.journal_head) == digest else BrokenRow(None, number, "the end of the chain was changed")


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
