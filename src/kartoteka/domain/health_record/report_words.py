"""How an examination report reads: its sections in the order of the clinic's own form, on a page and on paper."""

from collections.abc import Iterator
from dataclasses import dataclass

from kartoteka.domain.health_record.report_types import ExaminationReport, PrescribedDrug, VitalSign
from kartoteka.domain.health_record.types import Diagnosis, DiagnosisKind
from kartoteka.domain.messaging.templates.wording import calendar_day

DIAGNOSIS_KINDS = {
    DiagnosisKind.MAIN: "Основной",
    DiagnosisKind.COMPLICATION: "Осложнение",
    DiagnosisKind.CONCOMITANT: "Сопутствующий",
}


@dataclass(frozen=True, slots=True)
class Words:
    """A section in words; a line of its own for each paragraph."""

    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Table:
    """A section of rows under a head; `shares` are the widths of its columns."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[int, ...]


def sections_of(report: ExaminationReport) -> tuple[Words | Table, ...]:
    """What the doctor filled in; what he left empty has no heading."""
    every: tuple[Words | Table, ...] = (
        Words("Жалобы", report.complaints),
        Words("Анамнез заболевания", report.illness_history),
        Words("Анамнез жизни", report.life_history),
        _vital_signs(report.vital_signs),
        Words("Объективный статус", report.objective_status),
        Table(
            "Диагнозы",
            ("Вид", "Код МКБ-10", "Диагноз"),
            tuple(_diagnosis(one) for one in report.diagnoses),
            (21, 15, 64),
        ),
        Table(
            "Оказанные услуги",
            ("Код", "Услуга"),
            tuple((one.code, one.title) for one in report.services),
            (21, 79),
        ),
        Table(
            "Назначения",
            ("Препарат", "Форма и доза", "Как принимать"),
            tuple(_drug(one) for one in report.prescriptions),
            (31, 28, 41),
        ),
        Words("Рекомендации", "\n".join(_advice(report))),
    )
    return tuple(one for one in every if (one.words.strip() if isinstance(one, Words) else one.rows))


def _vital_signs(signs: tuple[VitalSign, ...]) -> Table:
    rows = tuple((one.title, f"{one.value} {one.unit}".strip(), one.remark) for one in signs)
    head, shares = ("Показатель", "Значение", "Оценка врача"), (40, 25, 35)
    if not any(remark for _, _, remark in rows):
        return Table("Измерения", head[:2], tuple(row[:2] for row in rows), shares[:2])
    return Table("Измерения", head, rows, shares)


def _diagnosis(one: Diagnosis) -> tuple[str, ...]:
    sure = " (предварительный)" if one.is_preliminary else ""
    return DIAGNOSIS_KINDS[one.kind], one.code, f"{one.name}{sure}"


def _drug(one: PrescribedDrug) -> tuple[str, ...]:
    return one.drug, ", ".join(part for part in (one.form, one.dose) if part), one.schedule


def _advice(report: ExaminationReport) -> Iterator[str]:
    yield report.recommendations
    if report.next_visit_on:
        yield f"Следующий приём: {calendar_day(report.next_visit_on)}."
