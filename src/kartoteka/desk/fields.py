"""Fields of the desk's forms: as documents write things."""

from datetime import date, datetime

from django import forms
from django.core.exceptions import ValidationError

from kartoteka.shared.identifiers import InvalidIdentifier, OmsPolicy, PolicyKind, Snils
from kartoteka.shared.names import InvalidNamePart, clean_name_part


class NamePart(forms.CharField):
    """A part of a name as it stands in the document."""

    def clean(self, value: object) -> str:
        if not self.required and not str(value or "").strip():
            return ""
        try:
            return clean_name_part(str(value or ""))
        except InvalidNamePart as invalid:
            raise ValidationError(f"{self.label}: введите русскими буквами, как в документе") from invalid


class Day(forms.CharField):
    """A day as documents have it: 27.01.2024."""

    def clean(self, value: object) -> date | None:
        typed = str(value or "").strip()
        if not typed:
            _missing(self)
            return None
        try:
            return datetime.strptime(typed, "%d.%m.%Y").date()  # noqa: DTZ007 - a day has no zone
        except ValueError as error:
            raise ValidationError(f"{self.label}: введите в виде 27.01.2024") from error


class Number(forms.CharField):
    """A SNILS, or the number of a unified policy."""

    def clean(self, value: object) -> Snils | OmsPolicy | None:
        typed = str(value or "").strip()
        if not typed:
            _missing(self)
            return None
        try:
            return Snils.parse(typed)
        except InvalidIdentifier:
            try:
                return OmsPolicy.parse(PolicyKind.UNIFIED, typed)
            except InvalidIdentifier as error:
                raise ValidationError(
                    f"{self.label}: в СНИЛС 11 цифр, в едином номере полиса 16, проверьте номер"
                ) from error


def _missing(field: forms.CharField) -> None:
    """Nothing typed: wrong only where something must be."""
    if field.required:
        raise ValidationError(f"{field.label}: заполните")
