"""Pieces that many resources have: references, concepts, quantities."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from kartoteka.adapters.fhir_bundle import codes

# JSON of FHIR; what a test of the whole bundle checks by a library.
Resource: TypeAlias = dict[str, Any]

_NAMESPACE = UUID("6f7d1d0e-0f5b-4b57-9f0f-3c1f6f8c2b11")
# One patient a bundle, so his number need not come from anywhere.
PATIENT_ID = uuid5(_NAMESPACE, "patient")


def id_of(*names: object) -> UUID:
    """The number of a thing that has none of its own: the same in every bundle."""
    return uuid5(_NAMESPACE, " ".join(str(name) for name in names))


def resource(kind: str, number: UUID, /, **fields: Any) -> Resource:
    """A resource without the fields that are empty: FHIR knows no empty ones."""
    return {"resourceType": kind, "id": str(number), **without_empty(fields)}


def without_empty(fields: Mapping[str, Any]) -> Resource:
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


def reference(identifier: UUID, words: str = "") -> Resource:
    """A reference to another entry of the bundle."""
    return without_empty({"reference": f"urn:uuid:{identifier}", "display": words})


def patient() -> Resource:
    return reference(PATIENT_ID)


def in_words(text: str) -> Resource:
    """A concept without a code, or somebody whom the record only names."""
    return {"text": text}


def coding(system: str, code: str, words: str = "") -> Resource:
    return without_empty({"system": system, "code": code, "display": words})


def concept(system: str, code: str, words: str = "") -> Resource:
    return {"coding": [coding(system, code, words)]}


def quantity(number: Decimal, unit: str, comparator: str = "") -> Resource:
    """A number with its unit as the laboratory wrote it and, where it is known, its code of UCUM."""
    code = codes.UCUM_CODES.get(unit, "")
    words = {"comparator": comparator, "unit": unit, "system": codes.UCUM if code else "", "code": code}
    # The shortest number that reads back the same: with no more digits than the laboratory gave.
    return {"value": int(number) if number == number.to_integral_value() else float(number)} | without_empty(words)


def period(first: date | None, last: date | None) -> Resource:
    return without_empty({"start": _day(first), "end": _day(last)})


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def moment(at: datetime, time_zone: str) -> str:
    return at.astimezone(ZoneInfo(time_zone)).isoformat(timespec="seconds")
