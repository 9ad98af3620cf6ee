"""
Sessions as they are kept: each with its account, under a hash of its key.

The account and its region are read together with the session, in one query, for every page of a signed-in person needs
all of them. A copy of the table signs nobody in, because the keys are not in it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from kartoteka.domain.accounts.app_devices.models import AppDeviceRow
from kartoteka.domain.accounts.errors import SessionEnded, SessionExists
from kartoteka.domain.accounts.models import Account, AccountSession
from kartoteka.domain.accounts.rules import SESSION_DOZES_AFTER
from kartoteka.domain.accounts.types import SessionView
from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.domain.regions.models import RegionRow
from kartoteka.shared.actor import Actor
from kartoteka.shared.identity_key import keyed_hash

_MINUTE = timedelta(minutes=1)

# Asked on every page. Written in SQL because the object-relational mapper takes five times longer to compose this query
# than the database takes to answer it.
_SESSION_WITH_ACCOUNT = """
SELECT account.*, session.data AS session_data, session.app_device_id AS session_app_device,
       CASE WHEN session.seen_at < %s THEN 1 ELSE 0 END AS session_is_stale,
       CASE WHEN session.is_dozing OR session.seen_at < %s THEN 1 ELSE 0 END AS session_is_dozing,
       region.name AS region_name, region.time_zone AS region_time_zone, region.is_active AS region_is_active,
       region.asks_to_step_up AS region_asks_to_step_up
FROM accounts_accountsession AS session
LEFT JOIN accounts_account AS account ON account.id = session.account_id
LEFT JOIN regions_region AS region ON region.code = account.region_id
WHERE session.key_hash = %s AND session.expires_at > %s
"""


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session found: what the pages put into it, and whose it is; None is a guest."""

    data: str
    account: Account | None
    # Nobody was there for a while, and whoever came then has not proved yet that he is the owner.
    is_dozing: bool = False
    # The telephone it is bound to, in the app.
    app_device: UUID | None = None


def find_session(*, key: str, now: datetime) -> StoredSession | None:
    """The session of a key, unless it ended or never was. It is noted, to the minute, that it was in use."""
    adapt = connection.ops.adapt_datetimefield_value
    times = [adapt(now - _MINUTE), adapt(now - SESSION_DOZES_AFTER)]
    found: Iterable[Any] = Account.objects.raw(_SESSION_WITH_ACCOUNT, [*times, session_hash(key), adapt(now)])
    for row in found:
        is_dozing = bool(row.session_is_dozing)
        if row.session_is_stale:
            AccountSession.objects.filter(key_hash=session_hash(key)).update(seen_at=now, is_dozing=is_dozing)
        if row.pk is None:
            return StoredSession(row.session_data, None)
        row.region = RegionRow(
            row.region_id,
            row.region_name,
            row.region_time_zone,
            bool(row.region_is_active),
            bool(row.region_asks_to_step_up),
        )
        return StoredSession(row.session_data, row, is_dozing, _uuid(row.session_app_device))
    return None


def find_owner(*, key: str, now: datetime) -> UUID | None:
    """Whose session a key opens; None for nobody's. It is not noted as use: a page asks this by itself."""
    return (
        AccountSession.objects.filter(key_hash=session_hash(key), expires_at__gt=now, account__is_active=True)
        .values_list("account_id", flat=True)
        .first()
    )


def is_session_key_taken(*, key: str) -> bool:
    return AccountSession.objects.filter(key_hash=session_hash(key)).exists()


def begin_session(*, key: str, data: str, account_id: UUID | None, expires_at: datetime, now: datetime) -> None:
    """
    Keep a new session.

    :raises SessionExists: the key is another session's
    """
    try:
        with transaction.atomic():
            AccountSession.objects.create(
                key_hash=session_hash(key),
                data=data,
                account_id=account_id,
                started_at=now,
                seen_at=now,
                expires_at=expires_at,
            )
    except IntegrityError as error:
        raise SessionExists from error


def keep_session(*, key: str, data: str, account_id: UUID | None) -> None:
    """
    Keep what the pages put into a session. It ends no later for that: twelve hours are twelve hours.

    :raises SessionEnded: it was ended meanwhile, and is not brought back to life
    """
    if not AccountSession.objects.filter(key_hash=session_hash(key)).update(data=data, account_id=account_id):
        raise SessionEnded


def bind_to_device(*, key: str, device_id: UUID) -> None:
    """A session of the app belongs to its telephone, and ends with it."""
    AccountSession.objects.filter(key_hash=session_hash(key)).update(app_device=device_id)


def lock_session(*, key: str) -> None:
    """The owner put the app away: nothing opens before he proves again that it is he."""
    AccountSession.objects.filter(key_hash=session_hash(key)).update(is_dozing=True)


def wake_session(*, key: str) -> None:
    """The owner proved who he is: his session opens health records again."""
    AccountSession.objects.filter(key_hash=session_hash(key)).update(is_dozing=False)


def name_device(*, key: str, device: str) -> None:
    """Note by what the owner will recognise a session."""
    AccountSession.objects.filter(key_hash=session_hash(key)).update(device=device)


def list_sessions(*, account_id: UUID, current_key: str, now: datetime) -> tuple[SessionView, ...]:
    """In which browsers an account is signed in, the latest first; the app's telephones are listed for themselves."""
    current = session_hash(current_key)
    rows = AccountSession.objects.filter(account_id=account_id, app_device=None, expires_at__gt=now).order_by(
        "-started_at", "id"
    )
    return tuple(
        SessionView(row.pk, row.device, row.started_at, row.seen_at, is_current=bytes(row.key_hash) == current)
        for row in rows
    )


@transaction.atomic
def end_one_session(*, account_id: UUID, session_id: UUID, by: Actor, now: datetime) -> None:
    """«Завершить»: end a session of one's own account. Ending what has ended changes nothing."""
    if AccountSession.objects.filter(account_id=account_id, pk=session_id).delete()[0]:
        audit.record_on_account(Event.SESSION_ENDED, account_id, by=by, now=now)


@transaction.atomic
def end_other_sessions(*, account_id: UUID, current_key: str, by: Actor, now: datetime) -> int:
    """«Завершить все остальные»; returns how many there were."""
    ended = end_sessions(account_id=account_id, besides=current_key)
    if ended:
        audit.record_on_account(Event.SESSION_ENDED, account_id, by=by, now=now)
    return ended


def end_session(*, key: str) -> None:
    AccountSession.objects.filter(key_hash=session_hash(key)).delete()


def end_sessions(*, account_id: UUID, besides: str | None = None) -> int:
    """
    End all sessions of an account at once, and unbind the telephones of the app; returns how many there were of both.

    :param besides: the key of a session that stays, with its telephone
    """
    devices = AppDeviceRow.objects.filter(account_id=account_id)
    rows = AccountSession.objects.filter(account_id=account_id)
    if besides is not None:
        kept = rows.filter(key_hash=session_hash(besides))
        devices = devices.exclude(pk__in=kept.exclude(app_device=None).values("app_device"))
        rows = rows.exclude(key_hash=session_hash(besides))
    ended = devices.count() + rows.filter(app_device=None).count()
    rows.delete()
    devices.delete()
    return ended


def forget_expired_sessions(*, now: datetime) -> int:
    """Delete the sessions that nobody can use any more; returns how many."""
    deleted, _ = AccountSession.objects.filter(expires_at__lte=now).delete()
    return deleted


def session_hash(key: str) -> bytes:
    """Under what a session is kept."""
    return keyed_hash(settings.KARTOTEKA_IDENTITY_SECRET, "session", key)


def _uuid(value: object) -> UUID | None:
    # As the database keeps it: SQLite has no such type.
    return value if value is None or isinstance(value, UUID) else UUID(str(value))
