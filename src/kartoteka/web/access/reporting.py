"""«Это не я»: a look of the journal that its owner does not know of, told to technical support (R73)."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from allauth.account.adapter import get_adapter
from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from kartoteka.domain.access.errors import NotYours
from kartoteka.domain.access.reading_journal import journal_entry
from kartoteka.domain.accounts.selectors import account
from kartoteka.domain.feedback.errors import TooManyTickets
from kartoteka.domain.feedback.services import write_to_support
from kartoteka.domain.feedback.types import NewTicket, TicketKind
from kartoteka.ui.notices import Notice
from kartoteka.web.access import texts
from kartoteka.web.access.about_card import TEMPLATES, CardView
from kartoteka.web.accounts.forms import EmailForm
from kartoteka.web.feedback.views import TOO_MANY
from kartoteka.web.fields import WordsField
from kartoteka.web.record_gate import RecordView
from kartoteka.web.request import PortalRequest, account_id, actor

_LONGEST_WORDS = 2000


class ReportForm(EmailForm):
    """What one may add to the look itself, and where the answer goes."""

    words = WordsField(what="Сообщение", max_length=_LONGEST_WORDS, required=False)
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    field_order = ("words", "email")

    def __init__(self, data: Mapping[str, Any] | None = None, *, email: str = "") -> None:
        super().__init__(data, initial={"form_key": uuid4(), "email": email})

    def key(self) -> UUID:
        """The key of the form; a page without one is not protected from being sent twice, but works."""
        key: UUID | None = self.cleaned_data.get("form_key")
        return key or uuid4()


class ReportPage(CardView, RecordView):
    """One look: who, when, by what right; what the owner can do at once, and the message to support."""

    def get(self, request: PortalRequest, number: int, **_: object) -> HttpResponse:
        line, _zone = self._line(number)
        return self._page(number, line, ReportForm(email=account(account_id(request)).email))

    def post(self, request: PortalRequest, number: int, **_: object) -> HttpResponse:
        line, zone = self._line(number)
        if request.POST.get("card") != str(self.card.card_id):
            # The form is about one patient and the address names another: nothing is sent (R13).
            raise Http404
        form = ReportForm(request.POST)
        if not form.is_valid():
            return self._page(number, line, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        # Support finds the look by its place; who looked at whom stays in the journal and out of the letter.
        words = texts.report(number, line.when, zone, self.card.card_id, form.cleaned_data["words"])
        try:
            ticket = write_to_support(
                NewTicket(TicketKind.RECORD, words, form.cleaned_data["email"]),
                region_code=request.region.code if request.region else "",
                account_id=account_id(request),
                form_key=form.key(),
                client=get_adapter(request).get_client_ip(request),
                by=actor(request),
                now=timezone.now(),
            )
        except TooManyTickets:
            return self._page(number, line, form, TOO_MANY, HTTPStatus.TOO_MANY_REQUESTS)
        return redirect("feedback:sent", ticket)

    def _line(self, number: int) -> tuple[texts.JournalLine, str]:
        try:
            entry, zone = journal_entry(
                person_id=self.person_id, account_id=account_id(self.request), number=number, now=timezone.now()
            )
        except NotYours as error:
            raise Http404 from error
        return texts.journal_line(entry, zone), zone

    def _page(
        self,
        number: int,
        line: texts.JournalLine,
        form: ReportForm,
        notice: Notice | None = None,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> HttpResponse:
        context = {"card": self.card, "number": number, "line": line, "form": form, "notice": notice}
        return self.page(f"{TEMPLATES}/report.html", context, status=status)
