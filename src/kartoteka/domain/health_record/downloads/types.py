"""What an archive of a health record is made of, and where the work on one stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from kartoteka.domain.access.types import Ground, RecordPart
from kartoteka.domain.card_index.types import Card
from kartoteka.domain.health_record.documents import MedicalDocument
from kartoteka.domain.health_record.report_types import ExaminationReport
from kartoteka.domain.health_record.types import (
    DispensaryObservation,
    Freshness,
    PatientSummary,
    Prescription,
    TestResult,
    TreatmentCase,
    Trend,
)
from kartoteka.shared.names import PersonName

# In which order a record is read for an archive; benefits stand in the prescriptions.
READING_ORDER = (
    RecordPart.PATIENT,
    RecordPart.HISTORY,
    RecordPart.RESULTS,
    RecordPart.PRESCRIPTIONS,
    RecordPart.OBSERVATION,
    RecordPart.DOCUMENTS,
)
_WHOLE = 100


class DownloadEnd(StrEnum):
    """Why an archive is there no more."""

    # A day after it was ready.
    EXPIRED = "expired"
    # Another one of the same account took its place.
    REPLACED = "replaced"
    # The right to what is in it has ended, wholly or in part (R53).
    RIGHT_ENDED = "right-ended"
    # It could not be made, or its file was lost.
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Download:
    """An archive that an account asked for: being made, ready, or gone."""

    download_id: UUID
    asked_at: datetime
    # Entries of the record that stand in it already, and those that there were at the beginning.
    done: int
    total: int
    ready_at: datetime | None
    expires_at: datetime | None
    # Bytes of the finished archive.
    size: int | None
    end: DownloadEnd | None

    @property
    def is_ready(self) -> bool:
        return self.ready_at is not None and self.end is None

    @property
    def is_being_made(self) -> bool:
        return self.ready_at is None and self.end is None

    @property
    def percent(self) -> int:
        """How much is done; the last of it is the packing."""
        if self.is_ready:
            return _WHOLE
        return min(_WHOLE - 1, _WHOLE * self.done // self.total) if self.total else 0


@dataclass(frozen=True, slots=True)
class Order:
    """Whose record an archive is of, and for whom."""

    card: Card
    # The main person of the account that asked; None while it has none.
    reader: PersonName | None
    # By whose clocks days and hours are told.
    time_zone: str


@dataclass(frozen=True, slots=True)
class About:
    """What is known of an archive when all of the record was told."""

    order: Order
    ground: Ground
    made_at: datetime
    freshness: Freshness
    parts: tuple[RecordPart, ...]
    # Whether policy and SNILS are written out: for the patient himself and who acts for him.
    shows_numbers: bool
    # How many whole files stand in each folder.
    folders: Mapping[str, int] = field(default_factory=dict)

    @property
    def card(self) -> Card:
        return self.order.card

    @property
    def time_zone(self) -> str:
        return self.order.time_zone


@dataclass(frozen=True, slots=True)
class Portion:
    """So much of a record as is read at once: of one part, the rest is empty."""

    part: RecordPart
    # The day by which it is told what is overdue.
    today: date
    patient: PatientSummary | None = None
    cases: tuple[TreatmentCase, ...] = ()
    # Of the cases.
    reports: tuple[ExaminationReport, ...] = ()
    results: tuple[TestResult, ...] = ()
    trends: tuple[Trend, ...] = ()
    prescriptions: tuple[Prescription, ...] = ()
    observations: tuple[DispensaryObservation, ...] = ()
    documents: tuple[MedicalDocument, ...] = ()
    # The last entry, if more of this part follow.
    next_after: UUID | None = None
    # Paths of the whole files that the writers before made of it: what is not there is not linked.
    files: frozenset[str] = frozenset()

    @property
    def length(self) -> int:
        """How many entries of the record it holds."""
        entries = (self.cases, self.results, self.prescriptions, self.observations, self.documents)
        return sum(len(one) for one in entries)


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """A file of an archive: its path there, with small Latin letters and no word of the patient, and its bytes."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Written:
    """What a writer makes of a portion: whole files, and a piece of a file that is put together at the end."""

    files: tuple[ArchiveFile, ...] = ()
    fragment: bytes = b""
