import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartoteka.adapters.sms.parts import cut

WHOLE, PART = 70, 67


class TestParts:
    def test_of_a_short_text_are_one_without_a_header(self) -> None:
        assert cut("я" * WHOLE, 7) == [("я" * WHOLE).encode("utf-16-be")]

    def test_of_a_longer_text_are_numbered(self) -> None:
        parts = cut("я" * (PART * 2 + 1), 0x1234)

        assert [part[:6] for part in parts] == [bytes([5, 0, 3, 0x34, 3, place]) for place in (1, 2, 3)]

    @given(st.text(st.characters(exclude_categories=["Cs"]), min_size=WHOLE + 1, max_size=3000), st.integers(0))
    def test_fit_into_a_message_each_and_make_the_text_again(self, text: str, number: int) -> None:
        parts = cut(text, number)

        assert all(len(part) <= 140 for part in parts)
        # Each is a text by itself: no sign was cut in two.
        assert "".join(part[6:].decode("utf-16-be") for part in parts) == text

    def test_of_a_novel_are_refused(self) -> None:
        with pytest.raises(ValueError, match="too long"):
            cut("я" * (PART * 255 + 1), 1)
