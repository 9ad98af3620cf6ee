"""Health records of the demo region: the grandmother's ten years, the daughter's childhood, and the rest in short."""

from collections.abc import Mapping
from datetime import date, timedelta

from kartoteka.adapters.mis_embedded.types import ServiceStatus
from kartoteka.devtools import cast, clinics
from kartoteka.devtools import laboratory as lab
from kartoteka.devtools.clinics import Office
from kartoteka.devtools.demo_documents import with_birth, with_documents
from kartoteka.devtools.people import DemoPerson
from kartoteka.devtools.record_writer import RecordWriter, Told
from kartoteka.devtools.veras_record import vera
from kartoteka.devtools.visits import VISITS
from kartoteka.domain.health_record.incoming import NewRecord
from kartoteka.domain.health_record.types import CaseKind, Diagnosis, PatientSummary, PrescriptionState
from kartoteka.shared.dates import age_on

_INSURER = "Страховая компания «Полярный круг»"
_WELL = Diagnosis("Z00.1", "Рутинное обследование состояния здоровья ребёнка")
_CHILDS_COLD = Diagnosis("J06.9", "Острая инфекция верхних дыхательных путей неуточнённая")
_EAR = Diagnosis("H66.0", "Острый гнойный средний отит")
_AMOXICILLIN = (
    "Амоксициллин", "", "гранулы для суспензии", "250 мг/5 мл", "По 7,5 мл 3 раза в день, 7 дней",
)  # fmt: skip

# Name, code of the reason, and ages in months: the national calendar.
_VACCINATIONS = (
    ("Вакцинация против гепатита B", "Z24.6", (1, 2, 6)),
    ("Вакцинация против пневмококковой инфекции", "Z23.8", (2, 4, 15)),
    ("Вакцинация против дифтерии, коклюша и столбняка", "Z27.1", (3, 5, 6, 18)),
    ("Вакцинация против полиомиелита", "Z24.0", (3, 5, 6, 18, 20)),
    ("Вакцинация против кори, краснухи и паротита", "Z27.4", (12, 72)),
)
_DAYS_OF_MONTH = 30.44

# What brings people to an office, for those whose record is short.
_REASONS: Mapping[Office, Diagnosis] = {
    clinics.THERAPIST: Diagnosis("J06.9", "Острая инфекция верхних дыхательных путей неуточнённая"),
    clinics.DENTIST: Diagnosis("K02.1", "Кариес дентина"),
    clinics.CARDIOLOGIST: Diagnosis("R03.0", "Повышенное кровяное давление без диагноза гипертензии"),
    clinics.GYNECOLOGIST: Diagnosis("Z01.4", "Гинекологическое обследование"),
    clinics.SURGEON_IN_PERM: Diagnosis("L60.0", "Вросший ноготь"),
    clinics.CHECK_UP: Diagnosis("Z00.0", "Общий медицинский осмотр"),
    clinics.PEDIATRICIAN: _CHILDS_COLD,
    clinics.EYE_DOCTOR: Diagnosis("H52.1", "Миопия"),
    clinics.SPEECH_THERAPIST: Diagnosis("F80.0", "Специфическое расстройство артикуляции речи"),
    clinics.SKIN_DOCTOR: Diagnosis("L30.9", "Дерматит неуточнённый"),
    clinics.NEUROLOGIST: Diagnosis("G44.2", "Головная боль напряжённого типа"),
}
_TOLD = Told(
    "Жалобы записаны со слов пациента.",
    "Состояние удовлетворительное, температура 36,6 °C, дыхание свободное.",
    "Рекомендации даны, повторный приём при необходимости.",
)


def draw_records(*, today: date, seed: int) -> dict[DemoPerson, NewRecord]:
    """The records of the people of the cast; of the others the region knows nothing."""
    records = {cast.VERA: vera(today, f"record {seed} vera")}
    for person in (cast.ANNA, cast.DMITRY, cast.MARIA, cast.EKATERINA, cast.DARYA):
        pen = RecordWriter(_patient(person), today=today, seed=f"record {seed} {person.name}")
        if person is cast.MARIA:
            _childhood(pen, person)
        _visits(pen, person)
        records[person] = pen.record()
    # Of three, for each signature takes its time: the load checks them all.
    for person in (cast.VERA, cast.MARIA, cast.ANNA):
        records[person] = with_documents(
            records[person],
            person,
            today=today,
            seed=f"documents {seed} {person.name}",
            is_whole=person is cast.VERA,
        )
    records[cast.MARIA] = with_birth(
        records[cast.MARIA], cast.MARIA, mother=cast.ANNA, seed=f"birth {seed} {cast.MARIA.name}"
    )
    return records


def _patient(person: DemoPerson) -> PatientSummary:
    if person is cast.MARIA:
        return PatientSummary(_INSURER, clinics.LITTLE_BOAT.name, "0(I) Rh+", ("Клубника — сыпь",))
    return PatientSummary(_INSURER, clinics.NORTHERN_LIGHTS.name)


def _childhood(pen: RecordWriter, person: DemoPerson) -> None:
    for title, code, months in _VACCINATIONS:
        for number, month in enumerate(months, start=1):
            day = person.birth_date + timedelta(days=round(month * _DAYS_OF_MONTH))
            if day < pen.today:
                _vaccination(pen, f"{title}, доза {number}", code, day)
    for year in range(1, age_on(person.birth_date, pen.today) + 1):
        _healthy_child(pen, person.birth_date + timedelta(days=365 * year + 12), year)
        if pen.today > (ill := person.birth_date + timedelta(days=365 * year + 190)):
            _ill_child(pen, ill, year)


def _vaccination(pen: RecordWriter, title: str, code: str, day: date) -> None:
    office = Office(clinics.LITTLE_BOAT, title, clinics.VACCINATION.practitioner, clinics.VACCINATION.room)
    told = Told(
        "Жалоб нет, накануне осмотрена педиатром.",
        "Температура 36,5 °C. Прививка введена внутримышечно, реакции за 30 минут нет.",
        "Два дня без новых продуктов. При температуре выше 38 °C вызвать врача.",
    )
    reason = Diagnosis(code, "Необходимость иммунизации")
    pen.case(office, day, reason, told, kind=CaseKind.PREVENTIVE, outcome="Прививка сделана")


def _healthy_child(pen: RecordWriter, day: date, year: int) -> None:
    if day >= pen.today:
        return
    told = Told(
        "Мама жалоб не предъявляет.",
        f"Рост {69 + 7 * year} см, вес {8 + 2.3 * year:.1f} кг. Развитие по возрасту, зев спокойный.".replace(
            ".", ",", 1
        ),
        "Прогулки, режим дня, осмотр через год.",
    )
    case_id = pen.case(clinics.PEDIATRICIAN, day, _WELL, told, kind=CaseKind.PREVENTIVE, outcome="Ребёнок здоров")
    blood = [
        lab.HAEMOGLOBIN.measured(121 + pen.rng.uniform(-6, 10)),
        lab.LEUKOCYTES.measured(7.2 + pen.rng.uniform(-1.4, 1.6)),
        lab.ESR.measured(6 + pen.rng.uniform(-2, 4)),
    ]
    pen.analysis(
        "Общий анализ крови", day, blood, case_id=case_id, office=clinics.PEDIATRICIAN, specimen="Капиллярная кровь"
    )


def _ill_child(pen: RecordWriter, day: date, year: int) -> None:
    illness, drug = (_EAR, True) if year % 3 == 0 else (_CHILDS_COLD, False)
    told = Told(
        "Болит ухо, температура 38,2 °C." if drug else "Насморк и кашель второй день, температура 37,6 °C.",
        "Барабанная перепонка гиперемирована." if drug else "Зев рыхлый, хрипов нет.",
        "Покой, питьё, осмотр через три дня.",
    )
    case_id = pen.case(clinics.PEDIATRICIAN, day, illness, told, again_after=(3, 7), outcome="Выздоровление")
    if drug:
        pen.prescription(
            _AMOXICILLIN, clinics.PEDIATRICIAN, day, 15, state=PrescriptionState.DISPENSED, quantity=1, dispensed=1,
            case_id=case_id,
        )  # fmt: skip


def _visits(pen: RecordWriter, person: DemoPerson) -> None:
    """What «Выполненные услуги» of the Portal show, told from the other side."""
    for visit in VISITS:
        if visit.person is not person or visit.status is not ServiceStatus.COMPLETED:
            continue
        day = pen.ago(-visit.days)
        if reason := _REASONS.get(visit.office):
            pen.case(visit.office, day, reason, _TOLD)
        elif visit.office is clinics.BLOOD_TEST:
            blood = [lab.HAEMOGLOBIN.measured(134), lab.LEUKOCYTES.measured(5.8), lab.ESR.measured(9)]
            pen.analysis(visit.office.title, day, blood, office=visit.office)
        elif visit.office is clinics.ULTRASOUND_IN_VLADIVOSTOK:
            pen.examination(
                visit.office.title,
                day,
                visit.office,
                "Объём железы 14 мл, структура однородная.",
                "Патологии не выявлено.",
            )
