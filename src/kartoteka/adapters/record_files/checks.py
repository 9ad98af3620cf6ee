"""Whether a record makes sense: what no type can say. The first thing that does not is told, with its place."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID

from kartoteka.domain.access.types import Sensitivity
from kartoteka.domain.health_record.documents import MedicalDocument
from kartoteka.domain.health_record.incoming import NewRecord
from kartoteka.domain.health_record.report_types import ExaminationReport
from kartoteka.domain.health_record.types import (
    Benefit,
    CaseHeading,
    DiagnosisKind,
    DispensaryObservation,
    Prescription,
    TreatmentCase,
    Value,
)

_FIRST_DAY = date(1900, 1, 1)
_LAST_DAY = date(2200, 1, 1)
# What happened can't lie ahead; the zone of the clinic may be a day before ours.
_PAST = frozenset({
    "opened_on", "closed_on", "taken_on", "ready_on", "corrected_on", "made_on", "issued_on", "started_on", "ended_on",
    "last_visit_on", "at", "signed_at",
})  # fmt: skip
_MOST_WHOLE, _MOST_DECIMALS = 10, 4
_HUNDRED = 100
# Control signs, halves of signs, and signs that turn the direction of writing around.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_OWN_IDS = ("visit_id", "result_id", "prescription_id", "observation_id")

_Flaw: TypeAlias = tuple[str, str]


def find_flaw(record: NewRecord, *, today: date) -> str | None:
    """
    What in a record can't be, as «$.record.cases[0].heading: …»; None: nothing.

    :param today: nothing that happened lies after it
    """
    found = next(_flaws(record, today), None)
    return f"{found[0]}: {found[1]}" if found else None


def _flaws(record: NewRecord, today: date) -> Iterator[_Flaw]:
    for path, name, value in _walk(record, "$.record"):
        if (reason := _reason(name, value, today)) is not None:
            yield path, reason
    yield from _repeated(record)
    yield from _cases(record)
    yield from _reports(record)
    yield from _versions(record)


def _walk(value: Any, path: str, name: str = "") -> Iterator[tuple[str, str, Any]]:
    """Every value with its place and the name of its field."""
    yield path, name, value
    if isinstance(value, tuple):
        for number, one in enumerate(value):
            yield from _walk(one, f"{path}[{number}]", name)
    elif is_dataclass(value):
        for one in fields(value):
            yield from _walk(getattr(value, one.name), f"{path}.{one.name}", one.name)


def _reason(name: str, value: object, today: date) -> str | None:
    if isinstance(value, str):
        return "в тексте есть управляющие знаки" if _NO_TEXT.search(value) else None
    if isinstance(value, Decimal):
        return None if _fits(value) else "число слишком длинное"
    if isinstance(value, date):
        return _reason_of_day(name, value.date() if isinstance(value, datetime) else value, today)
    return _contradiction(value)


def _fits(number: Decimal) -> bool:
    if not number.is_finite():
        return False
    _, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)  # noqa: S101 - of what is finite
    return len(digits) + exponent <= _MOST_WHOLE and -exponent <= _MOST_DECIMALS and exponent <= _MOST_WHOLE


def _reason_of_day(name: str, day: date, today: date) -> str | None:
    if not _FIRST_DAY <= day <= _LAST_DAY:
        return "такой даты не может быть"
    return "этот день ещё не наступил" if name in _PAST and day > today + timedelta(days=1) else None


def _is_no_value(one: Value) -> bool:
    is_number = one.number is not None
    return (
        is_number == bool(one.text) or one.comparator not in {"", "<", ">"} or (not is_number and one.comparator != "")
    )


def _ends_oddly(one: DispensaryObservation) -> bool:
    if one.ended_on is None:
        return bool(one.end_reason)
    return not one.end_reason or one.ended_on < one.started_on


def _has_other_main_diagnosis(one: TreatmentCase) -> bool:
    mains = (each for each in one.diagnoses if each.kind is DiagnosisKind.MAIN)
    return any(each != one.heading.main_diagnosis for each in mains)


# What the fields of one thing can't say together.
_RULES: tuple[tuple[type, Callable[[Any], bool], str], ...] = (  # each is asked about its own type
    (
        CaseHeading,
        lambda one: one.closed_on is not None and one.closed_on < one.opened_on,
        "случай закончился раньше, чем начался",
    ),
    (Value, _is_no_value, "здесь нужно либо число, либо слова"),
    (Prescription, lambda one: one.valid_until < one.issued_on, "рецепт кончился раньше, чем выписан"),
    (Prescription, lambda one: one.dispensed > one.quantity, "выдано больше, чем выписано"),
    (
        Benefit,
        lambda one: not one.category or not 1 <= one.percent <= _HUNDRED,
        "льгота без названия или не от 1 до 100 процентов",
    ),
    (DispensaryObservation, _ends_oddly, "день и причина окончания наблюдения не сходятся"),
    # Kept without a label of its own, so a stricter one would be lost.
    (
        DispensaryObservation,
        lambda one: one.diagnosis.sensitivity not in {Sensitivity.ORDINARY, one.sensitivity},
        "метка диагноза строже, чем у наблюдения",
    ),
    (TreatmentCase, _has_other_main_diagnosis, "основной диагноз не тот, что назван в начале случая"),
    (MedicalDocument, lambda one: one.version < 1, "версии считаются с единицы"),
    (ExaminationReport, lambda one: one.version < 1, "версии считаются с единицы"),
)


def _contradiction(value: object) -> str | None:
    return next((words for of, is_wrong, words in _RULES if isinstance(value, of) and is_wrong(value)), None)


def _repeated(record: NewRecord) -> Iterator[_Flaw]:
    documents = list(record.every_document())
    yield from _twice("case_id", (one.heading.case_id for one in record.cases))
    yield from _twice("report_id", (one.report_id for one in record.reports))
    yield from _twice("visit_id", (one.visit_id for one in record.reports))
    yield from _twice("document_id", (one.document_id for one in documents))
    yield from _twice("replaced_by", (one.replaced_by for one in documents if one.replaced_by))
    for name in _OWN_IDS:
        yield from _twice(name, _ids(record, name))


def _ids(record: NewRecord, name: str) -> Iterator[UUID]:
    # A report names case and visit of others; documents are counted by themselves.
    for part in (record.cases, record.results, record.prescriptions, record.observations):
        for _, field, value in _walk(part, ""):
            if field == name and isinstance(value, UUID):
                yield value


def _twice(name: str, ids: Iterable[UUID]) -> Iterator[_Flaw]:
    for one, times in Counter(ids).items():
        if times > 1:
            yield "$.record", f"идентификатор {name} {one} назван дважды"


def _reports(record: NewRecord) -> Iterator[_Flaw]:
    visits = {visit.visit_id: case.heading.case_id for case in record.cases for visit in case.visits}
    for number, one in enumerate(record.reports):
        if visits.get(one.visit_id) != one.case_id:
            yield f"$.record.reports[{number}]", "такого визита в этом случае нет"


def _cases(record: NewRecord) -> Iterator[_Flaw]:
    """What belongs to a case stands in it, or names one of this record."""
    cases: set[UUID | None] = {case.heading.case_id for case in record.cases}
    for name in ("results", "prescriptions", "documents"):
        for number, one in enumerate(getattr(record, name)):
            if one.case_id is not None and one.case_id not in cases:
                yield f"$.record.{name}[{number}].case_id", "такого случая в записи нет"
        for place, case in enumerate(record.cases):
            for number, one in enumerate(getattr(case, name)):
                if one.case_id not in {None, case.heading.case_id}:
                    yield f"$.record.cases[{place}].{name}[{number}].case_id", "это стоит в другом случае"


def _versions(record: NewRecord) -> Iterator[_Flaw]:
    documents: dict[UUID, MedicalDocument] = {one.document_id: one for one in record.every_document()}
    for one in documents.values():
        newer = documents.get(one.replaced_by) if one.replaced_by else None
        if newer is not None and newer.version <= one.version:
            yield "$.record", f"документ {one.document_id} заменён не более новым"
