"""Decisions about a health record that need no database."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from kartoteka.domain.access.document_types import DOCUMENT_TYPES
from kartoteka.domain.access.door import OpenedRecord
from kartoteka.domain.access.types import Item, ItemState, RecordPart, Sensitivity
from kartoteka.domain.health_record.report_types import ExaminationReport
from kartoteka.domain.health_record.types import (
    CaseHeading,
    Flag,
    Observation,
    Prescription,
    Scope,
    Scopes,
    TestResult,
    Trend,
    TrendPoint,
)
from kartoteka.shared.identifiers import mask_snils

_FEWEST_OF_A_TREND = 3
# What has a state of its own, and may be annulled (R59).
_WITH_STATES = frozenset({RecordPart.RESULTS, RecordPart.DOCUMENTS})


def comparable(words: str) -> str:
    """Words as a search compares them: small letters, «е» for «ё», single spaces."""
    return " ".join(words.lower().replace("ё", "е").split())


def scopes_of(record: OpenedRecord) -> Scopes:
    """What of each part the decision lets through, label by label (R58)."""
    return scopes_by(record.person_id, record.may_read)


def scopes_by(person_id: str, may_read: Callable[[Item], bool]) -> Scopes:
    """The same for a decision that is not that of an opened record."""
    scopes = {}
    for part in RecordPart:
        states = (ItemState.VALID, ItemState.ANNULLED) if part in _WITH_STATES else (ItemState.VALID,)
        readable = frozenset(
            (label, state) for label in Sensitivity for state in states if may_read(Item(part, label, state))
        )
        if readable:
            types = _types(may_read) if part is RecordPart.DOCUMENTS else frozenset()
            scopes[part] = Scope(person_id, readable, types)
    return scopes


def _types(may_read: Callable[[Item], bool]) -> frozenset[str]:
    """The types of documents that the patient's region shows (F-07)."""
    return frozenset(code for code in DOCUMENT_TYPES if may_read(Item(RecordPart.DOCUMENTS, document_type=code)))


def trends_of(results: Iterable[TestResult], *, at_most: int) -> tuple[Trend, ...]:
    """
    The indicators that say most, of those measured three times at least: what deviates now, then what deviated, then
    what is measured often. One of a panel stands for the others.
    """
    named, trends = _measured(results)
    chosen: dict[str, Trend] = {}
    for trend in sorted((one for one in trends if len(one.drawn) >= _FEWEST_OF_A_TREND), key=_interest):
        chosen.setdefault(named[trend.code].panel or trend.code, trend)
    return tuple(chosen.values())[:at_most]


def all_trends_of(results: Iterable[TestResult]) -> tuple[Trend, ...]:
    """Every indicator that was measured often enough to be drawn, by name."""
    _, trends = _measured(results)
    return tuple(sorted((one for one in trends if len(one.drawn) >= _FEWEST_OF_A_TREND), key=lambda one: one.title))


def _measured(results: Iterable[TestResult]) -> tuple[dict[str, Observation], list[Trend]]:
    """The indicators by code, and all measurements of each."""
    points: dict[str, list[TrendPoint]] = defaultdict(list)
    named: dict[str, Observation] = {}
    for result in results:
        for one in () if result.is_annulled else result.observations:
            named.setdefault(one.code, one)
            points[one.code].append(
                TrendPoint(result.result_id, result.taken_on, one.value, one.unit, one.low, one.high, one.flag)
            )
    trends = [
        Trend(code, named[code].title, tuple(sorted(those, key=lambda point: point.taken_on)))
        for code, those in points.items()
    ]
    return named, trends


def _interest(trend: Trend) -> tuple[bool, bool, int, str]:
    deviates = [point.flag in {Flag.LOW, Flag.HIGH} for point in trend.drawn]
    return not deviates[-1], not any(deviates), -len(deviates), trend.code


def latest_of(
    cases: Iterable[CaseHeading], results: Iterable[TestResult], *, at_most: int
) -> tuple[CaseHeading | TestResult, ...]:
    """Cases and examinations as one line of time."""
    events: list[CaseHeading | TestResult] = [*cases, *results]
    return tuple(sorted(events, key=_day, reverse=True)[:at_most])


def _day(event: CaseHeading | TestResult) -> date:
    return event.opened_on if isinstance(event, CaseHeading) else event.taken_on


def readable_report(record: OpenedRecord, report: ExaminationReport) -> ExaminationReport:
    """A report without the drugs for whoever was not given the prescriptions (R43)."""
    return report if record.may_read(Item(RecordPart.PRESCRIPTIONS)) else replace(report, prescriptions=())


def shown_report(record: OpenedRecord, report: ExaminationReport) -> ExaminationReport:
    """A report as it goes to a page or a paper: as it may be read, without numbers of anybody in its texts (R60)."""
    return replace(
        readable_report(record, report),
        complaints=mask_snils(report.complaints),
        illness_history=mask_snils(report.illness_history),
        life_history=mask_snils(report.life_history),
        objective_status=mask_snils(report.objective_status),
        recommendations=mask_snils(report.recommendations),
    )


def without_benefit(one: Prescription) -> Prescription:
    """A prescription without what opens other doors: benefit, series and number (R65)."""
    return replace(one, benefit=None, series="", number="") if one.benefit else one
