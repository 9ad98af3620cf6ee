"""The consent to the processing of personal data: a page of its own with a button of its own."""

from allauth.account.adapter import get_adapter
from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone

from kartoteka.domain.accounts import consents
from kartoteka.domain.card_index.newcomers import forget_newcomer
from kartoteka.ui import notices
from kartoteka.ui.notices import Notice
from kartoteka.web.accounts import texts
from kartoteka.web.accounts.views import sign_out
from kartoteka.web.consent import is_asked, stop_asking
from kartoteka.web.redirects import inside
from kartoteka.web.request import PortalRequest, account_id, actor
from kartoteka.web.views import PersonalView


class ConsentPage(PersonalView):
    """Shows the text, and records who agreed to which version of it, when and from where."""

    template_name = "web/accounts/templates/consent.html"
    lands_at = "card_index:list"

    def get(self, request: PortalRequest) -> HttpResponse:
        next_path = inside(request, request.GET.get("next", ""))
        if is_asked(request) and consents.has_consented(account_id=account_id(request)):
            # Given meanwhile, in another browser: this one would be led here for ever.
            stop_asking(request)
            return redirect(next_path or resolve_url(self.lands_at))
        return self._page(next_path)

    def post(self, request: PortalRequest) -> HttpResponse:
        if request.POST.get("decision") == "refuse":
            return self._refuse(request)
        next_path = inside(request, request.POST.get("next", ""))
        version = request.POST.get("version", "")
        given = version.isdecimal() and consents.give_consent(
            account_id=account_id(request),
            version=int(version[:9]),
            network_address=get_adapter(request).get_client_ip(request),
            by=actor(request),
            now=timezone.now(),
        )
        if not given:
            return self._page(next_path, texts.CONSENT_IS_NEW, status=409)
        stop_asking(request)
        return redirect(next_path or resolve_url(self.lands_at))

    def _refuse(self, request: PortalRequest) -> HttpResponse:
        """Out, and nothing stays of who came for the first time."""
        is_forgotten = forget_newcomer(account_id=account_id(request), by=actor(request), now=timezone.now())
        response = self.leave(request)
        if is_forgotten:
            notices.add(request, texts.NOTHING_KEPT)
        return response

    def leave(self, request: PortalRequest) -> HttpResponse:
        """Out of the account."""
        response: HttpResponse = sign_out(request)
        return response

    def _page(self, next_path: str, notice: Notice | None = None, status: int = 200) -> HttpResponse:
        text = consents.current_text()
        mine = account_id(self.request)
        context = {"text": text, "next": next_path, "is_given": consents.has_consented(account_id=mine)}
        return self.page(self.template_name, context | {"notice": notice}, status=status)
