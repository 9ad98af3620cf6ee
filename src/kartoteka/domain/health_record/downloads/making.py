"""
The worker's side: an archive is made a portion at a time.

Each portion is a task of its own, so that a long record keeps nobody waiting. Each opens the record anew: whoever may
not read it any more gets nothing of it (R53). A portion told again, after a worker died, is kept in its own place.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from kartoteka.domain.access.door import OpenedRecord
from kartoteka.domain.access.errors import RecordClosed
from kartoteka.domain.access.notices import portal_link
from kartoteka.domain.access.types import Channel, Ground, RecordPart
from kartoteka.domain.accounts import selectors as accounts
from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index.errors import CardNotFound
from kartoteka.domain.card_index.selectors import card_and_main_name
from kartoteka.domain.health_record.document_ports import MedicalDocuments
from kartoteka.domain.health_record.downloads import packing, reading, rights
from kartoteka.domain.health_record.downloads.models import RecordDownloadRow
from kartoteka.domain.health_record.downloads.ports import ArchiveLost, ArchiveStore, ArchiveWriter
from kartoteka.domain.health_record.downloads.services import LASTS, end_download, note
from kartoteka.domain.health_record.downloads.types import (
    READING_ORDER,
    About,
    ArchiveFile,
    DownloadEnd,
    Order,
    Written,
)
from kartoteka.domain.health_record.ports import HealthRecords
from kartoteka.domain.health_record.types import Scopes
from kartoteka.domain.messaging import services as messaging
from kartoteka.domain.messaging.templates.downloads import DownloadReady
from kartoteka.shared.actor import Actor
from kartoteka.shared.dates import local_day

_WITH_NUMBERS = frozenset({Ground.SELF, Ground.GUARDIAN, Ground.REPRESENTATIVE})


@dataclass(frozen=True, slots=True)
class Workshop:
    """With what archives are made."""

    records: HealthRecords
    documents: MedicalDocuments
    writers: Sequence[ArchiveWriter]
    store: ArchiveStore
    # Enqueues the next portion; called inside a transaction.
    go_on: Callable[[UUID], None]


def make_next_portion(download_id: UUID, *, workshop: Workshop, now: datetime) -> None:
    """
    Take the making of an archive one step further: the next portion of the record, or the packing.

    :raises Unavailable: the medical system does not answer; the same step may be tried again
    """
    row = RecordDownloadRow.objects.filter(pk=download_id, ended_at=None, ready_at=None).first()
    if row is None:
        return
    scopes = rights.scopes_from(row.readable, row.person_id)
    try:
        card, reader = card_and_main_name(account_id=row.account_id, card_id=row.card_id)
        record = rights.open_again(
            account_id=row.account_id,
            person_id=row.person_id,
            marks=row.readable,
            part=RecordPart(row.part) if row.part else None,
            channel=Channel(row.channel),
            now=now,
        )
        order = Order(card, reader, accounts.account(row.account_id).region.time_zone)
        went_on = _go_on(row, scopes, record, order, workshop, now)
    except (CardNotFound, RecordClosed):
        # Before the portion, or while a writer had its own look at the right.
        end_download(row.pk, DownloadEnd.RIGHT_ENDED, store=workshop.store, now=now)
        return
    except ArchiveLost:
        end_download(row.pk, DownloadEnd.FAILED, store=workshop.store, now=now)
        return
    if not went_on and not RecordDownloadRow.objects.filter(pk=row.pk, ended_at=None).exists():
        # It was ended while this was at work: what has been written since is nobody's.
        workshop.store.remove(row.pk)


def _go_on(
    row: RecordDownloadRow, scopes: Scopes, record: OpenedRecord, order: Order, workshop: Workshop, now: datetime
) -> bool:
    if row.part:
        return _add(row, scopes, record, order, workshop, now)
    is_ready = _pack(row, scopes, record, order, workshop, now)
    if is_ready:
        workshop.store.remove_parts(row.pk)
    return is_ready


def _add(
    row: RecordDownloadRow, scopes: Scopes, record: OpenedRecord, order: Order, workshop: Workshop, now: datetime
) -> bool:
    part = RecordPart(row.part)
    total = row.total or reading.length_of(workshop.records.contents(row.person_id, scopes), scopes)
    today = local_day(now, order.time_zone)
    portion = reading.read_portion(
        part, row.after, scopes=scopes, records=workshop.records, documents=workshop.documents, today=today
    )
    written: dict[str, Written] = {}
    for writer in workshop.writers:
        written[writer.name] = made = writer.write(portion, order, record)
        portion = replace(portion, files=portion.files | {file.path for file in made.files})
    workshop.store.put_part(row.pk, row.step, packing.pack_part(written), key=bytes(row.key))
    next_part = part if portion.next_after else reading.part_after(part, scopes)
    with transaction.atomic():
        went_on = _unless_done(row).update(
            step=row.step + 1,
            part=next_part or "",
            after=portion.next_after,
            done=F("done") + portion.length,
            total=total,
            touched_at=now,
        )
        if went_on:
            workshop.go_on(row.pk)
    return bool(went_on)


def _pack(
    row: RecordDownloadRow, scopes: Scopes, record: OpenedRecord, order: Order, workshop: Workshop, now: datetime
) -> bool:
    account = accounts.account(row.account_id)
    about = About(
        order=order,
        ground=record.ground,
        # Of the last portion: whoever packs a second time makes the same bytes.
        made_at=row.touched_at,
        freshness=workshop.records.contents(row.person_id, scopes).freshness,
        parts=tuple(part for part in READING_ORDER if part in scopes),
        shows_numbers=record.ground in _WITH_NUMBERS,
    )
    with workshop.store.finish(row.pk, key=bytes(row.key)) as out:
        packing.pack_archive(out, _files(row, about, workshop), at=about.made_at, time_zone=order.time_zone)
        size = out.tell()
    with transaction.atomic():
        is_done = _unless_done(row).update(ready_at=now, expires_at=now + LASTS, size=size, touched_at=now)
        if is_done:
            note(Event.DOWNLOAD_READY, row, by=Actor.system(), now=now)
            if account.email:
                messaging.send_letter(
                    to=account.email,
                    template=DownloadReady(portal_link(), LASTS),
                    dedup_key=f"record-download {row.pk}",
                    region_code=account.region.code,
                    account_id=row.account_id,
                    by=Actor.system(),
                    now=now,
                )
    return bool(is_done)


def _files(row: RecordDownloadRow, about: About, workshop: Workshop) -> Iterator[ArchiveFile]:
    """All files of the archive; no more than one part is in the memory at once, beside the fragments."""
    folders: Counter[str] = Counter()
    fragments: dict[str, list[bytes]] = {writer.name: [] for writer in workshop.writers}
    for number in range(row.step):
        part = workshop.store.get_part(row.pk, number, key=bytes(row.key))
        for file in packing.files_of(part):
            folders[file.path.partition("/")[0]] += 1
            yield file
        for name, gathered in fragments.items():
            if fragment := packing.fragment_of(part, name):
                gathered.append(fragment)
    for writer in workshop.writers:
        yield from writer.close(fragments[writer.name], replace(about, folders=folders))


def _unless_done(row: RecordDownloadRow) -> QuerySet[RecordDownloadRow]:
    """The row, if nobody else has taken the same step and nobody has ended it."""
    return RecordDownloadRow.objects.filter(pk=row.pk, step=row.step, part=row.part, ready_at=None, ended_at=None)
