"""Typed doors to the adapters that the settings choose."""

from functools import cache
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from kartoteka.adapters.cms.certificates import read_authorities
from kartoteka.adapters.cms.checker import CmsSignatureChecker
from kartoteka.adapters.esia import gost
from kartoteka.domain.accounts.ports import IdentityProvider, PushSender
from kartoteka.domain.card_index.ports import (
    BookedServices,
    InsuredRegistry,
    KnownRelatives,
    PatientContacts,
    TerritorialFund,
)
from kartoteka.domain.health_record.document_ports import ClinicalDocumentReader, MedicalDocuments, SignatureChecker
from kartoteka.domain.health_record.downloads.originals import OriginalWriter
from kartoteka.domain.health_record.downloads.ports import ArchiveStore, ArchiveWriter
from kartoteka.domain.health_record.downloads.reports import ReportWriter
from kartoteka.domain.health_record.incoming import RecordIntake
from kartoteka.domain.health_record.papers import ReportTypesetter
from kartoteka.domain.health_record.ports import HealthRecords
from kartoteka.domain.messaging.ports import Sender


@cache
def insured_registry() -> InsuredRegistry:
    """The registry of insured persons of this installation."""
    registry: InsuredRegistry = import_string(settings.KARTOTEKA_ADAPTERS["insured_registry"])()
    return registry


@cache
def territorial_fund() -> TerritorialFund:
    """Where the territorial fund's register is kept in this installation."""
    fund: TerritorialFund = import_string(settings.KARTOTEKA_ADAPTERS["territorial_fund"])()
    return fund


@cache
def booked_services() -> BookedServices:
    """The source of booked and completed services of this installation."""
    services: BookedServices = import_string(settings.KARTOTEKA_ADAPTERS["booked_services"])()
    return services


@cache
def patient_contacts() -> PatientContacts:
    """Where this installation's medical system keeps the numbers of patients."""
    contacts: PatientContacts = import_string(settings.KARTOTEKA_ADAPTERS["patient_contacts"])()
    return contacts


@cache
def known_relatives() -> KnownRelatives:
    """Who tells in this installation whose relatives are whose."""
    relatives: KnownRelatives = import_string(settings.KARTOTEKA_ADAPTERS["known_relatives"])()
    return relatives


@cache
def email_sender() -> Sender:
    """Through whom letters leave this installation."""
    sender: Sender = import_string(settings.KARTOTEKA_ADAPTERS["email_sender"])()
    return sender


@cache
def sms_sender() -> Sender:
    """Through whom SMS leave this installation."""
    sender: Sender = import_string(settings.KARTOTEKA_ADAPTERS["sms_sender"])()
    return sender


def has_push_sender() -> bool:
    """Whether this installation knocks at telephones: there are push services that it may talk to."""
    return bool(settings.KARTOTEKA_PUSH_ORIGINS)


@cache
def push_sender() -> PushSender:
    """Through whom this installation knocks at telephones. Ask `has_push_sender` first."""
    sender: PushSender = import_string(settings.KARTOTEKA_ADAPTERS["push_sender"])()
    return sender


def has_identity_provider() -> bool:
    """Whether anybody vouches for people here. Makes nothing, so that the sign-in page opens whatever the settings."""
    return bool(settings.KARTOTEKA_ADAPTERS.get("identity_provider"))


@cache
def identity_provider() -> IdentityProvider:
    """
    Who vouches for people: ESIA or a broker. Ask `has_identity_provider` first.

    :raises ImproperlyConfigured: the settings of ESIA are wrong
    """
    provider: IdentityProvider = import_string(settings.KARTOTEKA_ADAPTERS["identity_provider"])()
    return provider


@cache
def medical_documents() -> MedicalDocuments:
    """Where this installation's electronic medical documents are kept."""
    documents: MedicalDocuments = import_string(settings.KARTOTEKA_ADAPTERS["medical_documents"])()
    return documents


@cache
def clinical_documents() -> ClinicalDocumentReader:
    """Who reads HL7 CDA in this installation."""
    reader: ClinicalDocumentReader = import_string(settings.KARTOTEKA_ADAPTERS["clinical_documents"])()
    return reader


@cache
def signature_checker() -> SignatureChecker:
    """
    Who checks the signatures of documents in this installation, by the authorities that it trusts.

    :raises ValueError: a file in the folder of authorities holds no certificate
    """
    return CmsSignatureChecker(trusted=read_authorities(settings.KARTOTEKA_AUTHORITIES), cryptography=gost)


@cache
def health_records() -> HealthRecords:
    """Where this installation's health records are kept."""
    records: HealthRecords = import_string(settings.KARTOTEKA_ADAPTERS["health_records"])()
    return records


@cache
def record_intake() -> RecordIntake:
    """Where records are kept here that come as files."""
    intake: RecordIntake = import_string(settings.KARTOTEKA_ADAPTERS["record_intake"])()
    return intake


@cache
def report_typesetter() -> ReportTypesetter:
    """Who sets papers in type here."""
    typesetter: ReportTypesetter = import_string(settings.KARTOTEKA_ADAPTERS["report_typesetter"])()
    return typesetter


@cache
def archive_store() -> ArchiveStore:
    """Where this installation keeps archives of health records until they are fetched."""
    store: ArchiveStore = import_string(settings.KARTOTEKA_ADAPTERS["archive_store"])()
    return store


@cache
def archive_writers() -> tuple[ArchiveWriter, ...]:
    """What an archive of a health record holds in this installation."""
    return tuple(import_string(name)() for name in settings.KARTOTEKA_ARCHIVE_WRITERS)


def report_writer() -> ArchiveWriter:
    """The writer of examination reports; their papers say where a code is checked."""
    return ReportWriter(
        records=health_records(),
        typesetter=report_typesetter(),
        check_page=lambda: f"{settings.KARTOTEKA_PUBLIC_ORIGIN}{reverse('papers:check')}",
        clock=timezone.now,
    )


def original_writer() -> ArchiveWriter:
    """The writer of electronic medical documents."""
    return OriginalWriter(documents=medical_documents(), reader=clinical_documents())


def start_record_download(download_id: UUID) -> None:
    """Enqueue the next step of making an archive; in a transaction, kept or lost with it (ADR 0009)."""
    import_string(settings.KARTOTEKA_ARCHIVE_TASK).enqueue(str(download_id))
