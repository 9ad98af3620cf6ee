from collections.abc import Mapping, Sequence
from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from kartoteka.domain.accounts.password_rules import MAX_LENGTH
from kartoteka.domain.regions.types import Region
from kartoteka.web.card_index.forms import SummaryForm
from kartoteka.web.fields import LineField

# It becomes the login, too.
_LONGEST_EMAIL = 150


class SignInForm(LoginForm):
    """The sign-in form of the manual (A-06): «Логин или Электронная почта», «Пароль»."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # allauth's own signature
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label="Логин или Электронная почта",
            max_length=254,
            error_messages={"required": "Введите логин или электронную почту"},
        )
        self.fields["password"] = forms.CharField(
            label="Пароль",
            strip=False,
            max_length=128,
            widget=forms.PasswordInput,
            error_messages={"required": "Введите пароль"},
        )
        self.order_fields(["login", "password"])


class EmailForm(SummaryForm):
    """An e-mail address: to which a letter with the way to a new password goes."""

    email = LineField(
        what="Электронная почта",
        label="Электронная почта",
        max_length=_LONGEST_EMAIL,
        required=True,
        error_messages={"required": "Введите электронную почту"},
    )

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        EmailValidator("Введите адрес целиком, например anna@example.org")(email)
        return email


class SignUpForm(EmailForm):
    """«Регистрация»: the address and the region; the password comes after the letter."""

    region = forms.ChoiceField(
        label="Регион", error_messages={"required": "Выберите регион", "invalid_choice": "Выберите регион из списка"}
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        regions: Sequence[Region],
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        region = self.fields["region"]
        assert isinstance(region, forms.ChoiceField)  # noqa: S101 - tells the type checker which field it is
        region.choices = [("", "Выберите"), *((one.code, one.name) for one in regions)]


class NewPasswordForm(SummaryForm):
    """«Пароль» and «Пароль еще раз» (P-08)."""

    password = forms.CharField(label="Пароль", strip=False, error_messages={"required": "Введите пароль"})
    password_again = forms.CharField(
        label="Пароль еще раз", strip=False, error_messages={"required": "Введите пароль ещё раз"}
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, owner: object = None) -> None:
        super().__init__(data)
        self.owner = owner

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if len(password) > MAX_LENGTH:
            # Before anything is looked for in it: a million letters would keep a processor busy for half a minute.
            raise ValidationError(f"Пароль длиннее {MAX_LENGTH} знаков. Сократите его")
        try:
            validate_password(password, self.owner)  # type: ignore[arg-type]
        except ValidationError as wrong:
            raise ValidationError(wrong.messages[0]) from wrong
        return password

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        password, again = data.get("password"), data.get("password_again")
        if password is not None and again is not None and password != again:
            self.add_error("password_again", "Пароли не совпадают. Введите одинаковые")
        return data


class ProofForm(SummaryForm):
    """The password once more, before something that only the owner may do."""

    password = forms.CharField(
        label="Пароль", strip=False, max_length=MAX_LENGTH, error_messages={"required": "Введите пароль"}
    )
