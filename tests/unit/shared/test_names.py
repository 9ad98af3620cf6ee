import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartoteka.shared.names import (
    MAX_NAME_PART_LENGTH,
    InvalidNamePart,
    PersonName,
    clean_name_part,
    comparable,
)

HYPHENS = "-‐‑‒–—―−"
APOSTROPHES = "'’‘ʼ`"
LATIN_AND_RUSSIAN = [
    ("Aнна", "Анна"),
    ("BEPA", "ВЕРА"),
    ("HИHA", "НИНА"),
    ("XAPИTOH", "ХАРИТОН"),
    ("Макcим", "Максим"),
    ("Королëва", "Королёва"),
]
# What keyboards, scanners and copied pages put into a field.
written_by_people = st.text(
    st.one_of(
        st.sampled_from("АаЕеЁёИиЙйНнХх" + HYPHENS + APOSTROPHES + " .\t\u00a0\u0306\u0308\u200b"),
        st.characters(max_codepoint=0x06FF),
        st.characters(min_codepoint=0x2000, max_codepoint=0x2BFF),
        st.characters(min_codepoint=0xFB00, max_codepoint=0xFFEF),
    )
)


class TestPersonName:
    def test_is_written_surname_first(self) -> None:
        name = PersonName("Соколова", "Анна", "Викторовна")

        assert str(name) == "Соколова Анна Викторовна"

    @pytest.mark.rule("R14")
    def test_may_lack_a_patronymic(self) -> None:
        name = PersonName("Нгуен", "Тхи")

        assert str(name) == "Нгуен Тхи"

    def test_gives_two_letters_to_an_avatar(self) -> None:
        assert PersonName("соколова", "анна").initials == "СА"

    @pytest.mark.rule("R4")
    def test_is_masked_to_the_first_name_and_one_letter(self) -> None:
        name = PersonName("Соколова", "Анна", "Викторовна")

        assert name.masked == "Анна С."


class TestCleanNamePart:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("Анна", "Анна"),
            ("  Анна \u00a0 Мария ", "Анна Мария"),
            ("Алёна", "Алёна"),
            ("Але\u0308на", "Алёна"),
            ("Андреи\u0306", "Андрей"),
            ("Мамед оглы", "Мамед оглы"),
            ("А.", "А."),
        ],
    )
    def test_keeps_the_spelling_of_the_papers(self, typed: str, kept: str) -> None:
        assert clean_name_part(typed) == kept

    @pytest.mark.parametrize("hyphen", HYPHENS)
    @pytest.mark.parametrize("around", ["", " ", "  "])
    def test_makes_hyphens_of_all_kinds_one(self, hyphen: str, around: str) -> None:
        typed = f"Салтыков{around}{hyphen}{around}Щедрин"

        assert clean_name_part(typed) == "Салтыков-Щедрин"

    @pytest.mark.parametrize("apostrophe", APOSTROPHES)
    def test_makes_apostrophes_of_all_kinds_one(self, apostrophe: str) -> None:
        assert clean_name_part(f"О{apostrophe}Коннор") == "О'Коннор"

    @pytest.mark.parametrize("typed", ["", "   ", "\u00a0\u2003"])
    def test_refuses_emptiness(self, typed: str) -> None:
        with pytest.raises(InvalidNamePart, match=r"^empty$"):
            clean_name_part(typed)

    def test_takes_the_longest_name_and_refuses_one_letter_more(self) -> None:
        longest = "А" * MAX_NAME_PART_LENGTH

        kept = clean_name_part(longest)

        assert kept == longest
        with pytest.raises(InvalidNamePart, match=r"^too-long$"):
            clean_name_part(longest + "а")

    @pytest.mark.parametrize("typed", ["Anna", "Aнна", "O'Коннор", "Королëва", "Иванов II"])
    def test_says_of_latin_letters_that_they_are_latin(self, typed: str) -> None:
        with pytest.raises(InvalidNamePart, match=r"^latin$"):
            clean_name_part(typed)

    @pytest.mark.parametrize(
        "typed",
        [
            "Анна\x00",
            "Ан\nна",
            "Ан\u200bна",
            "\u202eанна",
            "Ан\u00adна",
            "Ан\ud800на",
            "Анна1",
            "Анна☃",
            "-Анна",
            "Анна-",
            "Анна--Мария",
            "Анна/Мария",
            "<b>",
            "=Анна",
        ],
    )
    def test_refuses_characters_that_no_paper_has(self, typed: str) -> None:
        with pytest.raises(InvalidNamePart):
            clean_name_part(typed)

    @given(typed=written_by_people)
    def test_changes_nothing_the_second_time(self, typed: str) -> None:
        with suppress(InvalidNamePart):
            kept = clean_name_part(typed)

            assert clean_name_part(kept) == kept


class TestComparable:
    @pytest.mark.rule("R14")
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Алёна", "Алена"),
            ("АЛЁНА", "алена"),
            ("Але\u0308на", "Алёна"),
            ("  Анна   Мария ", "Анна Мария"),
            ("Анна Мария", "Анна-Мария"),
            ("Анна-Мария", "Аннамария"),
            ("О'Коннор", "Оконнор"),
            ("А.", "А"),
            ("-", ""),
            ("\uff21нна", "Анна"),
            *LATIN_AND_RUSSIAN,
            *[(one.lower(), other) for one, other in LATIN_AND_RUSSIAN],
            *[(f"Салтыков {hyphen} Щедрин", "Салтыков-Щедрин") for hyphen in HYPHENS],
            *[(f"О{apostrophe}Коннор", "О'Коннор") for apostrophe in APOSTROPHES],
        ],
    )
    def test_is_one_for_two_spellings_of_a_name(self, one: str, other: str) -> None:
        assert comparable(one) == comparable(other)

    @pytest.mark.rule("R14", "R15")
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Мария", "Марина"),
            ("Алина", "Полина"),
            ("Андрей", "Андреи"),
            ("Наталья", "Наталия"),
            ("Артём", "Артур"),
            ("Анна", ""),
        ],
    )
    def test_differs_for_two_names(self, one: str, other: str) -> None:
        assert comparable(one) != comparable(other)

    @given(text=written_by_people)
    def test_changes_nothing_the_second_time(self, text: str) -> None:
        once = comparable(text)

        assert comparable(once) == once

    @given(text=st.text("АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ -ABCEHKMOPTXY"))
    def test_is_blind_to_case_and_to_the_way_letters_are_composed(self, text: str) -> None:
        assert comparable(text.lower()) == comparable(text)
        assert comparable(unicodedata.normalize("NFD", text)) == comparable(text)


class TestHostileInput:
    """
    Text of fifty thousand symbols is answered at once.

    A pattern that went back over its own steps would not end here within anybody's patience, so the result is
    all that needs to be asserted.
    """

    @pytest.mark.parametrize(
        ("text", "refusal"),
        [
            (" " * 50_000, "empty"),
            ("а" * 50_000, "too-long"),
            ("а-" * 25_000, "too-long"),
            ("- " * 25_000, "too-long"),
            ("а" * 50_000 + "!", "too-long"),
            ("\u0308" * 50_000, "too-long"),
        ],
    )
    def test_is_refused(self, text: str, refusal: str) -> None:
        with pytest.raises(InvalidNamePart, match=f"^{refusal}$"):
            clean_name_part(text)

    def test_is_cleaned_where_only_spaces_were_too_many(self) -> None:
        assert clean_name_part("Анна" + " " * 50_000 + "Мария") == "Анна Мария"

    @pytest.mark.parametrize("text", [" " * 50_000, "- " * 25_000, "\u0308" * 50_000])
    def test_compares_as_nothing(self, text: str) -> None:
        assert comparable(text) == ""

    def test_compares_in_full(self) -> None:
        assert comparable("Ё " * 25_000) == "е" * 25_000
