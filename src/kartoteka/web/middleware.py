"""Whose page it is: region, account name and the mark of the account, before any view runs."""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse

from kartoteka.domain.accounts.selectors import account_view
from kartoteka.domain.card_index.selectors import main_name
from kartoteka.domain.regions.selectors import find_region_header
from kartoteka.domain.regions.types import Region
from kartoteka.web.request import PortalRequest, acting_as

REGION_COOKIE = "region"
# Answered without asking whose they are: machines call them often.
_NOBODYS_PATHS = ("/health/", "/static/")


class RequestPeopleMiddleware:
    """Puts the region and the account of a page on its request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        page = cast("PortalRequest", request)
        page.region, page.account_name, page.acting_as = None, None, ""
        if not request.path.startswith(_NOBODYS_PATHS):
            _recognise(page)
        return self.get_response(request)


def _recognise(request: PortalRequest) -> None:
    user = request.user
    if not user.is_authenticated:
        request.region = _open_region(request.COOKIES.get(REGION_COOKIE, ""))
        return
    account = account_view(user)
    name = main_name(account_id=account.account_id)
    request.region = account.region if account.region.is_active else None
    request.account_name = f"{name.family} {name.given}" if name else account.login
    request.acting_as = acting_as(account.account_id)


def _open_region(code: str) -> Region | None:
    region = find_region_header(code) if code else None
    return region if region and region.is_active else None
