"""Forms about who may read a patient's record."""

from collections.abc import Mapping
from typing import Any

from django import forms

from kartoteka.desk.fields import Day
from kartoteka.desk.words import CONSENT_KINDS, asking
from kartoteka.domain.access.paper_consents import ConsentPaper, NamedReader
from kartoteka.domain.access.representations import LONGEST_REASON
from kartoteka.domain.access.requests import Terms
from kartoteka.domain.access.rights_at_desk import PatientRights
from kartoteka.domain.access.types import LONGEST_NUMBER, LONGEST_SIGNER, USUAL_PARTS, ConsentKind, RecordPart
from kartoteka.domain.access.words import PARTS
from kartoteka.ui.presenters import count

_TERMS = (1, 3, 6, 12)
# Whose record it is, everybody sees who sees any of it: there is nothing to choose.
_CHOSEN_PARTS = tuple(part for part in RecordPart if part is not RecordPart.PATIENT)
# Nobody of those who ask: the patient names somebody else.
NAMED = "named"


class PaperForm(forms.Form):
    """The paper that the registrar holds in his hands."""

    use_required_attribute = False

    kind = forms.ChoiceField(
        choices=[("", "Выберите документ"), *((one.value, words) for one, words in CONSENT_KINDS.items())],
        error_messages={"required": "Выберите документ", "invalid_choice": "Выберите документ из списка"},
    )
    number = forms.CharField(
        max_length=LONGEST_NUMBER,
        error_messages={
            "required": "Укажите номер документа",
            "max_length": f"Номер документа: не длиннее {LONGEST_NUMBER} знаков",
        },
    )
    signed_on = Day(label="Дата подписи")
    signed_by = forms.CharField(
        max_length=LONGEST_SIGNER,
        error_messages={
            "required": "Укажите, кто подписал",
            "max_length": f"Кто подписал: не длиннее {LONGEST_SIGNER} знаков",
        },
    )
    seen = forms.BooleanField(error_messages={"required": "Сличите документы и отметьте это"})

    def paper(self) -> ConsentPaper:
        """The paper; only for a valid form."""
        given = self.cleaned_data
        return ConsentPaper(ConsentKind(given["kind"]), given["number"], given["signed_on"], given["signed_by"])


class ConsentForm(PaperForm):
    """«Согласие на бумаге»: to whom, which parts, for how long, and the paper."""

    reader = forms.ChoiceField(
        error_messages={"required": "Выберите, кому открыть карту", "invalid_choice": "Выберите, кому открыть карту"}
    )
    login = forms.CharField(
        required=False, max_length=254, error_messages={"max_length": "Логин или почта: не длиннее 254 знаков"}
    )
    family = forms.CharField(
        required=False, max_length=100, error_messages={"max_length": "Фамилия: не длиннее 100 знаков"}
    )
    given = forms.CharField(required=False, max_length=100, error_messages={"max_length": "Имя: не длиннее 100 знаков"})
    parts = forms.MultipleChoiceField(
        choices=[(part.value, PARTS[part]) for part in _CHOSEN_PARTS],
        error_messages={
            "required": "Выберите хотя бы один раздел медкарты",
            "invalid_choice": "Выберите разделы медкарты из списка",
        },
    )
    months = forms.TypedChoiceField(
        coerce=int, error_messages={"required": "Выберите срок", "invalid_choice": "Выберите срок из списка"}
    )
    includes_sensitive = forms.BooleanField(required=False)
    form_key = forms.UUIDField()
    field_order = ("reader", "login", "family", "given", "parts", "months", "includes_sensitive", "kind")

    def __init__(self, data: Mapping[str, Any] | None = None, *, rights: PatientRights) -> None:
        offered = sorted({one for one in _TERMS if one < rights.longest_months} | {rights.longest_months})
        usual = [part.value for part in _CHOSEN_PARTS if part in USUAL_PARTS]
        readers = [(str(one.account_id), asking(one)) for one in rights.asking]
        initial = {
            "parts": usual,
            "months": offered[-1],
            "signed_by": str(rights.person.name),
            "reader": readers[0][0] if readers else NAMED,
        }
        super().__init__(data, initial=initial)
        months, reader = self.fields["months"], self.fields["reader"]
        assert isinstance(months, forms.TypedChoiceField)  # noqa: S101 - tells the type checker which field it is
        assert isinstance(reader, forms.ChoiceField)  # noqa: S101 - the same
        months.choices = [(one, count(one, "месяц", "месяца", "месяцев")) for one in offered]
        reader.choices = [*readers, (NAMED, "Другой человек")]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("reader") == NAMED:
            wanted = {
                "login": "Спросите логин или почту того, кому открывают карту",
                "family": "Спросите его фамилию",
                "given": "Спросите его имя",
            }
            for name, words in wanted.items():
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, words)
        return data

    def terms(self) -> Terms:
        """What was chosen; only for a valid form."""
        given = self.cleaned_data
        parts = frozenset(RecordPart(one) for one in given["parts"]) | {RecordPart.PATIENT}
        return Terms(parts, given["months"], given["includes_sensitive"])

    def named(self) -> NamedReader | None:
        """To whom, as the patient names him; None: it is one of those who ask. Only for a valid form."""
        given = self.cleaned_data
        return NamedReader(given["login"], given["family"], given["given"]) if given["reader"] == NAMED else None


class TakeBackForm(PaperForm):
    """«Отзыв согласия»: which right, and the paper."""

    grant_id = forms.UUIDField()


class _ReasonForm(forms.Form):
    use_required_attribute = False

    reason = forms.CharField(
        max_length=LONGEST_REASON,
        error_messages={
            "required": "Укажите основание",
            "max_length": f"Основание: не длиннее {LONGEST_REASON} знаков",
        },
    )


class EndPaperForm(_ReasonForm):
    """Which representation is over, and why."""

    representation_id = forms.UUIDField()


class BanForm(_ReasonForm):
    """Who is shut out, and why."""

    account_id = forms.UUIDField()


class LiftForm(forms.Form):
    """Whose ban is lifted."""

    account_id = forms.UUIDField()


class DisputeForm(_ReasonForm):
    """Why everything is frozen."""


class EmancipationForm(_ReasonForm):
    """From when a minor has full capacity, and by what paper."""

    on = Day(label="Дата")


class BirthDateForm(forms.Form):
    """That the registrar looked at the document."""

    compared = forms.BooleanField(error_messages={"required": "Сличите дату рождения с документом и отметьте это"})
