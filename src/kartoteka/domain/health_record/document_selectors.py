"""
Reading the electronic medical documents of a record (F-07).

Each is judged alone, by its own label, state and type: what is refused is in no list, no count and no archive (R58).
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from kartoteka.domain.access.door import OpenedRecord
from kartoteka.domain.access.rules import BY_AGREEMENT
from kartoteka.domain.access.types import Action, RecordPart
from kartoteka.domain.health_record import rules
from kartoteka.domain.health_record.clinical_document import ClinicalDocument
from kartoteka.domain.health_record.document_ports import ClinicalDocumentReader, MedicalDocuments
from kartoteka.domain.health_record.documents import (
    DocumentBytes,
    DocumentChoices,
    DocumentFilter,
    DocumentFormat,
    MedicalDocument,
    SignedDocument,
)
from kartoteka.domain.health_record.errors import DocumentDamaged, DocumentUnreadable, EntryNotFound, Unreadable
from kartoteka.domain.health_record.ports import HealthRecords
from kartoteka.domain.health_record.types import Contents, Scope, Scopes

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class DocumentsPage:
    """A page of the documents."""

    contents: Contents
    choices: DocumentChoices
    wanted: DocumentFilter
    documents: tuple[MedicalDocument, ...]
    total: int
    # The last document of this page, if more follow.
    next_after: UUID | None


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """One document."""

    contents: Contents
    signed: SignedDocument
    # What it says; None for a PDF, and where it can't be shown.
    clinical: ClinicalDocument | None = None
    # Why it is not shown, though it can be downloaded.
    unreadable: Unreadable | None = None
    # What is kept is not what came in: it is not downloaded either.
    is_damaged: bool = False
    # The file tells of other people, and this reader is let in by agreement: he has the page alone.
    withholds_original: bool = False


def documents_page(
    record: OpenedRecord,
    *,
    records: HealthRecords,
    store: MedicalDocuments,
    choose: Callable[[DocumentChoices], DocumentFilter],
    after: UUID | None = None,
) -> DocumentsPage:
    """
    The documents, the latest first, twenty at a time (F-07).

    :param choose: makes the filter of what there is to choose from
    :raises Unavailable: the medical system does not answer, and there is no copy of the record
    """
    scopes = rules.scopes_of(record)
    scope = _scope(scopes)
    contents = records.contents(record.person_id, scopes)
    choices = store.document_choices(scope)
    wanted = choose(choices)
    found = store.list_documents(scope, wanted, after=after, at_most=PAGE_SIZE + 1)
    page = found[:PAGE_SIZE]
    whole = contents.counts.get(RecordPart.DOCUMENTS, 0)
    return DocumentsPage(
        contents=contents,
        choices=choices,
        wanted=wanted,
        documents=page,
        total=whole if wanted.is_empty else store.count_documents(scope, wanted),
        next_after=page[-1].document_id if len(found) > PAGE_SIZE else None,
    )


def document_page(
    record: OpenedRecord,
    *,
    records: HealthRecords,
    store: MedicalDocuments,
    reader: ClinicalDocumentReader,
    document_id: UUID,
) -> DocumentPage:
    """
    One document with its signatures and, where it is CDA, with what it says.

    :raises EntryNotFound: there is none that may be read
    :raises Unavailable: see `documents_page`
    """
    scopes = rules.scopes_of(record)
    contents = records.contents(record.person_id, scopes)
    signed = store.get_document(_scope(scopes), document_id)
    if signed is None or not record.may_read(signed.document.item):
        raise EntryNotFound
    try:
        original = store.get_bytes(_scope(scopes), document_id)
        if original is None:
            raise EntryNotFound
        if signed.document.format is DocumentFormat.PDF:
            return DocumentPage(contents, signed)
        clinical = reader.read(original.content)
        withholds = clinical.names_others and record.ground in BY_AGREEMENT
        return DocumentPage(contents, signed, clinical, withholds_original=withholds)
    except DocumentUnreadable as error:
        withholds = record.ground in BY_AGREEMENT
        return DocumentPage(contents, signed, unreadable=error.reason, withholds_original=withholds)
    except DocumentDamaged:
        return DocumentPage(contents, signed, is_damaged=True)


def documents(record: OpenedRecord, *, store: MedicalDocuments) -> tuple[MedicalDocument, ...]:
    """
    The headers of all documents that may be read, the latest first: for what takes the whole record along.

    :raises Unavailable: see `documents_page`
    """
    scope = _scope(rules.scopes_of(record))
    found: list[MedicalDocument] = []
    while True:
        part = store.list_documents(
            scope, DocumentFilter(), after=found[-1].document_id if found else None, at_most=PAGE_SIZE
        )
        found += part
        if len(part) < PAGE_SIZE:
            return tuple(found)


def document_bytes(
    record: OpenedRecord, *, store: MedicalDocuments, reader: ClinicalDocumentReader, document_id: UUID
) -> DocumentBytes:
    """
    The original of a document and its signature files, to the byte.

    Nothing can be taken out of it, so one that tells of other people is for the patient and those who act for him by
    law: whoever is let in by agreement reads the page (R60).

    :raises EntryNotFound: there is none that may be downloaded
    :raises DocumentDamaged: what is kept is not what came in
    :raises Unavailable: see `documents_page`
    """
    found = store.get_bytes(_scope(rules.scopes_of(record)), document_id)
    if found is None or not record.decide(found.document.item, Action.DOWNLOAD).is_allowed:
        raise EntryNotFound
    if record.ground in BY_AGREEMENT and _may_name_others(found, reader):
        raise EntryNotFound
    return found


def _may_name_others(found: DocumentBytes, reader: ClinicalDocumentReader) -> bool:
    if found.document.format is DocumentFormat.PDF:
        # A picture of a page, to us: what the clinic gives with a label that is open to this reader, he sees.
        return False
    try:
        return reader.names_others(found.content)
    except DocumentUnreadable:
        return True


def _scope(scopes: Scopes) -> Scope:
    try:
        return scopes[RecordPart.DOCUMENTS]
    except KeyError as error:
        raise EntryNotFound from error
