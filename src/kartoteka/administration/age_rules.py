"""The rules of a region about ages: from when on patients read their records themselves, and what others see (D1)."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from kartoteka.domain.access.types import AgeRules

# What the law leaves to a region (R34).
_YOUNGEST, _FULL_AGE = 14, 18
_LONGEST_GRANT = 12


class AgeRulesForm(forms.Form):
    """What a region decides; the law's own answers stand in it at first."""

    own_reading_from = forms.IntegerField(
        label="Сам читает свою медкарту",
        min_value=_YOUNGEST,
        max_value=_FULL_AGE,
        help_text="С какого возраста, лет: от 14 до 18. По закону — с 15",
    )
    full_age = forms.IntegerField(
        label="Представительство родителей заканчивается",
        min_value=_YOUNGEST,
        max_value=_FULL_AGE,
        help_text="В каком возрасте, лет: не позже 18",
    )
    reached_on_birthday = forms.BooleanField(
        label="Возраст наступает в день рождения",
        required=False,
        help_text="Без отметки — на следующий день (статьи 191 и 192 Гражданского кодекса)",
    )
    representatives_read_sensitive_of_teens = forms.BooleanField(
        label="Представители подростка видят особо личные документы",
        required=False,
        help_text="Наркологию до 18 лет они видят и без отметки: так велит закон",
    )
    owner_reads_withheld = forms.BooleanField(label="Пациент видит то, о чём врач рассказывает лично", required=False)
    longest_grant_months = forms.IntegerField(
        label="Самый долгий доступ по согласию", min_value=1, max_value=_LONGEST_GRANT, help_text="Месяцев: от 1 до 12"
    )
    in_force_from = forms.DateField(label="Действует с", help_text="Не раньше сегодняшнего дня: прошлое не меняется")

    def __init__(self, data: Any, *, known: AgeRules, today: date) -> None:  # Django's own type of a form's data
        rules = {name: getattr(known, name) for name in AgeRules.__dataclass_fields__}
        super().__init__(data, initial={**rules, "in_force_from": today.isoformat()})
        self._today = today

    def clean_in_force_from(self) -> date:
        day: date = self.cleaned_data["in_force_from"]
        if day < self._today:
            raise ValidationError("Выберите сегодняшний день или более поздний")
        return day

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        own, full = data.get("own_reading_from"), data.get("full_age")
        if own is not None and full is not None and own > full:
            self.add_error("own_reading_from", "Не позже, чем заканчивается представительство")
        return data

    def rules(self) -> AgeRules:
        """What was decided; only for a valid form."""
        return AgeRules(**{name: self.cleaned_data[name] for name in AgeRules.__dataclass_fields__})
