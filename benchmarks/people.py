"""Invented insured people by the million, written into the tables of the embedded medical system by COPY."""

import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from multiprocessing import get_context
from random import Random

import psycopg

from kartoteka.devtools.names import draw_name
from kartoteka.shared.identifiers import OmsPolicy, PolicyKind, Snils, make_enp, snils_check_digits
from kartoteka.shared.identity_key import document_keys
from kartoteka.shared.sex import Sex

_BATCH = 25_000
_REGION = "35"
_FIRST_BIRTH_DATE, _BIRTH_DATES = date(1930, 1, 1), 35_000
_FIRST_SNILS = 100_000_000
_CHANGED_AT = "2026-01-01 00:00:00+00"
_INTO = {
    "mis_insured_person": "id, family, given, patronymic, birth_date, sex, region_code, changed_at",
    "mis_document": "person_id, kind, series, number",
    "mis_match_key": "person_id, key",
}
TABLES = tuple(_INTO)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Lines for COPY by their tables."""

    lines: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in _INTO})

    def add(self, index: int, rng: Random, secret: bytes) -> None:
        """Person number `index`: with a SNILS and a unified policy, as nearly everybody has."""
        day, serial = index % _BIRTH_DATES, index // _BIRTH_DATES
        born, sex = _FIRST_BIRTH_DATE + timedelta(days=day), rng.choice((Sex.FEMALE, Sex.MALE))
        name = draw_name(rng, sex, born.year)
        person_id = f"{rng.getrandbits(128):032x}"
        snils, policy = _snils(index), _policy(born, sex, serial)
        self.lines["mis_insured_person"].append(
            f"{person_id}\t{name.family}\t{name.given}\t{name.patronymic}\t{born}\t{sex}\t{_REGION}\t{_CHANGED_AT}\n"
        )
        self.lines["mis_document"] += (
            f"{person_id}\tsnils\t\t{snils.digits}\n",
            f"{person_id}\t{policy.kind}\t\t{policy.number}\n",
        )
        self.lines["mis_match_key"] += (
            f"{person_id}\t\\\\x{key.hex()}\n" for key in document_keys(secret, name, born, snils, policy)
        )


def write_people(url: str, *, people: int, secret: bytes) -> None:
    """Write so many people with their documents and keys; as many processes as there are cores share the work."""
    processes = os.cpu_count() or 1
    bounds = [people * part // processes for part in range(processes + 1)]
    # A fresh interpreter each: this one may have threads already, and they don't survive a fork.
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        parts = [pool.submit(_write_part, url, range(start, end), secret) for start, end in pairwise(bounds)]
        for part in parts:
            part.result()


def _write_part(url: str, indexes: range, secret: bytes) -> None:
    rng = Random(f"people from {indexes.start}")
    with psycopg.connect(url, options="-c statement_timeout=0") as connection:
        for start in range(0, len(indexes), _BATCH):
            batch = _Batch()
            for index in indexes[start : start + _BATCH]:
                batch.add(index, rng, secret)
            for name, lines in batch.lines.items():
                with connection.cursor().copy(f"COPY {name} ({_INTO[name]}) FROM STDIN") as copy:
                    copy.write("".join(lines))


def _snils(index: int) -> Snils:
    first_nine = str(_FIRST_SNILS + index)
    return Snils(first_nine + snils_check_digits(first_nine))


def _policy(born: date, sex: Sex, serial: int) -> OmsPolicy:
    number = make_enp(
        region_code=_REGION, birth_year=born.year, birth_month=born.month, birth_day=born.day, sex=sex, serial=serial
    )
    return OmsPolicy(PolicyKind.UNIFIED, number)
