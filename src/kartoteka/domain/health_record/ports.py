"""What the health record needs of the region's medical information system (law 6: a port names a role)."""

from collections.abc import Collection
from typing import Protocol
from uuid import UUID

from kartoteka.domain.health_record.report_types import ExaminationReport
from kartoteka.domain.health_record.types import (
    CaseChoices,
    CaseFilter,
    CaseHeading,
    Contents,
    DispensaryObservation,
    Prescription,
    ResultKind,
    Scope,
    Scopes,
    TestResult,
    TreatmentCase,
    Trend,
)


class HealthRecords(Protocol):
    """
    The records of the region's patients.

    Every answer stays within the scopes it is asked for: what a scope does not let through is in no list, no count and
    no search (R58). A system that keeps a copy of what it was told answers from it while its sources are silent, and
    says so in `contents`; one that has nothing to answer with raises `Unavailable` (R66). Lists are given a part at a
    time: `after` names the last entry of the part before.
    """

    def contents(self, person_id: str, scopes: Scopes) -> Contents:
        """
        How many entries of each part the scopes let through, how new they are, and the patient himself where his part
        is among the scopes.

        :raises Unavailable: the medical system does not answer now
        """
        ...

    def list_cases(
        self, scope: Scope, wanted: CaseFilter, *, after: UUID | None, at_most: int
    ) -> tuple[CaseHeading, ...]:
        """
        Treatment cases, the latest first. Words are looked for in what a heading shows, «е» and «ё» being one letter.

        :raises Unavailable: the medical system does not answer now
        """
        ...

    def count_cases(self, scope: Scope, wanted: CaseFilter) -> int:
        """
        How many treatment cases the filter lets through.

        :raises Unavailable: the medical system does not answer now
        """
        ...

    def case_choices(self, scope: Scope) -> CaseChoices:
        """
        What the cases that may be read can be filtered by.

        :raises Unavailable: the medical system does not answer now
        """
        ...

    def get_case(self, scopes: Scopes, case_id: UUID) -> TreatmentCase | None:
        """
        A treatment case with its visits, results, prescriptions and documents, each within the scope of its own part;
        None if there is none, or it may not be read.

        :raises Unavailable: the medical system does not answer now
        """
        ...

    def list_reports(self, scope: Scope, case_ids: Collection[UUID]) -> tuple[ExaminationReport, ...]:
        """
        The examination reports of treatment cases, in the order of their visits, each in the version that holds now.

        :raises Unavailable: the medical system does not answer now
        """
        ...

    def get_report(self, scope: Scope, report_id: UUID) -> ExaminationReport | None:
        """
        One examination report; None if there is none, or it, its visit or its case may not be read.

        :raises Unavailable: the medical system does not answer now
        """
        ...

    def list_results(
        self, scope: Scope, kind: ResultKind | None, *, after: UUID | None, at_most: int
    ) -> tuple[TestResult, ...]:
        """
        Results with their indicators, the latest first.

        :raises Unavailable: the medical system does not answer now
        """
        ...

    def get_result(self, scope: Scope, result_id: UUID) -> TestResult | None:
        """
        One result; None if there is none, or it may not be read.

        :raises Unavailable: the medical system does not answer now
        """
        ...

    def get_trend(self, scope: Scope, code: str) -> Trend | None:
        """
        All measurements of an indicator; None if it never was measured. Annulled results are no measurements.

        :raises Unavailable: the medical system does not answer now
        """
        ...

    def list_prescriptions(self, scope: Scope) -> tuple[Prescription, ...]:
        """
        All prescriptions, the latest first.

        :raises Unavailable: the medical system does not answer now
        """
        ...

    def list_observations(self, scope: Scope) -> tuple[DispensaryObservation, ...]:
        """
        All that is or was observed, what goes on first.

        :raises Unavailable: the medical system does not answer now
        """
        ...
