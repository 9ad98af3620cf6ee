"""Opening the app on a bound telephone: its key signs first, and only then the PIN is looked at (R81)."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare

from kartoteka.domain.accounts.app_devices import rules
from kartoteka.domain.accounts.app_devices.binding import end_device
from kartoteka.domain.accounts.app_devices.errors import (
    ChallengeOver,
    DeviceGone,
    DeviceLockedOut,
    NotThisDevice,
    WrongPin,
)
from kartoteka.domain.accounts.app_devices.models import AppDeviceRow
from kartoteka.domain.accounts.app_devices.selectors import device_view
from kartoteka.domain.accounts.app_devices.types import AppDevice
from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.shared.actor import Actor


@dataclass(frozen=True, slots=True)
class SignedChallenge:
    """What the telephone gives back: the challenge, and its signature by the telephone's key."""

    challenge: bytes
    signature: bytes


def make_challenge(*, device_id: UUID, now: datetime) -> bytes:
    """
    What the telephone has to sign next; the one before is worth nothing any more.

    :raises DeviceGone: the telephone is bound no more, or its account is blocked
    """
    challenge = secrets.token_bytes(rules.CHALLENGE_BYTES)
    until = now + rules.CHALLENGE_LASTS
    rows = AppDeviceRow.objects.filter(pk=device_id, account__is_active=True)
    if not rows.update(challenge=challenge, challenge_until=until):
        raise DeviceGone
    return challenge


def unlock_by_pin(*, device_id: UUID, signed: SignedChallenge, pin: str, now: datetime) -> AppDevice:
    """
    Open the app by its PIN. Call outside a transaction: a wrong PIN stays counted whatever follows.

    :raises DeviceGone: the telephone is bound no more
    :raises NotThisDevice: signed by another key; nothing is counted, or a stranger could lock the owner out
    :raises ChallengeOver: signed too late, or used
    :raises WrongPin: one try is used up
    :raises DeviceLockedOut: that was the fifth; the telephone is unbound
    """
    proved(device_id, signed, now)
    # The try is taken together with the challenge and before the PIN is looked at: many at once are no more than one
    # after another, and one signature is good for one PIN.
    taken = AppDeviceRow.objects.filter(
        pk=device_id, challenge=signed.challenge, wrong_pins__lt=rules.MAX_WRONG_PINS
    ).update(challenge=None, challenge_until=None, wrong_pins=F("wrong_pins") + 1)
    if not taken:
        raise why_not_taken(device_id)
    with transaction.atomic():
        locked = AppDeviceRow.objects.select_for_update().filter(pk=device_id).first()
        if locked is None:
            raise DeviceGone
        if constant_time_compare(bytes(locked.pin_hash), rules.pin_hash(device_id, pin)):
            return opened(locked, now)
        tries_left = rules.MAX_WRONG_PINS - locked.wrong_pins
        _note_wrong(locked, now)
    if tries_left:
        raise WrongPin(tries_left)
    raise DeviceLockedOut


def give_up(*, device_id: UUID, signed: SignedChallenge, now: datetime) -> None:
    """
    «Не помню PIN-код»: unbind a telephone from which nobody can sign in. Only the telephone itself can ask for it.

    :raises DeviceGone: it is bound no more
    :raises NotThisDevice: signed by another key
    :raises ChallengeOver: signed too late
    """
    row = proved(device_id, signed, now)
    end_device(account_id=row.account_id, device_id=device_id, by=Actor.account(row.account_id), now=now)


def proved(device_id: UUID, signed: SignedChallenge, now: datetime) -> AppDeviceRow:
    """The telephone, if its own key signed what it was given to sign."""
    row = AppDeviceRow.objects.filter(pk=device_id, account__is_active=True).first()
    if row is None:
        raise DeviceGone
    if not rules.is_signed(bytes(row.public_key), signed.signature, signed.challenge):
        raise NotThisDevice
    until = row.challenge_until
    if row.challenge is None or until is None or bytes(row.challenge) != signed.challenge or now >= until:
        raise ChallengeOver
    return row


def why_not_taken(device_id: UUID) -> DeviceGone | ChallengeOver:
    """Somebody else used the challenge meanwhile, or the last try."""
    return ChallengeOver() if AppDeviceRow.objects.filter(pk=device_id).exists() else DeviceGone()


def opened(row: AppDeviceRow, now: datetime) -> AppDevice:
    """Note that the app was opened."""
    row.wrong_pins, row.seen_at = 0, now
    row.save(update_fields=["wrong_pins", "seen_at"])
    audit.record_on_account(Event.APP_UNLOCKED, row.account_id, by=Actor.account(row.account_id), now=now)
    return device_view(row)


def _note_wrong(row: AppDeviceRow, now: datetime) -> None:
    by = Actor.account(row.account_id)
    audit.record_on_account(Event.APP_PIN_WRONG, row.account_id, by=by, now=now)
    if row.wrong_pins >= rules.MAX_WRONG_PINS:
        row.delete()
        audit.record_on_account(Event.APP_LOCKED_OUT, row.account_id, by=by, now=now)
