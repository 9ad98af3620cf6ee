"""
Telling that something new is in a record: «Новое событие в записи» on the telephones of whoever may read it.

An import notes what has to be open to a reader; who that is, is decided when it is told: rights may have ended since.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from kartoteka.domain.access.door import would_read
from kartoteka.domain.access.types import Item, RecordPart, Sensitivity
from kartoteka.domain.accounts import selectors as accounts
from kartoteka.domain.accounts.app_devices.push import announce, reachable
from kartoteka.domain.card_index.selectors import accounts_that_list
from kartoteka.domain.health_record.incoming import Arrived
from kartoteka.domain.health_record.models import RecordNewsRow
from kartoteka.domain.regions.selectors import find_region_header

# The longest a laboratory takes, for a culture or a tissue, is about a month. What is older when it first comes in is
# history that is being loaded, and nobody waits for it.
NEWS_DAYS = 30
# Clinics send at night, and telephones lie beside beds. Between these hours it is day for all zones of the country at
# once for a while, so nobody waits for ever.
_DAY_BEGINS, _DAY_ENDS = 8, 21
# Who has not looked for so long is not knocked at for it any more.
_USEFUL_FOR = timedelta(days=3)


def note_news(person_id: str, arrived: Iterable[Arrived], *, now: datetime) -> None:
    """
    Keep in mind that there is something new to read. Call inside the transaction that brings it.

    The same news noted twice is told once.
    """
    since = now.date() - timedelta(days=NEWS_DAYS)
    kinds = {(one.part, _words(one.labels), one.document_type) for one in arrived if one.day >= since}
    RecordNewsRow.objects.bulk_create(
        (
            RecordNewsRow(person_id=person_id, part=part, labels=labels, document_type=kind, noted_at=now)
            for part, labels, kind in sorted(kinds)
        ),
        ignore_conflicts=True,
    )


def tell_news(*, now: datetime) -> int:
    """
    Knock at the telephones of those who may read what is new, once each; returns how often somebody may.

    What nobody may read, or nobody has the app for, is forgotten: it is found in the record.
    """
    RecordNewsRow.objects.filter(noted_at__lt=now - _USEFUL_FOR).delete()
    # All of them: those for whom it is night would else stand before those for whom it is day.
    people = list(RecordNewsRow.objects.order_by("person_id").values_list("person_id", flat=True).distinct())
    return sum(_tell_of(person_id, now) for person_id in people)


@transaction.atomic
def _tell_of(person_id: str, now: datetime) -> int:
    rows = list(RecordNewsRow.objects.select_for_update().filter(person_id=person_id))
    wanted = [_items(row) for row in rows]
    listed = reachable(accounts_that_list(person_id))
    told = [one for one in listed if would_read(viewer_id=one, person_id=person_id, wanted=wanted, now=now)]
    if not _is_day_for(told, now):
        return 0
    # Of several people of an index one knock tells; the worker asks once an hour.
    announce(told, event=f"record-news {now.isoformat()}", now=now)
    RecordNewsRow.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(told)


def _is_day_for(account_ids: Iterable[UUID], now: datetime) -> bool:
    codes = set(accounts.region_codes(tuple(account_ids)).values())
    regions = (find_region_header(code) for code in codes)
    hours = (now.astimezone(ZoneInfo(region.time_zone)).hour for region in regions if region is not None)
    return all(_DAY_BEGINS <= hour < _DAY_ENDS for hour in hours)


def _words(labels: Iterable[Sensitivity]) -> str:
    return " ".join(sorted(labels))


def _items(row: RecordNewsRow) -> tuple[Item, ...]:
    part = RecordPart(row.part)
    return tuple(Item(part, Sensitivity(word), document_type=row.document_type) for word in row.labels.split())
