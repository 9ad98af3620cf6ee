"""Parts and archives as bytes. Equal contents make equal bytes: nothing here reads a clock."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from io import BytesIO
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo
from zoneinfo import ZoneInfo

from kartoteka.domain.health_record.downloads.types import ArchiveFile, Written

SUMS = "SHA256SUMS"
_FILES, _FRAGMENTS = "files/", "fragments/"
_MODE = 0o600 << 16


def pack_part(written: Mapping[str, Written]) -> bytes:
    """What the writers, by name, made of one portion."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as part:
        for name, one in written.items():
            for file in one.files:
                part.writestr(f"{_FILES}{file.path}", file.content)
            if one.fragment:
                part.writestr(f"{_FRAGMENTS}{name}", one.fragment)
    return buffer.getvalue()


def files_of(part: bytes) -> Iterator[ArchiveFile]:
    """The whole files of a part."""
    for path, content in _entries(part, _FILES):
        yield ArchiveFile(path, content)


def fragment_of(part: bytes, writer: str) -> bytes:
    """What one writer left of a part to be put together; empty if nothing."""
    return next((content for name, content in _entries(part, _FRAGMENTS) if name == writer), b"")


def _entries(part: bytes, folder: str) -> Iterator[tuple[str, bytes]]:
    with ZipFile(BytesIO(part)) as packed:
        for info in packed.infolist():
            if info.filename.startswith(folder):
                yield info.filename.removeprefix(folder), packed.read(info)


def pack_archive(out: BinaryIO, files: Iterable[ArchiveFile], *, at: datetime, time_zone: str) -> None:
    """
    Write an archive with a list of check sums that `sha256sum -c` reads.

    :param at: the day and hour that its files bear, by the clocks of the zone
    """
    there = at.astimezone(ZoneInfo(time_zone))
    moment = (there.year, there.month, there.day, there.hour, there.minute, there.second)
    sums = []
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for file in files:
            archive.writestr(_info(file.path, moment), file.content)
            sums.append(f"{hashlib.sha256(file.content).hexdigest()}  {file.path}\n")
        archive.writestr(_info(SUMS, moment), "".join(sums))


def _info(path: str, moment: tuple[int, int, int, int, int, int]) -> ZipInfo:
    info = ZipInfo(path, moment)
    info.compress_type, info.external_attr = ZIP_DEFLATED, _MODE
    return info
