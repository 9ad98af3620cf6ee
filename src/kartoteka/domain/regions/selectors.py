import re

from kartoteka.domain.regions.errors import RegionClosed
from kartoteka.domain.regions.models import RegionRow
from kartoteka.domain.regions.types import CallCentrePhone, Region, RegionAtWork, RegionService, ServiceAccess
from kartoteka.domain.regions.working_days import WorkingCalendar, read


def list_active_regions() -> tuple[Region, ...]:
    """Regions that a person may choose, by name, without their services and phones."""
    rows = RegionRow.objects.filter(is_active=True).order_by("name")
    return tuple(region_header(row) for row in rows)


def list_region_names() -> list[tuple[str, str]]:
    """Codes and names of all regions, those that take no part too, by name."""
    return list(RegionRow.objects.order_by("name").values_list("code", "name"))


def list_regions_at_work() -> tuple[RegionAtWork, ...]:
    """All regions with their zones and working days, those that take no part too, by name."""
    rows = RegionRow.objects.order_by("name").values_list("code", "name", "time_zone", "special_days")
    return tuple(RegionAtWork(code, name, zone, read(days)) for code, name, zone, days in rows)


def working_calendar(region_code: str) -> WorkingCalendar:
    """The working days of a region; those of the whole country where there is no such region."""
    return read(RegionRow.objects.filter(code=region_code).values_list("special_days", flat=True).first() or "")


def terms_of_looks() -> dict[str, int]:
    """For how many years each region keeps the journal of readings of its patients, by its code (R73)."""
    return dict(RegionRow.objects.values_list("code", "looks_kept_years"))


def find_region_header(code: str) -> Region | None:
    """A region without its services and phones, active or not: what every page needs. One query."""
    row = RegionRow.objects.filter(code=code).first() if _is_code(code) else None
    return region_header(row) if row else None


def find_region(code: str) -> Region | None:
    """A region by its code with services and phones, active or not; None where there is none. Three queries."""
    rows = RegionRow.objects.filter(code=code).prefetch_related("services", "phones")
    row = rows.first() if _is_code(code) else None
    return _region(row) if row else None


def active_region(code: str) -> Region:
    """
    A region that takes part, with services and phones.

    :raises RegionClosed: unknown or inactive (R72)
    """
    region = find_region(code)
    if region is None or not region.is_active:
        raise RegionClosed(code)
    return region


def _is_code(code: str) -> bool:
    # Codes come from cookies and forms, with anything in them that a database refuses.
    return bool(re.fullmatch("[0-9]{2}", code))


def region_header(row: RegionRow) -> Region:
    """A region whose row is at hand, without its services and phones."""
    return Region(row.code, row.name, row.time_zone, row.is_active, (), (), row.asks_to_step_up, row.looks_kept_years)


def _region(row: RegionRow) -> Region:
    services = sorted(row.services.all(), key=lambda service: service.position)
    phones = sorted(row.phones.all(), key=lambda phone: phone.position)
    return Region(
        code=row.code,
        name=row.name,
        time_zone=row.time_zone,
        is_active=row.is_active,
        services=tuple(
            RegionService(one.code, one.title, one.description, ServiceAccess(one.access), one.url) for one in services
        ),
        phones=tuple(CallCentrePhone(one.number, one.purpose, one.hours) for one in phones),
        asks_to_step_up=row.asks_to_step_up,
        looks_kept_years=row.looks_kept_years,
    )
