"""The rows of a health record in the embedded medical system."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

from kartoteka.adapters.mis_embedded.document_import import write_documents
from kartoteka.adapters.mis_embedded.models import (
    CaseRow,
    DiagnosisRow,
    DispensaryObservationRow,
    ExaminationReportRow,
    IndicatorRow,
    OrganizationRow,
    PrescriptionRow,
    ResultRow,
    VisitRow,
)
from kartoteka.adapters.mis_embedded.report_rows import report_row
from kartoteka.domain.access.types import Sensitivity
from kartoteka.domain.health_record.examining import ExaminedDocument
from kartoteka.domain.health_record.incoming import Contradiction, NewRecord, UnknownOrganization
from kartoteka.domain.health_record.report_types import ExaminationReport
from kartoteka.domain.health_record.rules import comparable
from kartoteka.domain.health_record.types import (
    DiagnosisKind,
    DispensaryObservation,
    Observation,
    Prescription,
    TestResult,
    TreatmentCase,
)

_BATCH = 500


class RecordWriting:
    """The rows of one record, in the order in which they point to one another."""

    def __init__(self, person_id: UUID, record: NewRecord, taken: tuple[ExaminedDocument, ...], now: datetime) -> None:
        self._person_id = person_id
        self._record = record
        self._taken = taken
        self._now = now
        self._cases = {one.heading.case_id for one in record.cases}
        self._visits = {visit.visit_id: one.heading.case_id for one in record.cases for visit in one.visits}
        self._organizations = _organizations()

    def write(self) -> None:
        """Write them all; nobody's rows may be there yet."""
        record, cases = self._record, self._record.cases
        results = [*record.results, *_of(cases, "results")]
        self._create(CaseRow, (self._case(one) for one in cases))
        self._create(DiagnosisRow, chain.from_iterable(_diagnoses(one) for one in cases))
        self._create(VisitRow, chain.from_iterable(_visits(one) for one in cases))
        self._create(ExaminationReportRow, (self._report(one) for one in record.reports))
        self._create(ResultRow, (self._result(one) for one in results))
        self._create(IndicatorRow, chain.from_iterable(self._indicators(one) for one in results))
        prescriptions = [*record.prescriptions, *_of(cases, "prescriptions")]
        self._create(PrescriptionRow, (self._prescription(one) for one in prescriptions))
        self._create(DispensaryObservationRow, (self._observation(one) for one in record.observations))
        for one in self._taken:
            self._own(one.document.case_id)
        write_documents(self._person_id, self._taken, organization=self._organization, now=self._now)

    @staticmethod
    def _create(table: Any, rows: Iterable[Any]) -> None:  # any of the tables above with its own rows
        table.objects.bulk_create(rows, batch_size=_BATCH)

    def _organization(self, name: str) -> UUID:
        try:
            return self._organizations[name]
        except KeyError as error:
            raise UnknownOrganization(name) from error

    def _own(self, case_id: UUID | None) -> UUID | None:
        # Identifiers are the source's word: under that of somebody else's case an entry would stand on his pages.
        if case_id is not None and case_id not in self._cases:
            raise Contradiction
        return case_id

    def _report(self, report: ExaminationReport) -> ExaminationReportRow:
        if report.visit_id not in self._visits or self._visits[report.visit_id] != report.case_id:
            raise Contradiction
        return report_row(report, self._organization(report.organization))

    def _case(self, case: TreatmentCase) -> CaseRow:
        heading = case.heading
        main = heading.main_diagnosis
        return CaseRow(
            id=heading.case_id,
            person_id=self._person_id,
            organization_id=self._organization(heading.organization),
            kind=heading.kind,
            title=heading.title,
            opened_on=heading.opened_on,
            closed_on=heading.closed_on,
            speciality=heading.speciality,
            practitioner=heading.practitioner,
            department=case.department,
            outcome=case.outcome,
            summary=case.summary,
            main_code=main.code if main else "",
            main_name=main.name if main else "",
            main_is_preliminary=main.is_preliminary if main else False,
            main_sensitivity=main.sensitivity if main else Sensitivity.ORDINARY,
            sensitivity=heading.sensitivity,
            sought=comparable(f"{heading.title} {heading.organization} {heading.practitioner} {heading.speciality}"),
            sought_diagnosis=comparable(f"{main.code} {main.name}") if main else "",
        )

    def _result(self, result: TestResult) -> ResultRow:
        return ResultRow(
            id=result.result_id,
            person_id=self._person_id,
            case_id=self._own(result.case_id),
            organization_id=self._organization(result.organization),
            kind=result.kind,
            title=result.title,
            taken_on=result.taken_on,
            ready_on=result.ready_on,
            practitioner=result.practitioner,
            specimen=result.specimen,
            findings=result.findings,
            conclusion=result.conclusion,
            sensitivity=result.sensitivity,
            state=result.state,
        )

    def _indicators(self, result: TestResult) -> Iterator[IndicatorRow]:
        return (self._indicator(result, place, one) for place, one in enumerate(result.observations))

    def _indicator(self, result: TestResult, place: int, one: Observation) -> IndicatorRow:
        return IndicatorRow(
            result_id=result.result_id,
            person_id=self._person_id,
            taken_on=result.taken_on,
            place=place,
            code=one.code,
            title=one.title,
            panel=one.panel,
            number=one.value.number,
            comparator=one.value.comparator,
            text=one.value.text,
            unit=one.unit,
            low=one.low,
            high=one.high,
            reference=one.reference,
            flag=one.flag,
            former_number=one.former.number if one.former else None,
            former_comparator=one.former.comparator if one.former else "",
            former_text=one.former.text if one.former else "",
            corrected_on=one.corrected_on,
        )

    def _prescription(self, one: Prescription) -> PrescriptionRow:
        return PrescriptionRow(
            id=one.prescription_id,
            person_id=self._person_id,
            case_id=self._own(one.case_id),
            organization_id=self._organization(one.organization),
            drug=one.drug,
            trade_name=one.trade_name,
            form=one.form,
            dose=one.dose,
            schedule=one.schedule,
            series=one.series,
            number=one.number,
            issued_on=one.issued_on,
            valid_until=one.valid_until,
            state=one.state,
            practitioner=one.practitioner,
            quantity=one.quantity,
            dispensed=one.dispensed,
            cancelled_because=one.cancelled_because,
            benefit_category=one.benefit.category if one.benefit else "",
            benefit_percent=one.benefit.percent if one.benefit else None,
            sensitivity=one.sensitivity,
        )

    def _observation(self, one: DispensaryObservation) -> DispensaryObservationRow:
        return DispensaryObservationRow(
            id=one.observation_id,
            person_id=self._person_id,
            organization_id=self._organization(one.organization),
            code=one.diagnosis.code,
            name=one.diagnosis.name,
            group=one.group,
            practitioner=one.practitioner,
            speciality=one.speciality,
            started_on=one.started_on,
            last_visit_on=one.last_visit_on,
            next_visit_on=one.next_visit_on,
            ended_on=one.ended_on,
            end_reason=one.end_reason,
            moved_to=one.moved_to,
            sensitivity=one.sensitivity,
        )


def _organizations() -> Mapping[str, UUID]:
    """Organizations by their names. Of two that are called alike, in two regions, neither is guessed at."""
    rows = list(OrganizationRow.objects.values_list("name", "pk"))
    times = Counter(name for name, _ in rows)
    return {name: pk for name, pk in rows if times[name] == 1}


def _of(cases: Iterable[TreatmentCase], what: str) -> Iterator[Any]:
    """What belongs to cases, each with the name of its case written in."""
    return (replace(one, case_id=case.heading.case_id) for case in cases for one in getattr(case, what))


def _diagnoses(case: TreatmentCase) -> Iterator[DiagnosisRow]:
    return (
        DiagnosisRow(
            case_id=case.heading.case_id,
            place=place,
            kind=one.kind,
            code=one.code,
            name=one.name,
            is_preliminary=one.is_preliminary,
            sensitivity=one.sensitivity,
        )
        for place, one in enumerate(case.diagnoses)
        if one.kind is not DiagnosisKind.MAIN
    )


def _visits(case: TreatmentCase) -> Iterator[VisitRow]:
    return (
        VisitRow(
            id=one.visit_id,
            case_id=case.heading.case_id,
            at=one.at,
            title=one.title,
            practitioner=one.practitioner,
            speciality=one.speciality,
            complaints=one.complaints,
            findings=one.findings,
            recommendations=one.recommendations,
            sensitivity=one.sensitivity,
        )
        for one in case.visits
    )
