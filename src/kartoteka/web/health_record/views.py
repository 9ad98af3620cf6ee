"""The pages of a health record (F-06, F-11)."""

import secrets
from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from kartoteka import wiring
from kartoteka.domain.access.door import OpenedRecord, open_record
from kartoteka.domain.access.errors import RecordClosed
from kartoteka.domain.access.types import Action, Item, Leaf, RecordPart, Refusal
from kartoteka.domain.health_record import selectors
from kartoteka.domain.health_record.errors import EntryNotFound
from kartoteka.domain.health_record.issuing import give_report
from kartoteka.domain.health_record.papers import Addressing, TooBusy
from kartoteka.domain.health_record.report_words import sections_of
from kartoteka.domain.health_record.types import ResultKind
from kartoteka.shared.errors import Unavailable
from kartoteka.ui.errors import RETRY_AFTER_SECONDS
from kartoteka.web.health_record import filters, texts
from kartoteka.web.own_card import OwnCardView
from kartoteka.web.record_gate import RecordView
from kartoteka.web.request import PortalRequest, account_id, channel_of
from kartoteka.web.views import PersonalView, time_zone, today

# When to come again for a file, in seconds: not all who were asked to wait at the same moment.
_SOONEST, _SPREAD = 3, 8
_TEMPLATES = "web/health_record/templates"


class RecordPage(OwnCardView, RecordView):
    """
    A page about one part of a record.

    The card must stand in the viewer's own index, then the door decides; either is asked anew for every page.
    """

    part: ClassVar[RecordPart]
    # How the journal calls a page that shows several parts.
    leaf: ClassVar[Leaf | None] = None
    # The entry of the side menu under which the page stands.
    section: ClassVar[str]
    template: ClassVar[str]
    # What the journal says was done.
    action: ClassVar[Action] = Action.READ

    def get(self, request: PortalRequest, **wanted: Any) -> HttpResponse:  # what the address has
        self.now, self.viewer_id = timezone.now(), account_id(request)
        if self.card.person_id is None:
            return self._closed(None)
        return self._open(self.card.person_id, wanted)

    def _open(self, person_id: str, wanted: Mapping[str, Any]) -> HttpResponse:
        try:
            record = open_record(
                viewer_id=self.viewer_id,
                person_id=person_id,
                part=self.part,
                leaf=self.leaf,
                action=self.action,
                channel=channel_of(self.request),
                now=self.now,
            )
        except RecordClosed as closed:
            return self._closed(closed.refusal)
        return self._answer(record, wanted)

    def contents(self, record: OpenedRecord, **wanted: Any) -> Mapping[str, object]:
        """What the template shows of the record: one call of the domain."""
        raise NotImplementedError

    def _answer(self, record: OpenedRecord, wanted: Mapping[str, Any]) -> HttpResponse:
        try:
            shown = self.contents(record, **wanted)
        except EntryNotFound as error:
            raise Http404 from error
        except Unavailable:
            answer = self._page("silent", {"record": record}, status=503)
            answer["Retry-After"] = str(RETRY_AFTER_SECONDS)
            return answer
        decides = record.decide(Item(self.part), Action.MANAGE).is_allowed
        return self._page(self.template, {"record": record, "decides_who_sees": decides, **shown})

    def _closed(self, refusal: Refusal | None) -> HttpResponse:
        return self._page(
            "closed", {"record": None, "closed": texts.closed(refusal, self.card, today(self.request))}, status=403
        )

    def _page(self, template: str, context: Mapping[str, object], *, status: int = 200) -> HttpResponse:
        surroundings = {
            "card": self.card,
            "section": self.section,
            "part": self.part.value,
            "decides_who_sees": False,
            "today": today(self.request),
            "zone": time_zone(self.request),
            "sections": texts.SECTIONS,
        }
        return self.page(f"{_TEMPLATES}/{template}.html", {**surroundings, **context}, status=status)


class PeoplePage(PersonalView):
    """«Другой человек»: whose records open to the account, and what is in the way of the others."""

    def get(self, request: PortalRequest) -> HttpResponse:
        people = selectors.records_of_index(account_id=account_id(request), now=timezone.now())
        context = {
            "open": [one for one in people if one.opens],
            "closed": [(one.card, texts.why_closed(one)) for one in people if not one.opens],
            "today": today(request),
            "zone": time_zone(request),
        }
        return self.page(f"{_TEMPLATES}/people.html", context)


class OverviewPage(RecordPage):
    """«Обзор» (F-11)."""

    part, section, template = RecordPart.PATIENT, "overview", "overview"
    leaf = Leaf.OVERVIEW

    def contents(self, record: OpenedRecord, **_: Any) -> Mapping[str, object]:
        shown = selectors.overview(
            record, records=wiring.health_records(), booked_services=wiring.booked_services(), now=self.now
        )
        return {"shown": shown}


class HistoryPage(RecordPage):
    """«История лечения» (F-11). Words are posted, so that they stand in no address; the rest is a link to keep."""

    part, section, template = RecordPart.HISTORY, "history", "history"

    def post(self, request: PortalRequest, **_: object) -> HttpResponse:
        return self.get(request)

    def contents(self, record: OpenedRecord, **_: Any) -> Mapping[str, object]:
        asked = self.request.POST if self.request.method == "POST" else _without_words(self.request)
        shown = selectors.history(
            record,
            records=wiring.health_records(),
            typesetter=wiring.report_typesetter(),
            choose=lambda choices: filters.read_filter(asked, choices),
            after=_identifier(asked.get("after")),
        )
        return {
            "shown": shown,
            "fields": filters.fields_of(shown.wanted),
            "next_query": filters.query_of(shown.wanted, shown.next_after),
            "mark_of": filters.mark_of,
            "is_later_page": bool(asked.get("after")),
        }


class CasePage(RecordPage):
    """One treatment case (F-11)."""

    part, section, template = RecordPart.HISTORY, "history", "case"
    leaf = Leaf.CASE

    def contents(self, record: OpenedRecord, **wanted: Any) -> Mapping[str, object]:
        records = wiring.health_records()
        return {"shown": selectors.treatment_case(record, records=records, case_id=wanted["case_id"])}


class ReportPage(RecordPage):
    """The doctor's examination report, to be read here or downloaded (F-12)."""

    part, section, template = RecordPart.HISTORY, "history", "report"

    def contents(self, record: OpenedRecord, **wanted: Any) -> Mapping[str, object]:
        shown = selectors.examination_report(
            record,
            records=wiring.health_records(),
            typesetter=wiring.report_typesetter(),
            report_id=wanted["report_id"],
        )
        return {"shown": shown, "report_sections": sections_of(shown.report)}


class ReportFile(RecordPage):
    """The same as a PDF file."""

    part, section = RecordPart.HISTORY, "history"

    def _open(self, person_id: str, wanted: Mapping[str, Any]) -> HttpResponse:
        try:
            with wiring.report_typesetter().place():
                return super()._open(person_id, wanted)
        except TooBusy:
            return self._waits(wanted, is_busy=True)

    def _answer(self, record: OpenedRecord, wanted: Mapping[str, Any]) -> HttpResponse:
        addressing = Addressing(
            patient=self.card.name,
            birth_date=self.card.birth_date,
            addressee=self.request.main_name or self.card.name,
            check_page=f"{settings.KARTOTEKA_PUBLIC_ORIGIN}{reverse('papers:check')}",
        )
        try:
            file = give_report(
                record,
                report_id=wanted["report_id"],
                addressing=addressing,
                records=wiring.health_records(),
                typesetter=wiring.report_typesetter(),
                clock=timezone.now,
            )
        except EntryNotFound as error:
            raise Http404 from error
        except RecordClosed as closed:
            return self._closed(closed.refusal)
        except Unavailable:
            return self._waits(wanted, is_busy=False)
        disposition = f'attachment; filename="{file.name}"'
        return HttpResponse(file.contents, content_type="application/pdf", headers={"Content-Disposition": disposition})

    def _waits(self, wanted: Mapping[str, Any], *, is_busy: bool) -> HttpResponse:
        context = {"record": None, "report_id": wanted["report_id"], "is_busy": is_busy}
        answer = self._page("report_waits", context, status=503)
        wait = str(_SOONEST + secrets.randbelow(_SPREAD) if is_busy else RETRY_AFTER_SECONDS)
        answer["Retry-After"] = wait
        if is_busy:
            # The browser comes again by itself; the page stays while the file is saved.
            answer["Refresh"] = wait
        return answer


class ResultsPage(RecordPage):
    """«Исследования» (F-11)."""

    part, section, template = RecordPart.RESULTS, "results", "results"

    def contents(self, record: OpenedRecord, **_: Any) -> Mapping[str, object]:
        asked = self.request.GET.get("kind", "")
        kind = ResultKind(asked) if asked in set(ResultKind) else None
        after = _identifier(self.request.GET.get("after"))
        shown = selectors.results(record, records=wiring.health_records(), kind=kind, after=after)
        return {"shown": shown, "kind": kind, "is_later_page": after is not None}


class ResultPage(RecordPage):
    """One examination."""

    part, section, template = RecordPart.RESULTS, "results", "result"

    def contents(self, record: OpenedRecord, **wanted: Any) -> Mapping[str, object]:
        records = wiring.health_records()
        return {"shown": selectors.test_result(record, records=records, result_id=wanted["result_id"])}


class TrendPage(RecordPage):
    """How one indicator went."""

    part, section, template = RecordPart.RESULTS, "results", "trend"

    def contents(self, record: OpenedRecord, **wanted: Any) -> Mapping[str, object]:
        return {"shown": selectors.trend(record, records=wiring.health_records(), code=wanted["code"])}


class PrescriptionsPage(RecordPage):
    """«Рецепты» (F-11)."""

    part, section, template = RecordPart.PRESCRIPTIONS, "prescriptions", "prescriptions"

    def contents(self, record: OpenedRecord, **_: Any) -> Mapping[str, object]:
        return {"shown": selectors.prescriptions(record, records=wiring.health_records())}


class ObservationsPage(RecordPage):
    """«Диспансерное наблюдение» (F-06)."""

    part, section, template = RecordPart.OBSERVATION, "observation", "observation"

    def contents(self, record: OpenedRecord, **_: Any) -> Mapping[str, object]:
        return {"shown": selectors.observations(record, records=wiring.health_records())}


def _without_words(request: HttpRequest) -> dict[str, str]:
    """What an address asks for; words of a search come from no address of ours."""
    return {name: str(value) for name, value in request.GET.items() if name != "words"}


def _identifier(words: str | None) -> UUID | None:
    try:
        return UUID(words) if words else None
    except ValueError:
        return None
