"""What documents need of the world outside: where they are kept, who reads CDA, who checks signatures (law 6)."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from kartoteka.domain.health_record.clinical_document import CdaPatient, ClinicalDocument
from kartoteka.domain.health_record.documents import (
    DocumentBytes,
    DocumentChoices,
    DocumentFilter,
    MedicalDocument,
    SignatureCheck,
    SignedDocument,
)
from kartoteka.domain.health_record.types import Scope


class MedicalDocuments(Protocol):
    """
    The electronic medical documents of the region's patients.

    Every answer stays within the scope it is asked for: labels, states and types (R58). Lists are given a part at a
    time: `after` names the last entry of the part before.
    """

    def list_documents(
        self, scope: Scope, wanted: DocumentFilter, *, after: UUID | None, at_most: int
    ) -> tuple[MedicalDocument, ...]:
        """
        Documents, the latest first.

        :raises Unavailable: the medical system does not answer now
        """
        ...

    def count_documents(self, scope: Scope, wanted: DocumentFilter) -> int:
        """
        How many documents the filter lets through.

        :raises Unavailable: the medical system does not answer now
        """
        ...

    def document_choices(self, scope: Scope) -> DocumentChoices:
        """
        What the documents that may be read can be filtered by.

        :raises Unavailable: the medical system does not answer now
        """
        ...

    def get_document(self, scope: Scope, document_id: UUID) -> SignedDocument | None:
        """
        One document with its signatures; None if there is none, or it may not be read.

        :raises Unavailable: the medical system does not answer now
        """
        ...

    def get_bytes(self, scope: Scope, document_id: UUID) -> DocumentBytes | None:
        """
        The original with its signature files, to the byte; None if there is none, or it may not be read.

        :raises DocumentDamaged: what is kept is not what came in
        :raises Unavailable: the medical system does not answer now
        """
        ...


class ClinicalDocumentReader(Protocol):
    """Reads HL7 CDA R2. It follows no link and asks no network, whatever stands in the document."""

    def read(self, content: bytes) -> ClinicalDocument:
        """
        All that a page shows of a document: nothing of other people, and no number of anybody (R60).

        :raises DocumentUnreadable: it is no CDA, or breaks a limit
        """
        ...

    def names_others(self, content: bytes) -> bool:
        """
        Whether the file tells of anybody beside the patient and who treated him (R60).

        :raises DocumentUnreadable: see `read`
        """
        ...

    def read_patient(self, content: bytes) -> CdaPatient:
        """
        Whose document it is.

        :raises DocumentUnreadable: see `read`
        """
        ...


class SignatureChecker(Protocol):
    """Checks detached signatures of documents."""

    def check(self, content: bytes, signatures: tuple[bytes, ...], *, at: datetime) -> tuple[SignatureCheck, ...]:
        """
        What each signature is, in their order. Never raises: a file that is no signature is a doubt.

        :param at: when it was signed, where the signature itself does not say
        """
        ...
