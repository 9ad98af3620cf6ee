from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID

from kartoteka.adapters.cda.reader import CdaReader
from kartoteka.domain.access.document_types import DOCUMENT_TYPES
from kartoteka.domain.health_record.clinical_document import CdaPatient, ClinicalDocument
from kartoteka.domain.health_record.documents import (
    Certificate,
    DocumentBytes,
    DocumentChoices,
    DocumentFilter,
    MedicalDocument,
    Signature,
    SignatureCheck,
    SignedDocument,
)
from kartoteka.domain.health_record.errors import DocumentDamaged, DocumentUnreadable, Unreadable
from kartoteka.domain.health_record.examining import ExaminedDocument, Examiner, RejectedDocument
from kartoteka.domain.health_record.incoming import NewRecord
from kartoteka.domain.health_record.types import Scope
from kartoteka.shared.errors import Unavailable

from .health_records import organization_id

CERTIFICATE = Certificate(
    owner="Петрова Ирина Олеговна",
    position="Врач-терапевт",
    organization="Поликлиника № 1",
    issuer="Испытательный удостоверяющий центр",
    serial="01",
    valid_from=datetime(2020, 1, 1, tzinfo=UTC),
    valid_until=datetime(2030, 1, 1, tzinfo=UTC),
)


@dataclass
class FakeSignatureChecker:
    """`SignatureChecker` that says what it was told to, and all is well otherwise."""

    answers: dict[bytes, SignatureCheck] = field(default_factory=dict)

    def check(self, content: bytes, signatures: tuple[bytes, ...], *, at: datetime) -> tuple[SignatureCheck, ...]:
        return tuple(self.answers.get(one, SignatureCheck((), CERTIFICATE, at)) for one in signatures)


class StricterReader(CdaReader):
    """`ClinicalDocumentReader` of a later release: what was taken over once is too large for it."""

    def read(self, content: bytes) -> ClinicalDocument:
        raise DocumentUnreadable(Unreadable.TOO_LARGE)

    def names_others(self, content: bytes) -> bool:
        raise DocumentUnreadable(Unreadable.TOO_LARGE)


EXAMINER = Examiner(CdaReader(), FakeSignatureChecker())


class FakeMedicalDocuments:
    """`MedicalDocuments` in memory, of those whom it `learn`s; `is_down` makes it fall silent."""

    def __init__(self) -> None:
        self._taken: dict[str, list[ExaminedDocument]] = {}
        self.damaged: set[UUID] = set()
        self.is_down = False
        self.now = datetime(2026, 11, 23, tzinfo=UTC)

    def learn(
        self, person_id: str, record: NewRecord, *, examiner: Examiner = EXAMINER, patient: CdaPatient | None = None
    ) -> tuple[RejectedDocument, ...]:
        files = {one.document_id: one for one in record.files}
        in_cases = (replace(one, case_id=case.heading.case_id) for case in record.cases for one in case.documents)
        answers = [
            examiner.examine(one, files.get(one.document_id), patient=patient or CdaPatient())
            for one in (*record.documents, *in_cases)
        ]
        self._taken[person_id] = [one for one in answers if isinstance(one, ExaminedDocument)]
        return tuple(one for one in answers if isinstance(one, RejectedDocument))

    def list_documents(
        self, scope: Scope, wanted: DocumentFilter, *, after: UUID | None, at_most: int
    ) -> tuple[MedicalDocument, ...]:
        found = sorted(self._wanted(scope, wanted), key=lambda one: (one.made_on, one.document_id), reverse=True)
        places = [place for place, one in enumerate(found) if one.document_id == after]
        start = places[0] + 1 if places else 0
        return tuple(found[start : start + at_most])

    def count_documents(self, scope: Scope, wanted: DocumentFilter) -> int:
        return len(self._wanted(scope, wanted))

    def document_choices(self, scope: Scope) -> DocumentChoices:
        found = self._headers(scope)
        years = {one.made_on.year for one in found}
        types = {one.type_code for one in found}
        places = {(organization_id(one.organization), one.organization) for one in found}
        return DocumentChoices(
            tuple(code for code in DOCUMENT_TYPES if code in types),
            tuple(sorted(places, key=lambda place: place[1])),
            tuple(sorted({one.practitioner for one in found})),
            tuple(range(max(years, default=0), min(years, default=1) - 1, -1)),
        )

    def get_document(self, scope: Scope, document_id: UUID) -> SignedDocument | None:
        found = self._find(scope, document_id)
        if found is None:
            return None
        older = (one.document_id for one in self._headers(scope) if one.replaced_by == document_id)
        signatures = tuple(
            Signature(file.role, check, self.now)
            for file, check in zip(found.file.signatures, found.checks, strict=True)
        )
        return SignedDocument(self._header(scope, found), signatures, next(older, None))

    def get_bytes(self, scope: Scope, document_id: UUID) -> DocumentBytes | None:
        found = self._find(scope, document_id)
        if found is None:
            return None
        if document_id in self.damaged:
            raise DocumentDamaged
        return DocumentBytes(self._header(scope, found), found.file.content, found.file.signatures)

    def _wanted(self, scope: Scope, wanted: DocumentFilter) -> list[MedicalDocument]:
        return [one for one in self._headers(scope) if _fits(one, wanted)]

    def _headers(self, scope: Scope) -> list[MedicalDocument]:
        return [self._header(scope, one) for one in self._readable(scope)]

    def _find(self, scope: Scope, document_id: UUID) -> ExaminedDocument | None:
        return next((one for one in self._readable(scope) if one.document.document_id == document_id), None)

    def _readable(self, scope: Scope) -> Iterable[ExaminedDocument]:
        if self.is_down:
            raise Unavailable
        return [one for one in self._taken.get(scope.person_id, []) if scope.lets_document(one.document)]

    def _header(self, scope: Scope, one: ExaminedDocument) -> MedicalDocument:
        newer = self._find(scope, one.document.replaced_by) if one.document.replaced_by else None
        is_replaced = one.document.is_replaced or one.document.replaced_by is not None
        return replace(one.document, replaced_by=newer.document.document_id if newer else None, is_replaced=is_replaced)


def _fits(one: MedicalDocument, wanted: DocumentFilter) -> bool:
    return (
        wanted.type_code in ("", one.type_code)
        and wanted.organization_id in (None, organization_id(one.organization))
        and wanted.practitioner in ("", one.practitioner)
        and (wanted.first_day is None or one.made_on >= wanted.first_day)
        and (wanted.last_day is None or one.made_on <= wanted.last_day)
    )
