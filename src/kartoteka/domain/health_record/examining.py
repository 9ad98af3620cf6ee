"""Looking at a document that comes in, before it is taken over: what is wrong with it is told by its file's name."""

from dataclasses import dataclass, replace
from datetime import datetime, time
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from kartoteka.domain.access.document_types import DOCUMENT_TYPES
from kartoteka.domain.access.types import ItemState
from kartoteka.domain.health_record.clinical_document import CdaPatient
from kartoteka.domain.health_record.document_ports import ClinicalDocumentReader, SignatureChecker
from kartoteka.domain.health_record.documents import (
    DocumentFormat,
    Doubt,
    MedicalDocument,
    SignatureCheck,
    SignatureFile,
    SignerRole,
)
from kartoteka.domain.health_record.errors import DocumentUnreadable
from kartoteka.domain.health_record.rules import comparable

LARGEST_DOCUMENT = 20 * 1024 * 1024
LARGEST_SIGNATURE = 64 * 1024
_SIGNERS = frozenset(SignerRole)
# A signature without a time of its own is taken as made at the end of the document's day.
_END_OF_DAY = time(23, 59, 59)
_ZONE = ZoneInfo("Europe/Moscow")
_PDF_BEGINS, _PDF_ENDS = b"%PDF-", b"%%EOF"
_PDF_TAIL = 1024


class Rejection(StrEnum):
    """Why a document is not taken over."""

    NO_FILE = "no-file"
    TYPE_UNKNOWN = "type-unknown"
    TOO_LARGE = "too-large"
    NO_PDF = "no-pdf"
    UNREADABLE = "unreadable"
    NOBODYS = "nobodys"
    OTHER_PATIENT = "other-patient"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class DocumentFile:
    """The bytes of a document as a clinic's system sends them, and the signature files beside."""

    document_id: UUID
    name: str
    content: bytes
    signatures: tuple[SignatureFile, ...] = ()


@dataclass(frozen=True, slots=True)
class RejectedDocument:
    """A file that was not taken over, and why; `detail` says what of the file could not be read."""

    name: str
    reason: Rejection
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ExaminedDocument:
    """A document that may be taken over."""

    document: MedicalDocument
    file: DocumentFile
    checks: tuple[SignatureCheck, ...]


@dataclass(frozen=True, slots=True)
class Examiner:
    """Who reads documents and checks their signatures when they come in."""

    reader: ClinicalDocumentReader
    checker: SignatureChecker

    def examine(
        self, document: MedicalDocument, file: DocumentFile | None, *, patient: CdaPatient
    ) -> ExaminedDocument | RejectedDocument:
        """
        Say whether a document of this patient may be taken over.

        Signatures are checked here, once: the bytes never change after, and a long document takes seconds. One that
        lacks the doctor's or the organization's is taken over and shown to nobody (R59).
        """
        if file is None:
            return RejectedDocument(str(document.document_id), Rejection.NO_FILE)
        try:
            reason = self._reason(document, file, patient)
        except DocumentUnreadable as error:
            return RejectedDocument(file.name, Rejection.UNREADABLE, error.reason)
        if reason is not None:
            return RejectedDocument(file.name, reason)
        return ExaminedDocument(_with_file(document, file), file, self._checks(document, file))

    def _reason(self, document: MedicalDocument, file: DocumentFile, patient: CdaPatient) -> Rejection | None:
        if document.type_code not in DOCUMENT_TYPES:
            return Rejection.TYPE_UNKNOWN
        too_long = any(len(one.content) > LARGEST_SIGNATURE for one in file.signatures)
        if too_long or len(file.content) > LARGEST_DOCUMENT:
            return Rejection.TOO_LARGE
        if document.format is DocumentFormat.PDF:
            return None if is_pdf(file.content) else Rejection.NO_PDF
        named = self.reader.read_patient(file.content)
        if not named.is_named:
            return Rejection.NOBODYS
        if not is_same_patient(named, patient):
            return Rejection.OTHER_PATIENT
        # Read whole once, so that what no page could show is told to whoever sent it.
        said = self.reader.read(file.content)
        return None if said.sections or said.has_enclosed_file else Rejection.EMPTY

    def _checks(self, document: MedicalDocument, file: DocumentFile) -> tuple[SignatureCheck, ...]:
        at = datetime.combine(document.made_on, _END_OF_DAY, _ZONE)
        found = self.checker.check(file.content, tuple(one.content for one in file.signatures), at=at)
        return tuple(_compared(check, document, one.role) for check, one in zip(found, file.signatures, strict=True))


def is_pdf(content: bytes) -> bool:
    """Whether a file looks like a PDF from its first byte to its last."""
    return content.startswith(_PDF_BEGINS) and _PDF_ENDS in content[-_PDF_TAIL:]


def is_same_patient(named: CdaPatient, patient: CdaPatient) -> bool:
    """Whether a document names this patient: by СНИЛС where both have one, else by name and birth date."""
    if named.snils and patient.snils:
        return named.snils == patient.snils
    return (
        named.birth_date == patient.birth_date
        and comparable(named.family) == comparable(patient.family)
        and comparable(named.given) == comparable(patient.given)
    )


def _with_file(document: MedicalDocument, file: DocumentFile) -> MedicalDocument:
    is_signed = {one.role for one in file.signatures} >= _SIGNERS
    state = ItemState.UNSIGNED if document.state is ItemState.VALID and not is_signed else document.state
    return replace(document, size=len(file.content), state=state)


def _compared(check: SignatureCheck, document: MedicalDocument, role: SignerRole) -> SignatureCheck:
    """The check with a doubt more, if the certificate is not of whom the document names."""
    if check.certificate is None:
        return check
    of_doctor = role is SignerRole.DOCTOR
    owner = check.certificate.owner if of_doctor else check.certificate.organization
    wanted = document.practitioner if of_doctor else document.organization
    is_other = comparable(owner) != comparable(wanted)
    return replace(check, doubts=(*check.doubts, Doubt.OTHER_SIGNER)) if is_other else check
