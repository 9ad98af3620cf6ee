"""Asking for an archive of a health record, and fetching it."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F

from kartoteka.domain.access.door import open_record
from kartoteka.domain.access.errors import RecordClosed
from kartoteka.domain.access.patients import lock_patient
from kartoteka.domain.access.types import Action, Channel
from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.domain.health_record import rules
from kartoteka.domain.health_record.downloads import rights
from kartoteka.domain.health_record.downloads.errors import DownloadNotFound, TooManyDownloads
from kartoteka.domain.health_record.downloads.models import RecordDownloadRow
from kartoteka.domain.health_record.downloads.ports import ArchiveLost, ArchiveStore, StoredArchive
from kartoteka.domain.health_record.downloads.types import Download, DownloadEnd
from kartoteka.domain.limits import services as limits
from kartoteka.domain.limits.errors import LimitReached
from kartoteka.shared.actor import Actor

LASTS: Final = timedelta(days=1)
_KEY_BYTES = 32
# How long it is told on the page what became of an archive.
_KEPT_FOR = timedelta(days=30)


def find_download(*, account_id: UUID, person_id: str, now: datetime) -> Download | None:
    """The last archive that an account asked for of a record; one that ended long ago is as if it never was."""
    rows = RecordDownloadRow.objects.filter(account_id=account_id, person_id=person_id)
    row = rows.order_by(F("ended_at").desc(nulls_first=True), "-asked_at").first()
    if row is None:
        return None
    is_over = row.expires_at is not None and row.expires_at <= now
    end = DownloadEnd(row.end) if row.end else (DownloadEnd.EXPIRED if is_over else None)
    return Download(row.pk, row.asked_at, row.done, row.total, row.ready_at, row.expires_at, row.size, end)


def ask_for_download(
    *,
    account_id: UUID,
    person_id: str,
    card_id: UUID,
    store: ArchiveStore,
    start: Callable[[UUID], None],
    channel: Channel = Channel.WEB,
    by: Actor,
    now: datetime,
) -> UUID:
    """
    Have an archive of a record made; one that is being made already is that archive. A finished one is replaced.

    :param start: enqueues the making; called inside the transaction, so that they are kept or lost together
    :raises RecordClosed: the account may not download anything of it; the try stands in the journal
    :raises TooManyDownloads: it had many made today
    """
    part = rights.may_download(account_id=account_id, person_id=person_id, now=now).part
    record = open_record(
        viewer_id=account_id, person_id=person_id, now=now, part=part, action=Action.DOWNLOAD, channel=channel
    )
    with transaction.atomic():
        # Two askers at once wait for each other here; the second one finds what the first has begun.
        lock_patient(person_id)
        former = RecordDownloadRow.objects.filter(account_id=account_id, person_id=person_id, ended_at=None).first()
        if former is not None and former.ready_at is None:
            return former.pk
        _take_place(account_id, now)
        if former is not None:
            record_end(former.pk, DownloadEnd.REPLACED, by=by, now=now)
        row = RecordDownloadRow.objects.create(
            account_id=account_id,
            person_id=person_id,
            card_id=card_id,
            readable=rights.marks_of(rules.scopes_of(record)),
            asked_at=now,
            touched_at=now,
            part=part,
            channel=channel,
            key=secrets.token_bytes(_KEY_BYTES),
        )
        note(Event.DOWNLOAD_ASKED, row, by=by, now=now)
        start(row.pk)
    if former is not None:
        store.remove(former.pk)
    return row.pk


def _take_place(account_id: UUID, now: datetime) -> None:
    try:
        limits.take("record-downloads-per-account", subject=str(account_id), now=now)
    except LimitReached as error:
        raise TooManyDownloads(error.again_at) from error


def fetch_download(
    *,
    account_id: UUID,
    person_id: str,
    download_id: UUID,
    store: ArchiveStore,
    channel: Channel = Channel.WEB,
    by: Actor,
    now: datetime,
) -> StoredArchive:
    """
    Open a finished archive to the account that asked for it. The door decides again, and the journal has its row
    before the first byte goes (R54, R61).

    :raises DownloadNotFound: there is none, or none any more
    :raises RecordClosed: the right to it has ended; the archive is deleted
    """
    row = RecordDownloadRow.objects.filter(
        pk=download_id, account_id=account_id, person_id=person_id, ended_at=None, expires_at__isnull=False
    ).first()
    if row is None:
        raise DownloadNotFound
    if row.expires_at is not None and row.expires_at <= now:
        # Nobody waits for the worker's round: its files go now.
        end_download(row.pk, DownloadEnd.EXPIRED, store=store, now=now)
        raise DownloadNotFound
    try:
        rights.open_again(account_id=account_id, person_id=person_id, marks=row.readable, channel=channel, now=now)
    except RecordClosed:
        end_download(row.pk, DownloadEnd.RIGHT_ENDED, store=store, now=now)
        raise
    try:
        archive = store.open(row.pk, key=bytes(row.key))
    except ArchiveLost as error:
        end_download(row.pk, DownloadEnd.FAILED, store=store, now=now)
        raise DownloadNotFound from error
    with transaction.atomic():
        note(Event.DOWNLOAD_FETCHED, row, by=by, now=now)
    return archive


def end_download(
    download_id: UUID, end: DownloadEnd, *, store: ArchiveStore, by: Actor | None = None, now: datetime
) -> None:
    """End an archive, finished or not, and delete its files; one that has ended stays as it is."""
    with transaction.atomic():
        record_end(download_id, end, by=by or Actor.system(), now=now)
    store.remove(download_id)


def record_end(download_id: UUID, end: DownloadEnd, *, by: Actor, now: datetime) -> None:
    """Write that an archive has ended, and wipe its key. Call inside a transaction; the files are deleted after it."""
    row = RecordDownloadRow.objects.filter(pk=download_id, ended_at=None).first()
    if row is None:
        return
    if RecordDownloadRow.objects.filter(pk=download_id, ended_at=None).update(ended_at=now, end=end, key=b""):
        note(Event.DOWNLOAD_ENDED, row, by=by, now=now)


def note(event: Event, row: RecordDownloadRow, *, by: Actor, now: datetime) -> None:
    """Write into the journal what happened to an archive."""
    audit.record(event, subject_type="record-download", subject_id=row.pk, account_id=row.account_id, by=by, now=now)


def forget_old(*, now: datetime) -> int:
    """Delete the rows of archives that ended long ago; returns how many."""
    deleted, _ = RecordDownloadRow.objects.filter(ended_at__lt=now - _KEPT_FOR).delete()
    return deleted
