"""Russian words for what a health record holds."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import groupby

from kartoteka.domain.access.types import Ground
from kartoteka.domain.access.words import GROUNDS
from kartoteka.domain.health_record.papers import FileSize
from kartoteka.domain.health_record.report_words import DIAGNOSIS_KINDS
from kartoteka.domain.health_record.types import (
    CaseHeading,
    CaseKind,
    Diagnosis,
    DispensaryObservation,
    Flag,
    Observation,
    Prescription,
    PrescriptionState,
    ResultKind,
    TestResult,
    Value,
)
from kartoteka.ui.presenters import day_and_month, long_date

_MONTHS = ("янв", "февр", "март", "апр", "май", "июнь", "июль", "авг", "сент", "окт", "нояб", "дек")

CASE_KINDS = {
    CaseKind.OUTPATIENT: "Поликлиника",
    CaseKind.INPATIENT: "Стационар",
    CaseKind.DAY_HOSPITAL: "Дневной стационар",
    CaseKind.PREVENTIVE: "Профилактика",
}
RESULT_KINDS = {ResultKind.LABORATORY: "Лабораторные", ResultKind.INSTRUMENTAL: "Инструментальные"}
_FLAGS = {
    Flag.NORMAL: "норма",
    Flag.LOW: "ниже нормы",
    Flag.HIGH: "выше нормы",
    Flag.ABNORMAL: "отличается от нормы",
    Flag.UNKNOWN: "норма не указана",
}
# Words, icon and tint of a tag.
_PRESCRIPTION_STATES = {
    PrescriptionState.ACTIVE: ("Действует", "circle-check", "g"),
    PrescriptionState.PARTLY_DISPENSED: ("Отпущен частично", "circle-dashed", "t"),
    PrescriptionState.DISPENSED: ("Отпущен", "check", "calm"),
    PrescriptionState.CANCELLED: ("Отменён врачом", "circle-x", "calm"),
}
_OVERDUE = ("Просрочен", "clock", "w")
_KILOBYTE, _MEGABYTE = 1024, 1024 * 1024
# To what a size is rounded up that is only expected.
_ABOUT = 5 * _KILOBYTE
# How many indicators a line of a list has room for.
_IN_A_LINE = 3


def number(value: Decimal | float) -> str:
    """«5,6»: the comma of Russian."""
    return f"{value:f}".replace(".", ",") if isinstance(value, Decimal) else f"{value:g}".replace(".", ",")


def value(measured: Value) -> str:
    """«5,6», «< 0,01», or the words of the laboratory."""
    if measured.number is None:
        return measured.text
    return f"{measured.comparator}\u00a0{number(measured.number)}" if measured.comparator else number(measured.number)


def with_unit(one: Observation) -> str:
    """«5,6 ммоль/л»."""
    words = value(one.value)
    return f"{words}\u00a0{one.unit}" if one.unit and one.value.number is not None else words


def flag(of: Flag) -> str:
    """«выше нормы»."""
    return _FLAGS[of]


def is_deviation(of: Flag) -> bool:
    """Whether the laboratory itself calls the value unusual."""
    return of in {Flag.LOW, Flag.HIGH, Flag.ABNORMAL}


def reference(low: Decimal | None, high: Decimal | None, words: str = "") -> str:
    """«3,9–6,1», «до 5,2», «от 1,2»; where the laboratory gave none, that (R63)."""
    if low is not None and high is not None:
        return f"{number(low)}–{number(high)}"
    if high is not None:
        return f"до {number(high)}"
    if low is not None:
        return f"от {number(low)}"
    return words or "не указана"


def result_line(result: TestResult) -> str:
    """What a list says of an examination: what deviates first, or the conclusion."""
    if not result.observations:
        return result.conclusion
    by_interest = sorted(result.observations, key=lambda one: not is_deviation(one.flag))
    shown = [f"{one.title} {with_unit(one)} — {flag(one.flag)}" for one in by_interest[:_IN_A_LINE]]
    rest = len(by_interest) - len(shown)
    return " · ".join([*shown, *([f"ещё {rest}"] if rest else [])])


def diagnosis(one: Diagnosis) -> str:
    """«J06.9 — …», and whether the doctor is sure."""
    sure = " (предварительный)" if one.is_preliminary else ""
    return f"{one.code} — {one.name}{sure}"


def diagnosis_kind(one: Diagnosis) -> str:
    """«Сопутствующий»."""
    return DIAGNOSIS_KINDS[one.kind]


def case_days(case: CaseHeading) -> str:
    """«12 ноября», or from when to when."""
    if case.closed_on is None:
        return f"с {day_and_month(case.opened_on)}"
    if case.closed_on == case.opened_on:
        return day_and_month(case.opened_on)
    if case.closed_on.year != case.opened_on.year:
        return f"{long_date(case.opened_on)}\u00a0— {long_date(case.closed_on)}"
    return f"{day_and_month(case.opened_on)}\u00a0— {day_and_month(case.closed_on)}"


def prescription_tag(one: Prescription, today: date) -> tuple[str, str, str]:
    """Words, icon and tint for the state of a prescription (R65)."""
    return _OVERDUE if one.is_overdue(today) else _PRESCRIPTION_STATES[one.state]


def observation_tag(one: DispensaryObservation, today: date) -> tuple[str, str, str]:
    """The same for a dispensary observation, in calm words (R64)."""
    if one.moved_to:
        return "Передано в другую поликлинику", "arrow-right-left", "calm"
    if one.ended_on is not None:
        return "Завершено", "circle-check", "calm"
    if one.is_overdue(today):
        return "Приём просрочен", "clock", "w"
    return "Продолжается", "heart-pulse", "g"


def ground(of: Ground, until: str) -> str:
    """«доступ с согласия пациента до 1 марта 2027»; `until` is empty where the right has no end."""
    return f"{GROUNDS[of]} до {until}" if until else GROUNDS[of]


def ground_at_start(of: Ground, until: str) -> str:
    """The same at the beginning of a line."""
    words = ground(of, until)
    return words[0].upper() + words[1:]


def bytes_words(size: int) -> str:
    """«48 КБ», «1,2 МБ»."""
    if size < _MEGABYTE:
        return f"{-(-size // _KILOBYTE)}\u00a0КБ"
    return f"{number(round(Decimal(size) / _MEGABYTE, 1))}\u00a0МБ"


def file_words(kind: str, of: FileSize) -> str:
    """«PDF, 48 КБ»; «PDF, около 50 КБ» while nobody has made the file."""
    if of.is_exact:
        return f"{kind}, {bytes_words(of.size)}"
    return f"{kind}, около\u00a0{bytes_words(-(-of.size // _ABOUT) * _ABOUT)}"


def month(day: date) -> str:
    """«нояб 2026»."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def by_year(events: Iterable[CaseHeading | TestResult]) -> list[tuple[int, list[CaseHeading | TestResult]]]:
    """Events in their order, gathered by year."""
    return [(year, list(group)) for year, group in groupby(events, key=lambda event: event_day(event).year)]


def event_day(event: CaseHeading | TestResult) -> date:
    """The day by which an event stands in its line of time."""
    return event.opened_on if isinstance(event, CaseHeading) else event.taken_on


def is_case(event: CaseHeading | TestResult) -> bool:
    """Whether it is a case of treatment, and not an examination."""
    return isinstance(event, CaseHeading)
