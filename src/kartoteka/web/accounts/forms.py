from typing import Any

from allauth.account.forms import LoginForm
from django import forms


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
