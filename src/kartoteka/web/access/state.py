"""«Доступ к медкарте»: what right one has to the record of somebody in the card index, and what can be done."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from kartoteka.domain.access.standing import Standing, standing
from kartoteka.domain.access.trusted import give_up_access
from kartoteka.shared.dates import FULL_AGE, age_on
from kartoteka.ui import notices
from kartoteka.web.access import texts
from kartoteka.web.access.about_card import TEMPLATES, CardView
from kartoteka.web.request import PortalRequest, account_id, actor
from kartoteka.web.views import time_zone, today


class StatePage(CardView):
    """The state of one card, and the ways on from it (F-08, F-09)."""

    needs_person = False

    def get(self, request: PortalRequest, **_: object) -> HttpResponse:
        zone = time_zone(request)
        known = None
        if self.card.person_id is not None:
            known = standing(account_id=account_id(request), person_id=self.card.person_id, now=timezone.now())
        context = {
            "card": self.card,
            "standing": known,
            "state": texts.state(known, zone),
            "parts": texts.parts(known.grant.parts) if known and known.grant else (),
            "may_redeem": known is not None and self._may_redeem(request, known),
        }
        return self.page(f"{TEMPLATES}/state.html", context)

    def _may_redeem(self, request: PortalRequest, known: Standing) -> bool:
        # A code is a child's: nobody else is asked for one.
        day = today(request)
        born = self.card.birth_date
        is_child = day >= born and age_on(born, day) < FULL_AGE
        return is_child and not known.is_own and not known.reading.is_allowed


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
