"""Links in letters: hashed, bound to a purpose, short-lived, for one use (law 8)."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from kartoteka.domain.accounts.errors import LinkOver
from kartoteka.domain.accounts.models import EmailLinkRow
from kartoteka.domain.accounts.types import LinkPurpose
from kartoteka.shared.identity_key import keyed_hash

LASTS = {LinkPurpose.SIGN_UP: timedelta(hours=24), LinkPurpose.PASSWORD_RESET: timedelta(minutes=30)}
_KEPT_FOR = timedelta(days=7)
_BYTES = 32


def make_link(
    purpose: LinkPurpose,
    *,
    email: str,
    account_id: UUID | None = None,
    region_code: str | None = None,
    is_void: bool = False,
    now: datetime,
) -> str:
    """
    Keep a new link; returns the word that goes into its address, which nothing else knows.

    :param is_void: made only so that a stranger's question takes as long as an owner's; it opens nothing
    """
    word = secrets.token_urlsafe(_BYTES)
    EmailLinkRow.objects.create(
        word_hash=_hash(purpose, word),
        purpose=purpose,
        email=email,
        account_id=account_id,
        region_id=region_code,
        created_at=now,
        expires_at=now + LASTS[purpose],
        used_at=now if is_void else None,
    )
    return word


def find_link(purpose: LinkPurpose, word: str, *, now: datetime) -> EmailLinkRow:
    """
    A link that can still be used.

    :raises LinkOver: see there
    """
    row = EmailLinkRow.objects.filter(word_hash=_hash(purpose, word), used_at=None, expires_at__gt=now).first()
    if row is None:
        raise LinkOver
    return row


def use_link(row: EmailLinkRow, *, now: datetime) -> None:
    """
    Take a link's only use. Call inside the transaction of what it is used for.

    :raises LinkOver: somebody was faster
    """
    if not EmailLinkRow.objects.filter(pk=row.pk, used_at=None).update(used_at=now):
        raise LinkOver


def void_links(*, account_id: UUID, now: datetime) -> None:
    """Let no link that went out to an account open anything any more."""
    EmailLinkRow.objects.filter(account_id=account_id, used_at=None).update(used_at=now)


def forget_old_links(*, now: datetime) -> int:
    """Delete links that opened nothing for a week; returns how many."""
    deleted, _ = EmailLinkRow.objects.filter(expires_at__lt=now - _KEPT_FOR).delete()
    return deleted


def _hash(purpose: LinkPurpose, word: str) -> bytes:
    return keyed_hash(settings.KARTOTEKA_IDENTITY_SECRET, "email-link", purpose, word)
