"""Russian names for invented people: written as they are written, gendered as they are gendered."""

from random import Random
from typing import NamedTuple

from kartoteka.shared.names import PersonName
from kartoteka.shared.sex import Sex


class _Given(NamedTuple):
    """A man's name with the patronymics that his son and his daughter get."""

    name: str
    sons_patronymic: str
    daughters_patronymic: str


class _Generation(NamedTuple):
    """Names that were given until a year."""

    until_year: int
    men: tuple[_Given, ...]
    women: tuple[str, ...]


def _men(table: str) -> tuple[_Given, ...]:
    return tuple(_Given(*line.split()) for line in table.strip().splitlines())


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_GENERATIONS = (
    _Generation(
        1959,
        _men("""
            Анатолий Анатольевич Анатольевна
            Борис Борисович Борисовна
            Валентин Валентинович Валентиновна
            Василий Васильевич Васильевна
            Виктор Викторович Викторовна
            Владимир Владимирович Владимировна
            Геннадий Геннадьевич Геннадьевна
            Григорий Григорьевич Григорьевна
            Иван Иванович Ивановна
            Лев Львович Львовна
            Леонид Леонидович Леонидовна
            Михаил Михайлович Михайловна
            Николай Николаевич Николаевна
            Пётр Петрович Петровна
            Семён Семёнович Семёновна
            Фёдор Фёдорович Фёдоровна
            Юрий Юрьевич Юрьевна
            Яков Яковлевич Яковлевна
        """),
        _words(
            "Алевтина Александра Антонина Валентина Вера Галина Екатерина Зинаида Зоя Капитолина Клавдия Лидия "
            "Людмила Маргарита Мария Надежда Нина Раиса Тамара Фаина"
        ),
    ),
    _Generation(
        1994,
        _men("""
            Александр Александрович Александровна
            Алексей Алексеевич Алексеевна
            Андрей Андреевич Андреевна
            Антон Антонович Антоновна
            Вадим Вадимович Вадимовна
            Виталий Витальевич Витальевна
            Вячеслав Вячеславович Вячеславовна
            Денис Денисович Денисовна
            Дмитрий Дмитриевич Дмитриевна
            Евгений Евгеньевич Евгеньевна
            Игорь Игоревич Игоревна
            Константин Константинович Константиновна
            Олег Олегович Олеговна
            Павел Павлович Павловна
            Роман Романович Романовна
            Руслан Русланович Руслановна
            Сергей Сергеевич Сергеевна
            Станислав Станиславович Станиславовна
            Эдуард Эдуардович Эдуардовна
        """),
        _words(
            "Алла Анастасия Анна Виктория Елена Ирина Ксения Лариса Марина Наталья Оксана Ольга Светлана Татьяна "
            "Юлия Яна Жанна Инна Любовь Евгения"
        ),
    ),
    _Generation(
        9999,
        _men("""
            Арсений Арсеньевич Арсеньевна
            Артём Артёмович Артёмовна
            Богдан Богданович Богдановна
            Глеб Глебович Глебовна
            Даниил Даниилович Данииловна
            Егор Егорович Егоровна
            Захар Захарович Захаровна
            Илья Ильич Ильинична
            Кирилл Кириллович Кирилловна
            Макар Макарович Макаровна
            Максим Максимович Максимовна
            Марк Маркович Марковна
            Матвей Матвеевич Матвеевна
            Никита Никитич Никитична
            Родион Родионович Родионовна
            Савелий Савельевич Савельевна
            Тимофей Тимофеевич Тимофеевна
            Ярослав Ярославович Ярославовна
        """),
        _words(
            "Алёна Алиса Арина Варвара Василиса Вероника Дарья Диана Ева Злата Кира Маргарита Милана Мирослава "
            "Полина София Стефания Таисия Ульяна Эмилия"
        ),
    ),
)
_YEARS_TO_FATHERHOOD = 28

# In the form of a man; see `_of_woman` for the other.
_SURNAMES = _words(
    "Абрамов Агафонов Аксёнов Анисимов Антипов Архипов Баранов Беляев Бирюков Блинов Бобров Богданов Бойко Борисов "
    "Быков Васильев Вербицкий Виноградов Власов Волков Воробьёв Галкин Герасимов Голубев Горбунов Гордеев Гришин "
    "Громов Грачёв Гуляев Давыдов Денисов Дорофеев Дроздов Егоров Ежов Ермаков Ефимов Жданов Жуков Журавский Завьялов "
    "Зайцев Захаров Зеленин Зимин Зуев Игнатьев Ильин Исаев Казаков Калашников Карпов Киселёв Климов Князев Ковалёв "
    "Коваленко Козлов Колесников Комаров Кондратьев Корнилов Королюк Костин Котов Кравченко Крылов Кудрявцев Куликов "
    "Лазарев Лаптев Левин Леонтьев Лихачёв Логинов Лукин Лыткин Макаров Малышев Мартынов Матвеев Медведев Мельник "
    "Миронов Михеев Моисеев Мухин Назаров Некрасов Нестеров Никитин Новиков Носков Овчинников Одинцов Осипов Панов "
    "Пахомов Пестов Петухов Поздняков Покровский Полевой Поляков Пономарёв Попов Потапов Прохоров Рогов Родионов "
    "Рожков Рябов Савельев Седых Селезнёв Селиванов Семёнов Серов Сидоров Синицын Ситников Смолин Соболев Сорокин "
    "Степанов Стрелков Суханов Сычёв Тарасов Терентьев Тихонов Толстой Третьяков Трофимов Туманов Уваров Устинов "
    "Фёдоров Филатов Фомин Фролов Харитонов Хохлов Цветков Чайковский Черных Чернов Шевчук Шестаков Широков Шубин "
    "Щербаков Щукин Юдин Юшков Яковлев Яшин"
)
_WITHOUT_PATRONYMIC = 0.008
_WITH_DOUBLE_SURNAME = 0.006


def draw_name(rng: Random, sex: Sex, birth_year: int) -> PersonName:
    """A name that a person born in that year could well bear."""
    family = draw_surname(rng, sex)
    if rng.random() < _WITH_DOUBLE_SURNAME:
        family = f"{family}-{draw_surname(rng, sex)}"
    generation = _generation(birth_year)
    given = rng.choice(generation.men).name if sex is Sex.MALE else rng.choice(generation.women)
    father = rng.choice(_generation(birth_year - _YEARS_TO_FATHERHOOD).men)
    patronymic = father.sons_patronymic if sex is Sex.MALE else father.daughters_patronymic
    return PersonName(family, given, "" if rng.random() < _WITHOUT_PATRONYMIC else patronymic)


def draw_surname(rng: Random, sex: Sex) -> str:
    surname = rng.choice(_SURNAMES)
    return surname if sex is Sex.MALE else _of_woman(surname)


def _generation(birth_year: int) -> _Generation:
    return next(generation for generation in _GENERATIONS if birth_year <= generation.until_year)


def _of_woman(surname: str) -> str:
    if surname.endswith(("ский", "цкий", "ой")):
        return surname[:-2] + "ая"
    if surname.endswith(("ов", "ев", "ёв", "ин", "ын")):
        return surname + "а"
    return surname
