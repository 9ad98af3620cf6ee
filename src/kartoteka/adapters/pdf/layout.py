"""From an issued paper to what the template of the report fills in: ready words, numbers of columns, a QR code."""

from dataclasses import asdict
from io import BytesIO
from typing import Any

import segno

from kartoteka.domain.health_record.papers import ReportPaper
from kartoteka.domain.health_record.report_types import ExaminationReport
from kartoteka.domain.health_record.report_words import Table, Words, sections_of
from kartoteka.domain.messaging.templates.wording import calendar_day, moment
from kartoteka.shared.dates import local_day

_NOTE_OF_LOST_SIGNS = (
    "Знаком [?] отмечены символы, которых нет в шрифте документа. Их видно на странице протокола на Портале."
)
_INK = "#16243a"
# Bytes of a file without a section, and what the first table, each cell, paragraph and sign add: measured on papers
# from one to fifty pages. The fonts weigh most.
_EMPTY, _FIRST_TABLE, _A_CELL, _A_PARAGRAPH, _A_SIGN = 29_500, 11_000, 190, 70, 1.0


def layout(paper: ReportPaper) -> dict[str, Any]:
    """What goes to the template, as JSON knows it. Words are words: the template evaluates none of them."""
    report = paper.report
    day = local_day(report.at, report.time_zone)
    return {
        "title": report.title,
        "clinic": report.organization,
        "department": report.department,
        "made_on": [day.year, day.month, day.day],
        "subtitle": f"Протокол осмотра · {moment(report.at, report.time_zone)} · версия {report.version}",
        "running_head": f"Протокол осмотра, {calendar_day(day)}",
        "facts": _facts(paper),
        "sections": [_section(one) for one in sections_of(report)],
        "signature": _signature(paper),
        "footer": {
            "issued": f"Выдан на Портале {moment(paper.issued_at, report.time_zone)}. "
            f"Кому: {paper.addressing.addressee}",
            "code": paper.code,
        },
        "note": "",
        "note_of_lost_signs": _NOTE_OF_LOST_SIGNS,
    }


def expected_size(report: ExaminationReport) -> int:
    """About how many bytes the file will have: the fonts weigh most, words little."""
    sections = sections_of(report)
    cells = [cell for one in sections if isinstance(one, Table) for row in one.rows for cell in row]
    paragraphs = [line for one in sections if isinstance(one, Words) for line in one.words.splitlines()]
    signs = sum(map(len, (*cells, *paragraphs)))
    tables = (_FIRST_TABLE if cells else 0) + _A_CELL * len(cells)
    return round(_EMPTY + tables + _A_PARAGRAPH * len(paragraphs) + _A_SIGN * signs)


def _facts(paper: ReportPaper) -> list[tuple[str, str]]:
    report, addressing = paper.report, paper.addressing
    return [
        ("Пациент", str(addressing.patient)),
        ("Дата рождения", calendar_day(addressing.birth_date)),
        ("Врач", report.practitioner),
        ("Должность", report.position),
    ]


def _section(one: Words | Table) -> dict[str, Any]:
    if isinstance(one, Table):
        return asdict(one) | {"kind": "table"}
    paragraphs = [line for line in one.words.splitlines() if line.strip()]
    return {"kind": "words", "title": one.title, "paragraphs": paragraphs}


def _signature(paper: ReportPaper) -> dict[str, str]:
    report, page = paper.report, paper.addressing.check_page
    return {
        "doctor": report.practitioner,
        "position": f"{report.position}, {report.organization}",
        "signed": f"Протокол подписан врачом {moment(report.signed_at, report.time_zone)}.",
        "how_to_check": f"Проверить, что документ выдан Порталом: {page.partition('://')[2].rstrip('/')}",
        "code": paper.code,
        "qr": _qr(f"{page}{paper.code}/"),
        "qr_alt": "QR-код со ссылкой на страницу проверки документа",
    }


def _qr(address: str) -> str:
    drawn = BytesIO()
    segno.make_qr(address, error="m").save(drawn, kind="svg", xmldecl=False, dark=_INK, border=0)
    return drawn.getvalue().decode()
