from dataclasses import dataclass
from enum import StrEnum

from kartoteka.domain.regions.working_days import WorkingCalendar


class ServiceAccess(StrEnum):
    """Whom a service of the region is open to."""

    BASIC = "basic"
    # Closed to an entry whose data are not confirmed (C-06).
    EXTENDED = "extended"


@dataclass(frozen=True, slots=True)
class RegionService:
    """A service that a region offers, in the patient's words."""

    code: str
    title: str
    description: str
    access: ServiceAccess
    # Where it is carried out; empty: by the call centre's phone.
    url: str = ""


@dataclass(frozen=True, slots=True)
class CallCentrePhone:
    number: str
    purpose: str
    hours: str


@dataclass(frozen=True, slots=True)
class Region:
    """A subject of the Federation whose Portal this is."""

    code: str
    name: str
    time_zone: str
    is_active: bool
    services: tuple[RegionService, ...]
    phones: tuple[CallCentrePhone, ...]
    # Whether a password alone opens no health record: a code by SMS, or Gosuslugi, once a browser (R79).
    asks_to_step_up: bool = True


@dataclass(frozen=True, slots=True)
class RegionAtWork:
    """What counting days needs of a region."""

    code: str
    name: str
    time_zone: str
    calendar: WorkingCalendar
