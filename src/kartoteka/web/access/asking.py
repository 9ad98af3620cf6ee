"""«Запросить доступ»: a request to somebody in the card index; the answer is the patient's own (F-08, R45)."""

from http import HTTPStatus

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from kartoteka import wiring
from kartoteka.domain.access.errors import AccessError, TooManyRequests
from kartoteka.domain.access.requests import ask_for_access
from kartoteka.domain.access.standing import standing
from kartoteka.domain.access.types import Purpose
from kartoteka.shared.errors import Unavailable
from kartoteka.ui import notices
from kartoteka.ui.notices import Kind, Notice
from kartoteka.web.access import texts
from kartoteka.web.access.about_card import TEMPLATES, CardView
from kartoteka.web.access.forms import AskForm
from kartoteka.web.request import PortalRequest, account_id, actor
from kartoteka.web.views import time_zone


class AskPage(CardView):
    """The form: what for, which parts, for how long."""

    def get(self, request: PortalRequest, **_: object) -> HttpResponse:
        known = standing(account_id=account_id(request), person_id=self.person_id, now=timezone.now())
        if not known.may_ask:
            return redirect("access:state", card_id=self.card.card_id)
        return self._page(AskForm(about_child=self.is_child))

    def post(self, request: PortalRequest, **_: object) -> HttpResponse:
        if request.POST.get("card") != str(self.card.card_id):
            # The form is about one person and the address names another: nothing is asked (R13).
            raise Http404
        form = AskForm(request.POST, about_child=self.is_child)
        if not form.is_valid():
            return self._page(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            # A request that waits is not made twice, so a form sent again needs no key of its own (R12).
            ask_for_access(
                account_id=account_id(request),
                person_id=self.person_id,
                purpose=Purpose(form.cleaned_data["purpose"]),
                terms=form.terms(),
                registry=wiring.insured_registry(),
                by=actor(request),
                now=timezone.now(),
            )
        except TooManyRequests as error:
            notice = texts.too_many_requests(error, time_zone(request))
            return self._page(form, notice, HTTPStatus.TOO_MANY_REQUESTS)
        except AccessError as error:
            return self._page(form, Notice(Kind.ERROR, "Запрос не отправлен", error.words), HTTPStatus.CONFLICT)
        except Unavailable:
            return self._page(form, texts.REGISTRY_SILENT, HTTPStatus.SERVICE_UNAVAILABLE)
        notices.add(request, texts.ASKED)
        return redirect("access:state", card_id=self.card.card_id)

    def _page(self, form: AskForm, notice: Notice | None = None, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
        return self.page(f"{TEMPLATES}/ask.html", {"card": self.card, "form": form, "notice": notice}, status=status)
