"""Ages and local days."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

# Years at which a child's legal representation ends by itself (323-FZ art. 22, Family Code).
FULL_AGE = 18


def local_day(moment: datetime, zone: str) -> date:
    """The calendar day of `moment` in the time zone named `zone`; `moment` is aware."""
    return moment.astimezone(ZoneInfo(zone)).date()


def age_on(birth_date: date, day: date) -> int:
    """
    Full years on `day`. Who was born on 29 February grows older on 1 March of a common year (R37).

    :raises ValueError: the day is before the birth
    """
    if day < birth_date:
        raise ValueError("the day is before the birth")
    had_birthday = (day.month, day.day) >= (birth_date.month, birth_date.day)
    return day.year - birth_date.year - (not had_birthday)
