"""
Named limits, counted in the database so that they hold exactly over all processes (law 8, R48).

A caller takes a place first and does the work after, so a hundred parallel tries can't slip past the count;
who turns out not to have used the place gives it back.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import F

from kartoteka.domain.limits.errors import LimitReached
from kartoteka.domain.limits.models import LimitCounter
from kartoteka.shared.identity_key import keyed_hash
from kartoteka.shared.limits import Limit

_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)

# One statement, so that the check and the count are one: no row comes back when the limit is used up.
_TAKE = """
INSERT INTO limits_limitcounter AS counter (name, subject, period_start, expires_at, taken)
VALUES (%s, %s, %s, %s, 1)
ON CONFLICT (name, subject, period_start)
DO UPDATE SET taken = counter.taken + 1 WHERE counter.taken < %s
RETURNING taken
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A taken place of a limit; can be given back."""

    name: str
    subject: bytes
    period_start: datetime


def take(name: str, *, subject: str, now: datetime) -> Place:
    """
    Take one place of the limit `name` for `subject`.

    :param subject: whom the limit counts; kept as a keyed hash only
    :raises LimitReached: all places of this period are taken
    """
    limit = _limit(name)
    start = _period_start(limit.period, now)
    place = Place(name, _subject_key(name, subject), start)
    ends = start + limit.period
    if limit.capacity < 1:
        raise LimitReached(name, ends)
    adapt = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [name, place.subject, adapt(start), adapt(ends), limit.capacity])
        if cursor.fetchone() is None:
            raise LimitReached(name, ends)
    return place


def require_place(name: str, *, subject: str, now: datetime) -> None:
    """
    Make sure that the limit has a place left; takes none.

    :raises LimitReached: all places of this period are taken
    """
    limit = _limit(name)
    start = _period_start(limit.period, now)
    counter = LimitCounter.objects.filter(name=name, subject=_subject_key(name, subject), period_start=start).first()
    if (counter.taken if counter else 0) >= limit.capacity:
        raise LimitReached(name, start + limit.period)


def give_back(place: Place) -> None:
    """Return a place that was not used."""
    LimitCounter.objects.filter(
        name=place.name, subject=place.subject, period_start=place.period_start, taken__gt=0
    ).update(taken=F("taken") - 1)


def clear(name: str, *, subject: str) -> None:
    """Give back all places of a limit that `subject` took, as if it had not been used."""
    LimitCounter.objects.filter(name=name, subject=_subject_key(name, subject)).delete()


def forget_expired(*, now: datetime) -> int:
    """Delete the counters of periods long over; returns how many."""
    deleted, _ = LimitCounter.objects.filter(expires_at__lt=now - timedelta(days=1)).delete()
    return deleted


def _subject_key(name: str, subject: str) -> bytes:
    return keyed_hash(settings.KARTOTEKA_IDENTITY_SECRET, "limit", name, subject)


def _limit(name: str) -> Limit:
    limit: Limit = settings.KARTOTEKA_LIMITS[name]
    return limit


def _period_start(period: timedelta, now: datetime) -> datetime:
    return _EPOCH + period * ((now - _EPOCH) // period)
