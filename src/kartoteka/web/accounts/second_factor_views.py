"""The second factor of staff: set up, asked for at the sign-in, and kept with recovery codes."""

from typing import Any, cast

from allauth.account.decorators import reauthentication_required
from allauth.account.stages import LoginStageController
from allauth.account.views import ReauthenticateView as PasswordView
from allauth.mfa.base.views import AuthenticateView, IndexView, ReauthenticateView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.totp.views import ActivateTOTPView
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View

from kartoteka.domain.accounts import second_factor as factors
from kartoteka.domain.accounts.types import Role
from kartoteka.web.accounts import second_factor
from kartoteka.web.accounts.allauth_adapter import is_still_the_password
from kartoteka.web.request import account_id, actor

_TEMPLATES = "web/accounts/templates/"


class _Unprocessable(View):
    """A form with mistakes is answered as such."""

    def form_invalid(self, form: Form) -> HttpResponse:
        context: dict[str, Any] = self.get_context_data(form=form)  # type: ignore[attr-defined]
        response: HttpResponse = self.render_to_response(context, status=422)  # type: ignore[attr-defined]
        return response


class _OfStaff(View):
    """A page that patients have not."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if getattr(request, "role", None) in {None, Role.USER}:
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class _AfterTheCode(View):
    """
    A page that a session which began before the factor was set up sees after the code only.

    Outermost of all: the password, which is asked for further inside, is no way around the code.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and second_factor.lacks_code(request):
            return second_factor.way_to_pass(request)
        return super().dispatch(request, *args, **kwargs)


@method_decorator(login_not_required, name="dispatch")
class SignInCode(_Unprocessable, AuthenticateView):
    """The code, after the password or ESIA. Till then nobody is signed in."""

    template_name = f"{_TEMPLATES}sign_in_code.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            stage = LoginStageController.enter(request, AuthenticateStage.key)
            if stage is None:
                return redirect_to_login(resolve_url(settings.LOGIN_REDIRECT_URL))
            if not _is_as_it_was(request, stage.login.user):
                return cast("HttpResponseBase", stage.abort())
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


def _is_as_it_was(request: HttpRequest, user: AbstractBaseUser) -> bool:
    """Whether the account was neither blocked nor reset since its sign-in began."""
    return user.is_active and is_still_the_password(request, user)


class SecondFactor(_OfStaff, IndexView):
    """«Код при входе»: whether there is one, and what can be done."""

    template_name = f"{_TEMPLATES}second_factor.html"

    def get_context_data(self, **_kwargs: Any) -> dict[str, Any]:
        account = account_id(self.request)
        return {
            "is_on": factors.has_second_factor(account_id=account),
            "is_required": second_factor.is_required(self.request),
        }


class SetUpSecondFactor(_OfStaff, _Unprocessable, ActivateTOTPView):
    """The picture for the application, and the first code."""

    template_name = f"{_TEMPLATES}second_factor_set_up.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and factors.has_second_factor(account_id=account_id(request)):
            return redirect("mfa_index") if second_factor.is_passed(request) else second_factor.way_to_pass(request)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def form_valid(self, form: Form) -> HttpResponse:
        activate = super().form_valid
        response: HttpResponse = factors.set_up(
            lambda: activate(form),
            account_id=account_id(self.request),
            keep_session=self.request.session.session_key,
            by=actor(self.request),
            now=timezone.now(),
        )
        second_factor.note_passed(self.request)
        return response


@method_decorator(reauthentication_required(app="allauth.mfa"), name="dispatch")
class _CodesAfterThePassword(ViewRecoveryCodesView):
    """The package would show them without, for a while."""


class RecoveryCodes(_AfterTheCode, _OfStaff, _CodesAfterThePassword):
    """The codes for the day on which the telephone is lost."""

    template_name = f"{_TEMPLATES}recovery_codes.html"


class NewRecoveryCodes(_AfterTheCode, _OfStaff, _Unprocessable, GenerateRecoveryCodesView):
    """Other recovery codes; the former ones are worth nothing any more."""

    template_name = f"{_TEMPLATES}new_recovery_codes.html"

    def form_valid(self, form: Form) -> HttpResponse:
        generate = super().form_valid
        return factors.make_recovery_codes(
            lambda: generate(form), account_id=account_id(self.request), by=actor(self.request), now=timezone.now()
        )


class ConfirmPassword(_OfStaff, _Unprocessable, PasswordView):
    """The password once more, before anything about the factor is shown or changed."""

    template_name = f"{_TEMPLATES}confirm_password.html"


class ConfirmCode(_OfStaff, _Unprocessable, ReauthenticateView):
    """The code, in a session that began before the factor was set up."""

    template_name = f"{_TEMPLATES}confirm_code.html"
