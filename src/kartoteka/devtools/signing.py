"""Signing the demo's documents, as doctors and clinics would: a year's worth of signatures in one go."""

from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from kartoteka.devtools.authority import Authority, Owner, Signatory
from kartoteka.domain.health_record.documents import DocumentFormat, MedicalDocument, SignatureFile, SignerRole
from kartoteka.domain.health_record.examining import DocumentFile
from kartoteka.domain.health_record.incoming import NewRecord

AUTHORITY_NAME = "Учебный удостоверяющий центр"
_SIGNED_AT = time(15, 10)
_ZONE = ZoneInfo("Europe/Moscow")
_LABORATORY = "7"


class SigningDesk:
    """The doctors and clinics of the demo, each with a certificate from the first signature on."""

    def __init__(self, *, now: datetime) -> None:
        self.authority = Authority(AUTHORITY_NAME, now=now)
        self._known: dict[Owner, Signatory] = {}

    def sign(self, record: NewRecord) -> NewRecord:
        """All documents of a record; of several laboratory protocols the oldest was changed after it was signed."""
        headers = {one.document_id: one for one in record.documents}
        protocols = sorted(
            (one for one in record.documents if one.type_code == _LABORATORY), key=lambda one: one.made_on
        )
        changed = protocols[0].document_id if len(protocols) > 1 else None
        files = (
            self._signed(headers[one.document_id], one, is_changed=one.document_id == changed) for one in record.files
        )
        return replace(record, files=tuple(files))

    def _signed(self, header: MedicalDocument, file: DocumentFile, *, is_changed: bool) -> DocumentFile:
        content = file.content + b"\n" if is_changed and header.format is DocumentFormat.CDA else file.content
        at = datetime.combine(header.made_on, _SIGNED_AT, _ZONE)
        owners = {
            SignerRole.DOCTOR: Owner(header.practitioner, header.organization, "Врач"),
            SignerRole.ORGANIZATION: Owner("", header.organization),
        }
        signatures = (
            SignatureFile(role, self._signatory(owner).sign(content, at=at)) for role, owner in owners.items()
        )
        return replace(file, signatures=tuple(signatures))

    def _signatory(self, owner: Owner) -> Signatory:
        if owner not in self._known:
            self._known[owner] = self.authority.admit(owner)
        return self._known[owner]
