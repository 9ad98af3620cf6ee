from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartoteka.shared.dates import age_on, local_day

LEAP_DAY = date(2008, 2, 29)


@pytest.mark.rule("R37")
class TestAgeOn:
    @pytest.mark.parametrize(
        ("day", "age"),
        [
            (date(2018, 5, 19), 0),
            (date(2019, 5, 18), 0),
            (date(2019, 5, 19), 1),
            (date(2026, 5, 18), 7),
            (date(2026, 5, 19), 8),
            (date(2026, 11, 23), 8),
        ],
    )
    def test_grows_on_the_birthday(self, day: date, age: int) -> None:
        assert age_on(date(2018, 5, 19), day) == age

    @pytest.mark.parametrize(
        ("day", "age"),
        [
            (date(2026, 2, 28), 17),
            (date(2026, 3, 1), 18),
            (date(2028, 2, 28), 19),
            (date(2028, 2, 29), 20),
        ],
    )
    def test_grows_on_the_first_of_march_for_a_leap_day_in_a_common_year(self, day: date, age: int) -> None:
        assert age_on(LEAP_DAY, day) == age

    def test_refuses_a_day_before_the_birth(self) -> None:
        with pytest.raises(ValueError, match="before the birth"):
            age_on(LEAP_DAY, date(2008, 2, 28))

    @given(birth_date=st.dates(date(1900, 1, 1), date(2099, 12, 31)), years=st.integers(0, 120))
    def test_is_the_number_of_years_on_each_new_years_eve(self, birth_date: date, years: int) -> None:
        assert age_on(birth_date, date(birth_date.year + years, 12, 31)) == years


class TestLocalDay:
    @pytest.mark.rule("R72")
    @pytest.mark.parametrize(
        ("zone", "day"),
        [
            ("Europe/Kaliningrad", date(2026, 11, 23)),
            ("Europe/Moscow", date(2026, 11, 23)),
            ("Asia/Yekaterinburg", date(2026, 11, 24)),
            ("Asia/Kamchatka", date(2026, 11, 24)),
        ],
    )
    def test_is_the_day_of_the_region_and_not_of_the_server(self, zone: str, day: date) -> None:
        moment = datetime(2026, 11, 23, 19, 30, tzinfo=UTC)

        assert local_day(moment, zone) == day
