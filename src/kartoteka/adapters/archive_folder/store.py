"""Archives in a folder of files, for installations whose worker and web server share a disk."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO, Self, cast
from uuid import UUID

from django.conf import settings

from kartoteka.adapters.archive_folder.sealing import Broken, SealedWriter, plain_size, unseal
from kartoteka.domain.health_record.downloads.ports import ArchiveLost, StoredArchive

_ARCHIVE = "archive"
_PART = "part-"


class FolderStore:
    """`ArchiveStore` in a folder: one below it for each archive, with files that are noise without its key."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put_part(self, download_id: UUID, number: int, content: bytes, *, key: bytes) -> None:
        with self._writing(self._part(download_id, number), key) as file:
            file.write(content)

    def get_part(self, download_id: UUID, number: int, *, key: bytes) -> bytes:
        return b"".join(self._open(self._part(download_id, number), key).content)

    @contextmanager
    def finish(self, download_id: UUID, *, key: bytes) -> Iterator[BinaryIO]:
        with self._writing(self._of(download_id) / _ARCHIVE, key) as file:
            yield file

    def remove_parts(self, download_id: UUID) -> None:
        for path in self._of(download_id).glob(f"{_PART}*"):
            path.unlink(missing_ok=True)

    def open(self, download_id: UUID, *, key: bytes) -> StoredArchive:
        return self._open(self._of(download_id) / _ARCHIVE, key)

    def remove(self, download_id: UUID) -> None:
        shutil.rmtree(self._of(download_id), ignore_errors=True)

    def kept(self) -> frozenset[UUID]:
        return frozenset(UUID(path.name) for path in self._folder.glob("*-*-*-*-*"))

    def _of(self, download_id: UUID) -> Path:
        return self._folder / str(download_id)

    def _part(self, download_id: UUID, number: int) -> Path:
        return self._of(download_id) / f"{_PART}{number}"

    @contextmanager
    def _writing(self, path: Path, key: bytes) -> Iterator[BinaryIO]:
        """Either the whole file gets its name or none of it: a reader never sees a half."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as beside:
            try:
                with SealedWriter(cast("BinaryIO", beside), key) as sealed:
                    yield cast("BinaryIO", sealed)
                beside.flush()
                Path(beside.name).replace(path)
            except BaseException:
                Path(beside.name).unlink(missing_ok=True)
                raise

    @staticmethod
    def _open(path: Path, key: bytes) -> StoredArchive:
        try:
            file = path.open("rb")
        except OSError as error:
            raise ArchiveLost from error
        return StoredArchive(plain_size(os.fstat(file.fileno()).st_size), _Pieces(file, key))


class _Pieces:
    """
    `Pieces` of a file of the folder.

    No generator: one that was never begun keeps its file open, as when whoever asked is gone before the first byte.
    """

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        self._file, self._plain = file, unseal(file, key)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._plain)
        except Broken as error:
            self.close()
            raise ArchiveLost from error
        except StopIteration:
            self.close()
            raise

    def close(self) -> None:
        self._file.close()


def store_from_settings() -> FolderStore:
    """The store below the data folder."""
    return FolderStore(Path(settings.KARTOTEKA_ARCHIVE_DIR))
