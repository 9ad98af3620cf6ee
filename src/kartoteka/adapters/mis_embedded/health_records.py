from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import F, Max, Min, Q, QuerySet

from kartoteka.adapters.mis_embedded import document_rows, record_rows, report_rows
from kartoteka.adapters.mis_embedded.models import (
    CaseRow,
    DispensaryObservationRow,
    ExaminationReportRow,
    IndicatorRow,
    PrescriptionRow,
    ResultRow,
    VisitRow,
)
from kartoteka.adapters.mis_embedded.paging import behind
from kartoteka.adapters.mis_embedded.record_contents import contents_of
from kartoteka.adapters.mis_embedded.record_rows import labels, labels_and_states
from kartoteka.domain.access.types import RecordPart
from kartoteka.domain.health_record.documents import MedicalDocument
from kartoteka.domain.health_record.report_types import ExaminationReport
from kartoteka.domain.health_record.rules import comparable
from kartoteka.domain.health_record.types import (
    CaseChoices,
    CaseFilter,
    CaseHeading,
    CaseKind,
    Contents,
    DispensaryObservation,
    Prescription,
    ResultKind,
    Scope,
    Scopes,
    TestResult,
    TreatmentCase,
    Trend,
    TrendPoint,
)


class EmbeddedHealthRecords:
    """`HealthRecords` over the Portal's own tables; the promises stand in the port."""

    def contents(self, person_id: str, scopes: Scopes) -> Contents:
        return contents_of(person_id, scopes)

    def list_cases(
        self, scope: Scope, wanted: CaseFilter, *, after: UUID | None, at_most: int
    ) -> tuple[CaseHeading, ...]:
        rows = _wanted(scope, wanted)
        if after is not None:
            rows = behind(rows, _cases(scope).filter(pk=after), "opened_on")
        return record_rows.case_headings(rows.order_by("-opened_on", "-id")[:at_most], scope)

    def count_cases(self, scope: Scope, wanted: CaseFilter) -> int:
        return _wanted(scope, wanted).count()

    def case_choices(self, scope: Scope) -> CaseChoices:
        # Without a row for each year: a long record has several hundred of them.
        rows = list(
            _cases(scope)
            .order_by()
            .values_list("kind", "organization_id", "organization__name", "speciality")
            .annotate(Min("opened_on"), Max("opened_on"))
        )
        kinds = {row[0] for row in rows}
        places = {(row[1], row[2]) for row in rows}
        first = min((row[4].year for row in rows), default=1)
        last = max((row[5].year for row in rows), default=0)
        return CaseChoices(
            kinds=tuple(kind for kind in CaseKind if kind in kinds),
            organizations=tuple(sorted(places, key=lambda place: place[1])),
            specialities=tuple(sorted({row[3] for row in rows})),
            years=tuple(range(last, first - 1, -1)),
        )

    def get_case(self, scopes: Scopes, case_id: UUID) -> TreatmentCase | None:
        scope = scopes[RecordPart.HISTORY]
        found = record_rows.whole_case(_cases(scope).filter(pk=case_id), scope)
        if found is None:
            return None
        return replace(
            found,
            visits=record_rows.visits(VisitRow.objects.filter(labels(scope), case_id=case_id).order_by("at", "id")),
            results=self._of_case(scopes, RecordPart.RESULTS, case_id, record_rows.results),
            prescriptions=self._of_case(scopes, RecordPart.PRESCRIPTIONS, case_id, record_rows.prescriptions),
            documents=_documents(scopes, case_id),
        )

    @staticmethod
    def _of_case(scopes: Scopes, part: RecordPart, case_id: UUID, read: Any) -> Any:  # each part has types of its own
        return read(_ROWS[part](scopes[part]).filter(case_id=case_id)) if part in scopes else ()

    def list_reports(self, scope: Scope, case_ids: Collection[UUID]) -> tuple[ExaminationReport, ...]:
        return report_rows.reports(_reports(scope).filter(visit__case_id__in=case_ids), scope)

    def get_report(self, scope: Scope, report_id: UUID) -> ExaminationReport | None:
        return next(iter(report_rows.reports(_reports(scope).filter(pk=report_id), scope)), None)

    def list_results(
        self, scope: Scope, kind: ResultKind | None, *, after: UUID | None, at_most: int
    ) -> tuple[TestResult, ...]:
        rows = _results(scope)
        if kind is not None:
            rows = rows.filter(kind=kind)
        if after is not None:
            rows = behind(rows, _results(scope).filter(pk=after), "taken_on")
        return record_rows.results(rows.order_by("-taken_on", "-id")[:at_most])

    def get_result(self, scope: Scope, result_id: UUID) -> TestResult | None:
        return next(iter(record_rows.results(_results(scope).filter(pk=result_id))), None)

    def get_trend(self, scope: Scope, code: str) -> Trend | None:
        return next(iter(_trends(_measured(scope).filter(code=code))), None)

    def list_prescriptions(self, scope: Scope) -> tuple[Prescription, ...]:
        return record_rows.prescriptions(_prescriptions(scope))

    def list_observations(self, scope: Scope) -> tuple[DispensaryObservation, ...]:
        return record_rows.observations(_observations(scope))


def _cases(scope: Scope) -> QuerySet[CaseRow]:
    return CaseRow.objects.filter(labels(scope), person_id=UUID(scope.person_id))


def _reports(scope: Scope) -> QuerySet[ExaminationReportRow]:
    rows = ExaminationReportRow.objects.filter(
        labels(scope),
        labels(scope, "visit__sensitivity"),
        labels(scope, "visit__case__sensitivity"),
        visit__case__person_id=UUID(scope.person_id),
    )
    return rows.order_by("at", "id")


def _results(scope: Scope) -> QuerySet[ResultRow]:
    rows = ResultRow.objects.filter(labels_and_states(scope), person_id=UUID(scope.person_id))
    return rows.order_by("-taken_on", "-id")


def _prescriptions(scope: Scope) -> QuerySet[PrescriptionRow]:
    rows = PrescriptionRow.objects.filter(labels(scope), person_id=UUID(scope.person_id))
    return rows.order_by("-issued_on", "id")


def _observations(scope: Scope) -> QuerySet[DispensaryObservationRow]:
    rows = DispensaryObservationRow.objects.filter(labels(scope), person_id=UUID(scope.person_id))
    return rows.order_by(F("ended_on").desc(nulls_first=True), "next_visit_on", "id")


def _documents(scopes: Scopes, case_id: UUID) -> tuple[MedicalDocument, ...]:
    scope = scopes.get(RecordPart.DOCUMENTS)
    if scope is None:
        return ()
    rows = document_rows.readable(scope).filter(case_id=case_id)
    return document_rows.documents(rows.order_by("-made_on", "-version", "id"), scope)


_ROWS: dict[RecordPart, Any] = {  # each part has rows of its own
    RecordPart.HISTORY: _cases,
    RecordPart.RESULTS: _results,
    RecordPart.PRESCRIPTIONS: _prescriptions,
    RecordPart.OBSERVATION: _observations,
}


def _wanted(scope: Scope, wanted: CaseFilter) -> QuerySet[CaseRow]:
    rows = _cases(scope)
    exact = {"kind": wanted.kind, "organization_id": wanted.organization_id, "speciality": wanted.speciality}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    # Several days of one illness lie in every period that they touch.
    if wanted.first_day is not None:
        rows = rows.filter(Q(opened_on__gte=wanted.first_day) | Q(closed_on__gte=wanted.first_day))
    if wanted.last_day is not None:
        rows = rows.filter(opened_on__lte=wanted.last_day)
    for word in comparable(wanted.words).split():
        # What stands in a diagnosis that may not be read finds nothing (R58).
        in_diagnosis = Q(sought_diagnosis__contains=word) & labels(scope, "main_sensitivity")
        rows = rows.filter(Q(sought__contains=word) | in_diagnosis)
    return rows


def _measured(scope: Scope) -> QuerySet[IndicatorRow]:
    """Indicators of valid results."""
    return IndicatorRow.objects.filter(
        labels_and_states(scope, "result__"), person_id=UUID(scope.person_id), result__state="valid"
    ).order_by()


def _trends(rows: QuerySet[IndicatorRow]) -> Iterable[Trend]:
    gathered: dict[str, tuple[str, list[TrendPoint]]] = {}
    for code, title, point in record_rows.trend_points(rows.order_by("code", "taken_on", "id")):
        # The name of the latest measurement: laboratories rename.
        gathered[code] = (title, [*gathered.get(code, ("", []))[1], point])
    return [Trend(code, title, tuple(points)) for code, (title, points) in gathered.items()]
