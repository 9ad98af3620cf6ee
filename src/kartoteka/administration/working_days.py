"""Where the working days of a region differ from the country's: its own holidays, and days moved by a decree (R22)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from kartoteka.domain.regions.working_days import WorkingCalendar

# Ten years of a region's own holidays; more is a mistake.
_MOST_DAYS = 200
_SHAPE = "%d.%m.%Y"


class _DaysField(forms.CharField):
    """Days, one a line or with spaces between."""

    widget = forms.Textarea

    def clean(self, value: Any) -> frozenset[date]:  # Django's own type of what was sent
        words = super().clean(value).replace(",", " ").split()
        if len(words) > _MOST_DAYS:
            raise ValidationError(f"Не больше {_MOST_DAYS} дней")
        return frozenset(_day(word) for word in words)


class WorkingDaysForm(forms.Form):
    """Two lists of days."""

    days_off = _DaysField(
        label="Нерабочие дни",
        required=False,
        help_text="Каждый с новой строки, например 30.08.2027: праздники региона и перенесённые выходные",
    )
    days_worked = _DaysField(
        label="Рабочие дни, хотя это выходной или праздник",
        required=False,
        help_text="Каждый с новой строки, например 20.02.2027",
    )

    def __init__(self, data: Any, *, known: WorkingCalendar) -> None:  # Django's own type of a form's data
        initial = {"days_off": _written(known.days_off), "days_worked": _written(known.days_worked)}
        super().__init__(data, initial=initial)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        both = data.get("days_off", frozenset()) & data.get("days_worked", frozenset())
        if both:
            self.add_error(
                "days_worked", f"И рабочий, и нерабочий: {', '.join(f'{day:{_SHAPE}}' for day in sorted(both))}"
            )
        return data

    def calendar(self) -> WorkingCalendar:
        """What was written; only for a valid form."""
        return WorkingCalendar(self.cleaned_data["days_off"], self.cleaned_data["days_worked"])


def _day(word: str) -> date:
    try:
        # A day of the calendar has no time zone.
        return datetime.strptime(word, _SHAPE).date()  # noqa: DTZ007
    except ValueError:
        raise ValidationError(f"«{word[:20]}» — не дата вида 30.08.2027") from None


def _written(days: Iterable[date]) -> str:
    return "\n".join(f"{day:{_SHAPE}}" for day in sorted(days))
