from dataclasses import dataclass
from enum import StrEnum

from kartoteka.domain.regions.working_days import WorkingCalendar

# No law names a term for the journal of readings: access is to be registered and the trace kept (152-ФЗ, 19(2)8; order
# 947н of the Ministry of Health, 19), and no personal data longer than their purpose asks (152-ФЗ, 5(7)). The purpose
# is that a patient can defend himself: within three years of the day on which he learned of a look (ГК, 196 and 200).
# Less may not be; two years more are for him to learn of it.
SHORTEST_TERM_OF_LOOKS = 3
USUAL_TERM_OF_LOOKS = 5
# As long as a card of an outpatient itself is kept.
LONGEST_TERM_OF_LOOKS = 25


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
    # How long the journal of readings of its patients is kept (R73).
    looks_kept_years: int = USUAL_TERM_OF_LOOKS


@dataclass(frozen=True, slots=True)
class TermOfLooksChange:
    """That a region keeps looks for other years than before: a shorter term lets some go that were kept (R73)."""

    region_code: str
    years_before: int
    years: int

    @property
    def subject(self) -> str:
        """What the journal of changes calls it: that keeps no contents, and the years are of nobody."""
        return f"{self.region_code}/{self.years_before}/{self.years}"

    @classmethod
    def of_subject(cls, subject: str) -> "TermOfLooksChange":
        """The change that the journal calls so."""
        code, before, after = subject.split("/")
        return cls(code, int(before), int(after))


@dataclass(frozen=True, slots=True)
class RegionAtWork:
    """What counting days needs of a region."""

    code: str
    name: str
    time_zone: str
    calendar: WorkingCalendar
