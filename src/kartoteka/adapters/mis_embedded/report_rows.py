"""Between rows of examination reports and the frozen type that the domain sees."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from kartoteka.adapters.mis_embedded.models import ExaminationReportRow
from kartoteka.domain.access.types import Sensitivity
from kartoteka.domain.health_record.report_types import ExaminationReport, PrescribedDrug, RenderedService, VitalSign
from kartoteka.domain.health_record.types import Diagnosis, DiagnosisKind, Scope

_WORDS = (
    "title", "at", "practitioner", "position", "signed_at", "version", "department", "complaints", "illness_history",
    "life_history", "objective_status", "recommendations", "next_visit_on", "sensitivity",
)  # fmt: skip
_LISTS = ("vital_signs", "diagnoses", "services", "prescriptions")


def report_row(report: ExaminationReport, organization_id: UUID) -> ExaminationReportRow:
    """The row of a report."""
    return ExaminationReportRow(
        id=report.report_id,
        visit_id=report.visit_id,
        organization_id=organization_id,
        **{name: getattr(report, name) for name in _WORDS},
        **{name: [asdict(one) for one in getattr(report, name)] for name in _LISTS},
    )


def reports(rows: QuerySet[ExaminationReportRow], scope: Scope) -> tuple[ExaminationReport, ...]:
    """The reports of the rows, each with those of its diagnoses that the scope lets through (R58)."""
    return tuple(_report(row, scope) for row in rows.select_related("organization", "visit"))


def _report(row: ExaminationReportRow, scope: Scope) -> ExaminationReport:
    words: dict[str, Any] = {name: getattr(row, name) for name in _WORDS}  # columns of several types
    diagnoses = (_diagnosis(**one) for one in row.diagnoses)
    return ExaminationReport(
        report_id=row.pk,
        case_id=row.visit.case_id,
        visit_id=row.visit_id,
        time_zone=row.organization.time_zone,
        organization=row.organization.name,
        vital_signs=tuple(VitalSign(**one) for one in row.vital_signs),
        diagnoses=tuple(one for one in diagnoses if scope.lets(one.sensitivity)),
        services=tuple(RenderedService(**one) for one in row.services),
        prescriptions=tuple(PrescribedDrug(**one) for one in row.prescriptions),
        **words | {"sensitivity": Sensitivity(row.sensitivity)},
    )


def _diagnosis(*, kind: str, sensitivity: str, **words: Any) -> Diagnosis:  # what `asdict` made of one
    return Diagnosis(**words, kind=DiagnosisKind(kind), sensitivity=Sensitivity(sensitivity))
