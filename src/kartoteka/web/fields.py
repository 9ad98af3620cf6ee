"""Form fields of the Portal: they say what is wrong in plain Russian and never lose what was typed."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator

from kartoteka.shared.names import MAX_NAME_PART_LENGTH, InvalidNamePart, clean_name_part

_BAD_KINDS = {"Cc", "Cf", "Co", "Cs"}
BAD_CHARACTERS = "уберите знаки, которых нельзя напечатать на клавиатуре"


class LineField(forms.CharField):
    """One line of text without control characters."""

    def __init__(self, *, what: str, max_length: int, required: bool = False, **kwargs: Any) -> None:
        self.what = what
        super().__init__(required=required, max_length=None, **kwargs)
        self.validators = [one for one in self.validators if not isinstance(one, ProhibitNullCharactersValidator)]
        self.longest = max_length

    def clean(self, value: object) -> str:
        text: str = super().clean(value)
        if any(map(_is_bad, text)):
            raise ValidationError(f"{self.what}: {BAD_CHARACTERS}")
        if len(text) > self.longest:
            raise ValidationError(f"{self.what}: не длиннее {self.longest} знаков")
        return unicodedata.normalize("NFC", " ".join(text.split()))


class WordsField(forms.CharField):
    """Some lines of text: what a person wants to say in his own words."""

    def __init__(self, *, what: str, max_length: int, **kwargs: Any) -> None:
        self.what, self.longest = what, max_length
        super().__init__(max_length=None, **kwargs)
        self.validators = [one for one in self.validators if not isinstance(one, ProhibitNullCharactersValidator)]

    def clean(self, value: object) -> str:
        text: str = super().clean(value)
        lines = [" ".join(line.split()) for line in text.splitlines()]
        # Telephones put invisible characters between those that are typed: nobody could take them away by hand.
        plain = ("".join(symbol for symbol in line if not _is_bad(symbol)) for line in lines)
        text = unicodedata.normalize("NFC", re.sub(r"\n{3,}", "\n\n", "\n".join(plain)).strip())
        if self.required and not text:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(text) > self.longest:
            raise ValidationError(f"{self.what}: не длиннее {self.longest} знаков, сейчас {len(text)}")
        return text


class NamePartField(forms.CharField):
    """Surname, first name or patronymic, with Russian letters only."""

    def __init__(self, *, what: str, ask: str, required: bool = True, **kwargs: Any) -> None:
        self.what, self.ask, self.is_asked = what, ask, required
        super().__init__(required=False, **kwargs)
        self.validators = []

    def clean(self, value: object) -> str:
        text = str(value or "")
        if not text.strip() and not self.is_asked:
            return ""
        try:
            return clean_name_part(text)
        except InvalidNamePart as invalid:
            raise ValidationError(self._explain(str(invalid))) from invalid

    def _explain(self, code: str) -> str:
        return {
            "empty": self.ask,
            "too-long": f"{self.what}: не длиннее {MAX_NAME_PART_LENGTH} букв",
            "latin": f"{self.what}: замените латинские буквы русскими",
        }.get(code, f"{self.what}: оставьте только русские буквы, дефис и пробел")


def _is_bad(symbol: str) -> bool:
    return unicodedata.category(symbol) in _BAD_KINDS
