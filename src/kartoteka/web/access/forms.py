"""Forms about access. They check what one field can tell; what fits what is the domain's."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from kartoteka.domain.access.redeeming import TypedCode
from kartoteka.web.birth_date import BIRTH_DATE_PARTS, WrongBirthDate, read_birth_date
from kartoteka.web.card_index.forms import SummaryForm
from kartoteka.web.fields import LineField

_LONGEST_TYPED_CODE = 40


class RedeemForm(SummaryForm):
    """«Ввести код доступа»: the code from the slip, and the child's birth date (R47)."""

    code = LineField(what="Код", label="Код доступа", max_length=_LONGEST_TYPED_CODE)
    birth_day = forms.CharField(label="День", required=False)
    birth_month = forms.CharField(label="Месяц", required=False)
    birth_year = forms.CharField(label="Год", required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, today: date) -> None:
        super().__init__(data)
        self.today = today
        self.bad_date_parts: set[str] = set()
        self._birth_date: date | None = None

    @property
    def birth_date_error(self) -> str:
        """Message at the three fields of the birth date."""
        return next((error for name in BIRTH_DATE_PARTS if (error := self.error_of(name))), "")

    def typed(self, network_address: str) -> TypedCode:
        """What was filled in; only for a valid form."""
        assert self._birth_date is not None, "asked of an invalid form"  # noqa: S101 - a mistake of ours
        return TypedCode(self.cleaned_data["code"], self._birth_date, network_address)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("code") and "code" not in self.errors:
            self.add_error("code", "Введите код доступа")
        try:
            self._birth_date = read_birth_date(data, today=self.today)
        except WrongBirthDate as wrong:
            self.bad_date_parts = set(wrong.parts)
            self.add_error(wrong.parts[0], wrong.words)
        return data
