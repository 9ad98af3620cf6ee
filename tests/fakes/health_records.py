from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter
from typing import Any, TypeVar
from uuid import UUID

from kartoteka.domain.access.types import ItemState, RecordPart
from kartoteka.domain.health_record.incoming import NewRecord
from kartoteka.domain.health_record.report_types import ExaminationReport
from kartoteka.domain.health_record.rules import comparable
from kartoteka.domain.health_record.types import (
    CaseChoices,
    CaseFilter,
    CaseHeading,
    CaseKind,
    Contents,
    DispensaryObservation,
    Freshness,
    Prescription,
    ResultKind,
    Scope,
    Scopes,
    TestResult,
    TreatmentCase,
    Trend,
    TrendPoint,
)
from kartoteka.shared.errors import Unavailable

_Entry = TypeVar("_Entry")


@dataclass
class _Known:
    record: NewRecord
    freshness: Freshness


class FakeHealthRecords:
    """`HealthRecords` in memory, of those whom it `learn`s; `is_down` makes it fall silent with nothing to show."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}
        self.is_down = False

    def learn(self, person_id: str, record: NewRecord, *, now: datetime, is_answering: bool = True) -> None:
        self._known[person_id] = _Known(record, Freshness(now, is_answering))

    def contents(self, person_id: str, scopes: Scopes) -> Contents:
        known = self._of(person_id)
        if known is None:
            return Contents()
        counts = {part: len(self._entries(scope, part)) for part, scope in scopes.items() if part in _ENTRIES}
        return Contents(counts, known.freshness, known.record.patient if RecordPart.PATIENT in scopes else None)

    def list_cases(
        self, scope: Scope, wanted: CaseFilter, *, after: UUID | None, at_most: int
    ) -> tuple[CaseHeading, ...]:
        return _part(self._wanted(scope, wanted), attrgetter("opened_on", "case_id"), after, at_most)

    def count_cases(self, scope: Scope, wanted: CaseFilter) -> int:
        return len(self._wanted(scope, wanted))

    def case_choices(self, scope: Scope) -> CaseChoices:
        found = self._headings(scope)
        years = {one.opened_on.year for one in found}
        return CaseChoices(
            tuple(kind for kind in CaseKind if kind in {one.kind for one in found}),
            tuple(sorted({(organization_id(one.organization), one.organization) for one in found}, key=lambda o: o[1])),
            tuple(sorted({one.speciality for one in found})),
            tuple(range(max(years, default=0), min(years, default=1) - 1, -1)),
        )

    def get_case(self, scopes: Scopes, case_id: UUID) -> TreatmentCase | None:
        scope = scopes[RecordPart.HISTORY]
        cases: list[TreatmentCase] = self._entries(scope, RecordPart.HISTORY)
        found = next((one for one in cases if one.heading.case_id == case_id), None)
        if found is None:
            return None

        def of_case(part: RecordPart) -> tuple[Any, ...]:
            entries = self._entries(scopes[part], part) if part in scopes else []
            return tuple(one for one in entries if one.case_id == case_id)

        return replace(
            found,
            heading=_readable_heading(found.heading, scope),
            diagnoses=tuple(one for one in found.diagnoses if scope.lets(one.sensitivity)),
            visits=tuple(one for one in found.visits if scope.lets(one.sensitivity)),
            results=of_case(RecordPart.RESULTS),
            prescriptions=of_case(RecordPart.PRESCRIPTIONS),
            documents=of_case(RecordPart.DOCUMENTS),
        )

    def list_reports(self, scope: Scope, case_ids: Collection[UUID]) -> tuple[ExaminationReport, ...]:
        return tuple(one for one in self._reports(scope) if one.case_id in case_ids)

    def get_report(self, scope: Scope, report_id: UUID) -> ExaminationReport | None:
        return next((one for one in self._reports(scope) if one.report_id == report_id), None)

    def _reports(self, scope: Scope) -> list[ExaminationReport]:
        known = self._of(scope.person_id)
        cases: list[TreatmentCase] = self._entries(scope, RecordPart.HISTORY)
        visits = {visit.visit_id for case in cases for visit in case.visits if scope.lets(visit.sensitivity)}
        return [
            replace(one, diagnoses=tuple(each for each in one.diagnoses if scope.lets(each.sensitivity)))
            for one in sorted(known.record.reports if known else (), key=lambda report: report.at)
            if one.visit_id in visits and scope.lets(one.sensitivity)
        ]

    def list_results(
        self, scope: Scope, kind: ResultKind | None, *, after: UUID | None, at_most: int
    ) -> tuple[TestResult, ...]:
        found = [one for one in self._entries(scope, RecordPart.RESULTS) if kind in (None, one.kind)]
        return _part(found, attrgetter("taken_on", "result_id"), after, at_most)

    def get_result(self, scope: Scope, result_id: UUID) -> TestResult | None:
        return next((one for one in self._entries(scope, RecordPart.RESULTS) if one.result_id == result_id), None)

    def get_trend(self, scope: Scope, code: str) -> Trend | None:
        measured = sorted(
            (
                (result.taken_on, place, one, result.result_id)
                for place, result in enumerate(self._entries(scope, RecordPart.RESULTS))
                if result.state is ItemState.VALID
                for one in result.observations
                if one.code == code
            ),
            key=lambda found: found[:2],
        )
        points = tuple(
            TrendPoint(result_id, day, one.value, one.unit, one.low, one.high, one.flag)
            for day, _, one, result_id in measured
        )
        return Trend(code, measured[-1][2].title, points) if measured else None

    def list_prescriptions(self, scope: Scope) -> tuple[Prescription, ...]:
        found = self._entries(scope, RecordPart.PRESCRIPTIONS)
        return tuple(sorted(found, key=lambda one: one.issued_on, reverse=True))

    def list_observations(self, scope: Scope) -> tuple[DispensaryObservation, ...]:
        found = self._entries(scope, RecordPart.OBSERVATION)
        return tuple(sorted(found, key=lambda one: one.ended_on is not None))

    def _wanted(self, scope: Scope, wanted: CaseFilter) -> list[CaseHeading]:
        return [one for one in self._headings(scope) if _fits(one, wanted)]

    def _headings(self, scope: Scope) -> list[CaseHeading]:
        return [_readable_heading(one.heading, scope) for one in self._entries(scope, RecordPart.HISTORY)]

    def _entries(self, scope: Scope, part: RecordPart) -> list[Any]:
        """The entries of a part that the scope lets through; each part has a type of its own."""
        known = self._of(scope.person_id)
        if known is None:
            return []
        record = known.record
        if part is RecordPart.HISTORY:
            return [one for one in record.cases if scope.lets(one.heading.sensitivity)]
        if part is RecordPart.OBSERVATION:
            return [one for one in record.observations if scope.lets(one.sensitivity)]
        name = _ENTRIES[part]
        every = [*getattr(record, name)]
        every += [replace(one, case_id=case.heading.case_id) for case in record.cases for one in getattr(case, name)]
        if part is RecordPart.DOCUMENTS:
            readable = (one for one in every if scope.lets_document(one))
            return [replace(one, is_replaced=one.is_replaced or one.replaced_by is not None) for one in readable]
        has_state = part is not RecordPart.PRESCRIPTIONS
        return [one for one in every if scope.lets(one.sensitivity, one.state if has_state else ItemState.VALID)]

    def _of(self, person_id: str) -> _Known | None:
        if self.is_down:
            raise Unavailable
        return self._known.get(person_id)


_ENTRIES = {
    RecordPart.HISTORY: "cases",
    RecordPart.RESULTS: "results",
    RecordPart.PRESCRIPTIONS: "prescriptions",
    RecordPart.OBSERVATION: "observations",
    RecordPart.DOCUMENTS: "documents",
}


def organization_id(name: str) -> UUID:
    """An identifier for a name, the same each time."""
    return UUID(int=sum(ord(letter) << (8 * (place % 12)) for place, letter in enumerate(name)))


def _readable_heading(heading: CaseHeading, scope: Scope) -> CaseHeading:
    main = heading.main_diagnosis
    return heading if main is None or scope.lets(main.sensitivity) else replace(heading, main_diagnosis=None)


def _fits(one: CaseHeading, wanted: CaseFilter) -> bool:
    last_day = one.closed_on or one.opened_on
    diagnosis = one.main_diagnosis
    text = f"{one.title} {one.organization} {one.practitioner} {one.speciality}"
    text += f" {diagnosis.code} {diagnosis.name}" if diagnosis else ""
    return (
        wanted.kind in (None, one.kind)
        and wanted.organization_id in (None, organization_id(one.organization))
        and wanted.speciality in ("", one.speciality)
        and (wanted.first_day is None or last_day >= wanted.first_day)
        and (wanted.last_day is None or one.opened_on <= wanted.last_day)
        and all(word in comparable(text) for word in comparable(wanted.words).split())
    )


def _part(found: Iterable[_Entry], key: Any, after: UUID | None, at_most: int) -> tuple[_Entry, ...]:
    """The latest first, behind the entry that is named; all of them, if it is gone."""
    ordered = sorted(found, key=key, reverse=True)
    places = [place for place, one in enumerate(ordered) if key(one)[1] == after]
    start = places[0] + 1 if places else 0
    return tuple(ordered[start : start + at_most])
