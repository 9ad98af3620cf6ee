"""The regions of the demo: three that take part, and one that does not any more. All phones are invented."""

from kartoteka.domain.regions.types import CallCentrePhone, Region, RegionService, ServiceAccess

VOLOGDA = Region(
    code="35",
    name="Вологодская область",
    time_zone="Europe/Moscow",
    is_active=True,
    services=(
        RegionService(
            "clinic-information",
            "Справочная поликлиник",
            "Адреса, часы работы и расписание врачей. Ответит оператор Центра записи.",
            ServiceAccess.BASIC,
        ),
        RegionService(
            "home-visit",
            "Вызов врача на дом",
            "При высокой температуре и если трудно дойти до поликлиники. Позвоните до 14:00 — врач придёт сегодня.",
            ServiceAccess.BASIC,
        ),
        RegionService(
            "booking",
            "Запись к врачу",
            "Назовите оператору Центра записи Ф. И. О. и дату рождения, он предложит ближайшее время у нужного врача.",
            ServiceAccess.EXTENDED,
        ),
        RegionService(
            "check-up",
            "Запись на диспансеризацию",
            "Раз в год после 40 лет, раз в три года до 40. Оператор запишет на все осмотры в один день.",
            ServiceAccess.EXTENDED,
        ),
        RegionService(
            "record-extract",
            "Выписка из медицинской карты",
            "Закажите по телефону, через три рабочих дня заберите в регистратуре своей поликлиники с паспортом.",
            ServiceAccess.EXTENDED,
        ),
    ),
    phones=(
        CallCentrePhone("8 (800) 000-35-01", "Центр записи к врачу", "ежедневно с 7:00 до 20:00"),
        CallCentrePhone("8 (800) 000-35-02", "Вызов врача на дом", "ежедневно с 7:00 до 14:00"),
        CallCentrePhone("8 (800) 000-35-03", "Вопросы о данных в картотеке", "по будням с 9:00 до 18:00"),
    ),
)

PERM = Region(
    code="59",
    name="Пермский край",
    time_zone="Asia/Yekaterinburg",
    is_active=True,
    services=(
        RegionService(
            "clinic-information",
            "Справочная поликлиник",
            "Где принимает Ваш участковый врач и как проехать. Ответит оператор в любое время суток.",
            ServiceAccess.BASIC,
        ),
        RegionService(
            "home-visit",
            "Вызов врача на дом",
            "Позвоните до 15:00 — врач придёт в тот же день, после 15:00 — на следующее утро.",
            ServiceAccess.BASIC,
        ),
        RegionService(
            "medicine-stock",
            "Наличие льготных лекарств",
            "Назовите лекарство — оператор скажет, в какой аптеке края оно есть сегодня.",
            ServiceAccess.BASIC,
        ),
        RegionService(
            "booking",
            "Запись к врачу",
            "Оператор запишет в поликлинику по месту прикрепления и подскажет, что взять с собой.",
            ServiceAccess.EXTENDED,
        ),
        RegionService(
            "vaccination",
            "Запись на прививку",
            "Плановые прививки взрослым и детям. Ребёнка записывает мама, папа или опекун.",
            ServiceAccess.EXTENDED,
        ),
    ),
    phones=(
        CallCentrePhone("8 (800) 000-59-01", "Справочная и запись к врачу", "круглосуточно"),
        CallCentrePhone("8 (800) 000-59-02", "Льготные лекарства", "по будням с 8:00 до 20:00"),
    ),
)

PRIMORYE = Region(
    code="25",
    name="Приморский край",
    time_zone="Asia/Vladivostok",
    is_active=True,
    services=(
        RegionService(
            "clinic-information",
            "Справочная поликлиник",
            "Часы работы поликлиник и фельдшерских пунктов края.",
            ServiceAccess.BASIC,
        ),
        RegionService(
            "mobile-clinic",
            "Когда приедут врачи",
            "Расписание выездов врачебной бригады в посёлки. Узнайте день по телефону, запись не нужна.",
            ServiceAccess.BASIC,
        ),
        RegionService(
            "booking",
            "Запись к врачу",
            "Оператор запишет к врачу или фельдшеру, если поликлиника далеко.",
            ServiceAccess.EXTENDED,
        ),
        RegionService(
            "examination",
            "Запись на исследование",
            "Флюорография, УЗИ, ЭКГ по направлению врача. Держите номер направления под рукой.",
            ServiceAccess.EXTENDED,
        ),
    ),
    phones=(
        CallCentrePhone("8 (800) 000-25-01", "Центр записи к врачу", "ежедневно с 8:00 до 20:00"),
        CallCentrePhone("8 (800) 000-25-02", "Выезды врачей в посёлки", "по будням с 9:00 до 17:00"),
    ),
)

TOMSK = Region(
    code="70",
    name="Томская область",
    time_zone="Asia/Tomsk",
    is_active=False,
    services=(
        RegionService(
            "booking",
            "Запись к врачу",
            "Оператор запишет в поликлинику по месту прикрепления.",
            ServiceAccess.EXTENDED,
        ),
    ),
    phones=(CallCentrePhone("8 (800) 000-70-01", "Центр записи к врачу", "по будням с 8:00 до 18:00"),),
)

REGIONS = (VOLOGDA, PERM, PRIMORYE, TOMSK)
