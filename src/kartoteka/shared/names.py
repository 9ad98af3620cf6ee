"""Names of people: as they are written, and as they are compared."""

import re
import unicodedata
from dataclasses import dataclass

_APOSTROPHES = "’‘ʼ`"
# Keyboards and scanners put Latin letters that look the same into Russian names.
_FOLDED = str.maketrans("abcehkmoptxyëё", "авсенкмортхуее", _APOSTROPHES)
_PLAIN_APOSTROPHE = str.maketrans(dict.fromkeys(_APOSTROPHES, "'"))
_SPACES = re.compile(r"\s+")
# After the spaces were made single: a pattern with unbounded spaces on its left takes quadratic time.
_HYPHENS = re.compile(r" ?[-‐‑‒–—―−] ?")
_NAME = re.compile(r"[А-ЯЁа-яё]+(?:[-' .][А-ЯЁа-яё]+)*\.?")
_LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ]")

MAX_NAME_PART_LENGTH = 100


class InvalidNamePart(ValueError):  # noqa: N818 - reads as "raise InvalidNamePart"
    """A part of a name is not written as Russian papers write it; the message is a short code."""


@dataclass(frozen=True, slots=True)
class PersonName:
    """Surname, first name and patronymic as in the person's papers; the patronymic may be empty."""

    family: str
    given: str
    patronymic: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.family, self.given, self.patronymic) if part)

    @property
    def initials(self) -> str:
        """The two letters of an avatar: surname, then first name."""
        return (self.family[:1] + self.given[:1]).upper()

    @property
    def masked(self) -> str:
        """Enough for the owner to recognise, too little for a stranger: first name and one letter (R4)."""
        return f"{self.given} {self.family[:1]}."


def clean_name_part(text: str) -> str:
    """
    One part of a name as it is kept: NFC, single spaces, plain hyphens; ё stays.

    :raises InvalidNamePart: `empty`, `too-long`, `latin` (Latin letters among Russian ones), `characters`
    """
    text = unicodedata.normalize("NFC", text)
    if any(unicodedata.category(symbol) in {"Cc", "Cf", "Co", "Cs"} for symbol in text):
        raise InvalidNamePart("characters")
    text = _HYPHENS.sub("-", _SPACES.sub(" ", text.translate(_PLAIN_APOSTROPHE))).strip()
    if not text:
        raise InvalidNamePart("empty")
    if len(text) > MAX_NAME_PART_LENGTH:
        raise InvalidNamePart("too-long")
    if _LATIN.search(text):
        raise InvalidNamePart("latin")
    if not _NAME.fullmatch(text):
        raise InvalidNamePart("characters")
    return text


def comparable(text: str) -> str:
    """
    The form in which parts of names are compared (R14).

    Case, ё/е and Latin look-alikes are folded; only letters and digits are left. For comparing alone: what is
    shown keeps the spelling of the papers.
    """
    text = unicodedata.normalize("NFKC", text).casefold().translate(_FOLDED)
    return "".join(symbol for symbol in text if symbol.isalnum())
