import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartoteka.ui.incidents import new_incident, read_incident


class TestNewIncident:
    def test_is_short_and_has_no_letters_to_mistake(self) -> None:
        for _ in range(200):
            number = new_incident()
            assert len(number) == 11
            assert number.startswith("К-")
            assert not set("ILOU") & set(number)

    def test_is_new_each_time(self) -> None:
        assert len({new_incident() for _ in range(1000)}) == 1000


class TestReadIncident:
    def test_reads_what_was_given(self) -> None:
        number = new_incident()

        assert read_incident(number) == number

    @pytest.mark.parametrize(
        "typed",
        ["К-7F3Q-92KD", "K-7F3Q-92KD", "к 7f3q 92kd", "7F3Q92KD", " К–7F3Q–92КD ", "к7fзq92кd"],
    )
    def test_reads_what_people_type(self, typed: str) -> None:
        assert read_incident(typed) == "К-7F3Q-92KD"

    def test_takes_letters_that_are_not_used_for_digits(self) -> None:
        assert read_incident("К-OILo-1234") == "К-0110-1234"

    @pytest.mark.parametrize("typed", ["", "К-7F3Q", "К-7F3Q-92KD-1", "<script>", "К-7F3U-92KD", "8" * 5000])
    def test_reads_nothing_else(self, typed: str) -> None:
        assert read_incident(typed) == ""

    @given(st.text(max_size=60))
    def test_gives_only_a_number_or_nothing(self, typed: str) -> None:
        found = read_incident(typed)

        assert found == "" or (len(found) == 11 and read_incident(found) == found)
