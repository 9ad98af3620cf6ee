"""Forms of a region, its services and its phones."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.forms import BaseFormSet, formset_factory

from kartoteka.administration.words import SERVICE_ACCESS, TIME_ZONES
from kartoteka.domain.regions.types import (
    LONGEST_TERM_OF_LOOKS,
    SHORTEST_TERM_OF_LOOKS,
    USUAL_TERM_OF_LOOKS,
    CallCentrePhone,
    Region,
    RegionService,
    ServiceAccess,
)

# Empty lines for what is to be added.
_FREE_LINES = 2
_MOST_LINES = 60
_CODE_SHAPE = RegexValidator(r"^[0-9]{2}$", "Две цифры: код субъекта Федерации")
_SERVICE_CODE_SHAPE = RegexValidator(r"^[a-z0-9][a-z0-9-]*$", "Латинские строчные буквы, цифры и дефис")
_PHONE_SHAPE = RegexValidator(r"^\+?[0-9][0-9 ()-]+$", "Только цифры, пробелы, скобки и дефисы: 8 (800) 000-00-00")


class RegionForm(forms.Form):
    """What is known of a region besides its services and phones."""

    code = forms.CharField(
        label="Код", max_length=2, validators=[_CODE_SHAPE], help_text="Две цифры субъекта Федерации; потом не меняется"
    )
    name = forms.CharField(label="Название", max_length=120)
    time_zone = forms.ChoiceField(label="Часовой пояс", choices=list(TIME_ZONES.items()), initial="Europe/Moscow")
    is_active = forms.BooleanField(
        label="Участвует",
        required=False,
        initial=True,
        help_text="Без отметки регион нельзя выбрать, а его жителям Портал предложит выбрать другой",
    )
    asks_to_step_up = forms.BooleanField(
        label="Код перед медицинскими данными",
        required=False,
        initial=True,
        help_text="Кто вошёл по паролю, раз в 30 дней подтверждает это кодом из СМС или через Госуслуги",
    )
    looks_kept_years = forms.IntegerField(
        label="Сколько лет хранить просмотры медкарты",
        min_value=SHORTEST_TERM_OF_LOOKS,
        max_value=LONGEST_TERM_OF_LOOKS,
        initial=USUAL_TERM_OF_LOOKS,
        help_text="От 3 до 25. Просмотры старше удаляются ежедневно, вернуть их нельзя",
    )
    # What the region was like when the page was printed.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, known: Region | None = None, **kwargs: Any) -> None:  # Django's own signature
        super().__init__(*args, **kwargs)
        self.known = known
        if known is None:
            return
        self.fields["code"].disabled = True
        if known.time_zone not in TIME_ZONES:
            choices = [*TIME_ZONES.items(), (known.time_zone, known.time_zone)]
            self.fields["time_zone"].choices = choices  # type: ignore[attr-defined]


class ServiceForm(forms.Form):
    title = forms.CharField(label="Название", max_length=120)
    code = forms.CharField(
        label="Код", max_length=40, validators=[_SERVICE_CODE_SHAPE], help_text="Латиницей, например booking"
    )
    description = forms.CharField(label="Описание", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    access = forms.ChoiceField(label="Кому доступна", choices=list(SERVICE_ACCESS.items()), initial=ServiceAccess.BASIC)
    url = forms.URLField(
        label="Ссылка", required=False, assume_scheme="https", help_text="Пусто, если услуга только по телефону"
    )


class PhoneForm(forms.Form):
    number = forms.CharField(label="Номер", max_length=30, validators=[_PHONE_SHAPE])
    purpose = forms.CharField(label="О чём звонить", max_length=120)
    hours = forms.CharField(label="Часы работы", max_length=120)


class Lines(BaseFormSet):  # type: ignore[type-arg]
    """Lines in an order that can be changed, each of which can be taken away."""

    deletion_widget = forms.CheckboxInput

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["ORDER"].label = "Порядок"
        form.fields["DELETE"].label = "Убрать"

    @property
    def in_order(self) -> list[dict[str, Any]]:
        """What the lines say, those taken away and the empty ones left out."""
        return [form.cleaned_data for form in self.ordered_forms if form.cleaned_data]


class ServiceLines(Lines):
    def clean(self) -> None:
        codes = [
            form.cleaned_data.get("code")
            for form in self.forms
            if getattr(form, "cleaned_data", None) and not form.cleaned_data.get("DELETE")
        ]
        if len(codes) != len(set(codes)):
            raise ValidationError("У двух услуг один код: дайте каждой свой")


ServiceFormSet = formset_factory(
    ServiceForm, formset=ServiceLines, extra=_FREE_LINES, can_delete=True, can_order=True, max_num=_MOST_LINES
)
PhoneFormSet = formset_factory(
    PhoneForm, formset=Lines, extra=_FREE_LINES, can_delete=True, can_order=True, max_num=_MOST_LINES
)


def region_of(form: RegionForm, services: Lines, phones: Lines) -> Region:
    """The region that valid forms describe."""
    answers = form.cleaned_data
    return Region(
        code=answers["code"],
        name=answers["name"],
        time_zone=answers["time_zone"],
        is_active=answers["is_active"],
        services=tuple(
            RegionService(
                line["code"], line["title"], line["description"], ServiceAccess(line["access"]), line["url"] or ""
            )
            for line in services.in_order
        ),
        phones=tuple(CallCentrePhone(line["number"], line["purpose"], line["hours"]) for line in phones.in_order),
        asks_to_step_up=answers["asks_to_step_up"],
        looks_kept_years=answers["looks_kept_years"],
    )
