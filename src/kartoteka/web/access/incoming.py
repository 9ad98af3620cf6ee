"""Requests to see a record, as the patient's side reads and answers them (F-08, R45, R46)."""

from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from kartoteka.domain.access.errors import AccessError, NotYours, RequestOver
from kartoteka.domain.access.incoming import RequestToAnswer, request_to_answer, requests_to_answer
from kartoteka.domain.access.requests import confirm_request, decline_request
from kartoteka.domain.access.trusted import forbid_display
from kartoteka.domain.access.waiting import note_waiting
from kartoteka.ui import notices
from kartoteka.ui.notices import Kind, Notice
from kartoteka.web.access import texts
from kartoteka.web.access.about_card import TEMPLATES
from kartoteka.web.access.forms import AnswerForm
from kartoteka.web.record_gate import RecordView
from kartoteka.web.request import PortalRequest, account_id, actor
from kartoteka.web.views import time_zone


class RequestsPage(RecordView):
    """«Запросы на доступ»: what waits for an answer, for one's own record and for those one acts for."""

    def get(self, request: PortalRequest) -> HttpResponse:
        now = timezone.now()
        waiting = requests_to_answer(account_id=account_id(request), now=now)
        if request.is_asked and not waiting:
            # A right to answer went meanwhile: no page calls here for nothing.
            note_waiting([account_id(request)], now=now)
            request.is_asked = False
        zone = time_zone(request)
        lines = tuple(texts.request_line(one, patient, zone) for one, patient in waiting)
        return self.page(f"{TEMPLATES}/requests.html", {"lines": lines})


class RequestPage(RecordView):
    """
    One request: its terms may be changed before they are agreed to.

    Behind the gate of the record, though it shows none of it: an answer opens the record to somebody.
    """

    def get(self, request: PortalRequest, request_id: UUID) -> HttpResponse:
        found = self._found(request_id, timezone.now())
        if not found.is_waiting:
            notices.warning(request, "Запрос закрыт", RequestOver.words)
            return redirect("access:requests")
        asked = found.request
        form = AnswerForm(is_own=found.is_own, longest=found.longest_months, parts=asked.parts, months=asked.months)
        return self._page(found, form)

    def post(self, request: PortalRequest, request_id: UUID) -> HttpResponse:
        now = timezone.now()
        found = self._found(request_id, now)
        form = AnswerForm(request.POST, is_own=found.is_own, longest=found.longest_months)
        action = request.POST.get("action", "")
        if action == "confirm" and not form.is_valid():
            return self._page(found, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            notice = self._answer(found, action, form, now)
        except RequestOver as error:
            notice = Notice(Kind.WARNING, "Запрос закрыт", error.words)
        except AccessError as error:
            return self._page(found, form, Notice(Kind.ERROR, "Не получилось", error.words), HTTPStatus.CONFLICT)
        notices.add(request, notice)
        return redirect("access:requests")

    def _answer(self, found: RequestToAnswer, action: str, form: AnswerForm, now: datetime) -> Notice:
        mine, by, asked = account_id(self.request), actor(self.request), found.request
        if action == "confirm":
            grant = confirm_request(account_id=mine, request_id=asked.request_id, terms=form.terms(), by=by, now=now)
            return texts.confirmed(grant.ends_at, time_zone(self.request))
        if action == "decline":
            decline_request(account_id=mine, request_id=asked.request_id, by=by, now=now)
            return texts.DECLINED
        if action == "block":
            forbid_display(person_id=asked.person_id, account_id=asked.account_id, by=by, now=now)
            return texts.BLOCKED
        raise Http404

    def _found(self, request_id: UUID, now: datetime) -> RequestToAnswer:
        try:
            return request_to_answer(account_id=account_id(self.request), request_id=request_id, now=now)
        except NotYours as error:
            raise Http404 from error

    def _page(
        self,
        found: RequestToAnswer,
        form: AnswerForm,
        notice: Notice | None = None,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> HttpResponse:
        context = {
            "line": texts.request_line(found.request, found.patient, time_zone(self.request)),
            "is_own": found.is_own,
            "form": form,
            "notice": notice,
        }
        return self.page(f"{TEMPLATES}/request.html", context, status=status)
