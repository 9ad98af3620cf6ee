import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartoteka.domain.access.code_symbols import check_symbol, new_code, read_code, shown
from kartoteka.domain.access.errors import CodeMistyped

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
bodies = st.text(st.sampled_from(ALPHABET), min_size=10, max_size=10)

pytestmark = pytest.mark.rule("R47")


class TestACode:
    def test_is_fifty_bits_and_a_check_symbol(self) -> None:
        codes = {new_code() for _ in range(200)}

        assert len(codes) == 200
        assert all(len(code) == 11 and set(code[:10]) <= set(ALPHABET) for code in codes)
        assert len(ALPHABET) ** 10 == 2**50

    def test_is_checked_as_crockford_says(self) -> None:
        assert [check_symbol(f"00000000{last}") for last in ("00", "01", "0Z", "10", "14")] == ["0", "1", "Z", "*", "U"]
        assert check_symbol("ZZZZZZZZZZ") == (ALPHABET + "*~$=U")[(2**50 - 1) % 37]

    def test_is_read_as_it_is_shown(self) -> None:
        code = new_code()

        assert read_code(shown(code)) == code
        assert read_code(f"  {shown(code).lower()} ") == code
        assert read_code(" ".join(code)) == code

    def test_is_read_with_look_alikes_of_either_alphabet(self) -> None:
        code = "1010ABEKMH"
        typed = "iOlоавекмн"

        assert read_code(typed + check_symbol(code)) == code + check_symbol(code)

    @given(body=bodies, place=st.integers(0, 9), other=st.sampled_from(ALPHABET))
    def test_is_refused_with_one_symbol_wrong(self, body: str, place: int, other: str) -> None:
        code = body + check_symbol(body)
        wrong = code[:place] + other + code[place + 1 :]

        if wrong == code:
            assert read_code(wrong) == code
        else:
            with pytest.raises(CodeMistyped):
                read_code(wrong)

    @given(body=bodies, place=st.integers(0, 8))
    def test_is_refused_with_two_neighbours_swapped(self, body: str, place: int) -> None:
        swapped = body[:place] + body[place + 1] + body[place] + body[place + 2 :]

        if swapped != body:
            with pytest.raises(CodeMistyped):
                read_code(swapped + check_symbol(body))

    @pytest.mark.parametrize(
        "typed", ["", "12345", "1234567890", "12345678901234", "ЯЯЯЯЯЯЯЯЯЯЯ", "\x00" * 11, "٣" * 11]
    )
    def test_is_refused_in_another_shape(self, typed: str) -> None:
        with pytest.raises(CodeMistyped):
            read_code(typed)
