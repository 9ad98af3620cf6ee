"""«Доступ к медкарте»: what right one has to the record of somebody in the card index, and what can be done."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from kartoteka.domain.access.errors import RequestOver
from kartoteka.domain.access.incoming import requests_to_answer
from kartoteka.domain.access.requests import SentRequest, SentState, list_sent_requests, withdraw_request
from kartoteka.domain.access.standing import standing
from kartoteka.domain.access.trusted import give_up_access
from kartoteka.ui import notices
from kartoteka.ui.notices import Kind, Notice
from kartoteka.web.access import texts
from kartoteka.web.access.about_card import TEMPLATES, CardView
from kartoteka.web.request import PortalRequest, account_id, actor
from kartoteka.web.views import time_zone


class StatePage(CardView):
    """The state of one card, and the ways on from it: asked for, waiting, open, closed (F-08, F-09)."""

    needs_person = False

    def get(self, request: PortalRequest, **_: object) -> HttpResponse:
        if self.card.person_id is None:
            context = {"card": self.card, "state": texts.state(None, ""), "standing": None}
            return self.page(f"{TEMPLATES}/state.html", context)
        zone, now, mine = time_zone(request), timezone.now(), account_id(request)
        known = standing(account_id=mine, person_id=self.person_id, now=now)
        sent = self._waiting()
        incoming = requests_to_answer(account_id=mine, now=now) if known.manages else ()
        context = {
            "card": self.card,
            "standing": known,
            "state": texts.state(known, zone),
            "parts": texts.parts(known.grant.parts) if known.grant else (),
            "may_redeem": self.is_child and known.may_ask and not known.reading.is_allowed,
            "sent": texts.sent_line(sent, zone) if sent else None,
            "incoming": sum(one.person_id == self.person_id for one, _ in incoming),
        }
        return self.page(f"{TEMPLATES}/state.html", context)

    def post(self, request: PortalRequest, **_: object) -> HttpResponse:
        """«Отозвать запрос»."""
        sent = self._waiting()
        if request.POST.get("card") != str(self.card.card_id) or sent is None:
            # The form is about another person, or there is nothing to take back (R13).
            raise Http404
        try:
            withdraw_request(
                account_id=account_id(request), request_id=sent.request_id, by=actor(request), now=timezone.now()
            )
        except RequestOver as error:
            notices.add(request, Notice(Kind.WARNING, "Запрос закрыт", error.words))
        else:
            notices.add(request, texts.WITHDRAWN)
        return redirect("access:state", card_id=self.card.card_id)

    def _waiting(self) -> SentRequest | None:
        requests = list_sent_requests(account_id=account_id(self.request), now=timezone.now())
        return next(
            (one for one in requests if one.person_id == self.person_id and one.state is SentState.WAITING), None
        )


class GiveUpPage(CardView):
    """«Отказаться от доступа»: what was granted to one's own account is given up, after a question (R53)."""

    def get(self, request: PortalRequest, **_: object) -> HttpResponse:
        known = standing(account_id=account_id(request), person_id=self.person_id, now=timezone.now())
        if known.grant is None:
            return redirect("access:state", card_id=self.card.card_id)
        return self.page(f"{TEMPLATES}/give_up.html", {"card": self.card})

    def post(self, request: PortalRequest, **_: object) -> HttpResponse:
        if request.POST.get("card") != str(self.card.card_id):
            # The page asked about one patient and the address names another: nothing is done (R13).
            raise Http404
        give_up_access(person_id=self.person_id, by=actor(request), now=timezone.now())
        notices.add(request, texts.GIVEN_UP)
        return redirect("access:state", card_id=self.card.card_id)
