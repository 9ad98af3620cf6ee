import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartoteka.shared.phones import InvalidPhone, MobilePhone


class TestAMobilePhone:
    @pytest.mark.manual("P-03")
    @pytest.mark.parametrize(
        "typed",
        [
            "+7 (912) 345-67-89",
            "+79123456789",
            "8 912 345 67 89",
            "8(912)345-67-89",
            "9123456789",
            "7 912 345-67-89",
            " +7 912 345–67–89 ",
            "8.912.345.67.89",
        ],
    )
    def test_is_read_however_it_is_typed(self, typed: str) -> None:
        assert MobilePhone.parse(typed).number == "+79123456789"

    @pytest.mark.parametrize(
        ("typed", "why"),
        [
            ("", "empty"),
            ("   ", "empty"),
            ("+7 (___) ___-__-__", "shape"),
            ("912345678", "shape"),
            ("+7 912 345 67 890", "shape"),
            ("девять один два", "shape"),
            ("+7 912 345 67 8٩", "shape"),
            ("+375 29 123-45-67", "foreign"),
            ("+1 202 555 0123", "foreign"),
            ("+7 (940) 712-34-56", "foreign"),
            ("8 (495) 123-45-67", "not-mobile"),
            ("8 (800) 555-35-35", "not-mobile"),
            ("+7 (727) 123-45-67", "not-mobile"),
        ],
    )
    def test_is_nothing_else(self, typed: str, why: str) -> None:
        with pytest.raises(InvalidPhone, match=why):
            MobilePhone.parse(typed)

    @pytest.mark.manual("P-03")
    def test_is_shown_in_the_format_of_the_manual(self) -> None:
        assert str(MobilePhone("+79123456789")) == "+7 (912) 345-67-89"

    def test_can_be_shown_to_its_owner_alone(self) -> None:
        assert MobilePhone("+79123456789").masked == "+7 (•••) •••-67-89"

    @given(st.integers(min_value=0, max_value=999_999_999).filter(lambda rest: not str(rest).startswith("40")))
    def test_reads_what_it_shows(self, rest: int) -> None:
        number = f"+79{rest:09d}"
        if number.startswith("+7940"):
            return

        assert MobilePhone.parse(str(MobilePhone(number))).number == number

    @given(st.text(max_size=30))
    def test_survives_anything(self, typed: str) -> None:
        try:
            phone = MobilePhone.parse(typed)
        except InvalidPhone:
            return
        assert phone.number.startswith("+79")
        assert len(phone.number) == 12
