from datetime import datetime

from django.db import transaction

from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.domain.regions.models import CallCentrePhoneRow, RegionRow, RegionServiceRow
from kartoteka.domain.regions.types import Region
from kartoteka.shared.actor import Actor


@transaction.atomic
def save_region(region: Region, *, by: Actor, now: datetime) -> None:
    """Make a region or replace all that is known of it: name, zone, services and phones in the order given."""
    row, _ = RegionRow.objects.update_or_create(
        code=region.code,
        defaults={"name": region.name, "time_zone": region.time_zone, "is_active": region.is_active},
    )
    row.services.all().delete()
    row.phones.all().delete()
    RegionServiceRow.objects.bulk_create(
        RegionServiceRow(
            region=row,
            position=position,
            code=service.code,
            title=service.title,
            description=service.description,
            access=service.access,
            url=service.url,
        )
        for position, service in enumerate(region.services)
    )
    CallCentrePhoneRow.objects.bulk_create(
        CallCentrePhoneRow(region=row, position=position, number=phone.number, purpose=phone.purpose, hours=phone.hours)
        for position, phone in enumerate(region.phones)
    )
    audit.record(Event.REGION_CHANGED, subject_type="region", subject_id=region.code, account_id=None, by=by, now=now)
