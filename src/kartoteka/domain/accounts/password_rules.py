"""
Which passwords are taken: long enough, and not among those that everybody tries first. Nothing is asked of their
letters and signs, for such demands make passwords shorter and no harder to guess (NIST SP 800-63B).

Classes in the form in which Django's setting names them.
"""

import re
from itertools import pairwise

from django.contrib.auth.password_validation import CommonPasswordValidator as DjangoCommonPasswordValidator
from django.core.exceptions import ValidationError

from kartoteka.domain.accounts.models import Account

MIN_LENGTH, MAX_LENGTH = 12, 128

_LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RUSSIAN = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_TO_LATIN = str.maketrans(_RUSSIAN, _LATIN)
_TO_RUSSIAN = str.maketrans(_LATIN, _RUSSIAN)
# Rows and columns of the keyboard, as fingers run over it, by the Latin letters.
_RUNS = ("1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p")
# What Russian people type where others type "password": the list that comes with Django has none of them.
_RUSSIAN_COMMON = frozenset({
    "пароль", "любовь", "привет", "солнышко", "солнце", "россия", "москва", "спартак", "зенит", "динамо", "максим",
    "наташа", "марина", "анастасия", "александр", "сергей", "андрей", "дмитрий", "екатерина", "котенок", "зайчик",
    "малыш", "доктор", "поликлиника", "больница", "здоровье", "госуслуги", "картотека", "регистратура",
})  # fmt: skip
_DIGITS = frozenset("0123456789")
_SHORTEST_OWN_WORD = 4
# A run, a repetition or a common word may be a part of a good password, but not nearly all of it.
_MOST = 0.7
_FEWEST_REPEATS = 3


class LengthValidator:
    """From 12 to 128 characters."""

    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002 - Django's own signature
        if len(password) < MIN_LENGTH:
            raise ValidationError(f"Пароль короче {MIN_LENGTH} знаков. Подойдёт, например, фраза из трёх-четырёх слов")
        if len(password) > MAX_LENGTH:
            raise ValidationError(f"Пароль длиннее {MAX_LENGTH} знаков. Сократите его")

    def get_help_text(self) -> str:
        return f"От {MIN_LENGTH} до {MAX_LENGTH} знаков, любых"


class CommonPasswordValidator(DjangoCommonPasswordValidator):
    """Not one that everybody tries: common ones in either keyboard layout, runs over the keys, repetitions."""

    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002 - Django's own signature
        # What is longer is refused for its length.
        typed = password[:MAX_LENGTH].lower().strip()
        latin = typed.translate(_TO_LATIN)
        if self._is_common(typed) or self._is_common(latin) or _is_run(latin) or _is_repetition(typed):
            raise ValidationError("Такой пароль подбирают первым. Придумайте другой, например фразу из нескольких слов")

    def get_help_text(self) -> str:
        return "Не из тех, что подбирают первыми"

    def _is_common(self, typed: str) -> bool:
        letters = re.sub(r"[\W\d_]+", "", typed)
        words = {typed, letters, letters.translate(_TO_RUSSIAN)}
        if words & self.passwords or words & _RUSSIAN_COMMON:
            return True
        return any(typed.count(word) * len(word) > _MOST * len(typed) for word in _RUSSIAN_COMMON if word in typed)


class OwnWordsValidator:
    """Not the login or the e-mail of the account itself."""

    def validate(self, password: str, user: object = None) -> None:
        if not isinstance(user, Account):
            return
        typed = password.lower()
        for word in {user.login.lower(), user.email.lower(), user.email.lower().partition("@")[0]}:
            if len(word) >= _SHORTEST_OWN_WORD and word in typed and len(word) > _MOST * len(typed):
                raise ValidationError("Пароль похож на Ваш логин или электронную почту. Придумайте другой")

    def get_help_text(self) -> str:
        return "Не похож на логин и электронную почту"


def _is_run(latin: str) -> bool:
    """Whether fingers mostly ran over neighbouring keys, or counted."""
    if len(latin) < MIN_LENGTH:
        return False
    steps = sum(_are_neighbours(one, other) for one, other in pairwise(latin))
    return steps > _MOST * (len(latin) - 1)


def _are_neighbours(one: str, other: str) -> bool:
    if one in _DIGITS and other in _DIGITS:
        return abs(int(one) - int(other)) in {0, 1, 9}
    return any(one + other in run or other + one in run for run in _RUNS)


def _is_repetition(typed: str) -> bool:
    """Whether it is one short piece over and over."""
    pieces = (typed[:size] for size in range(1, len(typed) // _FEWEST_REPEATS + 1))
    return any((piece * (len(typed) // len(piece) + 1)).startswith(typed) for piece in pieces)
