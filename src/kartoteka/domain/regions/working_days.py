"""Which days offices work: the Labour Code's, and what a region or a year's decree makes of them (R22, R72)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

_MONDAY, _SATURDAY = 0, 5
_JANUARY = 1
# Labour Code, art. 112: the holidays of the whole country, as month and day.
_HOLIDAYS = frozenset({*((_JANUARY, day) for day in range(1, 9)), (2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4)})


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The country's days off, and where a region differs: its own holidays, and days that a decree moved."""

    days_off: frozenset[date] = frozenset()
    days_worked: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Whether offices of the region work on that day."""
        if day in self.days_worked:
            return True
        return day not in self.days_off and not (_is_weekend(day) or _is_holiday(day) or _stands_in_for_a_holiday(day))

    def after(self, since: date, number: int) -> date:
        """The day that is so many working days after another."""
        day, left = since, number
        while left:
            day += timedelta(days=1)
            left -= self.is_working(day)
        return day

    def days_left(self, today: date, last_day: date) -> int:
        """Working days from tomorrow to the last day, it included; negative: how many have passed since."""
        first, last = sorted((today, last_day))
        days = sum(self.is_working(first + timedelta(days=number)) for number in range(1, (last - first).days + 1))
        return days if today <= last_day else -days


def written(calendar: WorkingCalendar) -> str:
    """The special days of a calendar as a column keeps them."""
    off = (f"-{day.isoformat()}" for day in sorted(calendar.days_off))
    worked = (f"+{day.isoformat()}" for day in sorted(calendar.days_worked))
    return " ".join((*off, *worked))


def read(words: str) -> WorkingCalendar:
    """The calendar that a column keeps."""
    marked = words.split()
    return WorkingCalendar(_days(marked, "-"), _days(marked, "+"))


def _days(marked: Iterable[str], mark: str) -> frozenset[date]:
    return frozenset(date.fromisoformat(word[1:]) for word in marked if word.startswith(mark))


def _is_weekend(day: date) -> bool:
    return day.weekday() >= _SATURDAY


def _is_holiday(day: date) -> bool:
    return (day.month, day.day) in _HOLIDAYS


def _stands_in_for_a_holiday(day: date) -> bool:
    """A holiday on a weekend is had on the Monday after it; those of January are moved by decree alone."""
    weekend = (day - timedelta(days=back) for back in (1, 2))
    return day.weekday() == _MONDAY and any(_is_holiday(one) and one.month != _JANUARY for one in weekend)
