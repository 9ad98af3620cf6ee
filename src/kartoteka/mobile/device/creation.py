"""«Создание PIN-кода», and the way of quick sign-in: the end of the first run (A-09, A-10)."""

from base64 import urlsafe_b64decode
from binascii import Error as NotBase64
from dataclasses import replace
from datetime import datetime

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from kartoteka.domain.accounts.app_devices import binding
from kartoteka.domain.accounts.app_devices.errors import BadKey, WeakPin
from kartoteka.domain.accounts.app_devices.types import NewDevice
from kartoteka.domain.accounts.selectors import account
from kartoteka.domain.card_index.selectors import birth_dates
from kartoteka.mobile.device import texts
from kartoteka.mobile.device.telephone import remember_telephone
from kartoteka.mobile.gate import is_open
from kartoteka.mobile.views import MobileView
from kartoteka.ui import notices
from kartoteka.web.accounts.devices import device_name
from kartoteka.web.accounts.proof import is_stepped_up, stepped_up_until
from kartoteka.web.redirects import with_next
from kartoteka.web.request import PortalRequest, account_id, actor
from kartoteka.web.views import today

_UNPROCESSABLE = 422


class CreatePin(MobileView):
    """The form «Создание PIN-кода»: four digits, and once more. The telephone sends its new public key with them."""

    def get(self, request: PortalRequest) -> HttpResponse:
        if is_open(request):
            return redirect("mobile:home")
        return self.page("device/templates/create_pin.html", {"mismatch": texts.PIN_MISMATCH})

    def post(self, request: PortalRequest) -> JsonResponse:
        if is_open(request):
            # Whoever took an open telephone out of its owner's hand must not give it a PIN of his own.
            return JsonResponse({"next": reverse("mobile:home")})
        pin, now = request.POST.get("pin", ""), timezone.now()
        mine = account_id(request)
        days = birth_dates(account_id=mine)
        try:
            if request.POST.get("action") == "check":
                binding.require_strong(account_id=mine, pin=pin, birth_dates=days, today=today(request))
                return JsonResponse({})
            if pin != request.POST.get("pin_again"):
                return JsonResponse({"words": texts.PIN_MISMATCH}, status=_UNPROCESSABLE)
            device_id = binding.bind_device(
                account_id=mine,
                new=self._new_device(pin, now),
                birth_dates=days,
                today=today(request),
                session_key=request.session.session_key or "",
                by=actor(request),
                now=now,
            )
        except WeakPin:
            return JsonResponse({"words": texts.WEAK_PIN}, status=_UNPROCESSABLE)
        except BadKey:
            return JsonResponse({"words": texts.NO_KEY}, status=_UNPROCESSABLE)
        _warn_of_telephone(request)
        landing = reverse("card_index:list")
        response = JsonResponse({"next": landing, "way": with_next(reverse("mobile:choose-way"), landing)})
        remember_telephone(response, device_id)
        return response

    def _new_device(self, pin: str, now: datetime) -> NewDevice:
        request = self.request
        until = stepped_up_until(request, now) if is_stepped_up(request, now) else None
        return NewDevice(decoded(request.POST.get("key", "")), pin, device_name(request), until)


def decoded(text: str) -> bytes:
    """Bytes that a script sent as base64; none where it is no such text."""
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (NotBase64, ValueError):
        return b""


def _warn_of_telephone(request: PortalRequest) -> None:
    if account(account_id(request)).phone is None:
        profile = reverse("profile:profile")
        notices.add(request, replace(texts.NUMBER_NOT_ACTIVATED, link_text="Открыть профиль", link_url=profile))
