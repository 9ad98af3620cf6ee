import hashlib
from uuid import UUID

from django.db.models import Max, Min, QuerySet

from kartoteka.adapters.mis_embedded import document_rows
from kartoteka.adapters.mis_embedded.models import DocumentFileRow, DocumentSignatureRow, MedicalDocumentRow
from kartoteka.adapters.mis_embedded.paging import behind
from kartoteka.domain.access.document_types import DOCUMENT_TYPES
from kartoteka.domain.health_record.documents import (
    DocumentBytes,
    DocumentChoices,
    DocumentFilter,
    MedicalDocument,
    SignatureFile,
    SignedDocument,
    SignerRole,
)
from kartoteka.domain.health_record.errors import DocumentDamaged
from kartoteka.domain.health_record.types import Scope


class EmbeddedMedicalDocuments:
    """`MedicalDocuments` over the Portal's own tables; the promises stand in the port."""

    def list_documents(
        self, scope: Scope, wanted: DocumentFilter, *, after: UUID | None, at_most: int
    ) -> tuple[MedicalDocument, ...]:
        rows = _wanted(scope, wanted)
        if after is not None:
            rows = behind(rows, document_rows.readable(scope).filter(pk=after), "made_on")
        return document_rows.documents(rows[:at_most], scope)

    def count_documents(self, scope: Scope, wanted: DocumentFilter) -> int:
        return _wanted(scope, wanted).count()

    def document_choices(self, scope: Scope) -> DocumentChoices:
        rows = list(
            document_rows.readable(scope)
            .order_by()
            .values_list("type_code", "organization_id", "organization__name", "practitioner")
            .annotate(Min("made_on"), Max("made_on"))
        )
        types = {row[0] for row in rows}
        first = min((row[4].year for row in rows), default=1)
        last = max((row[5].year for row in rows), default=0)
        return DocumentChoices(
            type_codes=tuple(code for code in DOCUMENT_TYPES if code in types),
            organizations=tuple(sorted({(row[1], row[2]) for row in rows}, key=lambda place: place[1])),
            practitioners=tuple(sorted({row[3] for row in rows})),
            years=tuple(range(last, first - 1, -1)),
        )

    def get_document(self, scope: Scope, document_id: UUID) -> SignedDocument | None:
        rows = document_rows.readable(scope)
        found = next(iter(document_rows.documents(rows.filter(pk=document_id), scope)), None)
        if found is None:
            return None
        signatures = DocumentSignatureRow.objects.filter(document_id=document_id).defer("content").order_by("place")
        older = rows.filter(replaced_by_id=document_id).values_list("pk", flat=True).first()
        return SignedDocument(found, document_rows.signatures(signatures), older)

    def get_bytes(self, scope: Scope, document_id: UUID) -> DocumentBytes | None:
        rows = document_rows.readable(scope).filter(pk=document_id)
        found = next(iter(document_rows.documents(rows, scope)), None)
        file = DocumentFileRow.objects.filter(pk__in=rows.order_by().values("file_id")).first()
        if found is None or file is None:
            return None
        content = bytes(file.content)
        if hashlib.sha256(content).hexdigest() != file.sha256:
            raise DocumentDamaged
        signatures = DocumentSignatureRow.objects.filter(document_id=document_id).order_by("place")
        files = (SignatureFile(SignerRole(role), bytes(one)) for role, one in signatures.values_list("role", "content"))
        return DocumentBytes(found, content, tuple(files))


def _wanted(scope: Scope, wanted: DocumentFilter) -> QuerySet[MedicalDocumentRow]:
    rows = document_rows.readable(scope)
    exact = {
        "type_code": wanted.type_code,
        "organization_id": wanted.organization_id,
        "practitioner": wanted.practitioner,
        "made_on__gte": wanted.first_day,
        "made_on__lte": wanted.last_day,
    }
    return rows.filter(**{name: value for name, value in exact.items() if value})
