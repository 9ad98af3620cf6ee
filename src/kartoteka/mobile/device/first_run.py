"""The first run of the app: the region, then the sign-in (A-05, A-07)."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator

from kartoteka.domain.regions.types import Region
from kartoteka.mobile.device import texts
from kartoteka.mobile.device.forms import AppSignInForm
from kartoteka.mobile.device.telephone import may_use_app, telephone_of
from kartoteka.mobile.gate import is_open
from kartoteka.web.accounts.views import SignIn as PortalSignIn
from kartoteka.web.regions.views import ChooseRegion

_TEMPLATES = "mobile/device/templates"


@method_decorator(login_not_required, name="dispatch")
class ChooseAppRegion(ChooseRegion):
    """«Выберите регион»: a list that can be searched, with a script and without."""

    template_name = f"{_TEMPLATES}/region.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # Django's own signature
        if request.user.is_authenticated and not is_open(request):
            # Locked: the region of an account is its owner's to change.
            return redirect("mobile:home")
        return super().dispatch(request, *args, **kwargs)

    def more_context(self) -> dict[str, object]:
        typed = self.request.GET.get("q", "").strip()[:100]
        return {
            "typed": typed,
            "matching": partial(_matching, typed),
            "lands_at": reverse("mobile:home" if self.request.user.is_authenticated else "mobile:sign-in"),
            # What lies in the browser of somebody who came here without a bound telephone is of no use to anybody.
            "wipes": telephone_of(self.request) is None,
        }


@method_decorator(login_not_required, name="dispatch")
class SignIn(PortalSignIn):
    """«Вход»: «E-mail» and «Пароль», or Gosuslugi (A-07)."""

    template_name = f"{_TEMPLATES}/sign_in.html"
    esia_begins = "mobile:esia"
    success_url = reverse_lazy("mobile:home")  # type: ignore[assignment] # allauth declares None

    def get_form_class(self) -> type[Form]:
        return AppSignInForm

    def form_valid(self, form: Form) -> HttpResponse:
        user = form.user  # type: ignore[attr-defined] # set by allauth's form when the password is right
        if not may_use_app(user.pk):
            form.add_error(None, texts.ONLY_IN_BROWSER.title + ". " + texts.ONLY_IN_BROWSER.text)
            return self.form_invalid(form)
        response: HttpResponse = super().form_valid(form)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"region": getattr(self.request, "region", None)}


def _matching(typed: str, regions: Sequence[Region]) -> list[Region]:
    return [region for region in regions if _plain(typed) in _plain(region.name)]


def _plain(text: str) -> str:
    """As people type: in any case of letters, «е» for «ё»."""
    return text.casefold().replace("ё", "е")
