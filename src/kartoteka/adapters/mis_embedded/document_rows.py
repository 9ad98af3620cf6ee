"""Between rows of the documents and the frozen types that the domain sees."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from kartoteka.adapters.mis_embedded.models import DocumentSignatureRow, MedicalDocumentRow
from kartoteka.adapters.mis_embedded.record_rows import labels_and_states
from kartoteka.domain.access.types import ItemState, Sensitivity
from kartoteka.domain.health_record.documents import (
    Certificate,
    DocumentFormat,
    Doubt,
    MedicalDocument,
    Signature,
    SignatureCheck,
    SignerRole,
)
from kartoteka.domain.health_record.types import Scope

_DOCUMENT = (
    "id", "type_code", "title", "made_on", "organization__name", "practitioner", "format", "size", "version",
    "replaced_by_id", "is_replaced", "case_id", "sensitivity", "state",
    "replaced_by__type_code", "replaced_by__sensitivity", "replaced_by__state",
)  # fmt: skip


def readable(scope: Scope) -> QuerySet[MedicalDocumentRow]:
    """The rows that a scope lets through, the latest first."""
    rows = MedicalDocumentRow.objects.filter(labels(scope), person_id=UUID(scope.person_id))
    return rows.order_by("-made_on", "-id")


def labels(scope: Scope, through: str = "") -> Q:
    """Documents whose label, state and type the scope lets through."""
    return labels_and_states(scope, through) & Q(**{f"{through}type_code__in": scope.document_types})


def documents(rows: QuerySet[MedicalDocumentRow], scope: Scope) -> tuple[MedicalDocument, ...]:
    """The headers; a newer version that may not be read is not named."""
    return tuple(_document(row, scope) for row in rows.values_list(*_DOCUMENT))


def _document(row: tuple[Any, ...], scope: Scope) -> MedicalDocument:  # columns in the order of the names above
    *values, replaced_by, is_replaced, case_id, label, state, newer_type, newer_label, newer_state = row
    lets_newer = (
        replaced_by is not None
        and newer_type in scope.document_types
        and scope.lets(Sensitivity(newer_label), ItemState(newer_state))
    )
    document_id, type_code, title, made_on, organization, practitioner, form, size, version = values
    return MedicalDocument(
        document_id=document_id,
        type_code=type_code,
        title=title,
        made_on=made_on,
        organization=organization,
        practitioner=practitioner,
        format=DocumentFormat(form),
        size=size,
        version=version,
        replaced_by=replaced_by if lets_newer else None,
        is_replaced=is_replaced,
        case_id=case_id,
        sensitivity=Sensitivity(label),
        state=ItemState(state),
    )


def signatures(rows: Iterable[DocumentSignatureRow]) -> tuple[Signature, ...]:
    """Signatures with what their checks came to."""
    return tuple(Signature(SignerRole(row.role), _check(row), row.checked_at) for row in rows)


def _check(row: DocumentSignatureRow) -> SignatureCheck:
    certificate = None
    if row.valid_from is not None and row.valid_until is not None:
        certificate = Certificate(
            row.owner, row.position, row.organization, row.issuer, row.serial, row.valid_from, row.valid_until
        )
    return SignatureCheck(tuple(Doubt(word) for word in row.doubts.split()), certificate, row.signed_at)
