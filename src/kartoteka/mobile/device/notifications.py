"""«Уведомления»: whether this telephone is knocked at."""

from http import HTTPStatus

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from kartoteka import wiring
from kartoteka.domain.accounts.app_devices import push
from kartoteka.domain.accounts.app_devices.errors import NoPushService
from kartoteka.mobile.device import texts
from kartoteka.mobile.device.biometrics import device_of
from kartoteka.mobile.views import MobileView
from kartoteka.ui import notices
from kartoteka.web.request import PortalRequest, actor


class Notifications(MobileView):
    """Says what a notification tells, and switches it on and off. Each telephone decides for itself."""

    def get(self, request: PortalRequest) -> HttpResponse:
        context = {
            "is_on": push.is_subscribed(device_id=device_of(request).device_id),
            "public_key": wiring.push_sender().public_key if wiring.has_push_sender() else "",
        }
        return self.page("device/templates/notifications.html", context)

    def post(self, request: PortalRequest) -> HttpResponse:
        device_id, now = device_of(request).device_id, timezone.now()
        if request.POST.get("action") == "off":
            push.unsubscribe(device_id=device_id, by=actor(request), now=now)
            notices.add(request, texts.PUSH_OFF)
            return redirect("mobile:notifications")
        try:
            endpoint = request.POST.get("endpoint", "")
            push.subscribe(device_id=device_id, endpoint=endpoint, by=actor(request), now=now)
        except NoPushService:
            return JsonResponse({"words": texts.NO_PUSH_SERVICE}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        notices.add(request, texts.PUSH_ON)
        return JsonResponse({"next": reverse("mobile:notifications")})
