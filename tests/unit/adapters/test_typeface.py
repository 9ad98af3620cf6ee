"""Which signs of a doctor's words go to paper, and what becomes of the others."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartoteka.adapters.pdf.typeface import LOST, Typeface

KNOWN = {ord(sign) for sign in "абвгдеёжзийклмнопрстуфхцчшщъыьэюя АБВ0123456789.,-½[?]"}
FACE = Typeface(KNOWN)


@pytest.mark.rule("R62")
class TestTypeface:
    def test_leaves_words_that_it_can_show(self) -> None:
        assert FACE.fit_words("ёж 36, 6") == ("ёж 36, 6", False)

    def test_marks_what_it_can_not_show_once_for_each_gap(self) -> None:
        assert FACE.fit_words("да 漢字👍 нет 👍") == (f"да {LOST} нет {LOST}", True)

    def test_writes_plainly_what_has_a_plain_form(self) -> None:
        assert FACE.fit_words("㎏")[0] == LOST
        assert FACE.fit_words("３６") == ("36", False)

    def test_drops_signs_that_nobody_sees_and_those_that_turn_the_writing(self) -> None:
        assert FACE.fit_words("а\u202eб\x00в\u200d\ufe0f") == ("абв", False)

    def test_keeps_lines_and_makes_tabs_and_rare_spaces_plain(self) -> None:
        assert FACE.fit_words("а\nб\tв\u2003г") == ("а\nб в г", False)

    def test_puts_letters_and_their_accents_together(self) -> None:
        assert FACE.fit_words("е\u0308ж") == ("ёж", False)

    def test_lets_a_very_long_word_be_broken(self) -> None:
        shown, _ = FACE.fit_words("а" * 100)

        assert max(map(len, shown.split("\u200b"))) <= 15
        assert shown.replace("\u200b", "") == "а" * 100

    def test_reaches_into_lists_and_tells_of_a_loss_anywhere(self) -> None:
        assert FACE.fit({"а": ["б", ["👍"]], "в": 5}) == ({"а": ["б", [LOST]], "в": 5}, True)

    @given(st.text())
    def test_never_lets_out_a_sign_that_is_not_in_the_fonts(self, words: str) -> None:
        shown, _ = FACE.fit_words(words)

        assert {ord(sign) for sign in shown} - KNOWN - {ord("\n"), ord("\u200b")} == set()
        assert shown == unicodedata.normalize("NFC", shown)
