"""Ten years of Кузнецова Вера Петровна: three chronic illnesses, one stay in hospital, and what every year brings."""

from datetime import date, timedelta
from math import sin
from uuid import UUID

from kartoteka.devtools import clinics
from kartoteka.devtools import laboratory as lab
from kartoteka.devtools.record_writer import RecordWriter, Told
from kartoteka.domain.access.types import ItemState, Sensitivity
from kartoteka.domain.health_record.incoming import NewRecord
from kartoteka.domain.health_record.types import (
    Benefit,
    CaseKind,
    Diagnosis,
    DiagnosisKind,
    Observation,
    PatientSummary,
    PrescriptionState,
)

YEARS = 10
# Of glycated haemoglobin, at her age.
_GOAL = 7
_YEAR = 365
_PATIENT = PatientSummary(
    insurer="Страховая компания «Полярный круг»",
    attached_to=clinics.NORTHERN_LIGHTS.name,
    blood_group="A(II) Rh+",
    allergies=("Пенициллин — крапивница, 2009 год", "Цитрусовые — зуд"),
)
HYPERTENSION = Diagnosis("I11.9", "Гипертензивная болезнь сердца без сердечной недостаточности")
DIABETES = Diagnosis("E11.9", "Инсулиннезависимый сахарный диабет без осложнений")
KNEES = Diagnosis("M17.1", "Другой первичный гонартроз")
_COLD = Diagnosis("J06.9", "Острая инфекция верхних дыхательных путей неуточнённая")
_BRONCHITIS = Diagnosis("J20.9", "Острый бронхит неуточнённый")
_PNEUMONIA = Diagnosis("J18.1", "Долевая пневмония неуточнённая")
_BREATHING = Diagnosis("J96.0", "Острая респираторная недостаточность", DiagnosisKind.COMPLICATION)
_EYES = Diagnosis("H25.1", "Старческая ядерная катаракта")
_HEALTHY = Diagnosis("Z00.0", "Общий медицинский осмотр")
_SHOT = Diagnosis("Z25.1", "Необходимость иммунизации против гриппа")
# Nobody but the patient and those whom the law names is shown these (R34).
_SLEEP = Diagnosis("F51.0", "Бессонница неорганической этиологии", sensitivity=Sensitivity.SENSITIVE)
_BESIDE = tuple(Diagnosis(one.code, one.name, DiagnosisKind.CONCOMITANT) for one in (HYPERTENSION, DIABETES, KNEES))

_METFORMIN = ("Метформин", "", "таблетки, покрытые оболочкой", "1000 мг", "По 1 таблетке утром и вечером после еды")
_LISINOPRIL = ("Лизиноприл", "", "таблетки", "10 мг", "По 1 таблетке утром, постоянно")
_AMLODIPINE = ("Амлодипин", "Нормодипин", "таблетки", "5 мг", "По 1 таблетке вечером, постоянно")
_ATORVASTATIN = (
    "Аторвастатин", "Торвакард", "таблетки, покрытые оболочкой", "20 мг", "По 1 таблетке на ночь, постоянно",
)  # fmt: skip
_GLICLAZIDE = (
    "Гликлазид", "Диабетон МВ", "таблетки с модифицированным высвобождением", "60 мг",
    "По половине таблетки за завтраком",
)  # fmt: skip
_DICLOFENAC = ("Диклофенак", "", "гель для наружного применения", "5 %", "Наносить на колени 3 раза в день, 10 дней")
_AMOXICILLIN = (
    "Амоксициллин + клавулановая кислота", "", "таблетки, покрытые оболочкой", "875 мг + 125 мг",
    "По 1 таблетке 2 раза в день, 7 дней",
)  # fmt: skip
_ZOPICLONE = ("Зопиклон", "", "таблетки", "7,5 мг", "По 1 таблетке на ночь, не дольше 2 недель")
_DIABETES_BENEFIT = Benefit("Сахарный диабет", 100)


def vera(today: date, seed: str) -> NewRecord:
    """The record as it stands on a day."""
    pen = RecordWriter(_PATIENT, today=today, seed=seed)
    for years_ago in range(YEARS - 1, -1, -1):
        _year(pen, years_ago)
    _pneumonia(pen)
    _lately(pen)
    _prescriptions(pen)
    _observations(pen)
    return pen.record()


def _year(pen: RecordWriter, years_ago: int) -> None:
    start = years_ago * _YEAR
    for quarter, days in enumerate((335, 244, 155, 64)):
        _endocrinologist(pen, pen.ago(start + days), years_ago * 4 + 3 - quarter)
    for days in (290, 110):
        _cardiologist(pen, pen.ago(start + days), years_ago)
    _check_up(pen, pen.ago(start + 140), years_ago)
    _knees(pen, pen.ago(start + 205))
    pen.case(
        clinics.FLU_SHOT, pen.ago(start + 58), _SHOT,
        Told("Жалоб нет.", "Температура 36,5 °C, противопоказаний нет. Введена вакцина от гриппа 0,5 мл в плечо.",
             "Место укола не мочить сутки. При температуре выше 38 °C вызвать врача."),
        kind=CaseKind.PREVENTIVE, outcome="Прививка сделана",
    )  # fmt: skip
    if years_ago % 2:
        _cold(pen, pen.ago(start + 20 + pen.rng.randrange(25)))
    else:
        _eyes(pen, pen.ago(start + 180))


def _pressure(pen: RecordWriter, years_ago: int) -> str:
    upper = 134 + 2 * years_ago + pen.rng.randrange(-6, 9)
    return f"АД {upper}/{82 + pen.rng.randrange(-4, 9)} мм рт. ст., пульс {68 + pen.rng.randrange(-4, 10)} в минуту"


def _endocrinologist(pen: RecordWriter, day: date, quarters_ago: int) -> None:
    # Badly ten years ago, well on treatment, worse for a while, well again.
    sugar = 5.6 + 0.045 * quarters_ago + 0.9 * max(0.0, sin(quarters_ago / 3.5)) + pen.rng.uniform(-0.25, 0.3)
    glycated = 5.7 + (sugar - 5.6) * 0.75 + pen.rng.uniform(-0.1, 0.15)
    case_id = pen.case(
        clinics.ENDOCRINOLOGIST,
        day,
        DIABETES,
        Told(
            "Сухость во рту по утрам, жажды нет. Сахар дома измеряет 3 раза в неделю.",
            f"Рост 162 см, вес {78 - (40 - quarters_ago) // 8} кг. {_pressure(pen, quarters_ago // 4)}. "
            "Щитовидная железа не увеличена. Чувствительность стоп сохранена.",
            "Стол № 9, ходьба 30 минут в день. Метформин продолжить. Гликированный гемоглобин через 3 месяца.",
        ),
        beside=_BESIDE[:1],
        outcome="Без перемен",
    )
    taken = day - timedelta(days=2)
    pen.analysis(
        "Контроль сахарного диабета", taken, _sugar(pen, quarters_ago, sugar, glycated), case_id=case_id,
        conclusion="" if glycated <= _GOAL else "Целевой уровень гликированного гемоглобина превышен.",
    )  # fmt: skip


def _sugar(pen: RecordWriter, quarters_ago: int, sugar: float, glycated: float) -> list[Observation]:
    creatinine = 78 + pen.rng.uniform(-6, 9) + (40 - quarters_ago) / 8
    last_of_the_old_machine = 28
    found = [lab.GLUCOSE.measured(sugar), lab.GLYCATED.measured(glycated)]
    if quarters_ago > last_of_the_old_machine:
        found.append(lab.CREATININE.in_other_units(creatinine / 88.4, "мг/дл", "0.50", "1.10", 2))
    else:
        found.append(lab.CREATININE.measured(creatinine))
    return found


def _cardiologist(pen: RecordWriter, day: date, years_ago: int) -> None:
    case_id = pen.case(
        clinics.CARDIOLOGIST,
        day,
        HYPERTENSION,
        Told(
            "Головная боль при перемене погоды, одышка при подъёме на третий этаж.",
            f"{_pressure(pen, years_ago)}. Тоны сердца ритмичные, акцент второго тона на аорте. Отёков нет.",
            "Лизиноприл и амлодипин принимать каждый день. Дневник давления. Соль — не больше 5 г в сутки.",
        ),
        beside=(_BESIDE[1],),
        again_after=(14,) if years_ago % 3 == 0 else (),
        outcome="Улучшение" if years_ago % 3 == 0 else "Без перемен",
    )
    drift = (YEARS - years_ago) * 0.09
    pen.analysis(
        "Липидный спектр", day - timedelta(days=3),
        [
            lab.CHOLESTEROL.measured(5.1 + drift + pen.rng.uniform(-0.2, 0.2)),
            lab.LDL.measured(2.7 + drift * 0.8 + pen.rng.uniform(-0.2, 0.2)),
            lab.HDL.measured(1.2 + pen.rng.uniform(-0.2, 0.2)),
            lab.TRIGLYCERIDES.measured(1.5 + pen.rng.uniform(-0.3, 0.5)),
        ],
        case_id=case_id,
    )  # fmt: skip
    pen.examination(
        "Электрокардиограмма", day, clinics.CARDIOLOGIST,
        f"Ритм синусовый, ЧСС {66 + pen.rng.randrange(12)} в минуту. Электрическая ось отклонена влево.",
        "Признаки гипертрофии левого желудочка. Острых изменений нет.", case_id=case_id,
    )  # fmt: skip


def _check_up(pen: RecordWriter, day: date, years_ago: int) -> None:
    case_id = pen.case(
        clinics.CHECK_UP, day, _HEALTHY,
        Told("Активных жалоб нет.", f"{_pressure(pen, years_ago)}. Индекс массы тела 29,3. Кожа чистая.",
             "Третья группа здоровья. Наблюдение у кардиолога и эндокринолога, прививка от гриппа осенью."),
        kind=CaseKind.PREVENTIVE, beside=_BESIDE, outcome="Осмотр завершён",
    )  # fmt: skip
    pen.analysis("Общий анализ крови", day, _blood(pen), case_id=case_id)
    pen.analysis(
        "Общий анализ мочи", day,
        [
            lab.URINE_PROTEIN.seen("следы" if years_ago == 1 else ""),
            lab.URINE_SUGAR.seen("обнаружена" if years_ago in (4, 9) else ""),
            lab.URINE_CELLS.seen(),
            lab.URINE_SALTS.seen("оксалаты" if years_ago % 4 == 0 else ""),
        ],
        case_id=case_id, specimen="Моча",
    )  # fmt: skip


def _blood(pen: RecordWriter, *, leukocytes: float = 6.0, esr: float = 18) -> list[Observation]:
    return [
        lab.HAEMOGLOBIN.measured(131 + pen.rng.uniform(-9, 9)),
        lab.ERYTHROCYTES.measured(4.4 + pen.rng.uniform(-0.3, 0.3)),
        lab.LEUKOCYTES.measured(leukocytes + pen.rng.uniform(-1, 1)),
        lab.PLATELETS.measured(242 + pen.rng.uniform(-30, 40)),
        lab.ESR.measured(esr + pen.rng.uniform(-6, 8)),
    ]


def _knees(pen: RecordWriter, day: date) -> None:
    pen.case(
        clinics.ORTHOPAEDIST, day, KNEES,
        Told("Боль в коленях при ходьбе по лестнице, скованность утром до 20 минут.",
             "Походка не изменена. Сгибание в коленях 110°, хруст. Отёка нет.",
             "Лечебная физкультура, снижение веса, мазь местно при боли. Беречь колени от холода."),
        beside=_BESIDE[:2], again_after=(10,), outcome="Улучшение",
    )  # fmt: skip


def _cold(pen: RecordWriter, day: date) -> None:
    illness = pen.rng.choice((_COLD, _BRONCHITIS))
    pen.case(
        clinics.THERAPIST, day, illness,
        Told("Насморк, кашель, температура до 37,8 °C третий день.",
             "Зев гиперемирован, дыхание жёсткое, хрипов нет. Сатурация 97 %.",
             "Обильное питьё, покой, проветривание. При температуре выше 38,5 °C вызвать врача на дом."),
        beside=_BESIDE[:2], again_after=(4, 8), outcome="Выздоровление",
    )  # fmt: skip


def _eyes(pen: RecordWriter, day: date) -> None:
    pen.case(
        clinics.ADULT_EYE_DOCTOR, day, _EYES,
        Told("Туман перед глазами вечером.", "Острота зрения 0,7 и 0,8. Глазное дно без диабетических изменений.",
             "Осмотр глазного дна каждый год. Капли по схеме."),
        beside=(_BESIDE[1],), outcome="Без перемен",
    )  # fmt: skip


def _pneumonia(pen: RecordWriter) -> None:
    """The one stay in hospital, almost three years ago."""
    first = pen.ago(1010)
    case_id = pen.stay(
        clinics.PULMONOLOGIST, first, 12, _PNEUMONIA,
        department="Пульмонологическое отделение",
        summary=(
            "Поступила с температурой 39,1 °C, кашлем и одышкой. Антибиотики внутривенно, кислород первые три дня. "
            "С пятого дня температура нормальная. Выписана под наблюдение терапевта."
        ),
    )  # fmt: skip
    pen.beside(case_id, _BREATHING, *_BESIDE[:2])
    for after, cells, esr, protein in ((0, 15.2, 47, 118.0), (4, 10.4, 38, 41.0), (11, 7.1, 24, 6.3)):
        day = first + timedelta(days=after)
        pen.analysis("Общий анализ крови", day, _blood(pen, leukocytes=cells, esr=esr), case_id=case_id,
                     office=clinics.PULMONOLOGIST)  # fmt: skip
        pen.analysis("Биохимический анализ крови", day, [lab.CRP.measured(protein), *_liver(pen)], case_id=case_id,
                     office=clinics.PULMONOLOGIST)  # fmt: skip
    # Below what the machine can tell: a bound and no number.
    pen.analysis("Тропонин", first, [lab.TROPONIN.measured(0.01, comparator="<")], case_id=case_id,
                 office=clinics.PULMONOLOGIST)  # fmt: skip
    for after, words in (
        (0, "Инфильтрация нижней доли правого лёгкого."),
        (10, "Остаточное усиление лёгочного рисунка."),
    ):
        pen.examination("Рентгенография органов грудной клетки", first + timedelta(days=after), clinics.PULMONOLOGIST,
                        words, "Правосторонняя нижнедолевая пневмония" + (", разрешение." if after else "."),
                        case_id=case_id)  # fmt: skip
    pen.prescription(_AMOXICILLIN, clinics.PULMONOLOGIST, first + timedelta(days=12), 30,
                     state=PrescriptionState.DISPENSED, quantity=1, dispensed=1, case_id=case_id)  # fmt: skip


def _liver(pen: RecordWriter) -> list[Observation]:
    return [
        lab.ALT.measured(24 + pen.rng.uniform(-6, 12)),
        lab.AST.measured(22 + pen.rng.uniform(-5, 9)),
        lab.POTASSIUM.measured(4.3 + pen.rng.uniform(-0.3, 0.3)),
    ]


def _lately(pen: RecordWriter) -> None:
    """What happened in the last weeks, and what is rare."""
    case_id = pen.case(
        clinics.CARDIOLOGIST, pen.ago(20), HYPERTENSION,
        Told("Давление утром до 150/90, перебоев в работе сердца нет.", f"{_pressure(pen, 0)}. Тоны сердца ритмичные.",
             "Амлодипин 5 мг на ночь. Повторный приём через месяц с дневником давления."),
        beside=_BESIDE[1:2], outcome="Лечение продолжено",
    )  # fmt: skip
    pen.analysis(
        "Биохимический анализ крови", pen.ago(22),
        [
            lab.GLUCOSE.corrected(5.6, from_number=8.6),
            lab.CHOLESTEROL.measured(6.1),
            lab.CREATININE.measured(84),
            *_liver(pen),
        ],
        case_id=case_id, conclusion="Глюкоза исправлена: повторное измерение той же пробы.",
    )  # fmt: skip
    pen.analysis("Гормоны щитовидной железы", pen.ago(150), [lab.TSH.measured(2.14)])
    pen.analysis("Обмен железа", pen.ago(151), [lab.FERRITIN.measured(64)])
    pen.analysis("Общий анализ крови", pen.ago(161), _blood(pen), conclusion="Проба свернулась, взята повторно.",
                 state=ItemState.ANNULLED)  # fmt: skip
    pen.examination(
        "УЗИ сердца", pen.ago(300), clinics.CARDIOLOGIST,
        "Фракция выброса 58 %. Межжелудочковая перегородка 12 мм. Клапаны без значимых изменений.",
        "Гипертрофия левого желудочка. Сократимость сохранена.",
    )  # fmt: skip
    pen.examination(
        "Рентгенография коленных суставов", pen.ago(570), clinics.ORTHOPAEDIST,
        "Сужение суставных щелей, краевые остеофиты.", "Двусторонний гонартроз второй степени.",
    )  # fmt: skip
    _sleep(pen)


def _sleep(pen: RecordWriter) -> UUID:
    case_id = pen.case(
        clinics.PSYCHOTHERAPIST, pen.ago(98), _SLEEP,
        Told("Засыпает после двух часов ночи.", "Контакт хороший, настроение ровное.", "Режим сна, прогулка вечером."),
        again_after=(14,), outcome="Улучшение", sensitivity=Sensitivity.SENSITIVE,
    )  # fmt: skip
    pen.prescription(_ZOPICLONE, clinics.PSYCHOTHERAPIST, pen.ago(98), 15, state=PrescriptionState.DISPENSED,
                     quantity=1, dispensed=1, case_id=case_id, sensitivity=Sensitivity.SENSITIVE)  # fmt: skip
    return case_id


def _prescriptions(pen: RecordWriter) -> None:
    """In every state that a prescription can have."""
    states = PrescriptionState
    pen.prescription(_METFORMIN, clinics.ENDOCRINOLOGIST, pen.ago(64), 90, quantity=3, benefit=_DIABETES_BENEFIT)
    pen.prescription(_AMLODIPINE, clinics.CARDIOLOGIST, pen.ago(20), 60)
    pen.prescription(_LISINOPRIL, clinics.CARDIOLOGIST, pen.ago(20), 365, state=states.PARTLY_DISPENSED, quantity=12,
                     dispensed=2)  # fmt: skip
    pen.prescription(_GLICLAZIDE, clinics.ENDOCRINOLOGIST, pen.ago(64), 30, benefit=_DIABETES_BENEFIT)
    pen.prescription(_DICLOFENAC, clinics.ORTHOPAEDIST, pen.ago(205), 60, state=states.PARTLY_DISPENSED, dispensed=1)
    pen.prescription(_ATORVASTATIN, clinics.CARDIOLOGIST, pen.ago(110), 365, state=states.CANCELLED,
                     cancelled_because="Назначен другой препарат")  # fmt: skip
    for years_ago in range(1, 4):
        days = years_ago * _YEAR
        pen.prescription(
            _LISINOPRIL, clinics.CARDIOLOGIST, pen.ago(days + 110), 60, state=states.DISPENSED, dispensed=2
        )
        pen.prescription(_METFORMIN, clinics.ENDOCRINOLOGIST, pen.ago(days + 64), 90, state=states.DISPENSED,
                         quantity=3, dispensed=3, benefit=_DIABETES_BENEFIT)  # fmt: skip


def _observations(pen: RecordWriter) -> None:
    """Going on, overdue, handed to another clinic, and ended."""
    pen.observation(HYPERTENSION, "Вторая группа", clinics.CARDIOLOGIST, pen.ago(3500), last_visit_on=pen.ago(20),
                    next_visit_on=pen.today + timedelta(days=13))  # fmt: skip
    pen.observation(DIABETES, "Вторая группа", clinics.ENDOCRINOLOGIST, pen.ago(3600), last_visit_on=pen.ago(64),
                    next_visit_on=pen.ago(12))  # fmt: skip
    moved = pen.ago(205)
    pen.observation(KNEES, "Третья группа", clinics.ORTHOPAEDIST, pen.ago(2900), last_visit_on=moved, ended_on=moved,
                    end_reason="Передана под наблюдение в другую поликлинику",
                    moved_to=clinics.GLASSMAKERS.name)  # fmt: skip
    pen.observation(_PNEUMONIA, "", clinics.THERAPIST, pen.ago(998), last_visit_on=pen.ago(830), ended_on=pen.ago(830),
                    end_reason="Выздоровление")  # fmt: skip
