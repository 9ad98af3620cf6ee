from datetime import date, timedelta

import pytest

from kartoteka.desk import words
from kartoteka.desk.charts import HEIGHT, WIDTH, chart
from kartoteka.domain.moderation.figures import DayFigures

MONDAY = date(2026, 11, 2)


def days(*numbers: tuple[int, int]) -> list[DayFigures]:
    return [DayFigures(MONDAY + timedelta(days=number), *pair) for number, pair in enumerate(numbers)]


class TestChart:
    def test_stands_refusals_upon_confirmations(self) -> None:
        (bar,) = chart(days((3, 1))).bars

        assert (bar.confirmed_height, bar.refused_height) == (HEIGHT * 3 / 4, HEIGHT / 4)
        assert (bar.confirmed_y, bar.refused_y) == (HEIGHT / 4, 0)

    def test_lets_the_highest_bar_reach_the_top(self) -> None:
        drawn = chart(days((1, 0), (2, 2), (0, 0)))

        assert drawn.highest == 4
        assert [bar.refused_y for bar in drawn.bars] == [HEIGHT * 3 / 4, 0, HEIGHT]

    def test_keeps_all_bars_inside(self) -> None:
        bars = chart(days(*[(1, 1)] * 31)).bars

        assert len(bars) == 31
        assert bars[0].x > 0
        assert bars[-1].x + bars[-1].width < WIDTH

    def test_of_many_days_has_a_bar_a_week(self) -> None:
        drawn = chart(days(*[(1, 0)] * 33))

        assert drawn.by_weeks
        assert [(bar.first, bar.confirmed) for bar in drawn.bars] == [
            (MONDAY + timedelta(weeks=number), 7) for number in range(4)
        ] + [(MONDAY + timedelta(weeks=4), 5)]
        assert drawn.bars[-1].last == MONDAY + timedelta(days=32)

    def test_of_nothing_has_flat_bars(self) -> None:
        drawn = chart(days((0, 0)))

        assert drawn.highest == 0
        assert drawn.bars[0].confirmed_height == drawn.bars[0].refused_height == 0


class TestADuration:
    @pytest.mark.parametrize(
        ("took", "told"),
        [
            (None, "—"),
            (timedelta(seconds=20), "0 мин"),
            (timedelta(minutes=40), "40 мин"),
            (timedelta(hours=30), "30 ч"),
            (timedelta(hours=48), "2 дня"),
            (timedelta(days=5, hours=3, minutes=20), "5 дней 3 ч"),
        ],
    )
    def test_is_told_as_exactly_as_one_compares(self, took: timedelta | None, told: str) -> None:
        assert words.lasting(took) == told
