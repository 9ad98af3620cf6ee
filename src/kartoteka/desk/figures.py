"""«Показатели»: what waits, how long decisions take and why data are refused, for the head of moderators."""

import csv
from datetime import date, timedelta
from io import StringIO

from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode

from kartoteka.desk import charts, words
from kartoteka.desk.access import READERS_OF_FIGURES, DeskView, time_zone, today
from kartoteka.desk.forms import FiguresForm
from kartoteka.domain.moderation.figures import Figures, FiguresReport, Span, report
from kartoteka.domain.moderation.types import MODERATORS_REASONS
from kartoteka.ui import presenters
from kartoteka.ui.spreadsheets import harmless

# What the page offers beside dates of one's own.
_LENGTHS = (7, 30, 90)
_USUAL_LENGTH = 30


class _FiguresView(DeskView):
    roles = READERS_OF_FIGURES

    def asked(self) -> tuple[FiguresForm, Span]:
        """What the address asks for; the last thirty days where that is nonsense."""
        last = today(self.request)
        usual = (last - timedelta(days=_USUAL_LENGTH - 1), last)
        form = FiguresForm(self.request.GET or None, usual=usual)
        return form, Span(*form.days(), time_zone(self.request))

    def report(self, form: FiguresForm, span: Span) -> FiguresReport:
        return report(span=span, region_code=form.region_code(), today=today(self.request))


class FiguresPage(_FiguresView):
    """The figures with a chart, and the same in a table."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form, span = self.asked()
        figures = self.report(form, span)
        region = form.region_code()
        context = {
            "form": form,
            "span": span,
            "report": figures,
            "chart": charts.chart(figures.days),
            "reasons": list(MODERATORS_REASONS),
            "region": region,
            "lengths": [(length, _address(today(request), length, region)) for length in _LENGTHS],
            "file_query": _query(span.first, span.last, region),
            "words": words,
        }
        return self.page("figures", context, status=422 if form.is_bound and not form.is_valid() else 200)


class FiguresFile(_FiguresView):
    """The table as a file for a spreadsheet. Its name tells the days and nothing else."""

    def get(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002 - Django's own signature
        form, span = self.asked()
        figures = self.report(form, span)
        # Excel takes a file for Russian only if it begins with this mark.
        text = StringIO("\ufeff", newline="")
        text.seek(0, 2)
        writer = csv.writer(text, delimiter=";")
        writer.writerow(_HEADINGS)
        for one in (*figures.regions, figures.total):
            writer.writerow([harmless(cell) for cell in _cells(one)])
        response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="figures-{span.first}-{span.last}.csv"'
        return response


_HEADINGS = (
    "Регион",
    "Ждут",
    "В работе",
    "Ждут уточнения",
    "Просрочено",
    "Подтверждено модераторами",
    "Подтверждено по реестру",
    "Отказано",
    "Отозвано и истекло",
    "Медиана времени решения, ч",
    "90-й перцентиль, ч",
    *(f"Отказ: {presenters.refusal(reason)}" for reason in MODERATORS_REASONS),
)


def _cells(one: Figures) -> tuple[str, ...]:
    numbers = (
        one.new, one.in_work, one.needs_information, one.overdue, one.confirmed, one.matched, one.refused, one.dropped,
    )  # fmt: skip
    return (
        one.name,
        *map(str, numbers),
        _hours(one.median),
        _hours(one.ninetieth),
        *(str(one.reasons[reason]) for reason in MODERATORS_REASONS),
    )


def _hours(lasts: timedelta | None) -> str:
    return "" if lasts is None else f"{lasts / timedelta(hours=1):.1f}".replace(".", ",")


def _address(last: date, length: int, region: str) -> str:
    return f"?{_query(last - timedelta(days=length - 1), last, region)}"


def _query(first: date, last: date, region: str) -> str:
    return urlencode({"first": first.isoformat(), "last": last.isoformat()} | ({"region": region} if region else {}))
