"""How a health record stands, so that one can tell what an import changed and what nobody could read before it."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kartoteka.adapters.mis_embedded.models import (
    CaseRow,
    DiagnosisRow,
    DispensaryObservationRow,
    DocumentSignatureRow,
    ExaminationReportRow,
    IndicatorRow,
    MedicalDocumentRow,
    PatientSummaryRow,
    PrescriptionRow,
    ResultRow,
    VisitRow,
)
from kartoteka.domain.access.types import ItemState, RecordPart, Sensitivity
from kartoteka.domain.health_record.incoming import Arrived

# All tables of a record, how each leads to the person, and its order.
_TABLES: tuple[tuple[Any, str, tuple[str, ...]], ...] = (  # each has rows of its own
    (PatientSummaryRow, "person", ()),
    (CaseRow, "person", ("id",)),
    (DiagnosisRow, "case__person", ("case", "place")),
    (VisitRow, "case__person", ("id",)),
    (ExaminationReportRow, "visit__case__person", ("id",)),
    (ResultRow, "person", ("id",)),
    (IndicatorRow, "person", ("result", "place")),
    (PrescriptionRow, "person", ("id",)),
    (DispensaryObservationRow, "person", ("id",)),
    (MedicalDocumentRow, "person", ("id",)),
    (DocumentSignatureRow, "document__person", ("document", "place")),
)
# When something was last heard or looked at is no change of it; numbers of rows are the database's own.
_NOT_CONTENTS = frozenset({"updated_at", "failed_at", "checked_at"})
_NUMBERED = frozenset({DiagnosisRow, IndicatorRow, DocumentSignatureRow})


@dataclass(frozen=True, slots=True)
class State:
    """A record at one moment."""

    is_known: bool
    digest: bytes
    # What somebody could read, or could if it were not withheld.
    entries: Mapping[UUID, Arrived]

    def arrived_since(self, before: "State") -> tuple[Arrived, ...]:
        """What nobody could read then: entries that were not there, or that the clinic told in person only."""
        return tuple(
            one
            for entry_id, one in self.entries.items()
            if (former := before.entries.get(entry_id)) is None or _is_opened(former, one)
        )


def state_of(person_id: UUID) -> State:
    """How the record of a person stands now."""
    digest = hashlib.sha256()
    for table, owner, order in _TABLES:
        left_out = _NOT_CONTENTS | {"id"} if table in _NUMBERED else _NOT_CONTENTS
        for row in table.objects.filter(**{owner: person_id}).order_by(*order).values():
            digest.update(repr([(name, _plain(row[name])) for name in row if name not in left_out]).encode())
    is_known = PatientSummaryRow.objects.filter(person_id=person_id).exists()
    return State(is_known, digest.digest(), dict(_entries(person_id)))


def _plain(value: object) -> object:
    # PostgreSQL gives bytes as a view, whose own words are an address.
    return bytes(value) if isinstance(value, memoryview) else value


def _entries(person_id: UUID) -> Iterator[tuple[UUID, Arrived]]:
    results = ResultRow.objects.filter(person_id=person_id, state=ItemState.VALID)
    for pk, label, ready_on, taken_on in results.values_list("pk", "sensitivity", "ready_on", "taken_on"):
        yield pk, Arrived(RecordPart.RESULTS, _labels(label), ready_on or taken_on)
    documents = MedicalDocumentRow.objects.filter(person_id=person_id, state=ItemState.VALID).exclude(type_code="")
    for pk, label, made_on, kind in documents.values_list("pk", "sensitivity", "made_on", "type_code"):
        yield pk, Arrived(RecordPart.DOCUMENTS, _labels(label), made_on, kind)
    reports = ExaminationReportRow.objects.filter(visit__case__person_id=person_id)
    for pk, signed_at, *labels in reports.values_list(
        "pk", "signed_at", "sensitivity", "visit__sensitivity", "visit__case__sensitivity"
    ):
        yield pk, Arrived(RecordPart.HISTORY, _labels(*labels), signed_at.date())


def _labels(*words: str) -> frozenset[Sensitivity]:
    return frozenset(Sensitivity(word) for word in words)


def _is_opened(former: Arrived, now: Arrived) -> bool:
    return Sensitivity.WITHHELD in former.labels and Sensitivity.WITHHELD not in now.labels
