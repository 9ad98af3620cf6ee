"""Records of patients as files, as a clinic's system would write them."""

import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any
from uuid import UUID

from cast import CastMember
from kartoteka.domain.health_record.documents import MedicalDocument
from kartoteka.domain.health_record.incoming import NewRecord
from kartoteka.domain.health_record.report_types import ExaminationReport
from kartoteka.domain.health_record.types import Visit

# What a file does not say: the clinic and the bytes do.
_LEFT_OUT: Mapping[type, frozenset[str]] = {
    NewRecord: frozenset({"files"}),
    Visit: frozenset({"time_zone"}),
    ExaminationReport: frozenset({"time_zone"}),
    MedicalDocument: frozenset({"size"}),
}


def as_json(value: Any) -> Any:
    """A value of the domain as JSON has it."""
    if isinstance(value, tuple):
        return [as_json(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        left_out = _LEFT_OUT.get(type(value), frozenset())
        return {one.name: as_json(getattr(value, one.name)) for one in fields(value) if one.name not in left_out}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (UUID, Decimal)):
        return str(value)
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def owner_of(member: CastMember) -> dict[str, Any]:
    return {
        "snils": str(member.snils),
        "enp": member.policy.number,
        "birth_date": member.birth_date.isoformat(),
    }


def record_file(owner: Mapping[str, Any], record: NewRecord, **more: object) -> dict[str, Any]:
    """The JSON of one patient; files stand beside it under their names."""
    return {
        "format": "kartoteka-record-1",
        "owner": dict(owner),
        "record": as_json(record),
        "files": [
            {
                "document_id": str(one.document_id),
                "name": one.name,
                "signatures": [
                    {"role": each.role.value, "name": f"{one.name}.{each.role}.sig"} for each in one.signatures
                ],
            }
            for one in record.files
        ],
        **more,
    }


def files_of(record: NewRecord) -> dict[str, bytes]:
    """The documents of a record and their signatures by the names of their files."""
    documents = {one.name: one.content for one in record.files}
    signatures = {f"{one.name}.{each.role}.sig": each.content for one in record.files for each in one.signatures}
    return documents | signatures


def write_record(folder: Path, owner: Mapping[str, Any], record: NewRecord, **more: object) -> Path:
    """A folder with one patient; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "record.json").write_text(json.dumps(record_file(owner, record, **more), ensure_ascii=False), "utf-8")
    for name, content in files_of(record).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def write_zip(path: Path, members: Iterable[tuple[str | zipfile.ZipInfo, bytes]]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path
