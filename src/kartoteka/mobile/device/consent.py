from django.http import HttpResponse

from kartoteka.mobile.device.unlock import sign_out
from kartoteka.web.accounts.consent import ConsentPage
from kartoteka.web.request import PortalRequest


class AppConsent(ConsentPage):
    """The consent to the processing of personal data, in the app."""

    template_name = "mobile/device/templates/consent.html"
    lands_at = "mobile:home"

    def leave(self, request: PortalRequest) -> HttpResponse:
        response: HttpResponse = sign_out(request)
        return response
