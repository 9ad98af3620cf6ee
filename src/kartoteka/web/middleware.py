"""Whose page it is: region, account name and the mark of the account, before any view runs."""

from collections.abc import Callable
from functools import partial
from typing import cast

from django.contrib import auth
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from kartoteka.domain.accounts.selectors import account_view
from kartoteka.domain.accounts.types import AccountView
from kartoteka.domain.card_index.selectors import main_name
from kartoteka.domain.regions.selectors import find_region_header
from kartoteka.domain.regions.types import Region
from kartoteka.ui.addresses import APP_ADDRESS
from kartoteka.web.accounts import second_factor
from kartoteka.web.request import PortalRequest, acting_as
from kartoteka.web.sessions import SessionStore

REGION_COOKIE = "region"
# Answered without asking whose they are: machines call them often, and a page that lies open is nobody who is there.
_NOBODYS_PATHS = ("/health/", "/static/", "/still-open/", f"{APP_ADDRESS}still-open/")
# What staff need to pass the second factor, or to give it up.
_OPEN_WITHOUT_FACTOR = (*_NOBODYS_PATHS, "/second-factor/", "/sign-out/", "/appearance/", "/consent/")


class AccountMiddleware(AuthenticationMiddleware):
    """Puts the account of the session on the request; it was read together with the session."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        if request.path.startswith(_NOBODYS_PATHS):
            request.user = AnonymousUser()
            return
        # As lazy as Django's own: a page that asks for nobody reads no session.
        request.user = SimpleLazyObject(partial(_user, request))  # type: ignore[assignment]


def _user(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    session = cast("SessionStore", request.session)
    is_of = session.get(auth.SESSION_KEY)
    account = session.stored.account if session.stored else None
    if account is not None and is_of == str(account.pk) and account.is_active:
        given = session.get(auth.HASH_SESSION_KEY, "")
        if constant_time_compare(given, account.get_session_auth_hash()):
            return account
    # Everything but the plain case is Django's: a former secret key, an ended session, a blocked account.
    return auth.get_user(request)


class RequestPeopleMiddleware:
    """Puts the region and the account of a page on its request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        page = cast("PortalRequest", request)
        page.region, page.account_name, page.role, page.acting_as = None, None, None, ""
        page.prompts_from, page.is_asked, page.listed_at = None, False, None
        if not request.path.startswith(_NOBODYS_PATHS):
            _recognise(page)
        return self.get_response(request)


def _recognise(request: PortalRequest) -> None:
    user = request.user
    if not user.is_authenticated:
        request.region = _open_region(request.COOKIES.get(REGION_COOKIE, ""))
        return
    account = account_view(user)
    request.region = account.region if account.region.is_active else None
    request.main_name = None
    request.account_name = cast("str", SimpleLazyObject(partial(_account_name, request, account)))
    request.role = account.role
    request.prompts_from = account.prompts_from
    request.is_asked = account.asked_until is not None and account.asked_until > timezone.now()
    request.listed_at = account.listed_at
    request.acting_as = acting_as(account.account_id)


def _account_name(request: PortalRequest, account: AccountView) -> str:
    """What stands beside «Выход»; asked for last, when the view may have read the main person already."""
    name = request.main_name or main_name(account_id=account.account_id)
    return f"{name.family} {name.given}" if name else account.login


def _open_region(code: str) -> Region | None:
    region = find_region_header(code) if code else None
    return region if region and region.is_active else None


class SecondFactorMiddleware:
    """Keeps staff from everything until their session passed the second factor: they set it up, or give the code."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        page = cast("PortalRequest", request)
        page.lacks_second_factor = _lacks_second_factor(page)
        if page.lacks_second_factor and not request.path.startswith(_OPEN_WITHOUT_FACTOR):
            return second_factor.way_to_pass(request)
        return self.get_response(request)


def _lacks_second_factor(request: PortalRequest) -> bool:
    return second_factor.is_required(request) and not second_factor.is_passed(request)
