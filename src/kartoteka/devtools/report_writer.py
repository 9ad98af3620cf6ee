"""Examination reports of the demo region, drawn from the visits that its records tell of."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from uuid import UUID

from kartoteka.domain.health_record.report_types import ExaminationReport, PrescribedDrug, RenderedService, VitalSign
from kartoteka.domain.health_record.types import Diagnosis, Prescription, TreatmentCase, Visit


@dataclass(frozen=True, slots=True)
class _Post:
    """A doctor's post, and his visit in the federal list of services: its code, and whose it is called."""

    title: str
    code: str
    whose: str


# Who is none of these writes no examination report: vaccinations and check-ups have papers of their own.
_POSTS = {
    "Терапия": _Post("Врач-терапевт", "B01.047", "врача-терапевта"),
    "Кардиология": _Post("Врач-кардиолог", "B01.015", "врача-кардиолога"),
    "Эндокринология": _Post("Врач-эндокринолог", "B01.058", "врача-эндокринолога"),
    "Офтальмология": _Post("Врач-офтальмолог", "B01.029", "врача-офтальмолога"),
    "Травматология и ортопедия": _Post("Врач — травматолог-ортопед", "B01.050", "врача-травматолога-ортопеда"),
    "Психотерапия": _Post("Врач-психотерапевт", "B01.034", "врача-психотерапевта"),
    "Педиатрия": _Post("Врач-педиатр", "B01.031", "врача-педиатра"),
    "Акушерство и гинекология": _Post("Врач — акушер-гинеколог", "B01.001", "врача-акушера-гинеколога"),
    "Хирургия": _Post("Врач-хирург", "B01.057", "врача-хирурга"),
    "Дерматовенерология": _Post("Врач-дерматовенеролог", "B01.008", "врача-дерматовенеролога"),
    "Неврология": _Post("Врач-невролог", "B01.023", "врача-невролога"),
}
# By the letters that a code of МКБ-10 begins with.
_HISTORIES = {
    "I11": "Давление повышается около двенадцати лет, наибольшее 180/100 мм рт. ст. Лекарства — постоянно, "
    "давление измеряется дома утром и вечером, ведётся дневник.",
    "E11": "Сахарный диабет второго типа выявлен десять лет назад при диспансеризации. Лечение таблетками, тяжёлых "
    "гипогликемий не было. Гликированный гемоглобин — раз в три месяца.",
    "M17": "Колени болят шестой год, сильнее после долгой ходьбы. Курсы лечения дают улучшение на несколько месяцев.",
    "H25": "Зрение снижается постепенно последние три года. Травм и операций на глазах не было.",
    "J": "Заболевание началось остро после переохлаждения. Больных дома нет. До приёма — только жаропонижающие.",
    "R03": "Давление повышается последние два месяца, чаще к вечеру. Обращений по этому поводу раньше не было.",
    "L": "Изменения на коже заметны около трёх недель, раньше такого не было.",
    "G": "Головные боли около полугода, сжимающие, к концу рабочего дня. Рвоты и нарушений зрения не было.",
}
_USUAL_HISTORY = "Прежние обследования и выписки просмотрены. За последние две недели поездок за границу не было."
_LIFE = "Рост и развитие по возрасту. Туберкулёза, вирусных гепатитов, операций в прошлом не было."
# How a measurement stands in the doctor's words, what it is called, its unit, and from where on it is too much.
_MEASURED = (
    (r"АД (\d+)/(\d+)", "Артериальное давление", "мм рт. ст.", 140),
    (r"[Пп]ульс (\d+)", "Пульс", "в минуту", 90),
    (r"[Тт]емпература (?:до )?(\d+,\d)", "Температура тела", "°C", 37),
    (r"Сатурация (\d+)", "Насыщение крови кислородом", "%", None),
    (r"Рост (\d+)", "Рост", "см", None),
    (r"вес (\d+(?:,\d)?)", "Масса тела", "кг", None),
    (r"Индекс массы тела (\d+,\d)", "Индекс массы тела", "кг/м²", 25),
)  # fmt: skip
_UNTIL_SIGNED = timedelta(minutes=25)


def reports_of(
    cases: Iterable[TreatmentCase], prescriptions: Iterable[Prescription], rng: Random
) -> Iterator[ExaminationReport]:
    """The signed report of every visit to a doctor."""
    prescribed = list(prescriptions)
    for case in cases:
        for place, visit in enumerate(case.visits):
            if post := _POSTS.get(visit.speciality):
                drugs = [*case.prescriptions, *prescribed]
                yield _report(case, visit, post, drugs, is_first=place == 0, report_id=_identifier(rng))


def _identifier(rng: Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)


def _report(
    case: TreatmentCase, visit: Visit, post: _Post, drugs: list[Prescription], *, is_first: bool, report_id: UUID
) -> ExaminationReport:
    order, words = ("001", "первичный") if is_first else ("002", "повторный")
    main = case.heading.main_diagnosis
    return ExaminationReport(
        report_id=report_id,
        case_id=case.heading.case_id,
        visit_id=visit.visit_id,
        title=visit.title if is_first else f"{case.heading.title}, повторно",
        at=visit.at,
        time_zone=visit.time_zone,
        organization=case.heading.organization,
        practitioner=visit.practitioner,
        position=post.title,
        signed_at=visit.at + _UNTIL_SIGNED,
        complaints=visit.complaints,
        illness_history=_history(main) if is_first else "",
        life_history=_LIFE if is_first else "",
        vital_signs=tuple(_vital_signs(f"{visit.complaints} {visit.findings}")),
        objective_status=visit.findings,
        diagnoses=case.diagnoses,
        services=(RenderedService(f"{post.code}.{order}", f"Приём (осмотр, консультация) {post.whose} {words}"),),
        prescriptions=tuple(
            PrescribedDrug(_name(one), one.form, one.dose, one.schedule)
            for one in drugs
            if one.practitioner == visit.practitioner and one.issued_on == visit.at.date()
        ),
        recommendations=visit.recommendations,
        sensitivity=case.heading.sensitivity,
    )


def _name(one: Prescription) -> str:
    return f"{one.drug} ({one.trade_name})" if one.trade_name else one.drug


def _history(main: Diagnosis | None) -> str:
    code = main.code if main else ""
    return next((words for beginning, words in _HISTORIES.items() if code.startswith(beginning)), _USUAL_HISTORY)


def _vital_signs(words: str) -> Iterator[VitalSign]:
    for pattern, title, unit, limit in _MEASURED:
        if found := re.search(pattern, words):
            value = "/".join(found.groups())
            too_much = limit is not None and float(found[1].replace(",", ".")) > limit
            yield VitalSign(title, value, unit, "выше нормы" if too_much else "")
