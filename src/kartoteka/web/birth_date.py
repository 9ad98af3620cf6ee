"""The three fields of a birth date: read once, for every form that asks for one."""

from collections.abc import Mapping
from datetime import date

BIRTH_DATE_PARTS = ("birth_day", "birth_month", "birth_year")
_EARLIEST_YEAR = 1900
_DAY, _MONTH, _YEAR = BIRTH_DATE_PARTS


class WrongBirthDate(ValueError):  # noqa: N818 - reads as "raise WrongBirthDate"
    """No birth date; `words` says why in Russian, `parts` names the fields that are wrong."""

    def __init__(self, words: str, *parts: str) -> None:
        super().__init__(words)
        self.words = words
        self.parts = parts


def read_birth_date(typed: Mapping[str, object], *, today: date) -> date:
    """
    The date that was typed into the three fields.

    :raises WrongBirthDate: something is missing, strange, in no calendar, too early, or still to come
    """
    words = {name: str(typed.get(name, "")).strip() for name in BIRTH_DATE_PARTS}
    missing = [name for name in BIRTH_DATE_PARTS if not words[name]]
    if missing:
        raise WrongBirthDate("Укажите день, месяц и год рождения", *missing)
    strange = [name for name in BIRTH_DATE_PARTS if not (words[name].isascii() and words[name].isdecimal())]
    if strange:
        raise WrongBirthDate("Дата рождения: введите день, месяц и год цифрами", *strange)
    day, month, year = (int(words[name][:6]) for name in BIRTH_DATE_PARTS)
    if year < 1000:  # noqa: PLR2004 - two digits may mean two centuries, so nothing is guessed
        raise WrongBirthDate("Год рождения введите четырьмя цифрами", _YEAR)
    return _in_calendar(day, month, year, today)


def _in_calendar(day: int, month: int, year: int, today: date) -> date:
    try:
        birth_date = date(year, month, day)
    except ValueError as error:
        raise WrongBirthDate("Такой даты нет в календаре, проверьте день и месяц", _DAY, _MONTH) from error
    if birth_date > today:
        raise WrongBirthDate("Дата рождения не может быть в будущем", _YEAR)
    if year < _EARLIEST_YEAR:
        raise WrongBirthDate(f"Год рождения не может быть раньше {_EARLIEST_YEAR}", _YEAR)
    return birth_date
