"""Nobody sees a page of the app before he signed in and opened it: decided here, so that no page can forget it."""

from collections.abc import Callable
from typing import Any, Final, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from kartoteka.mobile.device.telephone import telephone_of
from kartoteka.mobile.sessions import is_app
from kartoteka.web.consent import is_asked
from kartoteka.web.redirects import with_next
from kartoteka.web.sessions import SessionStore

# What is open while the consent is asked for, and what before the telephone has its PIN.
_CONSENT: Final = "mobile:consent"
_FIRST_RUN: Final = frozenset({"mobile:create-pin"})


class AppGateMiddleware:
    """
    Leads whoever may not go on to the step that comes next: first run, consent, PIN, or the opening of the app.

    Pages that are open to all say so as everywhere, by `login_not_required`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: list[Any], values: dict[str, Any]
    ) -> HttpResponseBase | None:
        del args, values
        if not is_app(request) or not getattr(view, "login_required", True):
            return None
        way = _next_step(request)
        return redirect(way) if way else None


def is_open(request: HttpRequest) -> bool:
    """Whether somebody signed in on a bound telephone and opened the app."""
    stored = cast("SessionStore", request.session).stored
    return (
        request.user.is_authenticated and stored is not None and stored.app_device is not None and not stored.is_dozing
    )


def _next_step(request: HttpRequest) -> str:
    """Where the app goes instead of the page that was asked for; empty where it may open."""
    if is_open(request) and not is_asked(request):
        return ""
    stored = cast("SessionStore", request.session).stored
    back = request.get_full_path() if request.method == "GET" else ""
    if not request.user.is_authenticated or stored is None:
        return with_next(reverse("mobile:unlock"), back) if telephone_of(request) else reverse("mobile:region")
    here = request.resolver_match.view_name if request.resolver_match else ""
    if is_asked(request):
        return "" if here == _CONSENT else with_next(reverse(_CONSENT), back)
    if stored.app_device is None:
        return "" if here in _FIRST_RUN else reverse("mobile:create-pin")
    return with_next(reverse("mobile:unlock"), back)
