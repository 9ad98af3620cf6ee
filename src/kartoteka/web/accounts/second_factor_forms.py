"""Codes and passwords that confirm who is there. Wrong ones are counted, and a code opens one session only."""

from typing import Any

from allauth.account.forms import ReauthenticateForm as PasswordForm
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from kartoteka.domain.accounts import second_factor
from kartoteka.domain.limits import services as limits
from kartoteka.domain.limits.errors import LimitReached

TOO_MANY_CODES = "Слишком много неверных кодов. Подождите 15 минут и попробуйте ещё раз"
CODE_WAS_USED = "Этот код уже был введён. Дождитесь следующего кода в приложении"
_FAILURES, _USES = "second-factor-failures-per-account", "second-factor-code-uses"


class _CodeForm(forms.Form):
    """A form with a code: of the application, or a recovery code."""

    user: Any  # whoever signs in, as the package sees him

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # the package's own signature
        super().__init__(*args, **kwargs)
        self.fields["code"] = forms.CharField(
            label="Код", max_length=20, error_messages={"required": "Введите код из приложения"}
        )

    def clean_code(self) -> str:
        """Check a code; a place is taken before, so that parallel guesses are counted too."""
        now = timezone.now()
        try:
            place = limits.take(_FAILURES, subject=str(self.user.pk), now=now)
        except LimitReached as reached:
            raise ValidationError(TOO_MANY_CODES) from reached
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except ValidationError:
            second_factor.record_failure(account_id=self.user.pk, now=now)
            raise
        self._use_up(code)
        limits.give_back(place)
        return code

    def _use_up(self, code: str) -> None:
        """
        The package forgets used codes with each process, so they are remembered here: for this period of the limit and
        the one before, which together outlast any code. Written as the package reads them: dashes are nothing to it.
        """
        now = timezone.now()
        subject = f"{self.user.pk}:{normalize_user_code(code)}"
        try:
            limits.require_place(_USES, subject=subject, now=now - settings.KARTOTEKA_LIMITS[_USES].period)
            limits.take(_USES, subject=subject, now=now)
        except LimitReached as reached:
            raise ValidationError(CODE_WAS_USED) from reached


class SignInCodeForm(_CodeForm, AuthenticateForm):
    """The code at the sign-in."""


class ConfirmCodeForm(_CodeForm, ReauthenticateForm):
    """The code in a session that began without one."""


class FirstCodeForm(_CodeForm, ActivateTOTPForm):
    """The code that proves that the application was set up."""


class ConfirmPasswordForm(PasswordForm):
    """The password once more, before the factor is changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # the package's own signature
        super().__init__(*args, **kwargs)
        self.fields["password"] = forms.CharField(
            label="Пароль",
            strip=False,
            max_length=128,
            widget=forms.PasswordInput,
            error_messages={"required": "Введите пароль"},
        )
