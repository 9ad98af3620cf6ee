"""A record of ten years and two thousand events, and what its pages cost."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from django.db import connection, connections

from benchmarks.card_index_measure import CONSTANT_PATH
from benchmarks.family import LOGIN, PASSWORD, make_family
from benchmarks.figures import verdict
from benchmarks.portal import running_portal
from benchmarks.postgresql import Server
from benchmarks.views import View, print_runs, run_in_turn, totals_of
from kartoteka import wiring
from kartoteka.adapters.mis_embedded.record_import import import_record
from kartoteka.domain.card_index.models import CardRow
from kartoteka.domain.health_record.examining import Examiner
from kartoteka.domain.health_record.incoming import NewRecord
from kartoteka.domain.health_record.types import (
    CaseHeading,
    CaseKind,
    Diagnosis,
    Flag,
    Observation,
    PatientSummary,
    ResultKind,
    TestResult,
    TreatmentCase,
    Value,
)
from kartoteka.domain.regions.selectors import find_region
from kartoteka.domain.regions.services import save_region
from kartoteka.operations.portal import prepare
from kartoteka.shared.actor import Actor

# CPU-milliseconds of a page from asking to finished HTML.
TARGET = 13.0
CASES, RESULTS, INDICATORS = 1400, 600, 5
_DAYS = 3650
_CLINICS = ("Поликлиника № 1", "Поликлиника № 2", "Поликлиника № 3")
_SPECIALITIES = ("Терапия", "Кардиология", "Эндокринология", "Неврология", "Офтальмология", "Хирургия")
_DIAGNOSES = (
    Diagnosis("I10", "Эссенциальная (первичная) гипертензия"),
    Diagnosis("E11.9", "Инсулиннезависимый сахарный диабет без осложнений"),
    Diagnosis("J06.9", "Острая инфекция верхних дыхательных путей неуточнённая"),
)


def prepare_record() -> UUID:
    """Migrations, static files, an account and the record of its owner; returns his card."""
    prepare()
    now = datetime.now(UTC)
    make_family(now=now)
    region = find_region("35")
    assert region is not None, "the family has made it"  # noqa: S101
    # A code by SMS, once in thirty days, is no part of a page.
    save_region(replace(region, asks_to_step_up=False), by=Actor.system(), now=now)
    card = CardRow.objects.get(is_main=True)
    # Whoever was drawn first may be a child, who reads no record himself.
    CardRow.objects.filter(pk=card.pk).update(birth_date=date(1954, 7, 8))
    examiner = Examiner(wiring.clinical_documents(), wiring.signature_checker())
    import_record(str(card.person_id), _record(now.date()), examiner=examiner, now=now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    connections.close_all()
    return card.pk


def _record(today: date) -> NewRecord:
    rng = Random(2026)
    return NewRecord(
        PatientSummary("Страховая компания", _CLINICS[0], "A(II) Rh+", ("Пенициллин",)),
        tuple(_case(today, rng) for _ in range(CASES)),
        tuple(_result(today, rng) for _ in range(RESULTS)),
    )


def _day(today: date, rng: Random) -> date:
    return today - timedelta(days=rng.randrange(_DAYS))


def _case(today: date, rng: Random) -> TreatmentCase:
    day, diagnosis = _day(today, rng), rng.choice(_DIAGNOSES)
    heading = CaseHeading(
        UUID(int=rng.getrandbits(128), version=4), rng.choice(tuple(CaseKind)), "Приём врача", day, day,
        rng.choice(_CLINICS), rng.choice(_SPECIALITIES), "Орлова Нина Сергеевна", diagnosis,
    )  # fmt: skip
    return TreatmentCase(heading, diagnoses=(diagnosis,))


def _result(today: date, rng: Random) -> TestResult:
    day = _day(today, rng)
    observations = tuple(
        Observation(
            f"{number}", f"Показатель {number}", Value(Decimal(rng.randrange(30, 80)) / 10), "ммоль/л", Decimal("3.9"),
            Decimal("6.1"), flag=rng.choice((Flag.NORMAL, Flag.HIGH)),
        )
        for number in range(INDICATORS)
    )  # fmt: skip
    return TestResult(
        UUID(int=rng.getrandbits(128), version=4), ResultKind.LABORATORY, "Биохимический анализ крови", day, day,
        rng.choice(_CLINICS), "Орлова Нина Сергеевна", observations=observations,
    )  # fmt: skip


def measure(server: Server, card_id: UUID, *, rounds: int, seconds: int) -> None:
    """Print the costs of the pages."""
    record = f"/card-index/{card_id}/record/"
    with running_portal() as portal:
        session = portal.sign_in(LOGIN, PASSWORD)
        _check(portal.page(record, session), f", записей: </span>{CASES}<")
        _check(portal.page(f"{record}history/", session), "Показать более ранние")
        views = (
            View("constant page", CONSTANT_PATH, ""),
            View("constant page, signed in", CONSTANT_PATH, session),
            View(f"«Обзор» of {CASES + RESULTS} events", record, session),
            View("«История лечения», its first page", f"{record}history/", session),
            View("«Исследования», its first page", f"{record}results/", session),
        )
        runs = run_in_turn(portal, server, views, rounds=rounds, seconds=seconds)
    print_runs(runs, splits_db=server.pid is not None)
    for view, total in list(totals_of(runs).items())[2:]:
        print(f"{view.name}: {total:.2f} CPU-ms, {verdict(total, TARGET)}.")


def _check(page: str, words: str) -> None:
    if words not in page:
        raise RuntimeError("the page does not show the record")
