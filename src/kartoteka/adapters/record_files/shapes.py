"""
The shape of a record's file: that of the domain's own types, strictly, so that nothing in a file is passed over.

A field that nobody knows is refused: a label of sensitivity with a slip of the pen must not make a result ordinary.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from types import GenericAlias, NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

from kartoteka.domain.health_record.documents import MedicalDocument, SignerRole
from kartoteka.domain.health_record.incoming import NewRecord
from kartoteka.domain.health_record.report_types import ExaminationReport
from kartoteka.domain.health_record.types import (
    Diagnosis,
    Observation,
    PatientSummary,
    Prescription,
    TestResult,
    Value,
    Visit,
)

FORMAT = "kartoteka-record-1"
_LONGEST_LIST = 10_000
_LARGEST_NUMBER = 32_767
_LONGEST_WORD = 200
_LONGEST_TEXT = 20_000
_TEXTS = frozenset({
    "summary", "findings", "conclusion", "complaints", "recommendations", "illness_history", "life_history",
    "objective_status",
})  # fmt: skip
# Where the tables take less than the usual two hundred signs, or more.
_LONGEST: Mapping[tuple[type, str], int] = {
    (PatientSummary, "blood_group"): 20,
    (Diagnosis, "code"): 8,
    (Diagnosis, "name"): 300,
    (TestResult, "specimen"): 100,
    (Observation, "code"): 30,
    (Observation, "panel"): 100,
    (Observation, "unit"): 30,
    (Observation, "reference"): 100,
    (Value, "comparator"): 1,
    (Value, "text"): 300,
    (Prescription, "dose"): 60,
    (Prescription, "schedule"): 300,
    (Prescription, "series"): 20,
    (Prescription, "number"): 30,
    (MedicalDocument, "type_code"): 8,
}
_LONGEST_SPECIALITY, _LONGEST_GROUP = 100, 60
_MAY_BE_EMPTY = frozenset({"trade_name", "series", "number", "speciality", "group"})
# Told by the clinic or by the bytes; so a file can't say otherwise.
_NOT_IN_FILES: Mapping[type, frozenset[str]] = {
    NewRecord: frozenset({"files"}),
    Visit: frozenset({"time_zone"}),
    ExaminationReport: frozenset({"time_zone"}),
    MedicalDocument: frozenset({"size"}),
}
_FILLED_IN: Mapping[type, Mapping[str, str]] = {Visit: {"time_zone": ""}, ExaminationReport: {"time_zone": ""}}


class NoRecord(Exception):  # noqa: N818 - reads as "raise NoRecord"
    """The file is no record; the message names the place in it and says why, in Russian."""


class Owner(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose record it is."""

    birth_date: date
    snils: str | None = None
    enp: str | None = None


class SignatureName(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A signature file beside its document."""

    role: SignerRole
    name: str


class FileName(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the bytes of a document are, and its signatures."""

    document_id: UUID
    name: str
    signatures: tuple[SignatureName, ...] = ()


@dataclass(frozen=True, slots=True)
class Decoded:
    """What stands in a record's file; nobody has asked yet whether it makes sense."""

    owner: Owner
    record: NewRecord
    files: tuple[FileName, ...]


# Types that are made at run time, here and below.
_shapes: dict[type, Any] = {}


def shape_of(of: type) -> Any:
    """The strict shape of a dataclass of the domain."""
    if of not in _shapes:
        left_out = _NOT_IN_FILES.get(of, frozenset())
        hints = get_type_hints(of)
        _shapes[of] = msgspec.defstruct(
            of.__name__,
            [
                (one.name, _field(of, one.name, hints[one.name], is_required=one.default is MISSING))
                if one.default is MISSING
                else (one.name, _field(of, one.name, hints[one.name], is_required=False), one.default)
                for one in fields(of)
                if one.name not in left_out
            ],
            frozen=True,
            forbid_unknown_fields=True,
            kw_only=True,
            namespace={"made_of": of},
        )
    return _shapes[of]


def _field(of: type, name: str, hint: Any, *, is_required: bool) -> Any:
    if get_origin(hint) in {Union, UnionType}:
        inner = next(one for one in get_args(hint) if one is not NoneType)
        return Union[_field(of, name, inner, is_required=is_required), None]  # noqa: UP007 - made of values
    if get_origin(hint) is tuple:
        inner = _field(of, name, get_args(hint)[0], is_required=True)
        return Annotated[GenericAlias(tuple, (inner, ...)), msgspec.Meta(max_length=_LONGEST_LIST)]
    if hint is str:
        shortest = 1 if is_required and name not in _MAY_BE_EMPTY else 0
        return Annotated[str, msgspec.Meta(min_length=shortest, max_length=_longest(of, name))]
    if hint is int:
        return Annotated[int, msgspec.Meta(ge=0, le=_LARGEST_NUMBER)]
    if hint is datetime:
        return Annotated[datetime, msgspec.Meta(tz=True)]
    return shape_of(hint) if isinstance(hint, type) and is_dataclass(hint) else hint


def _longest(of: type, name: str) -> int:
    by_name = {"speciality": _LONGEST_SPECIALITY, "group": _LONGEST_GROUP}
    usual = _LONGEST_TEXT if name in _TEXTS else by_name.get(name, _LONGEST_WORD)
    return _LONGEST.get((of, name), usual)


_FILE = msgspec.defstruct(
    "RecordFile",
    [
        ("format", Literal["kartoteka-record-1"]),
        ("owner", Owner),
        ("record", shape_of(NewRecord)),
        ("files", tuple[FileName, ...], ()),
    ],
    forbid_unknown_fields=True,
)


def decode(raw: bytes) -> Decoded:
    """
    Read a record's file.

    :raises NoRecord: it is none
    """
    try:
        told = json.loads(
            raw.decode("utf-8-sig"), object_pairs_hook=_once, parse_float=Decimal, parse_constant=_no_number
        )
        file: Any = msgspec.convert(told, _FILE)
    except UnicodeError as error:
        # The second is half a sign, written by its number.
        is_other = isinstance(error, UnicodeDecodeError)
        raise NoRecord("текст не в кодировке UTF-8" if is_other else "в тексте есть половина знака") from error
    except json.JSONDecodeError as error:
        raise NoRecord(f"это не JSON: строка {error.lineno}, знак {error.colno}") from error
    except msgspec.ValidationError as error:
        raise NoRecord(in_words(str(error))) from error
    except RecursionError as error:
        raise NoRecord("части вложены одна в другую слишком глубоко") from error
    except (ValueError, ArithmeticError) as error:
        raise NoRecord("в JSON есть число, которого не может быть") from error
    return Decoded(file.owner, _built(file.record), file.files)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise NoRecord("одно поле названо дважды")
    return members


def _no_number(word: str) -> object:
    raise ValueError(word)


def _built(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_built(one) for one in value)
    if not isinstance(value, msgspec.Struct):
        return value
    of = value.made_of  # type: ignore[attr-defined]  # every shape is made with it
    told = {name: _built(getattr(value, name)) for name in value.__struct_fields__}
    return of(**told, **_FILLED_IN.get(of, {}))


# What msgspec says, and what we do; of the file itself nothing is repeated but names that could be ours.
_SAYS = (
    (r"Object contains unknown field `([a-z_]{1,40})`", "лишнее поле «{}»"),
    (r"Object contains unknown field", "лишнее поле"),
    (r"Object missing required field `(\w+)`", "нет поля «{}»"),
    (r"Expected `(?:str|array)` of length >= \d+", "пусто"),
    (r"Expected `(?:str|array)` of length <= (\d+)", "длиннее, чем можно: {}"),
    (r"Expected `int` >= (\d+)", "меньше, чем можно: {}"),
    (r"Expected `int` <= (\d+)", "больше, чем можно: {}"),
    (r"Expected `datetime` with a timezone", "у времени нет часового пояса"),
    (r"Expected `([a-z| ]+)`, got `([a-z]+)`", "здесь ожидается {}, а не {}"),
    (r"Expected `([a-z| ]+)`", "здесь ожидается {}"),
    (r"Invalid enum value", "такого слова здесь не бывает"),
    (r"Invalid UUID", "это не идентификатор UUID"),
    (r"Invalid RFC3339", "это не дата вида 2026-11-23"),
    (r"Invalid decimal", "это не число"),
)
_PLACE = re.compile(r" - at `(\$[\w.\[\]]*)`$")


def in_words(message: str) -> str:
    """What msgspec found, in Russian, with the place: «$.record.cases[0].title: пусто»."""
    place = _PLACE.search(message)
    where = f"{place[1]}: " if place else ""
    return where + next(_said(message), "не то, что ожидается")


def _said(message: str) -> Iterator[str]:
    for pattern, words in _SAYS:
        if found := re.match(pattern, message):
            yield words.format(*found.groups())
