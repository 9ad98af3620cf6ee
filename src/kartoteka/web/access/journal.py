"""«Кто смотрел медкарту»: the journal of readings, by pages and as a table to take away (R73)."""

import csv
from collections.abc import Iterable, Iterator
from http import HTTPStatus

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from kartoteka.domain.access.errors import NotYours
from kartoteka.domain.access.reading_journal import JournalEntry, export_journal, journal_page
from kartoteka.shared.dates import local_day
from kartoteka.ui.presenters import count, local
from kartoteka.ui.spreadsheets import harmless
from kartoteka.web.access import texts
from kartoteka.web.access.about_card import TEMPLATES, CardView
from kartoteka.web.record_gate import RecordView
from kartoteka.web.request import PortalRequest, account_id
from kartoteka.web.views import time_zone

# Places in the journal have so many digits at most.
_LONGEST_NUMBER = 18


class JournalPage(CardView, RecordView):
    """Who looked at the record: all of it for who decides about it, one's own acts for a trusted account (R44)."""

    def get(self, request: PortalRequest, **_: object) -> HttpResponse:
        before = request.GET.get("before", "")
        try:
            found = journal_page(
                person_id=self.person_id,
                account_id=account_id(request),
                now=timezone.now(),
                before=int(before) if before.isdecimal() and len(before) <= _LONGEST_NUMBER else None,
            )
        except NotYours:
            return self.refused(texts.NO_JOURNAL)
        lines = tuple(texts.journal_line(entry, found.time_zone) for entry in found.entries)
        context = {
            "card": self.card,
            "journal": found,
            "lines": lines,
            "kept": count(found.kept_years, "год", "года", "лет"),
            "is_first": not before,
        }
        return self.page(f"{TEMPLATES}/journal.html", context)


class JournalExport(CardView, RecordView):
    """The whole journal as CSV, as Russian spreadsheets open it; the name of the file tells of nobody."""

    def get(self, request: PortalRequest, **_: object) -> HttpResponseBase:
        now = timezone.now()
        try:
            entries = export_journal(person_id=self.person_id, account_id=account_id(request), now=now)
        except NotYours:
            return self.refused(texts.NO_JOURNAL, HTTPStatus.FORBIDDEN)
        zone = time_zone(request)
        day = local_day(now, zone)
        return StreamingHttpResponse(
            _lines(entries, zone),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="journal-{day.isoformat()}.csv"'},
        )


class _Echo:
    """A file for the writer of CSV that hands each line over at once."""

    def write(self, line: str) -> str:
        return line


def _lines(entries: Iterable[JournalEntry], zone: str) -> Iterator[str]:
    writer = csv.writer(_Echo(), delimiter=";")
    # Without this mark spreadsheets take the letters for those of another alphabet.
    yield "\ufeff"
    yield writer.writerow(["Дата и время", "Часовой пояс", "Кто", "На каком основании", "Что", "Откуда"])
    for entry in entries:
        line = texts.journal_line(entry, zone)
        moment = local(entry.last_at, zone)
        cells = (f"{moment:%d.%m.%Y %H:%M:%S}", zone, line.who, line.ground, line.what, line.where)
        yield writer.writerow([harmless(cell) for cell in cells])
