"""Browsers in which an account signed in before: a new one is told of by letter (R69)."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from kartoteka.domain.accounts.models import Account, KnownDeviceRow
from kartoteka.domain.messaging import services as messaging
from kartoteka.domain.messaging.templates.letters import NewDeviceSignIn
from kartoteka.shared.actor import Actor
from kartoteka.shared.identity_key import keyed_hash

_KEPT_FOR = timedelta(days=365)


def is_known(*, account_id: UUID, word: str) -> bool:
    """Whether the account signed in before in the browser that holds this word."""
    return bool(word) and KnownDeviceRow.objects.filter(account_id=account_id, word_hash=device_hash(word)).exists()


@transaction.atomic
def remember(*, account_id: UUID, word: str, device: str, now: datetime) -> None:
    """
    Note a sign-in in a browser. Of a new one the owner is told by letter, but for the very first.

    :param word: the secret of the browser's cookie
    :param device: as «Chrome, Windows»
    """
    account = Account.objects.select_for_update(of=("self",)).get(pk=account_id)
    known = KnownDeviceRow.objects.filter(account=account)
    if known.filter(word_hash=device_hash(word)).update(seen_at=now):
        return
    is_first = not known.exists()
    KnownDeviceRow.objects.create(account=account, word_hash=device_hash(word), first_seen_at=now, seen_at=now)
    if is_first or not account.email:
        return
    messaging.send_letter(
        to=account.email,
        template=NewDeviceSignIn(device, now, account.region.time_zone),
        dedup_key=f"new-device:{account_id}:{device_hash(word).hex()}",
        region_code=account.region_id,
        account_id=account_id,
        by=Actor.account(account_id),
        now=now,
    )


def forget_old_devices(*, now: datetime) -> int:
    """Delete browsers that nobody signed in with for a year; returns how many."""
    deleted, _ = KnownDeviceRow.objects.filter(seen_at__lt=now - _KEPT_FOR).delete()
    return deleted


def device_hash(word: str) -> bytes:
    """Under what a browser is kept."""
    return keyed_hash(settings.KARTOTEKA_IDENTITY_SECRET, "device", word)
