"""What ends archives that nobody asks about: their day is over, their right has ended, or their making stands still."""

from datetime import datetime, timedelta

from kartoteka.domain.health_record.downloads import rights
from kartoteka.domain.health_record.downloads.models import RecordDownloadRow
from kartoteka.domain.health_record.downloads.ports import ArchiveStore
from kartoteka.domain.health_record.downloads.services import end_download
from kartoteka.domain.health_record.downloads.types import DownloadEnd

# Longer than all attempts of one step together with the pauses between them.
_STANDS_STILL = timedelta(hours=1)


def end_dead_downloads(*, store: ArchiveStore, now: datetime) -> None:
    """End what must not live on, and delete files that belong to nothing (R53)."""
    # Before the rows are read: an archive that begins meanwhile is not in the list.
    kept = store.kept()
    alive = list(RecordDownloadRow.objects.filter(ended_at=None))
    for row in alive:
        end = _end_of(row, now)
        if end is not None:
            end_download(row.pk, end, store=store, now=now)
    for orphan in kept - {row.pk for row in alive}:
        store.remove(orphan)


def _end_of(row: RecordDownloadRow, now: datetime) -> DownloadEnd | None:
    if row.expires_at is not None and row.expires_at <= now:
        return DownloadEnd.EXPIRED
    allowed = rights.may_download(account_id=row.account_id, person_id=row.person_id, now=now)
    if not rights.still_cover(allowed.scopes, row.readable):
        return DownloadEnd.RIGHT_ENDED
    return DownloadEnd.FAILED if row.ready_at is None and row.touched_at <= now - _STANDS_STILL else None
