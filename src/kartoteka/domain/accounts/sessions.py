"""
Sessions as they are kept: each with its account, under a hash of its key.

The account and its region are read together with the session, in one query, for every page of a signed-in person needs
all of them. A copy of the table signs nobody in, because the keys are not in it.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from kartoteka.domain.accounts.errors import SessionEnded, SessionExists
from kartoteka.domain.accounts.models import Account, AccountSession
from kartoteka.shared.identity_key import keyed_hash


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A session found: what the pages put into it, and whose it is; None is a guest."""

    data: str
    account: Account | None


def find_session(*, key: str, now: datetime) -> StoredSession | None:
    """The session of a key, unless it ended or never was."""
    rows = AccountSession.objects.select_related("account__region")
    row = rows.filter(key_hash=_hash(key), expires_at__gt=now).first()
    return StoredSession(row.data, row.account) if row else None


def is_session_key_taken(*, key: str) -> bool:
    return AccountSession.objects.filter(key_hash=_hash(key)).exists()


def begin_session(*, key: str, data: str, account_id: UUID | None, expires_at: datetime) -> None:
    """
    Keep a new session.

    :raises SessionExists: the key is another session's
    """
    try:
        with transaction.atomic():
            AccountSession.objects.create(key_hash=_hash(key), data=data, account_id=account_id, expires_at=expires_at)
    except IntegrityError as error:
        raise SessionExists from error


def keep_session(*, key: str, data: str, account_id: UUID | None, expires_at: datetime) -> None:
    """
    Keep what the pages put into a session.

    :raises SessionEnded: it was ended meanwhile, and is not brought back to life
    """
    rows = AccountSession.objects.filter(key_hash=_hash(key))
    if not rows.update(data=data, account_id=account_id, expires_at=expires_at):
        raise SessionEnded


def end_session(*, key: str) -> None:
    AccountSession.objects.filter(key_hash=_hash(key)).delete()


def forget_expired_sessions(*, now: datetime) -> int:
    """Delete the sessions that nobody can use any more; returns how many."""
    deleted, _ = AccountSession.objects.filter(expires_at__lte=now).delete()
    return deleted


def _hash(key: str) -> bytes:
    return keyed_hash(settings.KARTOTEKA_IDENTITY_SECRET, "session", key)
