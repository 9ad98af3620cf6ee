"""A health record that a clinic's system reports, and where it is put."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from kartoteka.domain.access.types import RecordPart, Sensitivity
from kartoteka.domain.health_record.clinical_document import CdaPatient
from kartoteka.domain.health_record.documents import MedicalDocument
from kartoteka.domain.health_record.examining import DocumentFile, ExaminedDocument, RejectedDocument
from kartoteka.domain.health_record.report_types import ExaminationReport
from kartoteka.domain.health_record.types import (
    DispensaryObservation,
    PatientSummary,
    Prescription,
    TestResult,
    TreatmentCase,
)
from kartoteka.shared.identifiers import OmsPolicy, Snils


@dataclass(frozen=True, slots=True)
class NewRecord:
    """
    The record of one person as a clinic's system reports it, whole. Organizations stand in it by name.

    Results, prescriptions and documents stand in their case, or here if they belong to none; an examination report
    names its visit.
    """

    patient: PatientSummary
    cases: tuple[TreatmentCase, ...] = ()
    results: tuple[TestResult, ...] = ()
    prescriptions: tuple[Prescription, ...] = ()
    observations: tuple[DispensaryObservation, ...] = ()
    documents: tuple[MedicalDocument, ...] = ()
    reports: tuple[ExaminationReport, ...] = ()
    # Of the documents, wherever they stand.
    files: tuple[DocumentFile, ...] = ()

    def every_document(self) -> Iterator[MedicalDocument]:
        """The documents wherever they stand, those of a case with its name written in."""
        yield from self.documents
        for case in self.cases:
            yield from (replace(one, case_id=case.heading.case_id) for one in case.documents)


@dataclass(frozen=True, slots=True)
class RecordOwner:
    """Whose record it is, as the source names him: by SNILS, by policy or by both, and by the birth date as a check."""

    snils: Snils | None
    policy: OmsPolicy | None
    birth_date: date


@dataclass(frozen=True, slots=True)
class Arrived:
    """An entry that nobody could read before, and what must be open to whoever reads it now."""

    part: RecordPart
    # All of them: a report has the labels of its visit and of its case too.
    labels: frozenset[Sensitivity]
    # When it was ready, made or signed.
    day: date
    document_type: str = ""


class Outcome(StrEnum):
    """What taking a record over came to."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Put:
    """What the medical system made of a record, and the entries that nobody could read before."""

    outcome: Outcome
    arrived: tuple[Arrived, ...] = ()


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What came of a record, and which of its documents were not taken over."""

    outcome: Outcome
    rejected: tuple[RejectedDocument, ...]


class OwnerUnclear(Exception):  # noqa: N818 - read as what was met
    """The registry knows nobody by these numbers, several people, or somebody with another birth date."""


class UnknownOrganization(Exception):  # noqa: N818 - read as what was met
    """A record names a healthcare organization that was never opened here."""


class Contradiction(Exception):  # noqa: N818 - read as what was met
    """A record can't be kept as it is: it breaks a rule of the tables, or takes what is another person's."""


class RecordIntake(Protocol):
    """Where records are kept that come as files, and not by asking a clinic's system."""

    def find_owner(self, owner: RecordOwner) -> str:
        """
        Who it is in the registry.

        :raises OwnerUnclear: nobody, or nobody in particular
        """
        ...

    def patient(self, person_id: str) -> CdaPatient:
        """How documents have to name him."""
        ...

    def put(self, person_id: str, record: NewRecord, documents: tuple[ExaminedDocument, ...], *, now: datetime) -> Put:
        """
        Keep the record in the place of what was known before. Call inside a transaction.

        Identifiers are the source's own, so that links to an entry outlive the next import.

        :raises UnknownOrganization: nothing is changed
        :raises Contradiction: likewise
        """
        ...

    def report_silence(self, person_id: str, *, now: datetime) -> None:
        """Note that what the source has to say of a person did not arrive; what it said before stays (R66)."""
        ...
