from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms

from kartoteka.desk.fields import Day, NamePart, Number
from kartoteka.desk.words import DOCUMENTS, PAPERS
from kartoteka.domain.access.representations import LONGEST_REASON, Paper
from kartoteka.domain.access.types import BasisKind
from kartoteka.domain.card_index.types import PersonDetails, ShownDocument
from kartoteka.domain.moderation.types import MODERATORS_REASONS, Age, Deadline, QueueFilter
from kartoteka.shared.identifiers import OmsPolicy, Snils
from kartoteka.shared.names import PersonName
from kartoteka.shared.sex import Sex
from kartoteka.ui import presenters

_LONGEST_TEXT = 500
_LONGEST_SPAN = timedelta(days=366)
_EARLIEST_YEAR, _LATEST_YEAR = 2020, 2200


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


def _sex() -> forms.ChoiceField:
    return forms.ChoiceField(
        choices=presenters.SEX_CHOICES,
        error_messages={"required": "Укажите пол", "invalid_choice": "Укажите пол"},
    )


def _details(given: Mapping[str, Any], prefix: str = "") -> PersonDetails:
    """A person of a valid form."""
    number = given[f"{prefix}document"]
    return PersonDetails(
        PersonName(given[f"{prefix}family"], given[f"{prefix}given"], given[f"{prefix}patronymic"]),
        given[f"{prefix}born"],
        Sex(given[f"{prefix}sex"]),
        number if isinstance(number, Snils) else None,
        number if isinstance(number, OmsPolicy) else None,
    )


class PatientForm(forms.Form):
    """Whom the registrar looks for: as his documents name him."""

    use_required_attribute = False

    family = NamePart(label="Фамилия")
    given = NamePart(label="Имя")
    patronymic = NamePart(label="Отчество", required=False)
    born = Day(label="Дата рождения")
    sex = _sex()
    document = Number(label="СНИЛС или полис ОМС")

    def details(self) -> PersonDetails:
        """What is looked up; only for a valid form."""
        return _details(self.cleaned_data)


class ChildCodeForm(forms.Form):
    """Who asks for a code, for which child, and by what paper."""

    use_required_attribute = False

    parent_family = NamePart(label="Фамилия представителя")
    parent_given = NamePart(label="Имя представителя")
    parent_patronymic = NamePart(label="Отчество представителя", required=False)
    parent_born = Day(label="Дата рождения представителя")
    parent_sex = _sex()
    parent_document = Number(label="СНИЛС или полис представителя")
    seen = forms.BooleanField(error_messages={"required": "Сличите представителя с фотографией и отметьте это"})
    child_family = NamePart(label="Фамилия ребёнка")
    child_given = NamePart(label="Имя ребёнка")
    child_patronymic = NamePart(label="Отчество ребёнка", required=False)
    child_born = Day(label="Дата рождения ребёнка")
    child_sex = _sex()
    child_document = Number(label="СНИЛС или полис ребёнка")
    paper = forms.ChoiceField(
        choices=[("", "Выберите документ"), *((one.value, words) for one, words in PAPERS.items())],
        error_messages={"required": "Выберите документ-основание", "invalid_choice": "Выберите документ из списка"},
    )
    paper_number = forms.CharField(
        max_length=60,
        error_messages={
            "required": "Укажите серию и номер документа",
            "max_length": "Серия и номер документа: не длиннее 60 знаков",
        },
    )
    issued_on = Day(label="Дата выдачи")
    issued_by = forms.CharField(
        required=False, max_length=200, error_messages={"max_length": "Кем выдан: не длиннее 200 знаков"}
    )
    valid_from = Day(label="Действует с", required=False)
    valid_until = Day(label="Действует по", required=False)
    switches_on = forms.BooleanField(required=False)
    form_key = forms.UUIDField()

    def parent(self) -> PersonDetails:
        """Whoever stands at the desk; only for a valid form."""
        return _details(self.cleaned_data, "parent_")

    def child(self) -> PersonDetails:
        """For whom the code is; only for a valid form."""
        return _details(self.cleaned_data, "child_")

    def basis(self) -> Paper:
        """The paper; only for a valid form. Without a first day it holds from when it was issued."""
        given = self.cleaned_data
        return Paper(
            kind=BasisKind(given["paper"]),
            number=given["paper_number"],
            issued_on=given["issued_on"],
            valid_from=given["valid_from"] or given["issued_on"],
            issued_by=given["issued_by"],
            valid_until=given["valid_until"],
        )


class IdentityForm(forms.Form):
    """What the person showed, and which account he names as his."""

    use_required_attribute = False

    document = forms.ChoiceField(
        choices=[("", "Выберите документ"), *((one.value, words) for one, words in DOCUMENTS.items())],
        error_messages={"required": "Выберите документ", "invalid_choice": "Выберите документ из списка"},
    )
    login = forms.CharField(max_length=254, error_messages={"required": "Спросите у человека логин или почту"})
    compared = forms.BooleanField(error_messages={"required": "Сличите человека с фотографией и отметьте это"})

    def shown(self) -> ShownDocument:
        """The kind of the document; only for a valid form."""
        return ShownDocument(self.cleaned_data["document"])


class WithdrawForm(forms.Form):
    """Why a proof of identity was a mistake."""

    use_required_attribute = False

    reason = forms.CharField(
        max_length=LONGEST_REASON,
        error_messages={
            "required": "Укажите, в чём ошибка",
            "max_length": f"Не длиннее {LONGEST_REASON} знаков",
        },
    )


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
