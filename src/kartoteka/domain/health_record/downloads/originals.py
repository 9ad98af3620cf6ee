"""Electronic medical documents in an archive: the originals with their signatures, to the byte (F-07)."""

from collections.abc import Iterator, Sequence

from kartoteka.domain.access.door import OpenedRecord
from kartoteka.domain.health_record.document_ports import ClinicalDocumentReader, MedicalDocuments
from kartoteka.domain.health_record.document_selectors import document_bytes
from kartoteka.domain.health_record.documents import DocumentBytes, DocumentFormat, MedicalDocument
from kartoteka.domain.health_record.downloads.types import About, ArchiveFile, Order, Portion, Written
from kartoteka.domain.health_record.errors import DocumentDamaged, EntryNotFound

FOLDER = "documents"
_DAMAGED = (
    "Оригинал этого документа на Портале повреждён, поэтому его здесь нет.\r\n"
    "Попросите копию в медицинской организации, которая его выдала.\r\n"
)


class OriginalWriter:
    """`ArchiveWriter` of documents with their signature files. Each is judged alone: one refused hides no other."""

    name = "documents"

    def __init__(self, *, documents: MedicalDocuments, reader: ClinicalDocumentReader) -> None:
        self._documents, self._reader = documents, reader

    def write(self, portion: Portion, order: Order, record: OpenedRecord) -> Written:  # noqa: ARG002 - the port's
        files = (file for document in portion.documents for file in self._files(document, record))
        return Written(tuple(files))

    def close(self, fragments: Sequence[bytes], about: About) -> Sequence[ArchiveFile]:  # noqa: ARG002 - the port's
        return ()

    def _files(self, document: MedicalDocument, record: OpenedRecord) -> Iterator[ArchiveFile]:
        try:
            found = document_bytes(record, store=self._documents, reader=self._reader, document_id=document.document_id)
        except EntryNotFound:
            return
        except DocumentDamaged:
            yield ArchiveFile(f"{folder_of(document)}/damaged.txt", _DAMAGED.encode())
            return
        yield from _whole(found)


def _whole(found: DocumentBytes) -> Iterator[ArchiveFile]:
    path = path_of(found.document)
    yield ArchiveFile(path, found.content)
    for number, one in enumerate(found.signatures, start=1):
        yield ArchiveFile(f"{path}.{number}-{one.role}.sig", one.content)


def folder_of(document: MedicalDocument) -> str:
    """Where a document and its signatures lie in an archive."""
    return f"{FOLDER}/{document.made_on.isoformat()}-{document.document_id.hex}"


def path_of(document: MedicalDocument) -> str:
    """Where the document itself lies."""
    return f"{folder_of(document)}/document.{'pdf' if document.format is DocumentFormat.PDF else 'xml'}"
