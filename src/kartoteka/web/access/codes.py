"""A child's access code (F-09, R47 to R49): switched on, issued on a slip that is shown once, and typed in."""

from datetime import datetime
from http import HTTPStatus

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from kartoteka.domain.access.code_switching import switch_codes_off
from kartoteka.domain.access.codes import CodeStatus, code_status, issue_child_code, switch_codes
from kartoteka.domain.access.errors import (
    AccessError,
    CodeMistyped,
    CodesSwitchedOff,
    NotYours,
    TooManyTries,
)
from kartoteka.domain.access.redeeming import redeem_child_code
from kartoteka.ui import notices
from kartoteka.ui.notices import Kind, Notice
from kartoteka.ui.presenters import local_date
from kartoteka.web.access import texts
from kartoteka.web.access.about_card import TEMPLATES, CardView
from kartoteka.web.access.forms import RedeemForm
from kartoteka.web.accounts.timing import no_sooner_than_others
from kartoteka.web.record_gate import RecordView
from kartoteka.web.request import PortalRequest, account_id, actor
from kartoteka.web.views import time_zone, today


class CodesPage(CardView, RecordView):
    """
    «Доступ по коду» of a child, for who acts for him.

    Behind the gate of the record, though it shows none of it: a code opens the record to whoever holds it.
    """

    def get(self, request: PortalRequest, **_: object) -> HttpResponse:
        try:
            status = code_status(person_id=self.person_id, by=actor(request), now=timezone.now())
        except NotYours:
            return self.refused(texts.NO_CODES)
        asks = status.is_switched_on and request.GET.get("switch") == "off"
        return self._page(status, asks=asks)

    def post(self, request: PortalRequest, **_: object) -> HttpResponse:
        if request.POST.get("card") != str(self.card.card_id):
            # The form is about one child and the address names another: nothing is done (R13).
            raise Http404
        try:
            return self._act(request, request.POST.get("action", ""), timezone.now())
        except NotYours:
            return self.refused(texts.NO_CODES)

    def _act(self, request: PortalRequest, action: str, now: datetime) -> HttpResponse:
        by = actor(request)
        if action == "issue":
            return self._issue(now)
        if action == "on":
            switch_codes(person_id=self.person_id, is_on=True, by=by, now=now)
            notices.add(request, texts.CODES_ON)
        elif action == "off":
            closes = request.POST.get("grants") == "close"
            closed = switch_codes_off(person_id=self.person_id, closes_grants=closes, by=by, now=now)
            notices.add(request, texts.codes_off(closed))
        else:
            raise Http404
        return redirect("access:codes", card_id=self.card.card_id)

    def _issue(self, now: datetime) -> HttpResponse:
        # The answer to the form is the only place where the code ever stands: a redirect would need it kept. Sent
        # twice, the form makes a new code and ends the one before, so what is on the screen is the one that works.
        try:
            issued = issue_child_code(person_id=self.person_id, by=actor(self.request), now=now)
        except CodesSwitchedOff as error:
            notices.warning(self.request, "Код не выдан", error.words)
            return redirect("access:codes", card_id=self.card.card_id)
        context = {"card": self.card, "issued": issued, "zone": time_zone(self.request)}
        return self.page(f"{TEMPLATES}/code_issued.html", context)

    def _page(self, status: CodeStatus, *, asks: bool) -> HttpResponse:
        context = {"card": self.card, "status": status, "asks": asks, "zone": time_zone(self.request)}
        return self.page(f"{TEMPLATES}/codes.html", context)


class RedeemPage(CardView):
    """«Ввести код доступа»: whatever is wrong with the code or the date, the answer is one (R48)."""

    def get(self, request: PortalRequest, **_: object) -> HttpResponse:
        return self._page(RedeemForm(today=today(request)))

    def post(self, request: PortalRequest, **_: object) -> HttpResponse:
        if request.POST.get("card") != str(self.card.card_id):
            # The form is about one child and the address names another: nothing is done (R13).
            raise Http404
        form = RedeemForm(request.POST, today=today(request))
        if not form.is_valid():
            return self._page(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        now = timezone.now()
        try:
            # What is wrong takes as long as what else may be wrong: a child with a code, and one without (R48).
            with no_sooner_than_others():
                grant = redeem_child_code(
                    account_id=account_id(request),
                    person_id=self.person_id,
                    typed=form.typed(get_adapter(request).get_client_ip(request)),
                    by=actor(request),
                    now=now,
                )
        except CodeMistyped as error:
            form.add_error("code", error.words)
            return self._page(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        except TooManyTries as error:
            return self._page(form, texts.too_many_tries(error, now), HTTPStatus.TOO_MANY_REQUESTS)
        except AccessError as error:
            notice = Notice(Kind.ERROR, "Доступ не открыт", error.words)
            return self._page(form, notice, HTTPStatus.UNPROCESSABLE_ENTITY)
        until = local_date(grant.ends_at, time_zone(request))
        notices.success(request, "Медкарта открыта Вам", f"Доступ по коду действует до {until}.")
        return redirect("access:state", card_id=self.card.card_id)

    def _page(self, form: RedeemForm, notice: Notice | None = None, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
        return self.page(f"{TEMPLATES}/redeem.html", {"card": self.card, "form": form, "notice": notice}, status=status)
