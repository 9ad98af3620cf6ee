"""Registers as the territorial fund gives them."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from cast import CastMember
from kartoteka.domain.card_index.fund import FundRecord
from kartoteka.shared.sex import Sex

HEADER = "Фамилия;Имя;Отчество;Дата рождения;Пол;СНИЛС;ЕНП;Дата смерти"


def line_of(member: CastMember, *, deceased_on: date | None = None) -> str:
    """A person's line under `HEADER`."""
    name = member.name
    sex = "М" if member.sex is Sex.MALE else "Ж"
    death = f"{deceased_on:%d.%m.%Y}" if deceased_on else ""
    born = f"{member.birth_date:%d.%m.%Y}"
    return ";".join(
        (name.family, name.given, name.patronymic, born, sex, str(member.snils), member.policy.number, death)
    )


def register(folder: Path, lines: Iterable[str]) -> Path:
    """A file with these lines."""
    file = folder / "register.csv"
    file.write_text("\n".join([HEADER, *lines, ""]), encoding="utf-8")
    return file


def record_of(member: CastMember, *, line: int = 2, deceased_on: date | None = None) -> FundRecord:
    """A person as the file's reader tells of him."""
    return FundRecord(
        line,
        member.name,
        member.birth_date,
        member.sex,
        member.snils,
        (member.policy,),
        deceased_on,
        tells_of_death=True,
    )
