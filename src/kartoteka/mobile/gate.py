"""Nobody sees a page of the app before he signed in: decided for all of them here, so that no page can forget it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from kartoteka.mobile.sessions import is_app


class AppGateMiddleware:
    """
    Leads to the first run whoever is not signed in to the app.

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
        if not is_app(request) or not getattr(view, "login_required", True) or request.user.is_authenticated:
            return None
        return redirect("mobile:region")
