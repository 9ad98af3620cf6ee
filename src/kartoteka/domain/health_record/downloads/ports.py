"""What making an archive needs of the rest of the Portal (law 6)."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO, Protocol
from uuid import UUID

from kartoteka.domain.access.door import OpenedRecord
from kartoteka.domain.health_record.downloads.types import About, ArchiveFile, Order, Portion, Written


class ArchiveWriter(Protocol):
    """
    One kind of contents of an archive. It is told the record a portion at a time, and may be told a portion again:
    what it answers depends on nothing but what it was told. Who links to the files of others comes after them.
    """

    @property
    def name(self) -> str:
        """By which its fragments are known; unlike that of any other writer."""

    def write(self, portion: Portion, order: Order, record: OpenedRecord) -> Written:
        """
        What of a portion stands in the archive.

        :raises Unavailable: a neighbour does not answer now; the portion is tried again
        """
        ...

    def close(self, fragments: Sequence[bytes], about: About) -> Sequence[ArchiveFile]:
        """The files that are put together when the whole record was told: of all fragments, in their order."""
        ...


class Pieces(Iterator[bytes], Protocol):
    """Bytes that are read as they are asked for."""

    def close(self) -> None:
        """Let go of what they are read from, wherever the reading stands."""
        ...


@dataclass(frozen=True, slots=True)
class StoredArchive:
    """A finished archive: how many bytes, and the bytes in pieces."""

    size: int
    content: Pieces


class ArchiveLost(Exception):  # noqa: N818 - reads as "raise ArchiveLost"
    """A file of an archive is not there, or is not as it was written."""


class ArchiveStore(Protocol):
    """Where archives are kept while somebody may fetch them: encrypted, each with the key that its row holds."""

    def put_part(self, download_id: UUID, number: int, content: bytes, *, key: bytes) -> None:
        """Keep a part of an archive that is being made; of the same number, the last one stays."""
        ...

    def get_part(self, download_id: UUID, number: int, *, key: bytes) -> bytes:
        """
        A part that was kept.

        :raises ArchiveLost: it is not there, or not as it was written
        """
        ...

    def finish(self, download_id: UUID, *, key: bytes) -> AbstractContextManager[BinaryIO]:
        """A file to write the finished archive into; it is there once it was closed well, all at once."""
        ...

    def remove_parts(self, download_id: UUID) -> None:
        """Delete the parts and leave the finished archive."""
        ...

    def open(self, download_id: UUID, *, key: bytes) -> StoredArchive:
        """
        The finished archive.

        :raises ArchiveLost: it is not there; or, as soon as that is read, not as it was written
        """
        ...

    def remove(self, download_id: UUID) -> None:
        """Delete all that is kept of an archive, if there is anything."""
        ...

    def kept(self) -> frozenset[UUID]:
        """Of which archives anything is kept."""
        ...
