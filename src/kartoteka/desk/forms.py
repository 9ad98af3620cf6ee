from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms

from kartoteka.domain.moderation.types import QueueFilter, RefusalReason
from kartoteka.ui import presenters

_LONGEST_TEXT = 500
_LONGEST_SPAN = timedelta(days=366)
_EARLIEST_YEAR, _LATEST_YEAR = 2020, 2200


class FilterForm(forms.Form):
    """What the moderator wants to see of the queue. Nonsense in the address shows all of it."""

    use_required_attribute = False

    region = forms.CharField(required=False, max_length=2)
    mine = forms.BooleanField(required=False)
    overdue = forms.BooleanField(required=False)

    def wanted(self) -> QueueFilter:
        chosen: Mapping[str, object] = self.cleaned_data if self.is_valid() else {}
        return QueueFilter(
            region_code=str(chosen.get("region", "")),
            only_mine=bool(chosen.get("mine")),
            only_overdue=bool(chosen.get("overdue")),
        )


class RefusalForm(forms.Form):
    """Why the data are not confirmed."""

    use_required_attribute = False

    reason = forms.ChoiceField(
        choices=[("", "Выберите причину"), *((one.value, presenters.refusal(one)) for one in RefusalReason)],
        error_messages={"required": "Выберите причину отказа", "invalid_choice": "Выберите причину из списка"},
    )
    text = forms.CharField(
        required=False,
        max_length=_LONGEST_TEXT,
        error_messages={"max_length": f"Пояснение: не больше {_LONGEST_TEXT} знаков"},
    )


class ConfirmationForm(forms.Form):
    """Whom the moderator recognised, and that he looked at what differs."""

    person_id = forms.CharField(max_length=100)
    compared = forms.BooleanField()


class FiguresForm(forms.Form):
    """Of which days and which region the head of moderators wants to see the figures."""

    use_required_attribute = False

    first = forms.DateField(
        error_messages={"required": "Выберите первый день", "invalid": "Первый день: проверьте дату"}
    )
    last = forms.DateField(
        error_messages={"required": "Выберите последний день", "invalid": "Последний день: проверьте дату"}
    )
    region = forms.CharField(required=False, max_length=2)

    def __init__(self, data: Mapping[str, Any] | None, *, usual: tuple[date, date]) -> None:
        super().__init__(data, initial={"first": usual[0].isoformat(), "last": usual[1].isoformat()})
        self.usual = usual

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first and last and not timedelta() <= last - first < _LONGEST_SPAN:
            raise forms.ValidationError("Первый день должен быть не позже последнего, а весь срок — не длиннее года")
        # No calendar of ours reaches so far, and a database's may not either.
        if first and last and not _EARLIEST_YEAR <= first.year <= last.year < _LATEST_YEAR:
            raise forms.ValidationError("Проверьте год")
        return data

    def days(self) -> tuple[date, date]:
        """The days asked for; the usual ones where the dates make no sense."""
        if not self.is_bound or not self.is_valid():
            return self.usual
        return self.cleaned_data["first"], self.cleaned_data["last"]

    def region_code(self) -> str:
        """The region asked for, empty for all."""
        return str(self.cleaned_data["region"]) if self.is_bound and self.is_valid() else ""
