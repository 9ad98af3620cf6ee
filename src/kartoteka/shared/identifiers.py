"""
Numbers by which Russian registers know a person: SNILS and the OMS policy.

Sources: the Pension Fund's rule for the check digits of a SNILS; the federal OMS fund's rule for the unified
policy number (ENP): sixteen digits, the last of which makes the whole pass Luhn's check.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

from kartoteka.shared.sex import Sex

_SNILS_DIGITS = 11
_SNILS_SHAPE = re.compile(r"\d{3}[ -]?\d{3}[ -]?\d{3}[ -]?\d{2}", re.ASCII)
_SNILS_IN_TEXT = re.compile(r"(?<!\d)\d{3}-\d{3}-\d{3}[ -]\d{2}(?!\d)", re.ASCII)
# Numbers up to this one were given before check digits existed.
_LAST_SNILS_WITHOUT_CHECK = 1_001_998
# Years that the coded birth date of a policy number may sensibly name.
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_ENP_SHAPE = re.compile(r"\d{16}", re.ASCII)
_TEMPORARY_SHAPE = re.compile(r"\d{9}", re.ASCII)
_OLD_SERIES_SHAPE = re.compile(r"[0-9A-ZА-ЯЁ -]{0,12}")
_OLD_NUMBER_SHAPE = re.compile(r"[0-9A-ZА-ЯЁ-]{3,20}")


class InvalidIdentifier(ValueError):  # noqa: N818 - reads as "raise InvalidIdentifier"
    """The number can't exist; the message is a short code: `shape`, `checksum`, `series`."""


@dataclass(frozen=True, slots=True)
class Snils:
    """Number of a pension insurance account: eleven digits, the last two of them for checking."""

    digits: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        Read a SNILS with or without its spaces and hyphens.

        :raises InvalidIdentifier: `shape` or `checksum`
        """
        text = text.strip()
        if not _SNILS_SHAPE.fullmatch(text):
            raise InvalidIdentifier("shape")
        digits = re.sub(r"[ -]", "", text)
        if digits == "0" * _SNILS_DIGITS:
            raise InvalidIdentifier("shape")
        if int(digits[:9]) > _LAST_SNILS_WITHOUT_CHECK and snils_check_digits(digits[:9]) != digits[9:]:
            raise InvalidIdentifier("checksum")
        return cls(digits)

    def __str__(self) -> str:
        return f"{self.digits[:3]}-{self.digits[3:6]}-{self.digits[6:9]} {self.digits[9:]}"

    @property
    def masked(self) -> str:
        """For lists and pages: the last two digits only."""
        return f"•••-•••-••• {self.digits[9:]}"


def mask_snils(text: str) -> str:
    """A text in which of each СНИЛС, written as it is on its card, the last two digits are left."""
    return _SNILS_IN_TEXT.sub(_masked_if_one, text)


def _masked_if_one(found: re.Match[str]) -> str:
    try:
        return Snils.parse(found[0]).masked
    except InvalidIdentifier:
        return found[0]


def snils_check_digits(number: str) -> str:
    """The two check digits for the first nine digits of a SNILS."""
    total = sum(int(digit) * weight for digit, weight in zip(number, range(9, 0, -1), strict=True))
    return f"{total % 101 % 100:02d}"


def luhn_check_digit(body: str) -> str:
    """The digit that makes `body` followed by it pass Luhn's check."""
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value // 10 + value % 10
    return str(-total % 10)


class PolicyKind(StrEnum):
    """Kinds of OMS policy that people still hold in their hands."""

    UNIFIED = "unified"
    OLD = "old"
    TEMPORARY = "temporary"


@dataclass(frozen=True, slots=True)
class OmsPolicy:
    """A policy of obligatory medical insurance. Only a policy of the old kind may have a series."""

    kind: PolicyKind
    number: str
    series: str = ""

    @classmethod
    def parse(cls, kind: PolicyKind, number: str, series: str = "") -> Self:
        """
        Read a policy as a person types it.

        :raises InvalidIdentifier: `shape` (not a number of this kind), `checksum` (unified only), `series`
        """
        number = re.sub(r"\s", "", number).upper()
        series = re.sub(r"\s+", " ", series).strip().upper()
        if kind is PolicyKind.OLD:
            if not _OLD_SERIES_SHAPE.fullmatch(series):
                raise InvalidIdentifier("series")
            if not _OLD_NUMBER_SHAPE.fullmatch(number):
                raise InvalidIdentifier("shape")
            return cls(kind, number, series)
        if series:
            raise InvalidIdentifier("series")
        shape = _ENP_SHAPE if kind is PolicyKind.UNIFIED else _TEMPORARY_SHAPE
        if not shape.fullmatch(number):
            raise InvalidIdentifier("shape")
        if kind is PolicyKind.UNIFIED and luhn_check_digit(number[:-1]) != number[-1]:
            raise InvalidIdentifier("checksum")
        return cls(kind, number)

    @property
    def masked(self) -> str:
        """For pages: the last four symbols only."""
        return f"•••• {self.number[-4:]}"


@dataclass(frozen=True, slots=True)
class EnpFacts:
    """What a unified policy number says of its holder. Data get corrected, the number stays: no proof."""

    region_code: str
    birth_year: int
    birth_month: int
    birth_day: int
    sex: Sex


def make_enp(*, region_code: str, birth_year: int, birth_month: int, birth_day: int, sex: Sex, serial: int) -> str:
    """
    A lawful unified policy number: region, coded birth date and sex, serial number, check digit.

    :param region_code: two digits of the subject of the Federation
    :param serial: 0 to 99999
    """
    era = 20 if birth_year <= 1950 else 40 if birth_year <= 2000 else 0  # noqa: PLR2004 - the fund's own bounds
    day = birth_day + (50 if sex is Sex.MALE else 0)
    plain = f"{birth_month + era:02d}{birth_year:04d}"
    coded = plain[:2] + plain[2:][::-1] + f"{day:02d}"
    inverted = "".join(str(9 - int(digit)) for digit in coded)
    body = f"{region_code}{inverted}{serial:05d}"
    return body + luhn_check_digit(body)


def read_enp(number: str) -> EnpFacts | None:
    """What a unified policy number tells, or None where it tells nothing sensible."""
    if not _ENP_SHAPE.fullmatch(number):
        return None
    coded = "".join(str(9 - int(digit)) for digit in number[2:10])
    month, year, day = int(coded[:2]), int(coded[2:6][::-1]), int(coded[6:])
    sex = Sex.MALE if day > 50 else Sex.FEMALE  # noqa: PLR2004 - men's days are coded with fifty more
    day -= 50 if sex is Sex.MALE else 0
    month -= 20 if year <= 1950 else 40 if year <= 2000 else 0  # noqa: PLR2004 - the fund's own bounds
    if not _FIRST_YEAR <= year <= _LAST_YEAR or not _is_day(year, month, day):
        return None
    return EnpFacts(number[:2], year, month, day, sex)


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
