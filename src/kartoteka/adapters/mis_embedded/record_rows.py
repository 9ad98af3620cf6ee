"""Between rows of the health records and the frozen types that the domain sees."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from kartoteka.adapters.mis_embedded.models import (
    CaseRow,
    DispensaryObservationRow,
    IndicatorRow,
    PrescriptionRow,
    ResultRow,
    VisitRow,
)
from kartoteka.domain.access.types import ItemState, Sensitivity
from kartoteka.domain.health_record.types import (
    Benefit,
    CaseHeading,
    CaseKind,
    Diagnosis,
    DiagnosisKind,
    DispensaryObservation,
    Flag,
    Observation,
    Prescription,
    PrescriptionState,
    ResultKind,
    Scope,
    TestResult,
    TreatmentCase,
    TrendPoint,
    Value,
    Visit,
)

# Read as tuples: a row of a model costs three times as much.
_CASE = (
    "id", "kind", "title", "opened_on", "closed_on", "organization__name", "speciality", "practitioner", "sensitivity",
    "main_code", "main_name", "main_is_preliminary", "main_sensitivity",
)  # fmt: skip
_ABOUT_CASE = ("department", "outcome", "summary")
_DIAGNOSIS = tuple(f"diagnoses__{name}" for name in ("code", "name", "kind", "is_preliminary", "sensitivity"))
_RESULT = (
    "id", "kind", "title", "taken_on", "ready_on", "organization__name", "practitioner", "specimen", "findings",
    "conclusion", "case_id", "sensitivity", "state",
)  # fmt: skip
_INDICATOR = (
    "result_id", "code", "title", "number", "comparator", "text", "unit", "low", "high", "reference", "flag", "panel",
    "former_number", "former_comparator", "former_text", "corrected_on",
)  # fmt: skip
_POINT = (
    "code", "title", "result_id", "taken_on", "number", "comparator", "text", "unit", "low", "high", "flag",
)  # fmt: skip
_PRESCRIPTION = (
    "id", "drug", "trade_name", "form", "dose", "schedule", "series", "number", "issued_on", "valid_until", "state",
    "practitioner", "organization__name", "quantity", "dispensed", "cancelled_because", "benefit_category",
    "benefit_percent", "case_id", "sensitivity",
)  # fmt: skip
_OBSERVATION = (
    "id", "code", "name", "group", "practitioner", "speciality", "organization__name", "started_on", "last_visit_on",
    "next_visit_on", "ended_on", "end_reason", "moved_to", "sensitivity",
)  # fmt: skip
_VISIT = (
    "id", "at", "case__organization__time_zone", "title", "practitioner", "speciality", "complaints", "findings",
    "recommendations", "sensitivity",
)  # fmt: skip

_Row = tuple[Any, ...]  # columns in the order of the names above


def labels(scope: Scope, field: str = "sensitivity") -> Q:
    """Rows without a state of their own whose label the scope lets through."""
    return Q(**{f"{field}__in": [one for one, state in scope.readable if state is ItemState.VALID]})


def labels_and_states(scope: Scope, through: str = "") -> Q:
    """Rows whose label and state the scope lets through."""
    wanted = Q(pk__in=[])
    for state in ItemState:
        if lets := [one for one, of_state in scope.readable if of_state is state]:
            wanted |= Q(**{f"{through}state": state, f"{through}sensitivity__in": lets})
    return wanted


def case_headings(rows: QuerySet[CaseRow], scope: Scope) -> tuple[CaseHeading, ...]:
    return tuple(_heading(row, scope) for row in rows.values_list(*_CASE))


def whole_case(row: QuerySet[CaseRow], scope: Scope) -> TreatmentCase | None:
    """A case with all its diagnoses that the scope lets through, the main one first, and without its other entries."""
    lines = list(row.order_by("diagnoses__place").values_list(*_CASE, *_ABOUT_CASE, *_DIAGNOSIS))
    if not lines:
        return None
    heading, (department, outcome, summary) = _heading(lines[0], scope), lines[0][len(_CASE) : -len(_DIAGNOSIS)]
    beside = (_diagnosis(*line[-len(_DIAGNOSIS) :]) for line in lines if line[-1] is not None)
    diagnoses = (heading.main_diagnosis, *(one for one in beside if scope.lets(one.sensitivity)))
    return TreatmentCase(heading, department, outcome, summary, tuple(one for one in diagnoses if one))


def _diagnosis(code: str, name: str, kind: str, is_preliminary: bool, label: str) -> Diagnosis:  # noqa: FBT001 - a row
    return Diagnosis(code, name, DiagnosisKind(kind), is_preliminary, Sensitivity(label))


def _heading(row: _Row, scope: Scope) -> CaseHeading:
    main = Diagnosis(row[9], row[10], is_preliminary=row[11], sensitivity=Sensitivity(row[12]))
    readable = main if main.code and scope.lets(main.sensitivity) else None
    values: _Row = (row[0], CaseKind(row[1]), *row[2:8], readable, Sensitivity(row[8]))
    return CaseHeading(*values)


def visits(rows: QuerySet[VisitRow]) -> tuple[Visit, ...]:
    found: Iterator[_Row] = ((*row[:-1], Sensitivity(row[-1])) for row in rows.values_list(*_VISIT))
    return tuple(Visit(*row) for row in found)


def results(rows: QuerySet[ResultRow]) -> tuple[TestResult, ...]:
    """Results with their indicators: two questions, however many there are."""
    found = list(rows.values_list(*_RESULT))
    indicators = _indicators([row[0] for row in found])
    whole: Iterator[_Row] = (
        (
            row[0], ResultKind(row[1]), *row[2:10], tuple(indicators[row[0]]), row[10], Sensitivity(row[11]),
            ItemState(row[12]),
        )
        for row in found
    )  # fmt: skip
    return tuple(TestResult(*row) for row in whole)


def _indicators(result_ids: list[UUID]) -> dict[UUID, list[Observation]]:
    found: dict[UUID, list[Observation]] = defaultdict(list)
    if result_ids:
        rows = IndicatorRow.objects.filter(result_id__in=result_ids).order_by("result_id", "place")
        for result_id, *row in rows.values_list(*_INDICATOR):
            found[result_id].append(_indicator(row))
    return found


def _indicator(row: list[Any]) -> Observation:
    code, title, number, comparator, text, unit, low, high, reference, flag, panel, *former, corrected_on = row
    return Observation(
        code=code,
        title=title,
        value=_value(number, comparator, text),
        unit=unit,
        low=_plain(low),
        high=_plain(high),
        reference=reference,
        flag=Flag(flag),
        panel=panel,
        former=_value(*former) if corrected_on and (former[0] is not None or former[2]) else None,
        corrected_on=corrected_on,
    )


def trend_points(rows: QuerySet[IndicatorRow]) -> Iterator[tuple[str, str, TrendPoint]]:
    """Code and name of the indicator with each measurement."""
    for code, title, result_id, taken_on, number, comparator, text, unit, low, high, flag in rows.values_list(*_POINT):
        value = _value(number, comparator, text)
        yield code, title, TrendPoint(result_id, taken_on, value, unit, _plain(low), _plain(high), Flag(flag))


def _value(number: Decimal | None, comparator: str, text: str) -> Value:
    return Value(_plain(number), comparator, text)


def _plain(number: Decimal | None) -> Decimal | None:
    """A number as the laboratory wrote it, without the zeros that the column adds."""
    if number is None:
        return None
    short = number.normalize()
    return short if short.as_tuple().exponent <= 0 else short.quantize(Decimal(1))  # type: ignore[operator]


def prescriptions(rows: QuerySet[PrescriptionRow]) -> tuple[Prescription, ...]:
    return tuple(_prescription(row) for row in rows.values_list(*_PRESCRIPTION))


def _prescription(row: _Row) -> Prescription:
    category, percent = row[16], row[17]
    benefit = Benefit(category, percent) if category else None
    values: _Row = (
        *row[:10], PrescriptionState(row[10]), *row[11:16], benefit, row[18], Sensitivity(row[19]),
    )  # fmt: skip
    return Prescription(*values)


def observations(rows: QuerySet[DispensaryObservationRow]) -> tuple[DispensaryObservation, ...]:
    found: Iterator[_Row] = (
        (row[0], Diagnosis(row[1], row[2]), *row[3:13], Sensitivity(row[13])) for row in rows.values_list(*_OBSERVATION)
    )
    return tuple(DispensaryObservation(*row) for row in found)
