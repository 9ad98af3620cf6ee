from typing import Any

from kartoteka.web.accounts.forms import SignInForm


class AppSignInForm(SignInForm):
    """The sign-in form of the app: the manual names its first field «E-mail» (A-07)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # allauth's own signature
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "E-mail"
        self.fields["login"].error_messages["required"] = "Введите E-mail"
