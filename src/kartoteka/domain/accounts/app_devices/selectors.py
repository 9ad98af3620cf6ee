from uuid import UUID

from kartoteka.domain.accounts.app_devices.models import AppDeviceRow
from kartoteka.domain.accounts.app_devices.types import AppDevice, QuickWay


def find_device(device_id: UUID) -> AppDevice | None:
    """A bound telephone of an account that is open; None where there is none."""
    row = AppDeviceRow.objects.filter(pk=device_id, account__is_active=True).first()
    return device_view(row) if row else None


def list_devices(*, account_id: UUID) -> tuple[AppDevice, ...]:
    """Where an account uses the app, the one used last first."""
    rows = AppDeviceRow.objects.filter(account_id=account_id).order_by("-seen_at", "id")
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
    )
