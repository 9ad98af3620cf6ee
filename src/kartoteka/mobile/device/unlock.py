"""Every start of the app but the first: its PIN or biometrics, and nothing else (A-10)."""

from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from kartoteka.domain.accounts import sessions
from kartoteka.domain.accounts.app_devices import binding, passkeys, unlocking
from kartoteka.domain.accounts.app_devices.errors import (
    ChallengeOver,
    DeviceGone,
    DeviceLockedOut,
    NotThisDevice,
    PasskeyRefused,
    WrongPin,
)
from kartoteka.domain.accounts.app_devices.selectors import find_device
from kartoteka.domain.accounts.app_devices.types import AppDevice
from kartoteka.domain.accounts.app_devices.unlocking import SignedChallenge
from kartoteka.domain.accounts.rules import STEP_UP_LASTS
from kartoteka.mobile.device import texts
from kartoteka.mobile.device.biometrics import answer_of
from kartoteka.mobile.device.creation import decoded
from kartoteka.mobile.device.telephone import forget_telephone, open_app, telephone_of
from kartoteka.mobile.device.webauthn import checker, request_options
from kartoteka.mobile.gate import is_open
from kartoteka.shared.actor import Actor
from kartoteka.web.redirects import inside, with_next

_TEMPLATES = "mobile/device/templates"


@method_decorator(login_not_required, name="dispatch")
class Unlock(View):
    """«Введите PIN-код». The telephone signs what it was given, and sends the PIN with that."""

    def get(self, request: HttpRequest) -> HttpResponse:
        next_path = inside(request, request.GET.get("next", "")) or reverse("mobile:home")
        device_id = telephone_of(request)
        if device_id is None:
            return redirect("mobile:region")
        if is_open(request):
            return redirect(next_path)
        device = find_device(device_id)
        if device is None:
            return _to_gone_page(request)
        return render(request, f"{_TEMPLATES}/unlock.html", {"device": device, "next": next_path})

    def post(self, request: HttpRequest) -> HttpResponse:
        device_id, now = telephone_of(request), timezone.now()
        try:
            if device_id is None:
                raise DeviceGone  # noqa: TRY301 - one answer for all telephones that are not bound
            device = _unlocked(request, device_id, now)
        except PasskeyRefused:
            return JsonResponse({"words": texts.BIOMETRICS_REFUSED}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        except WrongPin as wrong:
            return JsonResponse({"words": texts.wrong_pin(wrong)}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        except (ChallengeOver, NotThisDevice):
            return JsonResponse({"words": texts.TRY_AGAIN}, status=HTTPStatus.FORBIDDEN)
        except DeviceGone as gone:
            return gone_answer(request, gone)
        open_app(request, device)
        return JsonResponse({"next": inside(request, request.POST.get("next", "")) or reverse("mobile:home")})


def _unlocked(request: HttpRequest, device_id: UUID, now: datetime) -> AppDevice:
    signed = signed_by_telephone(request)
    if assertion := request.POST.get("assertion"):
        check = checker(request, answer_of(assertion))
        device = passkeys.unlock_by_passkey(device_id=device_id, signed=signed, check=check, now=now)
        # A passkey is more than a password (R82).
        return replace(device, stepped_up_until=now + STEP_UP_LASTS)
    return unlocking.unlock_by_pin(device_id=device_id, signed=signed, pin=request.POST.get("pin", ""), now=now)


@login_not_required
@require_POST
def challenge(request: HttpRequest) -> HttpResponse:
    """What the telephone has to sign."""
    device_id = telephone_of(request)
    try:
        if device_id is None:
            raise DeviceGone  # noqa: TRY301 - as above
        made = unlocking.make_challenge(device_id=device_id, now=timezone.now())
    except DeviceGone as gone:
        return gone_answer(request, gone)
    device = find_device(device_id)
    passkey = request_options(device.passkey) if device and device.passkey else None
    return JsonResponse({"challenge": urlsafe_b64encode(made).rstrip(b"=").decode(), "passkey": passkey})


@login_not_required
@require_safe
def launch(request: HttpRequest) -> HttpResponse:
    """Where the icon on the home screen leads: each start of the app begins locked."""
    _lock(request)
    return redirect("mobile:home")


@login_not_required
@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """The app was put away for a while: it locks itself."""
    _lock(request)
    return redirect(with_next(reverse("mobile:unlock"), inside(request, request.POST.get("next", ""))))


@login_not_required
@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """«Не помню PIN-код»: the telephone is unbound, if it is the one that asks, and the owner signs in anew."""
    device_id, now = telephone_of(request), timezone.now()
    try:
        if device_id is not None:
            unlocking.give_up(device_id=device_id, signed=signed_by_telephone(request), now=now)
    except (DeviceGone, ChallengeOver, NotThisDevice):
        # Whoever has no key leaves the owner's telephone alone; his own browser forgets it all the same.
        pass
    return _left(request)


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """«Выйти»: the telephone is unbound, and nothing of the account stays on it (P-09, R70, R71)."""
    if request.user.is_authenticated and (device_id := telephone_of(request)):
        mine: UUID = request.user.pk
        binding.end_device(account_id=mine, device_id=device_id, by=Actor.account(mine), now=timezone.now())
    return _left(request)


def _left(request: HttpRequest) -> HttpResponse:
    get_adapter(request).logout(request)
    response = redirect("mobile:region")
    forget_telephone(request, response)
    return response


def _lock(request: HttpRequest) -> None:
    if request.user.is_authenticated:
        sessions.lock_session(key=request.session.session_key or "")


def signed_by_telephone(request: HttpRequest) -> SignedChallenge:
    """What the scripts of the app put into a form."""
    given = request.POST
    return SignedChallenge(decoded(given.get("challenge", "")), decoded(given.get("signature", "")))


def gone_answer(request: HttpRequest, why: DeviceGone) -> HttpResponse:
    """The telephone is bound no more. Its scripts wipe it and go to the page that says so."""
    request.session.flush()
    way = reverse("mobile:gone") + ("?pin" if isinstance(why, DeviceLockedOut) else "")
    response = JsonResponse({"next": way}, status=HTTPStatus.GONE)
    forget_telephone(request, response)
    return response


def _to_gone_page(request: HttpRequest) -> HttpResponse:
    request.session.flush()
    response = redirect("mobile:gone")
    forget_telephone(request, response)
    return response


@login_not_required
@require_safe
def gone_page(request: HttpRequest) -> HttpResponse:
    """What happened, and the way to sign in anew."""
    return render(request, f"{_TEMPLATES}/gone.html", {"is_locked_out": "pin" in request.GET})
