"""«Документы» of a health record (F-07): the list, a document, its PDF and its original with the signatures."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import Http404, HttpResponse
from django.utils.decorators import method_decorator

from kartoteka import wiring
from kartoteka.domain.access.door import OpenedRecord
from kartoteka.domain.access.types import Action, RecordPart
from kartoteka.domain.health_record import document_selectors as selectors
from kartoteka.domain.health_record.documents import DocumentBytes, DocumentFormat
from kartoteka.domain.health_record.errors import DocumentDamaged, EntryNotFound
from kartoteka.shared.errors import Unavailable
from kartoteka.ui.errors import RETRY_AFTER_SECONDS
from kartoteka.web.health_record import filters
from kartoteka.web.health_record.views import RecordPage

# Says nothing of whose document it is, nor of what is in it (R61).
_FILE_NAME = "medical-document"
# What a PDF holds runs nothing, asks for nothing and sends nothing, and only our own page may frame it. The viewers of
# browsers are pages of their own, with styles in them.
_POLICY_OF_A_PDF = "default-src 'none'; sandbox; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
# The same archive each time: zip knows no moment before 1980.
_MOMENT = (1980, 1, 1, 0, 0, 0)


class _AboutDocuments(RecordPage):
    part, section = RecordPart.DOCUMENTS, "documents"


class DocumentsPage(_AboutDocuments):
    """«Документы»: the list."""

    template = "documents"

    def contents(self, record: OpenedRecord, **_: Any) -> Mapping[str, object]:
        asked = {name: str(value) for name, value in self.request.GET.items()}
        after = _identifier(asked.get("after"))
        shown = selectors.documents_page(
            record,
            records=wiring.health_records(),
            store=wiring.medical_documents(),
            choose=lambda choices: filters.read_document_filter(asked, choices),
            after=after,
        )
        fields = filters.fields_of_documents(shown.wanted)
        return {
            "shown": shown,
            "fields": fields,
            "kept": urlencode(fields),
            "next_query": urlencode(fields | {"after": str(shown.next_after)}),
            "mark_of": filters.mark_of,
            "is_later_page": after is not None,
        }


# The PDF is drawn in a frame, from this very site and from nowhere else.
@method_decorator(csp_update({"frame-src": [SELF]}), name="dispatch")
class DocumentPage(_AboutDocuments):
    """One document: what it says, and what its signatures are."""

    template = "document"

    def contents(self, record: OpenedRecord, **wanted: Any) -> Mapping[str, object]:
        return {
            "shown": selectors.document_page(
                record,
                records=wiring.health_records(),
                store=wiring.medical_documents(),
                reader=wiring.clinical_documents(),
                document_id=wanted["document_id"],
            )
        }


class _DocumentFile(_AboutDocuments):
    """The bytes of a document; the right is asked for anew each time (R61)."""

    def _answer(self, record: OpenedRecord, wanted: Mapping[str, Any]) -> HttpResponse:
        try:
            found = selectors.document_bytes(
                record,
                store=wiring.medical_documents(),
                reader=wiring.clinical_documents(),
                document_id=wanted["document_id"],
            )
        except EntryNotFound as error:
            raise Http404 from error
        except (Unavailable, DocumentDamaged):
            answer = self._page("silent", {"record": record}, status=503)
            answer["Retry-After"] = str(RETRY_AFTER_SECONDS)
            return answer
        return self._file(found)

    def _file(self, found: DocumentBytes) -> HttpResponse:
        raise NotImplementedError


class DocumentPdf(_DocumentFile):
    """A PDF as it came, to be read in the browser."""

    def _file(self, found: DocumentBytes) -> HttpResponse:
        if found.document.format is not DocumentFormat.PDF:
            raise Http404
        headers = {
            "Content-Disposition": f'inline; filename="{_FILE_NAME}.pdf"',
            "Content-Security-Policy": _POLICY_OF_A_PDF,
            "X-Frame-Options": "SAMEORIGIN",
        }
        return HttpResponse(found.content, content_type="application/pdf", headers=headers)


class DocumentZip(_DocumentFile):
    """The original with its signature files, to the byte: whoever wants to can check them elsewhere."""

    action = Action.DOWNLOAD

    def _file(self, found: DocumentBytes) -> HttpResponse:
        headers = {"Content-Disposition": f'attachment; filename="{_FILE_NAME}.zip"'}
        return HttpResponse(_archive(found), content_type="application/zip", headers=headers)


def _archive(found: DocumentBytes) -> bytes:
    name = f"document.{'pdf' if found.document.format is DocumentFormat.PDF else 'xml'}"
    files = {name: found.content}
    for number, one in enumerate(found.signatures, start=1):
        files[f"{name}.{number}-{one.role}.sig"] = one.content
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for file_name, content in files.items():
            archive.writestr(zipfile.ZipInfo(file_name, _MOMENT), content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _identifier(words: str | None) -> UUID | None:
    try:
        return UUID(words) if words else None
    except ValueError:
        return None
