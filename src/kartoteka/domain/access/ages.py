"""Ages as the law counts them, by the calendar of the patient's region (R35, R37)."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kartoteka.domain.access.types import AgeRules
from kartoteka.shared.dates import age_on

# Where the day begins first in the country: nobody reads too long because we don't know where the patient lives (R38).
FIRST_ZONE = "Asia/Anadyr"


def day_of_age(birth_date: date, years: int, rules: AgeRules) -> date:
    """The first day on which the age counts as reached. Who was born on 29 February has his birthday on 1 March."""
    try:
        birthday = birth_date.replace(year=birth_date.year + years)
    except ValueError:
        birthday = date(birth_date.year + years, 3, 1)
    return birthday if rules.reached_on_birthday else birthday + timedelta(days=1)


def has_reached(birth_date: date, years: int, rules: AgeRules, day: date) -> bool:
    """Whether the age counts as reached on `day`; a date of birth still to come is the age of nobody."""
    counted = day if rules.reached_on_birthday else day - timedelta(days=1)
    return counted >= birth_date and age_on(birth_date, counted) >= years


def first_moment(day: date, zone: str) -> datetime:
    """When the day begins there."""
    return datetime.combine(day, time.min, ZoneInfo(zone))


def months_later(moment: datetime, months: int) -> datetime:
    """The same time so many months later; the last day of a shorter month."""
    years, month = divmod(moment.month - 1 + months, 12)
    year, month = moment.year + years, month + 1
    return moment.replace(year=year, month=month, day=min(moment.day, monthrange(year, month)[1]))
