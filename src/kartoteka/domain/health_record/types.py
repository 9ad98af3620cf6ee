"""What a health record holds, as other rooms see it. Nothing here has a table: a medical system keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from kartoteka.domain.access.types import ItemState, RecordPart, Sensitivity
from kartoteka.domain.health_record.documents import MedicalDocument


@dataclass(frozen=True, slots=True)
class Scope:
    """
    What of one person's record may be read: the pairs of labels that the decision let through (R58).

    A medical system answers within it and nothing else, so totals, pages and search know nothing of the rest.
    """

    person_id: str
    readable: frozenset[tuple[Sensitivity, ItemState]]
    # Of documents: the types that are shown. Other parts have none.
    document_types: frozenset[str] = frozenset()

    def lets(self, sensitivity: Sensitivity, state: ItemState = ItemState.VALID) -> bool:
        return (sensitivity, state) in self.readable

    def lets_document(self, document: MedicalDocument) -> bool:
        return self.lets(document.sensitivity, document.state) and document.type_code in self.document_types


# A part that may not be read at all is not here.
Scopes: TypeAlias = Mapping[RecordPart, Scope]


# --- treatment cases ----------------------------------------------------------------------------------------


class CaseKind(StrEnum):
    """Where a person was treated."""

    OUTPATIENT = "outpatient"
    INPATIENT = "inpatient"
    DAY_HOSPITAL = "day-hospital"
    # Vaccinations and check-ups of the healthy.
    PREVENTIVE = "preventive"


class DiagnosisKind(StrEnum):
    """What a diagnosis is to its case."""

    MAIN = "main"
    COMPLICATION = "complication"
    CONCOMITANT = "concomitant"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A diagnosis with its code of МКБ-10."""

    code: str
    name: str
    kind: DiagnosisKind = DiagnosisKind.MAIN
    is_preliminary: bool = False
    sensitivity: Sensitivity = Sensitivity.ORDINARY


@dataclass(frozen=True, slots=True)
class Visit:
    """One meeting with a doctor, and what he wrote of it."""

    visit_id: UUID
    at: datetime
    time_zone: str
    title: str
    practitioner: str
    speciality: str
    complaints: str = ""
    findings: str = ""
    recommendations: str = ""
    sensitivity: Sensitivity = Sensitivity.ORDINARY


@dataclass(frozen=True, slots=True)
class CaseHeading:
    """A treatment case as a list shows it."""

    case_id: UUID
    kind: CaseKind
    title: str
    opened_on: date
    # None: the treatment goes on.
    closed_on: date | None
    organization: str
    speciality: str
    practitioner: str
    # None where the main diagnosis may not be read.
    main_diagnosis: Diagnosis | None
    sensitivity: Sensitivity = Sensitivity.ORDINARY


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which treatment cases are wanted; an empty filter wants all."""

    kind: CaseKind | None = None
    organization_id: UUID | None = None
    speciality: str = ""
    first_day: date | None = None
    last_day: date | None = None
    words: str = ""

    @property
    def is_empty(self) -> bool:
        return self == CaseFilter()


@dataclass(frozen=True, slots=True)
class CaseChoices:
    """What the cases that may be read can be filtered by."""

    kinds: tuple[CaseKind, ...] = ()
    organizations: tuple[tuple[UUID, str], ...] = ()
    specialities: tuple[str, ...] = ()
    # From the last to the first, without gaps.
    years: tuple[int, ...] = ()


# --- results ------------------------------------------------------------------------------------------------


class ResultKind(StrEnum):
    LABORATORY = "laboratory"
    INSTRUMENTAL = "instrumental"


class Flag(StrEnum):
    """How a value stands to its reference range, in the laboratory's own word."""

    NORMAL = "normal"
    LOW = "low"
    HIGH = "high"
    # Neither low nor high, and not as it should be: a text value.
    ABNORMAL = "abnormal"
    # The laboratory gave no range (R63).
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Value:
    """What was measured: a number, a number that is only a bound («<0.01»), or words (R63)."""

    number: Decimal | None = None
    # "<", ">" or empty.
    comparator: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """One indicator of a result."""

    code: str
    title: str
    value: Value
    unit: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    # Where the range is no pair of numbers: «не обнаружено».
    reference: str = ""
    flag: Flag = Flag.UNKNOWN
    panel: str = ""
    # What stood here before the laboratory corrected it; both are shown (R63).
    former: Value | None = None
    corrected_on: date | None = None


@dataclass(frozen=True, slots=True)
class TestResult:
    """A laboratory or instrumental examination."""

    __test__ = False  # no test of ours, whatever its name looks like

    result_id: UUID
    kind: ResultKind
    title: str
    taken_on: date
    ready_on: date | None
    organization: str
    practitioner: str
    specimen: str = ""
    findings: str = ""
    conclusion: str = ""
    observations: tuple[Observation, ...] = ()
    case_id: UUID | None = None
    sensitivity: Sensitivity = Sensitivity.ORDINARY
    state: ItemState = ItemState.VALID

    @property
    def is_annulled(self) -> bool:
        return self.state is ItemState.ANNULLED


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One measurement of an indicator."""

    result_id: UUID
    taken_on: date
    value: Value
    unit: str
    low: Decimal | None
    high: Decimal | None
    flag: Flag


@dataclass(frozen=True, slots=True)
class Trend:
    """How one indicator went, the oldest measurement first."""

    code: str
    title: str
    points: tuple[TrendPoint, ...]

    @property
    def unit(self) -> str:
        """The unit of the latest measurement: what was measured otherwise is not drawn beside it (R63)."""
        return self.points[-1].unit

    @property
    def drawn(self) -> tuple[TrendPoint, ...]:
        """The measurements that have a place on one scale."""
        return tuple(point for point in self.points if point.value.number is not None and point.unit == self.unit)


# --- prescriptions ------------------------------------------------------------------------------------------


class PrescriptionState(StrEnum):
    """What became of a prescription. «Overdue» is no state of it: the day says so."""

    ACTIVE = "active"
    PARTLY_DISPENSED = "partly-dispensed"
    DISPENSED = "dispensed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Benefit:
    """By what right a drug costs less, and how much of the price is paid for the patient."""

    category: str
    percent: int


@dataclass(frozen=True, slots=True)
class Prescription:
    """A drug that a doctor prescribed."""

    prescription_id: UUID
    # International non-proprietary name, and the name on the box where the doctor named it.
    drug: str
    trade_name: str
    form: str
    dose: str
    # How to take it, in words.
    schedule: str
    series: str
    number: str
    issued_on: date
    valid_until: date
    state: PrescriptionState
    practitioner: str
    organization: str
    quantity: int
    dispensed: int = 0
    cancelled_because: str = ""
    # Empty for whoever may not read benefits; then series and number are empty too (R65).
    benefit: Benefit | None = None
    case_id: UUID | None = None
    sensitivity: Sensitivity = Sensitivity.ORDINARY

    def is_overdue(self, today: date) -> bool:
        """Whether it can't be used any more, though not all of it was."""
        is_open = self.state in {PrescriptionState.ACTIVE, PrescriptionState.PARTLY_DISPENSED}
        return is_open and today > self.valid_until


# --- dispensary observation ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DispensaryObservation:
    """A chronic illness that a doctor keeps an eye on."""

    observation_id: UUID
    diagnosis: Diagnosis
    group: str
    practitioner: str
    speciality: str
    organization: str
    started_on: date
    last_visit_on: date | None = None
    next_visit_on: date | None = None
    ended_on: date | None = None
    end_reason: str = ""
    # The clinic that goes on, where the patient moved (R64).
    moved_to: str = ""
    sensitivity: Sensitivity = Sensitivity.ORDINARY

    def is_overdue(self, today: date) -> bool:
        """Whether the planned visit is past and did not happen (R64)."""
        return self.ended_on is None and self.next_visit_on is not None and self.next_visit_on < today


# --- the whole ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TreatmentCase:
    """A treatment case with what belongs to it, as far as each may be read."""

    heading: CaseHeading
    department: str = ""
    outcome: str = ""
    summary: str = ""
    diagnoses: tuple[Diagnosis, ...] = ()
    visits: tuple[Visit, ...] = ()
    results: tuple[TestResult, ...] = ()
    prescriptions: tuple[Prescription, ...] = ()
    documents: tuple[MedicalDocument, ...] = ()


@dataclass(frozen=True, slots=True)
class PatientSummary:
    """What the medical system knows of the patient himself."""

    insurer: str = ""
    attached_to: str = ""
    blood_group: str = ""
    allergies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Freshness:
    """
    How new the answer is (R66).

    :ivar updated_at: when the medical system was last heard of this person; None: never, there is no data
    :ivar is_answering: False: it is silent, and this is the last good copy
    """

    updated_at: datetime | None = None
    is_answering: bool = True


@dataclass(frozen=True, slots=True)
class Contents:
    """How much of each part there is to read, and how new it is."""

    counts: Mapping[RecordPart, int] = field(default_factory=dict)
    freshness: Freshness = field(default_factory=Freshness)
    # None where it may not be read.
    patient: PatientSummary | None = None

    @property
    def is_empty(self) -> bool:
        return not any(self.counts.values())
