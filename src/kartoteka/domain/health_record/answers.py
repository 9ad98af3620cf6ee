"""What a page of a health record is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from kartoteka.domain.access.types import Decision
from kartoteka.domain.card_index.types import BookedService, CardSummary
from kartoteka.domain.health_record.papers import FileSize
from kartoteka.domain.health_record.report_types import ExaminationReport
from kartoteka.domain.health_record.types import (
    CaseChoices,
    CaseFilter,
    CaseHeading,
    Contents,
    DispensaryObservation,
    Prescription,
    TestResult,
    TreatmentCase,
    Trend,
)


@dataclass(frozen=True, slots=True)
class RecordOfPerson:
    """Somebody of an account's index, and whether his record would open."""

    card: CardSummary
    # None while nobody knows whose record that would be.
    decision: Decision | None

    @property
    def opens(self) -> bool:
        return self.decision is not None and self.decision.is_allowed


@dataclass(frozen=True, slots=True)
class Overview:
    """The first page of a record: what comes next, how things go, and what was last."""

    contents: Contents
    # Soonest first; None while nobody says.
    upcoming: tuple[BookedService, ...] | None
    trends: tuple[Trend, ...]
    # Cases and examinations, the latest first.
    latest: tuple[CaseHeading | TestResult, ...]


@dataclass(frozen=True, slots=True)
class CaseReports:
    """The examination reports of a case, as a line of time shows them: a file to take if there is only one."""

    number: int
    latest_id: UUID
    # About, of the PDF of the latest.
    file_size: FileSize


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """A page of the history of treatment."""

    contents: Contents
    choices: CaseChoices
    wanted: CaseFilter
    cases: tuple[CaseHeading, ...]
    total: int
    # The last case of this page, if more follow.
    next_after: UUID | None
    # By their cases.
    reports: Mapping[UUID, CaseReports]


@dataclass(frozen=True, slots=True)
class CasePage:
    contents: Contents
    case: TreatmentCase
    # By their visits.
    reports: Mapping[UUID, ExaminationReport]


@dataclass(frozen=True, slots=True)
class ReportPage:
    contents: Contents
    report: ExaminationReport
    # Of its PDF.
    file_size: FileSize


@dataclass(frozen=True, slots=True)
class ResultsPage:
    contents: Contents
    results: tuple[TestResult, ...]
    next_after: UUID | None


@dataclass(frozen=True, slots=True)
class ResultPage:
    contents: Contents
    result: TestResult


@dataclass(frozen=True, slots=True)
class TrendPage:
    contents: Contents
    trend: Trend


@dataclass(frozen=True, slots=True)
class PrescriptionsPage:
    contents: Contents
    prescriptions: tuple[Prescription, ...]
    # Whether some have a number and a benefit that the viewer may not see (R65).
    hides_benefits: bool


@dataclass(frozen=True, slots=True)
class ObservationsPage:
    contents: Contents
    observations: tuple[DispensaryObservation, ...]
