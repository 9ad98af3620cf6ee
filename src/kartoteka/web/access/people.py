"""«Кто видит карту», «Запретить отображение», and lifting a ban (F-10, R53 to R56)."""

from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from kartoteka.domain.access.errors import CannotForbid, NotYours
from kartoteka.domain.access.trusted import (
    TrustedAccount,
    allow_display_again,
    end_grant,
    forbid_display,
    people_who_see,
)
from kartoteka.ui import notices
from kartoteka.web.access import texts
from kartoteka.web.access.about_card import TEMPLATES, CardView
from kartoteka.web.record_gate import RecordView
from kartoteka.web.request import PortalRequest, account_id, actor
from kartoteka.web.views import time_zone


class _TrustedView(CardView, RecordView):
    """A page that tells who sees a record."""

    @cached_property
    def trusted(self) -> tuple[TrustedAccount, ...]:
        return people_who_see(person_id=self.person_id, account_id=account_id(self.request), now=timezone.now())


class PeoplePage(_TrustedView):
    """Who sees the record: on what ground, since when, until when, when last; and who was shut out."""

    def get(self, request: PortalRequest, **_: object) -> HttpResponse:
        try:
            people = self.trusted
        except NotYours:
            return self.refused(texts.NOT_A_MANAGER)
        zone = time_zone(request)
        context = {
            "card": self.card,
            "people": tuple(texts.trusted_line(one, zone) for one in people if not one.is_forbidden),
            "forbidden": tuple(texts.trusted_line(one, zone) for one in people if one.is_forbidden),
        }
        return self.page(f"{TEMPLATES}/people.html", context)


class TrustedPage(_TrustedView):
    """One account that sees the record: asks before its access is closed, and closes it."""

    def get(self, request: PortalRequest, account_id: UUID, **_: object) -> HttpResponse:
        try:
            found = next((one for one in self.trusted if one.account_id == account_id), None)
        except NotYours:
            return self.refused(texts.NOT_A_MANAGER)
        if found is None or not (found.can_be_forbidden or found.is_forbidden):
            raise Http404
        context = {"card": self.card, "one": texts.trusted_line(found, time_zone(request))}
        return self.page(f"{TEMPLATES}/trusted.html", context)

    def post(self, request: PortalRequest, account_id: UUID, **_: object) -> HttpResponse:
        if request.POST.get("card") != str(self.card.card_id):
            # The page asked about one patient and the address names another: nothing is done (R13).
            raise Http404
        try:
            notice = self._act(request.POST.get("action", ""), account_id, timezone.now())
        except NotYours:
            return self.refused(texts.NOT_A_MANAGER)
        except CannotForbid as error:
            notices.error(request, "Запретить отображение не получилось", error.words)
        else:
            notices.add(request, notice)
        return redirect("access:people", card_id=self.card.card_id)

    def _act(self, action: str, account_id: UUID, now: datetime) -> notices.Notice:
        by = actor(self.request)
        if action == "forbid":
            forbid_display(person_id=self.person_id, account_id=account_id, by=by, now=now)
            return texts.FORBIDDEN
        if action == "allow":
            allow_display_again(person_id=self.person_id, account_id=account_id, by=by, now=now)
            return texts.ALLOWED_AGAIN
        if action == "close":
            grant = next((one.grant for one in self.trusted if one.account_id == account_id), None)
            if grant is not None:
                end_grant(grant_id=grant.grant_id, by=by, now=now)
            return texts.CLOSED
        raise Http404
