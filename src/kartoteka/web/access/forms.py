"""Forms about access. They check what one field can tell; what fits what is the domain's."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django import forms

from kartoteka.domain.access.redeeming import TypedCode
from kartoteka.domain.access.requests import USUAL_MONTHS, Terms
from kartoteka.domain.access.types import USUAL_PARTS, Purpose, RecordPart
from kartoteka.domain.access.words import PARTS, PURPOSES
from kartoteka.ui.presenters import count
from kartoteka.web.birth_date import BIRTH_DATE_PARTS, WrongBirthDate, read_birth_date
from kartoteka.web.card_index.forms import SummaryForm
from kartoteka.web.fields import LineField

_LONGEST_TYPED_CODE = 40
_TERMS = (1, 3, 6, 12)
# Whose record it is, everybody sees who sees any of it: there is nothing to choose.
CHOSEN_PARTS = tuple(part for part in RecordPart if part is not RecordPart.PATIENT)


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


class TermsForm(SummaryForm):
    """Which parts of the record, and for how long (R43)."""

    parts = forms.MultipleChoiceField(
        label="Разделы медкарты",
        choices=[(part.value, PARTS[part]) for part in CHOSEN_PARTS],
        error_messages={
            "required": "Выберите хотя бы один раздел медкарты",
            "invalid_choice": "Выберите разделы медкарты из списка",
        },
    )
    months = forms.TypedChoiceField(
        label="На какой срок",
        coerce=int,
        error_messages={"required": "Выберите срок", "invalid_choice": "Выберите срок из списка"},
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        longest: int = USUAL_MONTHS,
        parts: Collection[RecordPart] = USUAL_PARTS,
        months: int = USUAL_MONTHS,
        **kwargs: Any,
    ) -> None:
        offered = sorted({one for one in _TERMS if one < longest} | {longest})
        chosen = [part.value for part in CHOSEN_PARTS if part in parts]
        fitting = max((one for one in offered if one <= months), default=offered[0])
        super().__init__(data, initial={"parts": chosen, "months": fitting}, **kwargs)
        field = self.fields["months"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 - tells the type checker which field it is
        field.choices = [(one, count(one, "месяц", "месяца", "месяцев")) for one in offered]

    def terms(self) -> Terms:
        """What was chosen; only for a valid form."""
        parts = frozenset(RecordPart(one) for one in self.cleaned_data["parts"]) | {RecordPart.PATIENT}
        return Terms(parts, self.cleaned_data["months"], bool(self.cleaned_data.get("includes_sensitive")))


class AskForm(TermsForm):
    """«Запросить доступ»: what for, which parts, for how long."""

    purpose = forms.ChoiceField(
        label="Зачем Вам доступ",
        choices=[(purpose.value, words) for purpose, words in PURPOSES.items()],
        error_messages={"required": "Укажите, зачем Вам доступ", "invalid_choice": "Укажите, зачем Вам доступ"},
    )
    field_order = ("purpose", "parts", "months")

    def __init__(self, data: Mapping[str, Any] | None = None, *, about_child: bool) -> None:
        super().__init__(data)
        self.initial["purpose"] = Purpose.CHILD_CARE.value if about_child else Purpose.CARE.value
        purpose = self.fields["purpose"]
        assert isinstance(purpose, forms.ChoiceField)  # noqa: S101 - tells the type checker which field it is
        if not about_child:
            purpose.choices = [(one.value, words) for one, words in PURPOSES.items() if one is not Purpose.CHILD_CARE]


class AnswerForm(TermsForm):
    """«Подтвердить»: the terms as the patient's side leaves them."""

    includes_sensitive = forms.BooleanField(label="Показывать и особо личные документы", required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, is_own: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if not is_own:
            # Only the patient himself gives that.
            del self.fields["includes_sensitive"]
