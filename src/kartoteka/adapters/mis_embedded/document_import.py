"""How documents that were looked at are kept in the embedded medical system (F-07)."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from kartoteka.adapters.mis_embedded.models import (
    DocumentFileRow,
    DocumentSignatureRow,
    MedicalDocumentRow,
)
from kartoteka.domain.health_record.documents import Signature, SignatureFile
from kartoteka.domain.health_record.examining import ExaminedDocument

_BATCH = 20


def write_documents(
    person_id: UUID, taken: Sequence[ExaminedDocument], *, organization: Callable[[str], UUID], now: datetime
) -> None:
    """The rows of documents: files, headers, signatures."""
    files = {_hash(one.file.content): one.file.content for one in taken}
    DocumentFileRow.objects.bulk_create(
        (DocumentFileRow(sha256=name, content=content) for name, content in files.items()),
        batch_size=_BATCH,
        ignore_conflicts=True,
    )
    here = {one.document.document_id for one in taken}
    # The newer version first: the older one points to it.
    ordered = sorted(taken, key=lambda one: -one.document.version)
    MedicalDocumentRow.objects.bulk_create(_header(person_id, one, organization, here) for one in ordered)
    DocumentSignatureRow.objects.bulk_create(
        _signature(one, place, Signature(file.role, check, now), file)
        for one in taken
        for place, (file, check) in enumerate(zip(one.file.signatures, one.checks, strict=True))
    )


def remove_unused_files(names: Iterable[str]) -> None:
    """Delete what no document of anybody points to any more."""
    used = MedicalDocumentRow.objects.filter(file_id__in=names).values("file_id")
    DocumentFileRow.objects.filter(pk__in=names).exclude(pk__in=used).delete()


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _header(
    person_id: UUID, one: ExaminedDocument, organization: Callable[[str], UUID], here: set[UUID]
) -> MedicalDocumentRow:
    document = one.document
    return MedicalDocumentRow(
        id=document.document_id,
        person_id=person_id,
        case_id=document.case_id,
        organization_id=organization(document.organization),
        type_code=document.type_code,
        title=document.title,
        made_on=document.made_on,
        practitioner=document.practitioner,
        format=document.format,
        size=document.size,
        file_id=_hash(one.file.content),
        version=document.version,
        # A newer version that was rejected is no reason to show this one as the last.
        replaced_by_id=document.replaced_by if document.replaced_by in here else None,
        is_replaced=document.is_replaced or document.replaced_by is not None,
        sensitivity=document.sensitivity,
        state=document.state,
    )


def _signature(one: ExaminedDocument, place: int, signature: Signature, file: SignatureFile) -> DocumentSignatureRow:
    check = signature.check
    row = DocumentSignatureRow(
        document_id=one.document.document_id,
        place=place,
        role=signature.role,
        content=file.content,
        checked_at=signature.checked_at,
        doubts=" ".join(check.doubts),
        signed_at=check.signed_at,
    )
    if (certificate := check.certificate) is not None:
        row.owner, row.position, row.organization = certificate.owner, certificate.position, certificate.organization
        row.issuer, row.serial = certificate.issuer, certificate.serial
        row.valid_from, row.valid_until = certificate.valid_from, certificate.valid_until
    return row
