"""
Records of patients in a folder or a zip archive: see docs/records-file.md for the format.

One patient at a time is held in memory. What is wrong is told by the file's name and a reason, and the rest is read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath
from uuid import UUID

from msgspec.structs import replace as replace_in_struct

from kartoteka.adapters.record_files.boxes import Box, Refused, Unreadable, inside
from kartoteka.adapters.record_files.checks import find_flaw
from kartoteka.adapters.record_files.shapes import Decoded, FileName, NoRecord, Owner, decode
from kartoteka.domain.health_record.documents import SignatureFile
from kartoteka.domain.health_record.examining import LARGEST_DOCUMENT, LARGEST_SIGNATURE, DocumentFile
from kartoteka.domain.health_record.incoming import NewRecord, RecordOwner
from kartoteka.shared.identifiers import InvalidIdentifier, OmsPolicy, PolicyKind, Snils

_RECORD = ".json"
LARGEST_RECORD = 32 * 1024 * 1024
# Of one patient, for all of it is held at once.
_MOST_BYTES = 256 * 1024 * 1024
_LEAST_OF_A_FILE = 1024


@dataclass(frozen=True, slots=True)
class FiledRecord:
    """A patient's record with the bytes of its documents, as far as they could be had."""

    name: str
    owner: RecordOwner
    record: NewRecord
    # Files that could not be had, and the documents that have no bytes in the record because of it.
    refused: tuple[Refused, ...] = ()
    without_file: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class RefusedRecord(Refused):
    """A record that is not taken over, and whose it says it is, as far as that could be read."""

    owner: RecordOwner | None = None


def read_records(box: Box, *, today: date) -> Iterator[FiledRecord | Refused]:
    """The patients of a box, one after another, and what of it can't be taken over."""
    yield from box.refused
    names = sorted(name for name in box.names if name.lower().endswith(_RECORD))
    claimed: set[str] = set(names)
    unread: set[PurePosixPath] = set()
    for name in names:
        owner = None
        try:
            decoded = _decode(box, name)
            owner = _owner(decoded.owner)
            wanted = _checked(decoded, PurePosixPath(name).parent, today)
        except (NoRecord, Unreadable) as error:
            unread.add(PurePosixPath(name).parent)
            yield RefusedRecord(name, str(error), owner)
            continue
        claimed.update(one for file in wanted for one in (file.name, *(each.name for each in file.signatures)))
        files, refused = _read_files(box, wanted)
        without = {one.document_id for one in wanted} - {one.document_id for one in files}
        yield FiledRecord(name, owner, replace(decoded.record, files=files), refused, frozenset(without))
    yield from _left_over(box.names - claimed, unread)
    if not names:
        yield Refused("", "здесь нет ни одной записи: файла с именем на .json")


def _left_over(names: frozenset[str], unread: set[PurePosixPath]) -> Iterator[Refused]:
    # What lies beside a record that could not be read may well be that record's.
    for name in sorted(names):
        if not unread & set(PurePosixPath(name).parents):
            yield Refused(name, "ни одна запись не называет этого файла")


def _decode(box: Box, name: str) -> Decoded:
    raw = box.read(name, at_most=LARGEST_RECORD + 1)
    if len(raw) > LARGEST_RECORD:
        raise NoRecord("запись больше, чем Портал принимает")
    return decode(raw)


def _checked(decoded: Decoded, folder: PurePosixPath, today: date) -> tuple[FileName, ...]:
    """The files of a record by their names in the box, once nothing is to be said against it."""
    if (flaw := find_flaw(decoded.record, today=today)) is not None:
        raise NoRecord(flaw)
    return _names(decoded, folder)


def _owner(told: Owner) -> RecordOwner:
    try:
        snils = Snils.parse(told.snils) if told.snils is not None else None
        policy = OmsPolicy.parse(PolicyKind.UNIFIED, told.enp) if told.enp is not None else None
    except InvalidIdentifier as error:
        raise NoRecord("$.owner: СНИЛС или ЕНП записан с ошибкой") from error
    if snils is None and policy is None:
        raise NoRecord("$.owner: нет ни СНИЛС, ни ЕНП")
    return RecordOwner(snils, policy, told.birth_date)


def _names(decoded: Decoded, folder: PurePosixPath) -> tuple[FileName, ...]:
    documents = {one.document_id for one in decoded.record.every_document()}
    named: set[object] = set()
    found = []
    for number, file in enumerate(decoded.files):
        if file.document_id not in documents:
            raise NoRecord(f"$.files[{number}].document_id: такого документа в записи нет")
        if file.document_id in named:
            raise NoRecord(f"$.files[{number}].document_id: файл этого документа уже назван")
        if len({one.role for one in file.signatures}) != len(file.signatures):
            raise NoRecord(f"$.files[{number}].signatures: одна подпись названа дважды")
        named.add(file.document_id)
        try:
            found.append(_in_box(file, str(folder)))
        except Unreadable as error:
            raise NoRecord(f"$.files[{number}]: {error}") from error
    return tuple(found)


def _in_box(file: FileName, folder: str) -> FileName:
    signatures = tuple(replace_in_struct(one, name=inside(folder, one.name)) for one in file.signatures)
    return replace_in_struct(file, name=inside(folder, file.name), signatures=signatures)


def _read_files(box: Box, wanted: tuple[FileName, ...]) -> tuple[tuple[DocumentFile, ...], tuple[Refused, ...]]:
    files: list[DocumentFile] = []
    refused = []
    left = _MOST_BYTES
    for file in wanted:
        read = _read_file(box, file, left)
        if isinstance(read, Refused):
            refused.append(read)
        else:
            # Something for each, or a record of empty files would hold as many as it likes.
            left -= len(read.content) + sum(len(one.content) for one in read.signatures) + _LEAST_OF_A_FILE
            files.append(read)
    return tuple(files), tuple(refused)


def _read_file(box: Box, file: FileName, left: int) -> DocumentFile | Refused:
    if left <= 0:
        return Refused(file.name, "документы этой записи вместе больше, чем Портал принимает")
    name = file.name
    try:
        # One byte more than is taken in: whoever looks at it then sees that it is too large.
        content = box.read(name, at_most=LARGEST_DOCUMENT + 1)
        signatures = []
        for one in file.signatures:
            name = one.name
            signatures.append(SignatureFile(one.role, box.read(name, at_most=LARGEST_SIGNATURE + 1)))
    except Unreadable as error:
        return Refused(name, str(error))
    return DocumentFile(file.document_id, file.name, content, tuple(signatures))
