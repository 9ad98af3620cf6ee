"""Which passwords the Portal takes."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from kartoteka.domain.accounts.models import Account

ANNA = Account(login="anna-sokolova", email="anna.sokolova@example.org")


class TestAPassword:
    @pytest.mark.manual("P-08")
    @pytest.mark.parametrize(
        "password",
        [
            "синий чайник летит",
            "Kartoteka-2026",
            "correct horse battery",
            "я люблю свою собаку Жучку",
            "qT7!vv0pL_x2",
            "москва слезам не верит",
            "пароль от дачного сарая",
            "п" * 6 + "огода за окном" + "!" * 5,
            "        пробелы в начале",
            "площадь 12 м² и 34 м³",
        ],
    )
    def test_may_be_any_phrase(self, password: str) -> None:
        validate_password(password, ANNA)

    @pytest.mark.parametrize(
        ("password", "why"),
        [
            ("короткий", "короче 12"),
            ("", "короче 12"),
            ("длинно" * 22, "длиннее 128"),
            ("qwertyuiop[]", "подбирают первым"),
            ("йцукенгшщзхъ", "подбирают первым"),
            ("ЙЦУКЕНгшщзхъ", "подбирают первым"),
            ("1qaz2wsx3edc", "подбирают первым"),
            ("1йфя2цыч3увс", "подбирают первым"),
            ("123456789012", "подбирают первым"),
            ("111111111111", "подбирают первым"),
            ("abababababab", "подбирают первым"),
            ("пароль123456", "подбирают первым"),
            ("gfhjkm123456", "подбирают первым"),
            ("парольпароль", "подбирают первым"),
            ("любовь2026!!", "подбирают первым"),
            ("password12345", "подбирают первым"),
            ("зфыыцщкв12345", "подбирают первым"),
            ("anna-sokolova", "похож на Ваш логин"),
            ("anna.sokolova1", "похож на Ваш логин"),
        ],
    )
    def test_is_none_that_everybody_tries(self, password: str, why: str) -> None:
        with pytest.raises(ValidationError, match=why):
            validate_password(password, ANNA)

    @given(st.text(max_size=200))
    def test_is_judged_whatever_it_is(self, password: str) -> None:
        try:
            validate_password(password, ANNA)
        except ValidationError:
            return
        assert 12 <= len(password) <= 128
