"""Mobile telephone numbers, as people type them and as they are kept (P-03, R50)."""

import re
from dataclasses import dataclass

_SEPARATORS = re.compile(r"[\s()\-–—.]+")
_LENGTH_WITH_COUNTRY = 11
_LENGTH_WITHOUT_COUNTRY = 10
# The code of Abkhazia: the digits of a Russian mobile number, but a call abroad.
_ABROAD = "940"


class InvalidPhone(ValueError):  # noqa: N818 - reads as "raise InvalidPhone"
    """Not a Russian mobile number; the message is a short code: `empty`, `shape`, `foreign`, `not-mobile`."""


@dataclass(frozen=True, slots=True)
class MobilePhone:
    """A Russian mobile number; `number` is its international form, +79261234567 (E.164)."""

    number: str

    @classmethod
    def parse(cls, text: str) -> "MobilePhone":
        """
        Read a number as it was typed: with 8 or +7 or neither, with spaces, brackets and hyphens.

        :raises InvalidPhone: see there
        """
        typed = _SEPARATORS.sub("", text)
        if not typed:
            raise InvalidPhone("empty")
        digits = typed.removeprefix("+")
        if not (digits.isascii() and digits.isdecimal()):
            raise InvalidPhone("shape")
        if typed.startswith("+") and not digits.startswith("7"):
            raise InvalidPhone("foreign")
        if len(digits) == _LENGTH_WITH_COUNTRY and digits[0] in "78":
            digits = digits[1:]
        if len(digits) != _LENGTH_WITHOUT_COUNTRY:
            raise InvalidPhone("shape")
        if digits.startswith(_ABROAD):
            raise InvalidPhone("foreign")
        if not digits.startswith("9"):
            raise InvalidPhone("not-mobile")
        return cls(f"+7{digits}")

    @property
    def masked(self) -> str:
        """Enough for the owner to recognise it: «+7 (•••) •••-45-67»."""
        return f"+7 (•••) •••-{self.number[-4:-2]}-{self.number[-2:]}"

    def __str__(self) -> str:
        digits = self.number[2:]
        return f"+7 ({digits[:3]}) {digits[3:6]}-{digits[6:8]}-{digits[8:]}"
