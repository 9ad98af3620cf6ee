"""People with whom portals stumble, each with what is to be typed and what is to happen."""

from dataclasses import dataclass, replace
from datetime import date

from kartoteka.devtools import cast
from kartoteka.devtools.people import DemoPerson, man, unified_policy, woman
from kartoteka.shared.names import PersonName
from kartoteka.shared.sex import Sex


@dataclass(frozen=True, slots=True)
class Attempt:
    """Data that somebody types, and whom they find; None: they find nobody."""

    typed: DemoPerson
    finds: DemoPerson | None


@dataclass(frozen=True, slots=True)
class HardCase:
    """A difficulty; `attempts` are made in order, as the guide shows them."""

    title: str
    what_happens: str
    attempts: tuple[Attempt, ...]
    registered: tuple[DemoPerson, ...] = ()


MIXED_TWINS = (
    man(301, "Ершов Михаил Алексеевич", "2015-09-03"),
    woman(302, "Ершова Майя Алексеевна", "2015-09-03"),
)
TWIN_SISTERS = (
    woman(303, "Воронина Алина Романовна", "2012-04-17"),
    woman(304, "Воронина Алиса Романовна", "2012-04-17"),
)
COUSINS = (
    man(305, "Смирнов Иван Сергеевич", "1990-02-14"),
    man(306, "Смирнов Иван Сергеевич", "1993-06-30"),
)
NAMESAKES = (
    man(307, "Иванов Александр Николаевич", "1985-05-05"),
    man(308, "Иванов Александр Николаевич", "1985-05-05"),
)
RENAMED = woman(309, "Лебедева Ирина Олеговна", "1994-07-21")
NEW_NAME = "Журавлёва Ирина Олеговна"
NEWBORN = DemoPerson(PersonName("Белова", "Арина", "Ильинична"), date(2026, 11, 10), Sex.FEMALE)
DOUBLE_SURNAME = woman(311, "Морозова-Ильинская Елена Андреевна", "1983-01-30")
NO_PATRONYMIC = man(312, "Алиев Рустам", "1979-08-17")
WITH_YO = man(313, "Королёв Пётр Семёнович", "1966-06-29")
# The first letter is Latin, as the operator's keyboard was.
WITH_LATIN_LETTER = replace(
    woman(314, "Соловьёва Нина Борисовна", "1958-12-19"),
    name=PersonName("\u0043оловьёва", "Нина", "Борисовна"),
)
DECEASED = man(315, "Осипов Леонид Григорьевич", "1944-10-04")
DIED_ON = date(2026, 8, 30)
IN_ANOTHER_REGION = woman(316, "Щербакова Алёна Артёмовна", "1998-05-27", "59")
INSURED_ELSEWHERE = replace(
    woman(317, "Тихомирова Алла Сергеевна", "1987-09-12"),
    region_code="72",
    policy=unified_policy("72", date(1987, 9, 12), Sex.FEMALE, 317),
)

HARD_CASES = (
    HardCase(
        "Близнецы: брат и сестра",
        "Фамилия, отчество и день рождения те же, номера полисов идут подряд. Каждый находится по своим данным.",
        tuple(Attempt(twin, twin) for twin in MIXED_TWINS),
        MIXED_TWINS,
    ),
    HardCase(
        "Близнецы одного пола",
        "Имена отличаются одной буквой, номера полисов идут подряд. "
        "Имя одной сестры с документами другой не находит никого.",
        (
            *(Attempt(twin, twin) for twin in TWIN_SISTERS),
            Attempt(replace(TWIN_SISTERS[0], snils=TWIN_SISTERS[1].snils, policy=TWIN_SISTERS[1].policy), None),
        ),
        TWIN_SISTERS,
    ),
    HardCase(
        "Двоюродные братья — полные тёзки",
        "Ф. И. О. одинаковы, различает дата рождения.",
        tuple(Attempt(cousin, cousin) for cousin in COUSINS),
        COUSINS,
    ),
    HardCase(
        "Тёзки, родившиеся в один день",
        "Совпадает всё, кроме документов: каждый находится по своим. СНИЛС одного с полисом другого не находит никого.",
        (
            *(Attempt(namesake, namesake) for namesake in NAMESAKES),
            Attempt(replace(NAMESAKES[0], policy=NAMESAKES[1].policy), None),
        ),
        NAMESAKES,
    ),
    HardCase(
        "Сменила фамилию",
        "В базе она уже Журавлёва, девичья фамилия Лебедева находит её ещё год после замены. "
        "В картотеке запись одна, с новой фамилией.",
        (Attempt(RENAMED, RENAMED), Attempt(RENAMED.called(NEW_NAME), RENAMED)),
        (RENAMED,),
    ),
    HardCase(
        "Новорожденная без полиса и СНИЛС",
        "Отметьте «Полиса и СНИЛС пока нет». Без документа никого не находят: "
        "появится предупреждение, затем «Отправить на проверку».",
        (Attempt(NEWBORN, None),),
        (NEWBORN,),
    ),
    HardCase(
        "Двойная фамилия",
        "Находится и с пробелами вокруг дефиса.",
        (
            Attempt(DOUBLE_SURNAME, DOUBLE_SURNAME),
            Attempt(
                replace(DOUBLE_SURNAME, name=PersonName("Морозова - Ильинская", "Елена", "Андреевна")),
                DOUBLE_SURNAME,
            ),
        ),
        (DOUBLE_SURNAME,),
    ),
    HardCase(
        "Нет отчества",
        "Отметьте «Нет отчества». С придуманным отчеством не находится.",
        (Attempt(NO_PATRONYMIC, NO_PATRONYMIC), Attempt(NO_PATRONYMIC.called("Алиев Рустам Маратович"), None)),
        (NO_PATRONYMIC,),
    ),
    HardCase(
        "Ё и Е",
        "Через «е» находится так же, как через «ё»; в картотеке — как в базе.",
        (Attempt(WITH_YO, WITH_YO), Attempt(WITH_YO.called("Королев Петр Семенович"), WITH_YO)),
        (WITH_YO,),
    ),
    HardCase(
        "В базе латинская буква",
        "В базе фамилия начинается с латинской «C», похожей на русскую. Русскими буквами человек находится.",
        (
            Attempt(
                WITH_LATIN_LETTER.called("Соловьёва Нина Борисовна"),
                WITH_LATIN_LETTER,
            ),
        ),
        (WITH_LATIN_LETTER,),
    ),
    HardCase(
        "Один человек в двух картотеках",
        "Мария записана у мамы и у папы. Бабушка (vera@example.org) тоже может её добавить, "
        "и тогда о ней узнает Анна — на странице «Кто добавил меня в свою картотеку».",
        (Attempt(cast.MARIA, cast.MARIA),),
    ),
    HardCase(
        "Человек умер",
        "Находится; в картотеке вместо возраста две даты.",
        (Attempt(DECEASED, DECEASED),),
        (DECEASED,),
    ),
    HardCase(
        "Застрахована в другом регионе Портала",
        "Пермский полис находится из Вологодской области так же, как свой.",
        (Attempt(IN_ANOTHER_REGION, IN_ANOTHER_REGION),),
        (IN_ANOTHER_REGION,),
    ),
    HardCase(
        "Застрахована там, где Портала нет",
        "Полис Тюменской области базе неизвестен: предупреждение, затем «Отправить на проверку».",
        (Attempt(INSURED_ELSEWHERE, None),),
    ),
    HardCase(
        "Очень длинное имя",
        "Отчим мужа Анны: с верной датой 11.01.1951 находится, с датой из отклонённой заявки (01.11.1951) — нет.",
        (
            Attempt(cast.FATHER_IN_LAW, cast.FATHER_IN_LAW),
            Attempt(cast.FATHER_IN_LAW_AS_SENT, None),
        ),
    ),
)
REGISTERED = tuple(person for case in HARD_CASES for person in case.registered)
