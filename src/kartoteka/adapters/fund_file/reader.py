"""
The territorial fund's register as a CSV file: read line by line, so that a file of any size takes the same memory.

The columns are named in the first line, in any order: «Фамилия», «Имя», «Отчество», «Дата рождения», «Пол», «СНИЛС»,
«ЕНП», and where there are any «Серия полиса», «Номер полиса», «Временное свидетельство», «Дата смерти». Others are
passed over. UTF-8 or Windows-1251, with semicolons or commas.
"""

import csv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from kartoteka.domain.card_index.fund import FundRecord
from kartoteka.shared.identifiers import InvalidIdentifier, OmsPolicy, PolicyKind, Snils
from kartoteka.shared.names import InvalidNamePart, PersonName, clean_name_part
from kartoteka.shared.sex import Sex

_REQUIRED = ("фамилия", "имя", "отчество", "дата рождения", "пол", "снилс", "енп")
_DEATH = "дата смерти"
_SEXES = {
    "м": Sex.MALE,
    "муж": Sex.MALE,
    "мужской": Sex.MALE,
    "ж": Sex.FEMALE,
    "жен": Sex.FEMALE,
    "женский": Sex.FEMALE,
}
_DATE_SHAPES = ("%d.%m.%Y", "%Y-%m-%d")
_FIRST_YEAR = 1900
# A header longer than this is none; a file of one endless line must not be read whole.
_LONGEST_HEADER = 10_000


class NotARegister(Exception):  # noqa: N818 - reads as "raise NotARegister"
    """The file has no such header; the message says what is missing, in Russian."""


class _Rows(Protocol):
    """What `csv.reader` gives; Python has no public name for it."""

    line_num: int

    def __next__(self) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class UnreadableLine:
    """A line that tells of nobody, and why, in words without personal data."""

    line: int
    reason: str


class _Unreadable(ValueError):  # noqa: N818 - reads as "raise _Unreadable"
    """Why a line can't be read."""


@contextmanager
def open_register(path: Path, *, today: date) -> Iterator[Iterator[FundRecord | UnreadableLine]]:
    """
    The lines of a register, one at a time, as long as the `with` block lasts.

    :param today: nobody is born or dies after it
    :raises NotARegister: the first line does not name the columns
    :raises OSError: there is no such file, or it may not be read
    """
    encoding, delimiter = _shape_of(path)
    # What is no letter of the encoding comes through as a mark that no name and no number may hold.
    with path.open(encoding=encoding, errors="surrogateescape", newline="") as file:
        reader = csv.reader(file, delimiter=delimiter)
        columns = _columns(next(reader, []))
        yield _lines(reader, columns, today)


def _shape_of(path: Path) -> tuple[str, str]:
    with path.open("rb") as file:
        header = file.readline(_LONGEST_HEADER)
    try:
        header.decode("utf-8-sig")
    except UnicodeDecodeError:
        encoding = "cp1251"
    else:
        encoding = "utf-8-sig"
    return encoding, ";" if header.count(b";") >= header.count(b",") else ","


def _columns(header: list[str]) -> list[str]:
    columns = [" ".join(name.split()).casefold() for name in header]
    missing = [name for name in _REQUIRED if name not in columns]
    if missing:
        raise NotARegister("В первой строке нет столбцов: " + ", ".join(f"«{name}»" for name in missing))
    if len(set(columns)) != len(columns):
        raise NotARegister("В первой строке один столбец назван дважды")
    return columns


def _lines(reader: _Rows, columns: list[str], today: date) -> Iterator[FundRecord | UnreadableLine]:
    while True:
        line = reader.line_num + 1
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield UnreadableLine(line, "кавычка не закрыта или поле слишком длинное")
            continue
        if not any(field.strip() for field in fields):
            continue
        if len(fields) != len(columns):
            yield UnreadableLine(line, "полей не столько, сколько столбцов")
            continue
        try:
            yield _record(line, dict(zip(columns, (field.strip() for field in fields), strict=True)), today)
        except _Unreadable as unreadable:
            yield UnreadableLine(line, str(unreadable))


def _record(line: int, fields: Mapping[str, str], today: date) -> FundRecord:
    birth_date = _date(fields["дата рождения"], "дата рождения", today)
    if birth_date is None:
        raise _Unreadable("нет даты рождения")
    deceased_on = _date(fields.get(_DEATH, ""), _DEATH, today)
    if deceased_on is not None and deceased_on < birth_date:
        raise _Unreadable("дата смерти раньше даты рождения")
    sex = _SEXES.get(fields["пол"].casefold().rstrip("."))
    if sex is None:
        raise _Unreadable("пол не «М» и не «Ж»")
    snils, policies = _snils(fields["снилс"]), tuple(_policies(fields))
    if snils is None and not policies:
        raise _Unreadable("нет ни СНИЛС, ни полиса: человека не отличить от тёзки")
    return FundRecord(line, _name(fields), birth_date, sex, snils, policies, deceased_on, _DEATH in fields)


def _name(fields: Mapping[str, str]) -> PersonName:
    patronymic = fields["отчество"]
    return PersonName(
        _name_part(fields["фамилия"], "фамилия"),
        _name_part(fields["имя"], "имя"),
        _name_part(patronymic, "отчество") if patronymic else "",
    )


def _name_part(text: str, column: str) -> str:
    try:
        part = clean_name_part(text)
    except InvalidNamePart as invalid:
        why = {"empty": "нет поля", "too-long": "слишком длинное поле", "latin": "латинские буквы в поле"}
        raise _Unreadable(f"{why.get(str(invalid), 'недопустимые знаки в поле')} «{column}»") from invalid
    # A name in capitals, as registers have it, would stand so in everybody's card index.
    return part.title() if part.isupper() and len(part) > 1 else part


def _date(text: str, column: str, today: date) -> date | None:
    if not text:
        return None
    for shape in _DATE_SHAPES:
        try:
            # A day of the calendar has no time zone.
            day = datetime.strptime(text, shape).date()  # noqa: DTZ007
        except ValueError:
            continue
        if not day.year >= _FIRST_YEAR or day > today:
            raise _Unreadable(f"{column}: такого дня ещё не было или он слишком давний")
        return day
    raise _Unreadable(f"{column}: не дата вида 31.12.1980")


def _snils(text: str) -> Snils | None:
    try:
        return Snils.parse(text) if text else None
    except InvalidIdentifier as invalid:
        raise _Unreadable(_number_trouble("СНИЛС", invalid)) from invalid


def _policies(fields: Mapping[str, str]) -> Iterator[OmsPolicy]:
    numbers = (
        (PolicyKind.UNIFIED, "енп", ""),
        (PolicyKind.OLD, "номер полиса", fields.get("серия полиса", "")),
        (PolicyKind.TEMPORARY, "временное свидетельство", ""),
    )
    for kind, column, series in numbers:
        number = fields.get(column, "")
        if not number:
            continue
        try:
            yield OmsPolicy.parse(kind, number, series)
        except InvalidIdentifier as invalid:
            raise _Unreadable(_number_trouble(f"«{column}»", invalid)) from invalid


def _number_trouble(what: str, invalid: InvalidIdentifier) -> str:
    return f"{what}: контрольная цифра не сходится" if str(invalid) == "checksum" else f"{what}: не такой вид номера"
