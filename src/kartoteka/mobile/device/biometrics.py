"""«Как входить в приложение?»: by finger or face, or by the PIN (A-10)."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from kartoteka.domain.accounts.app_devices import passkeys
from kartoteka.domain.accounts.app_devices.errors import PasskeyRefused
from kartoteka.domain.accounts.app_devices.selectors import find_device
from kartoteka.domain.accounts.app_devices.types import AppDevice
from kartoteka.mobile.device import texts
from kartoteka.mobile.device.webauthn import creation_options, made_passkey
from kartoteka.mobile.views import MobileView
from kartoteka.ui import notices
from kartoteka.web.redirects import inside
from kartoteka.web.request import PortalRequest, actor
from kartoteka.web.sessions import SessionStore

_STATE = "passkey-state"


class ChooseWay(MobileView):
    """The way of quick sign-in. Without scripts the PIN is left, which is chosen by the form."""

    def get(self, request: PortalRequest) -> HttpResponse:
        next_path = inside(request, request.GET.get("next", ""))
        return self.page("device/templates/choose_way.html", {"next": next_path or reverse("mobile:home")})

    def post(self, request: PortalRequest) -> HttpResponse:
        device = device_of(request)
        if request.POST.get("way") == "pin":
            passkeys.remove_passkey(device_id=device.device_id, by=actor(request), now=timezone.now())
            return redirect(inside(request, request.POST.get("next", "")) or "mobile:home")
        if request.POST.get("action") == "options":
            options, request.session[_STATE] = creation_options(request, device.device_id)
            return JsonResponse(options)
        return self._add(device)

    def _add(self, device: AppDevice) -> JsonResponse:
        request = self.request
        try:
            passkey = made_passkey(
                request,
                request.session.pop(_STATE, {}),
                answer_of(request.POST.get("credential", "")),
                has_prf=request.POST.get("has_prf") == "1",
            )
        except PasskeyRefused:
            return JsonResponse({"words": texts.NO_BIOMETRICS}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        passkeys.add_passkey(device_id=device.device_id, passkey=passkey, by=actor(request), now=timezone.now())
        notices.add(request, texts.BIOMETRICS_ON)
        return JsonResponse({"next": inside(request, request.POST.get("next", "")) or reverse("mobile:home")})


def device_of(request: PortalRequest) -> AppDevice:
    """
    The telephone on which the app is open.

    :raises Http404: it was ended this very moment
    """
    stored = cast("SessionStore", request.session).stored
    device = find_device(stored.app_device) if stored and stored.app_device else None
    if device is None:
        raise Http404
    return device


def answer_of(text: str) -> Mapping[str, Any]:
    """What a passkey answered, as a script sent it; empty where it is no such thing."""
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        # The second: brackets within brackets, more than Python follows.
        return {}
    return answer if isinstance(answer, dict) else {}
