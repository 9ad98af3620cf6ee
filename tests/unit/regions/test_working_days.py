from datetime import date

import pytest

from kartoteka.domain.regions.working_days import WorkingCalendar, read, written

pytestmark = pytest.mark.rule("R22", "R72")

MONDAY = date(2026, 11, 23)
COUNTRY = WorkingCalendar()
# Tatarstan's day of the republic, and a Saturday worked for a Friday.
OWN = WorkingCalendar(frozenset({date(2026, 11, 27), date(2027, 8, 30)}), frozenset({date(2026, 11, 28)}))


class TestADay:
    @pytest.mark.parametrize(
        "day",
        [
            date(2026, 11, 28),
            date(2026, 11, 29),
            date(2026, 1, 1),
            date(2026, 1, 8),
            date(2026, 2, 23),
            date(2026, 11, 4),
        ],
        ids=["saturday", "sunday", "new year", "the eighth of january", "february", "november"],
    )
    def test_of_rest_is_a_weekend_or_a_holiday_of_the_country(self, day: date) -> None:
        assert not COUNTRY.is_working(day)

    def test_of_rest_is_the_monday_after_a_holiday_on_a_weekend(self) -> None:
        assert not COUNTRY.is_working(date(2026, 3, 9))
        assert not COUNTRY.is_working(date(2026, 5, 11))
        assert COUNTRY.is_working(date(2026, 3, 10))

    def test_after_a_weekend_of_january_is_moved_by_decree_alone(self) -> None:
        assert COUNTRY.is_working(date(2028, 1, 10))

    def test_of_work_is_any_other(self) -> None:
        assert COUNTRY.is_working(MONDAY)

    def test_is_what_the_region_makes_of_it(self) -> None:
        assert not OWN.is_working(date(2027, 8, 30))
        assert OWN.is_working(date(2026, 11, 28))
        assert not OWN.is_working(date(2026, 11, 29))


class TestCounting:
    def test_passes_over_the_long_rest_of_january(self) -> None:
        assert COUNTRY.after(date(2026, 12, 31), 1) == date(2027, 1, 11)

    def test_counts_the_days_of_the_region(self) -> None:
        assert COUNTRY.after(MONDAY, 5) == date(2026, 11, 30)
        assert OWN.after(MONDAY, 4) == date(2026, 11, 28)

    @pytest.mark.parametrize(
        ("today", "left"),
        [
            (MONDAY, 5),
            (date(2026, 11, 27), 1),
            (date(2026, 11, 29), 1),
            (date(2026, 11, 30), 0),
            (date(2026, 12, 1), -1),
            (date(2026, 12, 7), -5),
        ],
    )
    def test_passes_over_weekends_before_the_last_day_and_after_it(self, today: date, left: int) -> None:
        assert COUNTRY.days_left(today, date(2026, 11, 30)) == left


class TestWriting:
    @pytest.mark.parametrize("calendar", [COUNTRY, OWN])
    def test_keeps_every_day(self, calendar: WorkingCalendar) -> None:
        assert read(written(calendar)) == calendar
