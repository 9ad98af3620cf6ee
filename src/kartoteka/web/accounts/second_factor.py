"""Whether a session passed the second factor, and the way there."""

from typing import cast

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from kartoteka.domain.accounts.second_factor import has_second_factor, is_required_of
from kartoteka.web.request import account_id

_METHOD = "mfa"


def is_required(request: HttpRequest) -> bool:
    """Whether whoever is signed in does nothing before this session passed the factor."""
    role = getattr(request, "role", None)
    return role is not None and is_required_of(role)


def is_passed(request: HttpRequest) -> bool:
    """Whether a code was given in this session."""
    if not request.user.is_authenticated:
        return False
    return any(record.get("method") == _METHOD for record in get_authentication_records(request, request.user))


def lacks_code(request: HttpRequest) -> bool:
    """Whether the account has a factor that this session has not passed."""
    return not is_passed(request) and has_second_factor(account_id=account_id(request))


def note_passed(request: HttpRequest) -> None:
    """Remember that a code was given in this session: when the factor was set up, for instance."""
    user = cast("AbstractBaseUser", request.user)
    record_authentication(request, user, _METHOD, type="totp")


def way_to_pass(request: HttpRequest) -> HttpResponseRedirect:
    """To the page that asks for the code, or that sets the factor up where there is none."""
    if not has_second_factor(account_id=account_id(request)):
        return HttpResponseRedirect(reverse("mfa_index"))
    back = request.get_full_path() if request.method == "GET" else "/"
    return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': back})}")
