"""«Вход в приложение»: the way of quick sign-in and the PIN, changed later."""

from datetime import datetime, timedelta
from http import HTTPStatus

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone

from kartoteka.domain.accounts.app_devices import binding, unlocking
from kartoteka.domain.accounts.app_devices.errors import ChallengeOver, DeviceGone, NotThisDevice, WeakPin, WrongPin
from kartoteka.domain.card_index.selectors import birth_dates
from kartoteka.mobile.device import texts
from kartoteka.mobile.device.biometrics import device_of
from kartoteka.mobile.device.unlock import gone_answer, signed_by_telephone
from kartoteka.mobile.views import MobileView
from kartoteka.ui import notices
from kartoteka.web.request import PortalRequest, account_id, actor
from kartoteka.web.views import today

_SHOWN_AT = "pin-shown-at"
# How long the old PIN is good for choosing another.
_SHOWN_FOR = timedelta(minutes=5)


class SignInSettings(MobileView):
    """How the app opens on this telephone."""

    def get(self, request: PortalRequest) -> HttpResponse:
        return self.page("device/templates/sign_in_settings.html", {"device": device_of(request)})


class ChangePin(MobileView):
    """Another PIN: the old one, the new one, and that once more."""

    def get(self, request: PortalRequest) -> HttpResponse:  # noqa: ARG002 - Django's own signature
        return self.page("device/templates/change_pin.html", {"mismatch": texts.PIN_MISMATCH})

    def post(self, request: PortalRequest) -> HttpResponse:
        now = timezone.now()
        if request.POST.get("action") == "show":
            return self._show(now)
        pin = request.POST.get("pin", "")
        try:
            if request.POST.get("action") == "check":
                self._check(pin)
                return JsonResponse({})
            if pin != request.POST.get("pin_again"):
                return _refused(texts.PIN_MISMATCH)
            if not self._is_shown(now):
                return _refused(texts.PIN_SHOWN_LONG_AGO)
            self._change(pin, now)
        except WeakPin:
            return _refused(texts.WEAK_PIN)
        notices.add(request, texts.PIN_CHANGED)
        return JsonResponse({"next": reverse("mobile:sign-in-settings")})

    def _show(self, now: datetime) -> HttpResponse:
        """The old PIN, looked at and counted as at the start of the app."""
        request = self.request
        device_id = device_of(request).device_id
        pin = request.POST.get("pin", "")
        try:
            unlocking.unlock_by_pin(device_id=device_id, signed=signed_by_telephone(request), pin=pin, now=now)
        except WrongPin as wrong:
            return _refused(texts.wrong_pin(wrong))
        except (ChallengeOver, NotThisDevice):
            return _refused(texts.TRY_AGAIN)
        except DeviceGone as gone:
            return gone_answer(request, gone)
        request.session[_SHOWN_AT] = now.isoformat()
        return JsonResponse({})

    def _is_shown(self, now: datetime) -> bool:
        shown = self.request.session.get(_SHOWN_AT)
        return shown is not None and now < datetime.fromisoformat(shown) + _SHOWN_FOR

    def _check(self, pin: str) -> None:
        mine = account_id(self.request)
        days = birth_dates(account_id=mine)
        binding.require_strong(account_id=mine, pin=pin, birth_dates=days, today=today(self.request))

    def _change(self, pin: str, now: datetime) -> None:
        request = self.request
        binding.change_pin(
            device_id=device_of(request).device_id,
            pin=pin,
            birth_dates=birth_dates(account_id=account_id(request)),
            today=today(request),
            by=actor(request),
            now=now,
        )
        del request.session[_SHOWN_AT]


def _refused(words: str) -> JsonResponse:
    return JsonResponse({"words": words}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
