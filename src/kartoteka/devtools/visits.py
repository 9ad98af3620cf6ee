"""Services that the people of the demo region had, and those they still have before them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from kartoteka.adapters.mis_embedded.types import NewInsuredPerson, ServiceStatus
from kartoteka.devtools import cast, clinics
from kartoteka.devtools.clinics import Office
from kartoteka.devtools.people import DemoPerson

_SATURDAY = 5
_OPENS, _CLOSES = 8, 19
_MINUTES = (0, 20, 40)
_CROWD_VISITS = 400
_CROWD_DAYS = (*range(-300, 0), *range(1, 40))


@dataclass(frozen=True, slots=True)
class Visit:
    """
    A service of a person of the cast.

    :ivar days: from the day of the load; below zero: it is over
    :ivar at: by the clinic's clock
    :ivar booked_by: a login, None where it was booked outside the Portal
    """

    person: DemoPerson
    office: Office
    days: int
    at: time
    booked_by: str | None = None
    cancelled: bool = False

    @property
    def status(self) -> ServiceStatus:
        if self.cancelled:
            return ServiceStatus.CANCELLED
        return ServiceStatus.BOOKED if self.days > 0 else ServiceStatus.COMPLETED


VISITS = (
    Visit(cast.ANNA, clinics.THERAPIST, 3, time(9, 20), "anna"),
    Visit(cast.ANNA, clinics.CHEST_X_RAY, 8, time(10, 0)),
    Visit(cast.ANNA, clinics.DENTIST, 11, time(18, 20), "anna", cancelled=True),
    Visit(cast.ANNA, clinics.GYNECOLOGIST, -17, time(8, 40), "anna"),
    Visit(cast.ANNA, clinics.BLOOD_TEST, -40, time(8, 0)),
    Visit(cast.ANNA, clinics.THERAPIST, -42, time(17, 40), "anna"),
    Visit(cast.ANNA, clinics.DENTIST, -95, time(18, 0), "anna"),
    Visit(cast.ANNA, clinics.SURGEON_IN_PERM, -160, time(11, 20)),
    Visit(cast.ANNA, clinics.CHECK_UP, -330, time(9, 0)),
    Visit(cast.DMITRY, clinics.DENTIST, 5, time(18, 40), "anna"),
    Visit(cast.DMITRY, clinics.CARDIOLOGIST, 6, time(8, 20), "dmitry"),
    Visit(cast.DMITRY, clinics.THERAPIST_IN_PERM, 15, time(12, 0), "dmitry"),
    Visit(cast.DMITRY, clinics.CHEST_X_RAY, 9, time(10, 40)),
    Visit(cast.DMITRY, clinics.THERAPIST, -28, time(9, 40), "anna"),
    Visit(cast.DMITRY, clinics.DENTIST, -77, time(18, 40), "anna"),
    Visit(cast.DMITRY, clinics.CARDIOLOGIST, -50, time(8, 20), "dmitry"),
    Visit(cast.DMITRY, clinics.ULTRASOUND_IN_VLADIVOSTOK, -210, time(14, 20)),
    Visit(cast.MARIA, clinics.PEDIATRICIAN, 2, time(16, 20), "anna"),
    Visit(cast.MARIA, clinics.EYE_DOCTOR, 9, time(15, 40), "dmitry"),
    Visit(cast.MARIA, clinics.VACCINATION, 14, time(9, 0)),
    Visit(cast.MARIA, clinics.PEDIATRICIAN, -12, time(16, 0), "anna"),
    Visit(cast.MARIA, clinics.SPEECH_THERAPIST, -26, time(17, 0), "anna"),
    Visit(cast.MARIA, clinics.SPEECH_THERAPIST, -33, time(17, 0), "anna"),
    Visit(cast.MARIA, clinics.EYE_DOCTOR, -70, time(15, 40), "dmitry"),
    Visit(cast.MARIA, clinics.VACCINATION, -190, time(9, 20)),
    Visit(cast.VERA, clinics.ENDOCRINOLOGIST, 4, time(11, 0), "anna"),
    Visit(cast.VERA, clinics.CARDIOLOGIST, 13, time(12, 20), "vera"),
    Visit(cast.VERA, clinics.CARDIOLOGIST, -20, time(12, 20), "anna"),
    Visit(cast.VERA, clinics.BLOOD_TEST, -22, time(8, 20), "anna"),
    Visit(cast.VERA, clinics.ENDOCRINOLOGIST, -64, time(11, 0), "vera"),
    Visit(cast.VERA, clinics.CHECK_UP, -140, time(9, 0)),
    Visit(cast.EKATERINA, clinics.THERAPIST, -45, time(13, 0), "dmitry"),
    Visit(cast.EKATERINA, clinics.SKIN_DOCTOR, -10, time(14, 0)),
    Visit(cast.DARYA, clinics.NEUROLOGIST, 7, time(13, 40), "darya"),
    Visit(cast.DARYA, clinics.SKIN_DOCTOR, -15, time(9, 20), "darya"),
    Visit(cast.DARYA, clinics.NEUROLOGIST, -60, time(13, 40)),
    Visit(cast.OLGA, clinics.THERAPIST_IN_TOMSK, -130, time(10, 20), "olga"),
)


@dataclass(frozen=True, slots=True)
class CrowdVisit:
    """A service of somebody of the crowd, booked outside the Portal; `index` is the place in the crowd."""

    index: int
    office: Office
    days: int
    at: time

    @property
    def status(self) -> ServiceStatus:
        return ServiceStatus.BOOKED if self.days > 0 else ServiceStatus.COMPLETED


def draw_crowd_visits(crowd: Sequence[NewInsuredPerson], *, seed: int) -> Iterator[CrowdVisit]:
    """Services for some of the crowd, each in the person's own region."""
    rng = Random(f"visits {seed}")
    for index in rng.sample(range(len(crowd)), min(_CROWD_VISITS, len(crowd))):
        yield CrowdVisit(
            index,
            rng.choice(clinics.OFFICES_OF_REGION[crowd[index].region_code]),
            rng.choice(_CROWD_DAYS),
            time(rng.randrange(_OPENS, _CLOSES), rng.choice(_MINUTES)),
        )


def starts_at(visit: Visit | CrowdVisit, *, now: datetime) -> datetime:
    """By the clinic's clock, that many days from now; a visit that falls on a week-end moves a little further away."""
    zone = ZoneInfo(visit.office.clinic.time_zone)
    day = now.astimezone(zone).date() + timedelta(days=visit.days)
    return datetime.combine(_working_day(day, step=1 if visit.days > 0 else -1), visit.at, zone)


def _working_day(day: date, *, step: int) -> date:
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=step)
    return day
