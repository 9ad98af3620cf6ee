from collections.abc import Mapping

from django import forms

from kartoteka.domain.moderation.types import QueueFilter, RefusalReason
from kartoteka.ui import presenters

_LONGEST_TEXT = 500


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
