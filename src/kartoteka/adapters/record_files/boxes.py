"""
A folder or a zip archive with files from outside, to be read by name and never unpacked.

Nothing of it is followed out of it: links are told and left alone, and a name is only good if it stands in the list.
"""

import os
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

_MOST_FILES = 200_000
_DEEPEST = 20
_LONGEST_NAME = 500
_PACKINGS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED = 0x1
_UNIX = 16


class Unreadable(Exception):  # noqa: N818 - reads as "raise Unreadable"
    """A file that can't be had; the message says why, in Russian."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that is not taken over, and why, in words without personal data."""

    name: str
    reason: str


class Box(Protocol):
    """Files under names with slashes, and those that it does not hand out."""

    @property
    def names(self) -> frozenset[str]: ...
    @property
    def refused(self) -> tuple[Refused, ...]: ...

    def read(self, name: str, *, at_most: int) -> bytes:
        """
        The file, or its beginning; ask for one byte more than you want to see whether it is longer.

        :raises Unreadable: it is not there, or damaged
        """
        ...


@contextmanager
def open_box(path: Path) -> Iterator[Box]:
    """
    The files under a path, as long as the `with` block lasts.

    :raises Unreadable: it is neither a folder nor a zip archive, or holds too much
    """
    with ExitStack() as stack:
        try:
            box: Box = _Folder(path) if path.is_dir() else _Archive(stack.enter_context(zipfile.ZipFile(path)))
        except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            raise Unreadable("это не папка и не архив zip") from error
        except OSError as error:
            raise Unreadable("не читается") from error
        # Outside of what is caught: troubles of whoever reads are his own.
        yield box


def inside(folder: str, name: str) -> str:
    """
    A name that a file gives of another beside it, as the box knows it.

    :raises Unreadable: it leads out of the folder, or is no name
    """
    path = PurePosixPath(name)
    if not name.isprintable() or "\\" in name or ":" in name or path.is_absolute() or ".." in path.parts:
        raise Unreadable("имя файла ведёт за пределы папки")
    return str(PurePosixPath(folder) / path)


class _Folder:
    """A folder of the disk."""

    def __init__(self, root: Path) -> None:
        self._root = root
        found, refused = [], []
        for name, entry in _entries(root, PurePosixPath()):
            if entry.is_symlink():
                refused.append(Refused(name, "это символическая ссылка"))
            elif not entry.is_file(follow_symlinks=False):
                refused.append(Refused(name, "это не обычный файл"))
            else:
                found.append(name)
            _keep_within(len(found) + len(refused))
        self.names = frozenset(found)
        self.refused = tuple(refused)

    def read(self, name: str, *, at_most: int) -> bytes:
        if name not in self.names:
            raise Unreadable("такого файла нет")
        try:
            # What has become a link or a pipe since it was listed is not opened, nor waited for.
            handle = os.open(self._root / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            with os.fdopen(handle, "rb") as file:
                if not stat.S_ISREG(os.fstat(handle).st_mode):
                    raise Unreadable("это не обычный файл")
                return file.read(at_most)
        except OSError as error:
            raise Unreadable("не читается") from error


def _entries(folder: Path, under: PurePosixPath) -> Iterator[tuple[str, "os.DirEntry[str]"]]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda one: one.name):
            place = under / entry.name
            if len(place.parts) > _DEEPEST:
                raise Unreadable("папки вложены одна в другую слишком глубоко")
            if entry.is_dir(follow_symlinks=False):
                yield from _entries(folder / entry.name, place)
            else:
                yield str(place), entry


class _Archive:
    """A zip archive. What its headers say of sizes is not believed."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._members: dict[str, zipfile.ZipInfo] = {}
        refused = []
        _keep_within(len(archive.infolist()))
        for member in archive.infolist():
            if member.is_dir():
                continue
            if (reason := self._why_not(member)) is not None:
                refused.append(Refused(member.filename, reason))
            else:
                self._members[member.filename] = member
        self.refused = tuple(refused)

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._members)

    def read(self, name: str, *, at_most: int) -> bytes:
        if name not in self._members:
            raise Unreadable("такого файла нет")
        try:
            with self._archive.open(self._members[name]) as file:
                return file.read(at_most)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
            raise Unreadable("файл в архиве повреждён") from error

    def _why_not(self, member: zipfile.ZipInfo) -> str | None:
        known: Mapping[str, object] = self._members
        if member.filename in known:
            return "такое имя в архиве уже есть"
        try:
            inside("", member.filename)
        except Unreadable as error:
            return str(error)
        if stat.S_ISLNK(member.external_attr >> _UNIX):
            return "это символическая ссылка"
        if member.flag_bits & _ENCRYPTED or member.compress_type not in _PACKINGS:
            return "зашифрован или сжат незнакомым способом"
        return "слишком длинное имя" if len(member.filename) > _LONGEST_NAME else None


def _keep_within(files: int) -> None:
    if files > _MOST_FILES:
        raise Unreadable("в папке или архиве слишком много файлов")
