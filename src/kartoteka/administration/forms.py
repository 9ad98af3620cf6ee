"""Forms of what the administrator does with accounts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from kartoteka.administration.words import BLOCK_GROUNDS, ROLES
from kartoteka.domain.accounts.selectors import find_account
from kartoteka.domain.accounts.types import BlockGround, Role
from kartoteka.domain.regions.selectors import list_active_regions

LOGIN_TAKEN = "Этот логин уже занят"
EMAIL_TAKEN = "С этой электронной почтой уже есть учетная запись"
_LOGIN_SHAPE = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9._-]{2,}$",
    "Не меньше трёх знаков: латинские буквы, цифры, точка, дефис и подчёркивание; первый знак — буква или цифра",
)


class ConfirmForm(forms.Form):
    """Nothing is asked but to press the button."""


class BlockForm(forms.Form):
    ground = forms.ChoiceField(
        label="Причина",
        choices=[("", "Выберите причину"), *BLOCK_GROUNDS.items()],
        error_messages={"required": "Выберите причину"},
    )
    note = forms.CharField(
        label="Пояснение",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Видят только администраторы. Не пишите сюда о здоровье людей.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("ground") == BlockGround.OTHER and not cleaned.get("note"):
            self.add_error("note", "Напишите, в чём причина")
        return cleaned


class RoleForm(forms.Form):
    role = forms.ChoiceField(label="Роль", choices=list(ROLES.items()))


class NewAccountForm(forms.Form):
    login = forms.CharField(
        label="Логин", max_length=150, validators=[_LOGIN_SHAPE], error_messages={"required": "Введите логин"}
    )
    email = forms.EmailField(
        label="Электронная почта",
        error_messages={
            "required": "Введите электронную почту",
            "invalid": "Проверьте адрес: он должен быть вида name@example.org",
        },
    )
    region = forms.ChoiceField(label="Регион", error_messages={"required": "Выберите регион"})
    role = forms.ChoiceField(
        label="Роль",
        choices=list(ROLES.items()),
        initial=Role.USER,
        help_text="Роль сотрудника вступит в силу, когда её подтвердит другой администратор.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Django's own signature
        super().__init__(*args, **kwargs)
        regions = [(region.code, region.name) for region in list_active_regions()]
        self.fields["region"].choices = [("", "Выберите регион"), *regions]  # type: ignore[attr-defined]

    def clean_login(self) -> str:
        login: str = self.cleaned_data["login"]
        if find_account(login=login):
            raise ValidationError(LOGIN_TAKEN)
        return login

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if find_account(login=email):
            raise ValidationError(EMAIL_TAKEN)
        return email
