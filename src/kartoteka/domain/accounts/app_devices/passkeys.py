"""Biometrics: a passkey of the telephone, which its owner's finger or face sets free (A-10)."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kartoteka.domain.accounts.app_devices.errors import DeviceGone, PasskeyRefused
from kartoteka.domain.accounts.app_devices.models import AppDeviceRow, PasskeyRow
from kartoteka.domain.accounts.app_devices.selectors import passkey_view
from kartoteka.domain.accounts.app_devices.types import AppDevice, Passkey, QuickWay
from kartoteka.domain.accounts.app_devices.unlocking import SignedChallenge, opened, proved, why_not_taken
from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.shared.actor import Actor

# Says how often the passkey signed by now, or raises PasskeyRefused.
CheckAssertion = Callable[[Passkey, bytes], int]


@transaction.atomic
def add_passkey(*, device_id: UUID, passkey: Passkey, by: Actor, now: datetime) -> None:
    """
    From now on the telephone opens the app by biometrics; the PIN stays as the other way.

    :raises DeviceGone: the telephone is bound no more
    """
    row = AppDeviceRow.objects.select_for_update().filter(pk=device_id).first()
    if row is None:
        raise DeviceGone
    PasskeyRow.objects.filter(device=row).delete()
    PasskeyRow.objects.create(
        device=row,
        credential=passkey.credential,
        sign_count=passkey.sign_count,
        has_prf=passkey.has_prf,
        added_at=now,
    )
    row.way = QuickWay.BIOMETRICS
    row.save(update_fields=["way"])
    audit.record_on_account(Event.APP_PASSKEY_ADDED, row.account_id, by=by, now=now)


@transaction.atomic
def remove_passkey(*, device_id: UUID, by: Actor, now: datetime) -> None:
    """«Только PIN-код»: the telephone opens the app by its PIN alone."""
    row = AppDeviceRow.objects.select_for_update().filter(pk=device_id).first()
    if row is None or not PasskeyRow.objects.filter(device=row).delete()[0]:
        return
    row.way = QuickWay.PIN
    row.save(update_fields=["way"])
    audit.record_on_account(Event.APP_PASSKEY_REMOVED, row.account_id, by=by, now=now)


def unlock_by_passkey(*, device_id: UUID, signed: SignedChallenge, check: CheckAssertion, now: datetime) -> AppDevice:
    """
    Open the app by biometrics. The key of the telephone signs too: a passkey that was copied elsewhere opens nothing.

    :param check: looks at the passkey's answer to the same challenge
    :raises DeviceGone: the telephone is bound no more
    :raises NotThisDevice: signed by another key
    :raises ChallengeOver: signed too late, or used
    :raises PasskeyRefused: the passkey's answer is wrong, or its counter went back: somebody has a copy
    """
    proved(device_id, signed, now)
    with transaction.atomic():
        rows = AppDeviceRow.objects.filter(pk=device_id, challenge=signed.challenge)
        if not rows.update(challenge=None, challenge_until=None):
            raise why_not_taken(device_id)
    with transaction.atomic():
        passkey = PasskeyRow.objects.select_for_update(of=("self",)).filter(device_id=device_id).first()
        device = AppDeviceRow.objects.select_for_update().filter(pk=device_id).first()
        if passkey is None or device is None:
            raise PasskeyRefused
        count = check(passkey_view(passkey), signed.challenge)
        # Passkeys that are kept in a cloud do not count: nought for ever.
        if (count or passkey.sign_count) and count <= passkey.sign_count:
            raise PasskeyRefused
        passkey.sign_count = count
        passkey.save(update_fields=["sign_count"])
        return opened(device, now)
