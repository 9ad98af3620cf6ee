"""Bars of a chart, drawn by the server: numbers of places and sizes, nothing that a script would have to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from kartoteka.domain.moderation.figures import DayFigures

WIDTH, HEIGHT = 720, 200
# More bars than that are too thin to be told apart.
_MOST_BARS = 31
_GAP = 0.2


@dataclass(frozen=True, slots=True)
class Bar:
    """Decisions of a day, or of a week where there are many days: refusals stand upon confirmations."""

    first: date
    last: date
    confirmed: int
    refused: int
    x: float
    width: float
    confirmed_height: float
    refused_height: float

    @property
    def confirmed_y(self) -> float:
        return HEIGHT - self.confirmed_height

    @property
    def refused_y(self) -> float:
        return self.confirmed_y - self.refused_height


@dataclass(frozen=True, slots=True)
class Chart:
    bars: tuple[Bar, ...]
    by_weeks: bool
    highest: int
    width: int = WIDTH
    height: int = HEIGHT


def chart(days: Sequence[DayFigures]) -> Chart:
    """The bars of some days that follow one another; weeks from Monday to Sunday where there are many."""
    by_weeks = len(days) > _MOST_BARS
    parts = [list(week) for _, week in groupby(days, _monday)] if by_weeks else [[day] for day in days]
    sums = [(sum(day.confirmed for day in part), sum(day.refused for day in part)) for part in parts]
    highest = max((confirmed + refused for confirmed, refused in sums), default=0)
    step, scale = WIDTH / max(len(parts), 1), HEIGHT / max(highest, 1)
    bars = tuple(
        Bar(
            first=part[0].day,
            last=part[-1].day,
            confirmed=confirmed,
            refused=refused,
            x=round(step * (number + _GAP / 2), 2),
            width=round(step * (1 - _GAP), 2),
            confirmed_height=round(confirmed * scale, 2),
            refused_height=round(refused * scale, 2),
        )
        for number, (part, (confirmed, refused)) in enumerate(zip(parts, sums, strict=True))
    )
    return Chart(bars, by_weeks, highest)


def _monday(one: DayFigures) -> date:
    return one.day - timedelta(days=one.day.weekday())
