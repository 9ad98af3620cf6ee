from uuid import UUID

from kartoteka.domain.accounts.app_devices.models import AppDeviceRow, PasskeyRow
from kartoteka.domain.accounts.app_devices.types import AppDevice, Passkey, QuickWay


def find_device(device_id: UUID) -> AppDevice | None:
    """A bound telephone of an account that is open; None where there is none."""
    row = AppDeviceRow.objects.select_related("passkey").filter(pk=device_id, account__is_active=True).first()
    return device_view(row) if row else None


def list_devices(*, account_id: UUID) -> tuple[AppDevice, ...]:
    """Where an account uses the app, the one used last first."""
    rows = AppDeviceRow.objects.select_related("passkey").filter(account_id=account_id).order_by("-seen_at", "id")
    return tuple(device_view(row) for row in rows)


def device_view(row: AppDeviceRow) -> AppDevice:
    """A row as pages see it."""
    return AppDevice(
        device_id=row.pk,
        account_id=row.account_id,
        name=row.name,
        way=QuickWay(row.way),
        added_at=row.added_at,
        seen_at=row.seen_at,
        stepped_up_until=row.stepped_up_until,
        passkey=passkey_view(row.passkey) if hasattr(row, "passkey") else None,
    )


def passkey_view(row: PasskeyRow) -> Passkey:
    """The same of a passkey."""
    return Passkey(bytes(row.credential), row.sign_count, row.has_prf)
