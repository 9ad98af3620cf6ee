from datetime import datetime

from django.db import transaction

from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.domain.regions import rules
from kartoteka.domain.regions.errors import RegionChanged, RegionNameTaken
from kartoteka.domain.regions.models import CallCentrePhoneRow, RegionRow, RegionServiceRow
from kartoteka.domain.regions.selectors import find_region
from kartoteka.domain.regions.types import Region, TermOfLooksChange
from kartoteka.domain.regions.working_days import WorkingCalendar, written
from kartoteka.shared.actor import Actor


@transaction.atomic
def save_region(region: Region, *, by: Actor, now: datetime) -> None:
    """Make a region or replace all that is known of it: name, zone, services and phones in the order given."""
    before = RegionRow.objects.select_for_update().filter(code=region.code).first()
    row, _ = RegionRow.objects.update_or_create(
        code=region.code,
        defaults={
            "name": region.name,
            "time_zone": region.time_zone,
            "is_active": region.is_active,
            "asks_to_step_up": region.asks_to_step_up,
            "looks_kept_years": region.looks_kept_years,
        },
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
    if before is not None and before.looks_kept_years != region.looks_kept_years:
        change = TermOfLooksChange(region.code, before.looks_kept_years, region.looks_kept_years)
        _note_term_of_looks(change, by=by, now=now)


def _note_term_of_looks(change: TermOfLooksChange, *, by: Actor, now: datetime) -> None:
    audit.record(
        Event.LOOKS_TERM_CHANGED, subject_type="region", subject_id=change.subject, account_id=None, by=by, now=now
    )


@transaction.atomic
def set_working_calendar(*, region_code: str, calendar: WorkingCalendar, by: Actor, now: datetime) -> None:
    """Write where the working days of a region differ from the country's. Deadlines set before stay (R22)."""
    RegionRow.objects.filter(code=region_code).update(special_days=written(calendar))
    audit.record(Event.WORKING_DAYS_SET, subject_type="region", subject_id=region_code, account_id=None, by=by, now=now)


@transaction.atomic
def change_region_as_seen(region: Region, *, seen: str, by: Actor, now: datetime) -> None:
    """
    Make a region, or replace all that is known of it, unless somebody else changed it in the meantime. The same change
    sent twice is made once.

    :param seen: the fingerprint of the region as it was when the change began; empty for a new one
    :raises RegionChanged: it is another one by now
    :raises RegionNameTaken: another region has the name
    """
    # The row is the lock under which its services and phones change.
    RegionRow.objects.select_for_update().filter(code=region.code).first()
    known = find_region(region.code)
    if known == region:
        return
    if rules.fingerprint(known) != seen:
        raise RegionChanged
    if RegionRow.objects.filter(name=region.name).exclude(code=region.code).exists():
        raise RegionNameTaken
    save_region(region, by=by, now=now)
