"""What a slip of the pen or of the keyboard makes of a number, a date or a word."""

from collections.abc import Iterator
from datetime import date

from rapidfuzz.distance import OSA

# Where the keys of the Russian letters are when the keyboard is switched to Latin.
_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбюё"
_LAYOUT = str.maketrans(_LATIN + _LATIN.upper(), _RUSSIAN + _RUSSIAN.upper())
_WITH_DOTS = {"е": "ё", "Е": "Ё"}
_DIGITS = "0123456789"
_NEAR_YEARS = (-10, -1, 1, 10)


def from_latin_layout(text: str) -> str:
    """What was meant by Russian typed on a Latin keyboard: «Cjrjkjdf» for «Соколова»."""
    return text.translate(_LAYOUT)


def is_one_slip(one: str, other: str) -> bool:
    """Whether two texts differ by one symbol: wrong, missing, superfluous, or two that changed places."""
    return OSA.distance(one, other, score_cutoff=1) == 1


def near_numbers(number: str) -> frozenset[str]:
    """The number itself, and what it was if one digit is wrong or two neighbours changed places: some 150 numbers."""
    return frozenset({number, *_with_one_digit_changed(number), *_with_neighbours_swapped(number)})


def spellings(word: str) -> frozenset[str]:
    """The word as it may stand in a register: as typed, without ё, and with ё for one е."""
    plain = word.replace("ё", "е").replace("Ё", "Е")
    with_one = {
        plain[:place] + _WITH_DOTS[letter] + plain[place + 1 :]
        for place, letter in enumerate(plain)
        if letter in _WITH_DOTS
    }
    return frozenset({word, plain, *with_one})


def swapped_date(day: date) -> date | None:
    """The date with day and month changed places; None where there is no such day, or it is the same."""
    if day.day == day.month:
        return None
    return _date_or_none(day.year, day.day, day.month)


def near_dates(day: date) -> frozenset[date]:
    """Dates that one digit of the year, a neighbouring month or day, or a digit of the day turns into this one."""
    found = {_date_or_none(day.year + years, day.month, day.day) for years in _NEAR_YEARS}
    found |= {_date_or_none(day.year, day.month + months, day.day) for months in (-1, 1)}
    found |= {_date_or_none(day.year, day.month, day.day + days) for days in (-20, -10, -1, 1, 10, 20)}
    return frozenset(one for one in found if one is not None)


def _with_one_digit_changed(number: str) -> Iterator[str]:
    for place, symbol in enumerate(number):
        if symbol in _DIGITS:
            yield from (number[:place] + digit + number[place + 1 :] for digit in _DIGITS)


def _with_neighbours_swapped(number: str) -> Iterator[str]:
    for place in range(len(number) - 1):
        yield number[:place] + number[place + 1] + number[place] + number[place + 2 :]


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
