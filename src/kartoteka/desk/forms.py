from collections.abc import Mapping

from django import forms

from kartoteka.domain.moderation.types import MODERATORS_REASONS, Age, Deadline, QueueFilter
from kartoteka.ui import presenters

_LONGEST_TEXT = 500


class FilterForm(forms.Form):
    """What the moderator wants to see of the queue. Nonsense in the address shows all of it."""

    use_required_attribute = False

    region = forms.CharField(required=False, max_length=2)
    mine = forms.BooleanField(required=False)
    deadline = forms.ChoiceField(required=False, choices=[(one.value, one.value) for one in Deadline])
    age = forms.ChoiceField(required=False, choices=[(one.value, one.value) for one in Age])

    def wanted(self) -> QueueFilter:
        chosen: Mapping[str, object] = self.cleaned_data if self.is_valid() else {}
        return QueueFilter(
            region_code=str(chosen.get("region", "")),
            only_mine=bool(chosen.get("mine")),
            deadline=Deadline(str(chosen["deadline"])) if chosen.get("deadline") else None,
            older_than=Age(str(chosen["age"])) if chosen.get("age") else None,
        )


class RefusalForm(forms.Form):
    """Why the data are not confirmed."""

    use_required_attribute = False

    reason = forms.ChoiceField(
        choices=[("", "Выберите причину"), *((one.value, presenters.refusal(one)) for one in MODERATORS_REASONS)],
        error_messages={"required": "Выберите причину отказа", "invalid_choice": "Выберите причину из списка"},
    )
    text = forms.CharField(
        required=False,
        max_length=_LONGEST_TEXT,
        error_messages={"max_length": f"Пояснение: не больше {_LONGEST_TEXT} знаков"},
    )


class AgreementForm(forms.Form):
    """That the second moderator looked at what differs."""

    compared = forms.BooleanField()


class ConfirmationForm(forms.Form):
    """Whom the moderator recognised, and that he looked at what differs."""

    person_id = forms.CharField(max_length=100)
    compared = forms.BooleanField()
