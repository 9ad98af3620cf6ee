"""
Trends as drawings, made here: a library of charts draws what a screen reader can't read and a printer can't print.

What a drawing shows is said in words too: in its label, and in the table beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from markupsafe import Markup, escape

from kartoteka.domain.health_record.types import Flag, Trend, TrendPoint
from kartoteka.ui import record_words
from kartoteka.ui.presenters import long_date

_DEVIATES: Final = frozenset({Flag.LOW, Flag.HIGH})
# Room above the highest and below the lowest, as a part of the height.
_AIR: Final = 0.15
_GAP: Final = 4


@dataclass(frozen=True, slots=True)
class _Field:
    """Where a drawing has its curve: size of the whole, and what is left free on each side."""

    width: int
    height: int
    left: int = 8
    right: int = 8
    top: int = 8
    bottom: int = 8


_SPARK: Final = _Field(230, 64)
_WIDE: Final = _Field(720, 280, left=64, right=24, top=24, bottom=40)
_NARROW: Final = _Field(320, 240, left=44, right=14, top=20, bottom=34)
_FEWEST_POINTS = 2


def sparkline(trend: Trend) -> Markup:
    """A small drawing beside the latest value."""
    return _drawing(trend, trend.drawn[-6:], _SPARK, "spark", with_words=False)


def trend_chart(trend: Trend) -> Markup:
    """The drawing of a page, in two sizes: a page shows the one that fits."""
    points = trend.drawn
    if len(points) < _FEWEST_POINTS:
        return Markup()
    wide = _drawing(trend, points, _WIDE, "chart chart--wide", with_words=True)
    return wide + _drawing(trend, points, _NARROW, "chart chart--narrow", with_words=True)


def wide_chart(trend: Trend) -> Markup:
    """The drawing for paper and for wide screens alone."""
    return _drawing(trend, trend.drawn, _WIDE, "chart", with_words=True)


def trend_label(trend: Trend) -> str:
    """What the drawing shows, in words."""
    points = trend.drawn
    numbers = [number for point in points if (number := point.value.number) is not None]
    first, last = points[0], points[-1]
    return (
        f"{trend.title}: измерений — {len(points)}, с {long_date(first.taken_on)} по {long_date(last.taken_on)}; "
        f"от {record_words.number(min(numbers))} до {record_words.number(max(numbers))} {trend.unit}; "
        f"последнее — {record_words.value(last.value)}, {record_words.flag(last.flag)}."
    )


class _Scale:
    """Where a day and a number stand in a field."""

    def __init__(self, points: Sequence[TrendPoint], field: _Field) -> None:
        self._field = field
        bounds = (points[-1].low, points[-1].high)
        numbers = [float(point.value.number) for point in points if point.value.number is not None]
        numbers += [float(bound) for bound in bounds if bound is not None]
        self.low, self.high = min(numbers), max(numbers)
        air = (self.high - self.low or abs(self.high) or 1.0) * _AIR
        self._bottom, self._top = self.low - air, self.high + air
        self._first = points[0].taken_on.toordinal()
        self._days = max(1, points[-1].taken_on.toordinal() - self._first)

    def x(self, point: TrendPoint) -> float:
        width = self._field.width - self._field.left - self._field.right
        return round(self._field.left + width * (point.taken_on.toordinal() - self._first) / self._days, 1)

    def y(self, number: Decimal | float) -> float:
        height = self._field.height - self._field.top - self._field.bottom
        return round(self._field.top + height * (self._top - float(number)) / (self._top - self._bottom), 1)

    def clamp(self, y: float) -> float:
        return min(max(y, self._field.top), self._field.height - self._field.bottom)


def _drawing(trend: Trend, points: Sequence[TrendPoint], field: _Field, kind: str, *, with_words: bool) -> Markup:
    scale = _Scale(points, field)
    spots = [(scale.x(point), scale.y(point.value.number or 0), point) for point in points]
    parts = [_band(points[-1], scale, field)]
    if with_words:
        parts.append(_axes(points, scale, field))
    parts.append(f'<polyline class="chart__line" points="{" ".join(f"{x},{y}" for x, y, _ in spots)}"/>')
    parts += [_dot(x, y, point) for x, y, point in spots]
    return Markup(  # noqa: S704 - numbers of ours; the label is escaped
        f'<svg class="{kind}" viewBox="0 0 {field.width} {field.height}" role="img" '
        f'aria-label="{escape(trend_label(trend))}">{"".join(parts)}</svg>'
    )


def _band(last: TrendPoint, scale: _Scale, field: _Field) -> str:
    """The reference range of the latest measurement."""
    if last.low is None and last.high is None:
        return ""
    top = scale.clamp(scale.y(last.high)) if last.high is not None else field.top
    bottom = scale.clamp(scale.y(last.low)) if last.low is not None else field.height - field.bottom
    width = field.width - field.left - field.right
    return f'<rect class="chart__band" x="{field.left}" y="{top}" width="{width}" height="{round(bottom - top, 1)}"/>'


def _dot(x: float, y: float, point: TrendPoint) -> str:
    # Hollow and bigger: colour alone would tell it to few. The names stand whole, to be found beside their styles.
    name, radius = ("chart__off", 4) if point.flag in _DEVIATES else ("chart__dot", 3.5)
    return f'<circle class="{name}" cx="{x}" cy="{y}" r="{radius}"/>'


def _axes(points: Sequence[TrendPoint], scale: _Scale, field: _Field) -> str:
    right, bottom = field.width - field.right, field.height - field.bottom
    last = points[-1]
    bounds = {float(bound) for bound in (last.low, last.high) if bound is not None}
    lines = "".join(
        f'<line class="chart__grid" x1="{field.left}" x2="{right}" y1="{scale.y(mark)}" y2="{scale.y(mark)}"/>'
        f'<text x="{field.left - _GAP * 2}" y="{scale.y(mark) + _GAP}" text-anchor="end">'
        f"{record_words.number(mark)}</text>"
        for mark in sorted(bounds or {scale.low, scale.high})
    )
    words = (
        f'<text x="{field.left}" y="{bottom + _GAP * 6}">{record_words.month(points[0].taken_on)}</text>'
        f'<text x="{right}" y="{bottom + _GAP * 6}" text-anchor="end">{record_words.month(last.taken_on)}</text>'
    )
    return f'{lines}<line class="chart__axis" x1="{field.left}" x2="{right}" y1="{bottom}" y2="{bottom}"/>{words}'
