from datetime import date

import pytest

from cast import ANNA, MARIA
from factories.telephones import Telephone
from kartoteka.domain.accounts.app_devices.rules import is_pin, is_public_key, is_signed, is_weak

TODAY = date(2026, 11, 23)


def weak(pin: str) -> bool:
    days = {ANNA.birth_date, MARIA.birth_date}
    return is_weak(pin, birth_dates=days, phone="+79211184407", today=TODAY)


@pytest.mark.manual("A-09")
@pytest.mark.rule("R70", "R81")
class TestAPin:
    @pytest.mark.parametrize("pin", ["0000", "1111", "9999"])
    def test_of_equal_digits_is_weak(self, pin: str) -> None:
        assert weak(pin)

    @pytest.mark.parametrize("pin", ["1234", "4321", "0123", "6789", "7890", "0987", "9876"])
    def test_of_digits_in_a_row_is_weak(self, pin: str) -> None:
        assert weak(pin)

    @pytest.mark.parametrize("pin", ["1212", "6969", "1122", "2580", "0852"])
    def test_of_pairs_or_down_the_pad_is_weak(self, pin: str) -> None:
        assert weak(pin)

    @pytest.mark.parametrize("pin", ["1900", "1986", "2018", "2026"])
    def test_that_is_a_year_of_birth_is_weak(self, pin: str) -> None:
        assert weak(pin)

    @pytest.mark.parametrize("pin", ["1203", "0312", "1905", "0519"])
    def test_that_is_a_birthday_of_the_family_is_weak(self, pin: str) -> None:
        assert weak(pin)

    def test_that_ends_the_number_of_the_owner_is_weak(self) -> None:
        assert weak("4407")

    @pytest.mark.parametrize("pin", ["4071", "8350", "2027", "1899", "3579", "1243"])
    def test_of_another_kind_is_not(self, pin: str) -> None:
        assert not weak(pin)

    @pytest.mark.parametrize("typed", ["", "123", "12345", "12a4", "١٢٣٤", "4071\n"])
    def test_has_four_digits(self, typed: str) -> None:
        assert not is_pin(typed)
        assert is_pin("4071")


@pytest.mark.rule("R81")
class TestASignature:
    def test_is_the_key_s_own(self) -> None:
        mine, thief = Telephone(), Telephone()
        signed = mine.sign(b"challenge")

        assert is_signed(mine.public_key, signed.signature, b"challenge")
        assert not is_signed(thief.public_key, signed.signature, b"challenge")

    def test_is_of_these_very_bytes(self) -> None:
        mine = Telephone()

        assert not is_signed(mine.public_key, mine.sign(b"challenge").signature, b"another")

    @pytest.mark.parametrize("signature", [b"", b"\0" * 64, b"\xff" * 64, b"x" * 63, b"x" * 70])
    def test_of_another_shape_is_none(self, signature: bytes) -> None:
        assert not is_signed(Telephone().public_key, signature, b"challenge")


class TestAPublicKey:
    @pytest.mark.parametrize("raw", [b"", b"\x04" + b"\0" * 64, b"key", b"\x04" + b"\xff" * 64])
    def test_is_a_point_of_the_curve(self, raw: bytes) -> None:
        assert not is_public_key(raw)
        assert is_public_key(Telephone().public_key)
