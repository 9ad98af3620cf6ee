"""Invented healthcare organizations and those who work there."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clinic:
    """A healthcare organization. Its time zone is where it stands, whatever the server's is."""

    name: str
    region_code: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Office:
    """A service as one practitioner gives it."""

    clinic: Clinic
    title: str
    practitioner: str
    room: str


NORTHERN_LIGHTS = Clinic("Поликлиника «Северное сияние» (Вологда)", "35", "Europe/Moscow")
LITTLE_BOAT = Clinic("Детская поликлиника «Кораблик» (Вологда)", "35", "Europe/Moscow")
GLASSMAKERS = Clinic("Поликлиника «На Стеклодувов» (Череповец)", "35", "Europe/Moscow")
KAMA = Clinic("Поликлиника «Над Камой» (Пермь)", "59", "Asia/Yekaterinburg")
TIGER_BAY = Clinic("Поликлиника «Тигровая бухта» (Владивосток)", "25", "Asia/Vladivostok")
CEDAR = Clinic("Поликлиника «Кедровая роща» (Томск)", "70", "Asia/Tomsk")
WHITE_NIGHT = Clinic("Городская больница «Белая ночь» (Вологда)", "35", "Europe/Moscow")
CLINICS = (NORTHERN_LIGHTS, LITTLE_BOAT, GLASSMAKERS, KAMA, TIGER_BAY, CEDAR, WHITE_NIGHT)

THERAPIST = Office(NORTHERN_LIGHTS, "Приём врача-терапевта", "Лапина Ольга Борисовна", "214")
DENTIST = Office(NORTHERN_LIGHTS, "Приём врача-стоматолога", "Гусев Артур Евгеньевич", "118")
CARDIOLOGIST = Office(NORTHERN_LIGHTS, "Приём врача-кардиолога", "Вересаева Инна Марковна", "305")
ENDOCRINOLOGIST = Office(NORTHERN_LIGHTS, "Приём врача-эндокринолога", "Юсупова Лейла Тимуровна", "309")
GYNECOLOGIST = Office(NORTHERN_LIGHTS, "Приём врача-акушера-гинеколога", "Рощина Галина Аркадьевна", "401")
CHEST_X_RAY = Office(NORTHERN_LIGHTS, "Флюорография", "Стрижов Павел Ильич", "12")
BLOOD_TEST = Office(NORTHERN_LIGHTS, "Общий анализ крови", "Мельникова Анна Сергеевна", "7")
CHECK_UP = Office(NORTHERN_LIGHTS, "Диспансеризация: первый этап", "Лапина Ольга Борисовна", "214")
PEDIATRICIAN = Office(LITTLE_BOAT, "Приём врача-педиатра", "Снегирёва Мария Львовна", "103")
EYE_DOCTOR = Office(LITTLE_BOAT, "Приём врача-офтальмолога", "Ким Виктор Дмитриевич", "207")
VACCINATION = Office(LITTLE_BOAT, "Плановая прививка", "Берёзкина Елена Юрьевна", "5")
SPEECH_THERAPIST = Office(LITTLE_BOAT, "Занятие с логопедом", "Ясенева Татьяна Олеговна", "310")
NEUROLOGIST = Office(GLASSMAKERS, "Приём врача-невролога", "Каменский Глеб Романович", "22")
SKIN_DOCTOR = Office(GLASSMAKERS, "Приём врача-дерматолога", "Ольхова Софья Андреевна", "31")
SURGEON_IN_PERM = Office(KAMA, "Приём врача-хирурга", "Уралова Надежда Викторовна", "215")
THERAPIST_IN_PERM = Office(KAMA, "Приём врача-терапевта", "Чусовой Степан Игоревич", "202")
THERAPIST_IN_VLADIVOSTOK = Office(TIGER_BAY, "Приём врача-терапевта", "Маякова Дина Петровна", "8")
ULTRASOUND_IN_VLADIVOSTOK = Office(TIGER_BAY, "УЗИ щитовидной железы", "Бухтин Роман Егорович", "16")
THERAPIST_IN_TOMSK = Office(CEDAR, "Приём врача-терапевта", "Кедрин Антон Васильевич", "4")
ORTHOPAEDIST = Office(NORTHERN_LIGHTS, "Приём врача-травматолога-ортопеда", "Кострова Алла Юрьевна", "116")
ADULT_EYE_DOCTOR = Office(NORTHERN_LIGHTS, "Приём врача-офтальмолога", "Зарницына Вера Олеговна", "222")
PSYCHOTHERAPIST = Office(NORTHERN_LIGHTS, "Приём врача-психотерапевта", "Тихонов Павел Андреевич", "410")
FLU_SHOT = Office(NORTHERN_LIGHTS, "Прививка от гриппа", "Морошкина Инга Васильевна", "3")
LABORATORY = Office(NORTHERN_LIGHTS, "Лаборатория", "Мельникова Анна Сергеевна", "7")
NEWBORNS = Office(WHITE_NIGHT, "Наблюдение новорождённого", "Лебедева Инна Романовна", "")
PULMONOLOGIST = Office(WHITE_NIGHT, "Стационарное лечение", "Ветров Сергей Ильич", "")

# Where ordinary people of a region go.
OFFICES_OF_REGION = {
    "35": (THERAPIST, DENTIST, CARDIOLOGIST, CHEST_X_RAY, BLOOD_TEST, NEUROLOGIST, SKIN_DOCTOR),
    "59": (SURGEON_IN_PERM, THERAPIST_IN_PERM),
    "25": (THERAPIST_IN_VLADIVOSTOK, ULTRASOUND_IN_VLADIVOSTOK),
}
