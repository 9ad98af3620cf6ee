"""The telephone of a request: which one it says it is, and the session that is opened on it."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from kartoteka.domain.accounts import sessions
from kartoteka.domain.accounts.app_devices.types import AppDevice
from kartoteka.domain.accounts.second_factor import has_second_factor
from kartoteka.domain.accounts.selectors import account, user_to_sign_in
from kartoteka.domain.accounts.types import Role
from kartoteka.web.accounts.devices import forget_device_word
from kartoteka.web.accounts.proof import remember_step_up
from kartoteka.web.consent import ask_for_consent
from kartoteka.web.middleware import REGION_COOKIE

_A_YEAR = 365 * 24 * 60 * 60


def telephone_of(request: HttpRequest) -> UUID | None:
    """The identifier in the cookie of a bound telephone. It proves nothing: that takes the telephone's key."""
    try:
        return UUID(request.COOKIES.get(settings.KARTOTEKA_APP_DEVICE_COOKIE, ""))
    except ValueError:
        return None


def remember_telephone(response: HttpResponseBase, device_id: UUID) -> None:
    """Let the telephone say which one it is, for a year."""
    response.set_cookie(
        settings.KARTOTEKA_APP_DEVICE_COOKIE,
        str(device_id),
        max_age=_A_YEAR,
        samesite="Lax",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )


def forget_telephone(request: HttpRequest, response: HttpResponseBase) -> None:
    """
    Leave nothing on the telephone: its key, an offline copy, the pages it keeps, and its cookies (P-09, R71).

    The word by which records opened without a code goes, and so does the region, which tells where the owner lives: the
    next one is asked for both. What stays is nobody's: the size of the letters, without which somebody could not read
    the way back in, and the token against forged forms.
    Storages are cleared by the scripts of the app too, before; this holds where they did not run.
    """
    response.delete_cookie(settings.KARTOTEKA_APP_DEVICE_COOKIE, samesite="Lax")
    response.delete_cookie(REGION_COOKIE, samesite="Lax")
    forget_device_word(request, response)
    response["Clear-Site-Data"] = '"cache", "storage"'


def may_use_app(account_id: UUID) -> bool:
    """Whether somebody may sign in to the app: staff work in a browser, where their second factor is asked for."""
    return account(account_id).role is Role.USER and not has_second_factor(account_id=account_id)


def open_app(request: HttpRequest, device: AppDevice) -> None:
    """Sign the owner of a telephone in, after it and he have proved themselves."""
    user = user_to_sign_in(account_id=device.account_id)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    # A new key and an awake session; Django leaves that of the same account as it is.
    request.session.cycle_key()
    key = request.session.session_key or ""
    sessions.bind_to_device(key=key, device_id=device.device_id)
    sessions.name_device(key=key, device=device.name)
    ask_for_consent(request, account_id=device.account_id)
    if device.stepped_up_until:
        remember_step_up(request, device.stepped_up_until)
