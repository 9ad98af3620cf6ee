"""Archives of health records: who asks, what makes them, what is in them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from uuid import UUID
from zipfile import ZipFile

from cast import CastMember
from factories.access import person_id
from fakes.health_records import FakeHealthRecords
from fakes.medical_documents import FakeMedicalDocuments
from fakes.typesetter import FakeTypesetter
from kartoteka.adapters.archive_folder.store import FolderStore
from kartoteka.adapters.cda.reader import CdaReader
from kartoteka.adapters.fhir_bundle.writer import BundleWriter
from kartoteka.domain.health_record.downloads.making import Workshop, make_next_portion
from kartoteka.domain.health_record.downloads.originals import OriginalWriter
from kartoteka.domain.health_record.downloads.ports import ArchiveWriter
from kartoteka.domain.health_record.downloads.reports import ReportWriter
from kartoteka.domain.health_record.downloads.services import ask_for_download, fetch_download
from kartoteka.shared.actor import Actor
from kartoteka.ui.record_archive.writer import PageWriter


@dataclass
class ArchiveBench:
    """A worker's tools, whose queue is a list."""

    store: FolderStore
    records: FakeHealthRecords = field(default_factory=FakeHealthRecords)
    documents: FakeMedicalDocuments = field(default_factory=FakeMedicalDocuments)
    typesetter: FakeTypesetter = field(default_factory=FakeTypesetter)
    # In place of those of an installation.
    writers: Sequence[ArchiveWriter] = ()
    queue: list[UUID] = field(default_factory=list)
    now: datetime = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    @classmethod
    def at(cls, folder: Path) -> "ArchiveBench":
        return cls(FolderStore(folder))

    @property
    def workshop(self) -> Workshop:
        reports = ReportWriter(
            records=self.records,
            typesetter=self.typesetter,
            check_page=lambda: "https://portal.example/verify/",
            clock=lambda: self.now,
        )
        originals = OriginalWriter(documents=self.documents, reader=CdaReader())
        writers = self.writers or (reports, originals, PageWriter(), BundleWriter())
        return Workshop(self.records, self.documents, writers, self.store, self.queue.append)

    def ask(self, account_id: UUID, whose: CastMember, card_id: UUID, now: datetime) -> UUID:
        return ask_for_download(
            account_id=account_id,
            person_id=person_id(whose),
            card_id=card_id,
            store=self.store,
            start=self.queue.append,
            by=Actor.account(account_id),
            now=now,
        )

    def step(self, now: datetime) -> None:
        """What a worker does with the next task."""
        self.now = now
        make_next_portion(self.queue.pop(0), workshop=self.workshop, now=now)

    def work(self, now: datetime) -> None:
        """Until nothing is left to do."""
        while self.queue:
            self.step(now)

    def fetch(self, account_id: UUID, whose: CastMember, download_id: UUID, now: datetime) -> bytes:
        archive = fetch_download(
            account_id=account_id,
            person_id=person_id(whose),
            download_id=download_id,
            store=self.store,
            by=Actor.account(account_id),
            now=now,
        )
        content = b"".join(archive.content)
        assert len(content) == archive.size
        return content


def unpacked(archive: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(archive)) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist()}
