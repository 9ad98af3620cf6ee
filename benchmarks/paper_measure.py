"""Examination reports, and what their files cost the processor and those who sign in meanwhile."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from typing import TypeAlias
from uuid import UUID

import typst
from django.conf import settings
from django.db import connections

from benchmarks.cpu import cpu_seconds
from benchmarks.family import LOGIN, PASSWORD, make_family
from benchmarks.figures import table, verdict
from benchmarks.portal import Portal, running_portal
from benchmarks.postgresql import Server
from kartoteka import wiring
from kartoteka.adapters.mis_embedded.record_import import import_record
from kartoteka.adapters.pdf.typesetter import PressTypesetter, typesetter_from_settings
from kartoteka.domain.card_index.models import CardRow
from kartoteka.domain.health_record.examining import Examiner
from kartoteka.domain.health_record.incoming import NewRecord
from kartoteka.domain.health_record.papers import Addressing, ReportPaper
from kartoteka.domain.health_record.report_types import ExaminationReport, PrescribedDrug, RenderedService, VitalSign
from kartoteka.domain.health_record.types import CaseHeading, CaseKind, Diagnosis, PatientSummary, TreatmentCase, Visit
from kartoteka.domain.regions.selectors import find_region
from kartoteka.domain.regions.services import save_region
from kartoteka.operations.portal import prepare
from kartoteka.shared.actor import Actor
from kartoteka.shared.names import PersonName

# CPU-milliseconds of a file, and how much slower a sign-in may be while all ask for theirs.
TARGET_OF_A_FILE, TARGET_OF_SIGN_IN = 40.0, 2.0
AT_ONCE = 100
_ALONE, _PATIENT, _IMPATIENT = "alone", "while 100 ask at once", "while 100 and 100 and 100 ask"
# Pleas to wait, files, seconds until the last.
_Burst: TypeAlias = tuple[int, int, float]
_CLINIC = "Поликлиника № 1"
_ZONE = "Europe/Moscow"
_DIAGNOSIS = Diagnosis("I11.9", "Гипертензивная болезнь сердца без сердечной недостаточности")
_STATUS = (
    "Общее состояние удовлетворительное, сознание ясное. Кожные покровы чистые. Дыхание везикулярное, хрипов нет. "
    "Тоны сердца ритмичные, акцент второго тона на аорте. Живот мягкий, безболезненный. Отёков нет."
)
_BARE = '#set document(title: "Страница")\n#set text(font: "Golos Text", lang: "ru")\n#json(bytes(sys.inputs.paper))'


def prepare_reports() -> tuple[UUID, list[UUID]]:
    """Migrations, static files, an account and a record with reports; returns the owner's card and the reports."""
    prepare()
    now = datetime.now(UTC)
    make_family(now=now)
    region = find_region("35")
    assert region is not None, "the family has made it"  # noqa: S101
    save_region(replace(region, asks_to_step_up=False), by=Actor.system(), now=now)
    card = CardRow.objects.get(is_main=True)
    CardRow.objects.filter(pk=card.pk).update(birth_date=date(1954, 7, 8))
    rng = Random(2026)
    cases = tuple(_case(now - timedelta(days=3 * number + 1), rng) for number in range(AT_ONCE))
    reports = tuple(_report(case, rng) for case in cases)
    examiner = Examiner(wiring.clinical_documents(), wiring.signature_checker())
    record = NewRecord(PatientSummary(), cases, reports=reports)
    import_record(str(card.person_id), record, examiner=examiner, now=now)
    connections.close_all()
    return card.pk, [one.report_id for one in reports]


def _identifier(rng: Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)


def _case(at: datetime, rng: Random) -> TreatmentCase:
    title, doctor = "Приём врача-кардиолога", "Орлова Нина Сергеевна"
    heading = CaseHeading(
        _identifier(rng), CaseKind.OUTPATIENT, title, at.date(), at.date(), _CLINIC, "Кардиология", doctor, _DIAGNOSIS
    )
    visit = Visit(_identifier(rng), at, _ZONE, title, doctor, "Кардиология")
    return TreatmentCase(heading, diagnoses=(_DIAGNOSIS,), visits=(visit,))


def _report(case: TreatmentCase, rng: Random) -> ExaminationReport:
    visit = case.visits[0]
    return ExaminationReport(
        _identifier(rng), case.heading.case_id, visit.visit_id, visit.title, visit.at, _ZONE, _CLINIC,
        visit.practitioner, "Врач-кардиолог", visit.at,
        complaints=f"Давление утром до {rng.randrange(140, 180)}/90, перебоев в работе сердца нет.",
        illness_history="Давление повышается около двенадцати лет, лекарства — постоянно, ведётся дневник.",
        vital_signs=(
            VitalSign("Артериальное давление", f"{rng.randrange(120, 160)}/84", "мм рт. ст."),
            VitalSign("Пульс", f"{rng.randrange(60, 90)}", "в минуту"),
            VitalSign("Температура тела", "36,6", "°C"),
        ),
        objective_status=_STATUS,
        diagnoses=(_DIAGNOSIS, Diagnosis("E11.9", "Инсулиннезависимый сахарный диабет без осложнений")),
        services=(RenderedService("B01.015.001", "Приём (осмотр, консультация) врача-кардиолога первичный"),),
        prescriptions=(
            PrescribedDrug("Амлодипин", "таблетки", "5 мг", "По 1 таблетке вечером, постоянно"),
            PrescribedDrug("Лизиноприл", "таблетки", "10 мг", "По 1 таблетке утром, постоянно"),
        ),
        recommendations="Соль — не больше 5 г в сутки. Повторный приём через месяц с дневником давления.",
    )  # fmt: skip


def measure_files(*, files: int) -> None:
    """Print the processor time of a file beside that of a bare page with the same claims, warm and in turn."""
    rng = Random(1)
    # Neither repeats itself: a compiler that set the same twice only looks it up.
    papers = [_paper(_report(_case(datetime.now(UTC), rng), rng), number) for number in range(files)]
    press = typesetter_from_settings()
    bare = _bare_compiler()
    press.typeset(papers[0])
    _bare_page(bare, "warm")
    times: dict[str, list[float]] = {"bare": [], "report": []}
    for number, paper in enumerate(papers):
        times["bare"].append(_cpu(partial(_bare_page, bare, f"Страница {number}")))
        times["report"].append(_of_both(press, paper))
    press.close()
    means = {name: sum(each) / len(each) * 1000 for name, each in times.items()}
    rows = [(name, f"{of:.2f}", f"{of / means['bare']:.1f}") for name, of in means.items()]
    print("\nCPU-milliseconds a file, with the press and the laying-out, warm:")
    print(table(("", "CPU-ms", "to a bare page"), rows))
    print(f"A report: {verdict(means['report'], TARGET_OF_A_FILE)}.")


def _paper(report: ExaminationReport, number: int) -> ReportPaper:
    patient = PersonName("Кузнецова", "Вера", "Петровна")
    addressing = Addressing(patient, date(1954, 7, 8), patient, "https://portal.example/verify/")
    return ReportPaper(report, addressing, datetime.now(UTC), f"7F3Q-92KD-M4XW-{number:04d}")


def _bare_compiler() -> typst.Compiler:
    page = Path(settings.DATA_DIR) / "bare.typ"
    page.write_text(_BARE)
    fonts = [str(folder) for folder in settings.KARTOTEKA_PAPER_FONTS]
    return typst.Compiler(str(page), font_paths=fonts, ignore_system_fonts=True, sys_inputs={"paper": '""'})


def _bare_page(compiler: typst.Compiler, words: str) -> None:
    compiler.compile(format="pdf", pdf_standards=["a-2a", "ua-1"], sys_inputs={"paper": f'"{words}"'})


def _of_both(press: PressTypesetter, paper: ReportPaper) -> float:
    """Of this process and of the press: the clock of /proc is too coarse for one file, so the threads' own is read."""
    assert press.press_id is not None  # noqa: S101 - it was warmed
    before = _scheduled(press.press_id)
    here = _cpu(partial(press.typeset, paper))
    return here + _scheduled(press.press_id) - before


def _scheduled(process: int) -> float:
    """Seconds on a processor, to the nanosecond, of all threads of a process."""
    stats = (path.read_text() for path in Path(f"/proc/{process}/task").glob("*/schedstat"))
    return sum(int(each.split()[0]) for each in stats) / 1e9


def _cpu(act: Callable[[], object]) -> float:
    """Of this process."""
    before = time.process_time()
    act()
    return time.process_time() - before


def measure_portal(server: Server, card_id: UUID, report_ids: Sequence[UUID], *, rounds: int, sign_ins: int) -> None:
    """Print what a download costs the whole Portal, and what a hundred at once cost those who sign in."""
    paths = [f"/card-index/{card_id}/record/reports/{one}/pdf/" for one in report_ids]
    with running_portal() as portal:
        session = portal.sign_in(LOGIN, PASSWORD)
        _warm_up(portal, session, paths)
        _print_downloads(portal, server, session, paths)
        taken: dict[str, list[float]] = {_ALONE: [], _PATIENT: [], _IMPATIENT: []}
        bursts: dict[str, list[_Burst]] = {_PATIENT: [], _IMPATIENT: []}
        for _ in range(rounds):
            taken[_ALONE] += _sign_ins(portal, sign_ins)
            for kind, told in bursts.items():
                with _bursts(portal, session, paths, kind) as (asking, of_this_round):
                    while asking.poll() is None and (kind == _PATIENT or len(taken[kind]) < len(taken[_ALONE])):
                        taken[kind] += _sign_ins(portal, 1)
                told.extend(of_this_round)
    _print_sign_ins(taken, bursts)


def _warm_up(portal: Portal, session: str, paths: Sequence[str]) -> None:
    for path in paths[:8]:
        if not portal.file(path, session).startswith(b"%PDF"):
            raise RuntimeError("the file is no PDF")


def _print_downloads(portal: Portal, server: Server, session: str, paths: Sequence[str]) -> None:
    pids = [pid for pid in (portal.pid, server.pid) if pid]
    before = sum(map(cpu_seconds, pids))
    for path in paths:
        portal.file(path, session)
    used = (sum(map(cpu_seconds, pids)) - before) * 1000 / len(paths)
    print(f"\nA whole download, one after another: {used:.1f} CPU-ms of server, press and database.")


def _sign_ins(portal: Portal, number: int) -> list[float]:
    taken = []
    for _ in range(number):
        start = time.perf_counter()
        portal.sign_in(LOGIN, PASSWORD)
        taken.append(time.perf_counter() - start)
    return taken


@contextmanager
def _bursts(
    portal: Portal, session: str, paths: Sequence[str], kind: str
) -> Iterator[tuple[subprocess.Popen[str], list[_Burst]]]:
    """Who asks for the files, for as long as it lasts; afterwards, what became of each hundred that came to its end."""
    told: list[_Burst] = []
    wanted = Path(settings.DATA_DIR) / "paths.txt"
    wanted.write_text("\n".join(paths))
    command = [sys.executable, "-m", "benchmarks.burst", str(portal.port), session, str(wanted)]
    asking = subprocess.Popen(
        [*command, *(["impatient"] if kind == _IMPATIENT else [])], stdout=subprocess.PIPE, text=True
    )
    try:
        yield asking, told
    finally:
        asking.terminate()
        lines = asking.communicate()[0].splitlines()
    for line in lines:
        waits, files, seconds = line.split()
        told.append((int(waits), int(files), float(seconds)))


def _print_sign_ins(taken: Mapping[str, Sequence[float]], bursts: Mapping[str, Sequence[_Burst]]) -> None:
    quiet = median(taken[_ALONE])
    rows = [
        (kind, f"{median(each) * 1000:.0f}", f"{max(each) * 1000:.0f}", f"{median(each) / quiet:.2f}")
        for kind, each in taken.items()
    ]
    print("\nA sign-in, its page and its form, in milliseconds:")
    print(table(("", "median", "longest", "to alone"), rows))
    for kind, told in bursts.items():
        waits, files, seconds = (median(each) for each in zip(*told, strict=True)) if told else (0, 0, 0)
        print(f"{kind}: {files:.0f} files, {waits:.0f} pleas to wait, {seconds:.1f} s for each hundred.")
    print(f"A sign-in meanwhile: {verdict(median(taken[_PATIENT]) / quiet, TARGET_OF_SIGN_IN)}.")
