"""Binding a telephone to an account, and ending that."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from kartoteka.domain.accounts.app_devices import rules
from kartoteka.domain.accounts.app_devices.errors import BadKey, DeviceGone, WeakPin
from kartoteka.domain.accounts.app_devices.models import AppDeviceRow
from kartoteka.domain.accounts.app_devices.types import NewDevice
from kartoteka.domain.accounts.models import Account, AccountSession
from kartoteka.domain.accounts.sessions import session_hash
from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.shared.actor import Actor


def require_strong(*, account_id: UUID, pin: str, birth_dates: Collection[date], today: date) -> None:
    """
    Look at a PIN before it is typed once more.

    :raises WeakPin: it is no PIN, or one that a finder of the telephone would try first
    """
    _require_strong(Account.objects.get(pk=account_id), pin, birth_dates, today)


@transaction.atomic
def bind_device(
    *,
    account_id: UUID,
    new: NewDevice,
    birth_dates: Collection[date],
    today: date,
    session_key: str,
    by: Actor,
    now: datetime,
) -> UUID:
    """
    Bind a telephone to the account of a session, and the session to the telephone (A-09, R81).

    :param birth_dates: days of the owner's family, none of which may be the PIN
    :raises WeakPin: it is no PIN, or one that a finder of the telephone would try first
    :raises BadKey: the telephone sent no key
    """
    account = Account.objects.select_for_update(of=("self",)).get(pk=account_id)
    _require_strong(account, new.pin, birth_dates, today)
    if not rules.is_public_key(new.public_key):
        raise BadKey
    device_id = uuid4()
    AppDeviceRow.objects.create(
        id=device_id,
        account=account,
        name=new.name,
        public_key=new.public_key,
        pin_hash=rules.pin_hash(device_id, new.pin),
        added_at=now,
        seen_at=now,
        stepped_up_until=new.stepped_up_until,
    )
    AccountSession.objects.filter(key_hash=session_hash(session_key), account=account).update(app_device=device_id)
    audit.record_on_account(Event.APP_DEVICE_BOUND, account_id, by=by, now=now)
    _end_those_too_many(account_id, now)
    return device_id


@transaction.atomic
def change_pin(
    *, device_id: UUID, pin: str, birth_dates: Collection[date], today: date, by: Actor, now: datetime
) -> None:
    """
    Take another PIN for a telephone. Whoever asks has just shown the old one.

    :raises WeakPin: as above
    :raises DeviceGone: the telephone is bound no more
    """
    row = AppDeviceRow.objects.select_for_update(of=("self",)).select_related("account").filter(pk=device_id).first()
    if row is None:
        raise DeviceGone
    _require_strong(row.account, pin, birth_dates, today)
    row.pin_hash = rules.pin_hash(device_id, pin)
    row.save(update_fields=["pin_hash"])
    audit.record_on_account(Event.APP_PIN_CHANGED, row.account_id, by=by, now=now)


@transaction.atomic
def end_device(*, account_id: UUID, device_id: UUID, by: Actor, now: datetime) -> bool:
    """
    Unbind a telephone of one's own account: «Выйти» on it, «Завершить» in the profile. Its sessions end with it.

    :returns: whether it was bound till now
    """
    ended = AppDeviceRow.objects.filter(account_id=account_id, pk=device_id).delete()[0]
    if ended:
        audit.record_on_account(Event.APP_DEVICE_ENDED, account_id, by=by, now=now)
    return bool(ended)


def forget_unused_devices(*, now: datetime) -> int:
    """Unbind telephones on which nobody opened the app for half a year; returns how many."""
    rows = AppDeviceRow.objects.filter(seen_at__lt=now - rules.DEVICE_KEPT_FOR)
    ended = list(rows.values_list("pk", "account_id"))
    for device_id, account_id in ended:
        end_device(account_id=account_id, device_id=device_id, by=Actor.system(), now=now)
    return len(ended)


def _require_strong(account: Account, pin: str, birth_dates: Collection[date], today: date) -> None:
    if not rules.is_pin(pin) or rules.is_weak(pin, birth_dates=birth_dates, phone=account.phone, today=today):
        raise WeakPin


def _end_those_too_many(account_id: UUID, now: datetime) -> None:
    rows = AppDeviceRow.objects.filter(account_id=account_id).order_by("-seen_at", "-added_at", "id")
    for device_id in rows.values_list("pk", flat=True)[rules.MAX_DEVICES :]:
        end_device(account_id=account_id, device_id=device_id, by=Actor.system(), now=now)
