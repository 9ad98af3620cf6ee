"""The people around whom the demo region turns: a family of six, its neighbours, and who signs in."""

from dataclasses import dataclass, replace
from datetime import date

from kartoteka.devtools.free_people import KRYLOV, KRYLOV_SON
from kartoteka.devtools.people import HOME_REGION, DemoPerson, man, unified_policy, woman
from kartoteka.domain.accounts.types import Role
from kartoteka.domain.card_index.types import Address, Kinship
from kartoteka.shared.phones import MobilePhone
from kartoteka.shared.sex import Sex

CLOSED_REGION = "70"
PASSWORD = "Kartoteka-2026"  # noqa: S105 - printed on the start page of every demo

ANNA = woman(101, "Соколова Анна Викторовна", "1986-03-12")
DMITRY = man(102, "Соколов Дмитрий Павлович", "1984-08-03")
MARIA = woman(103, "Соколова Мария Дмитриевна", "2018-05-19")
VERA = woman(105, "Кузнецова Вера Петровна", "1954-07-08")
DARYA = woman(106, "Орлова Дарья Игоревна", "1991-10-02")
EKATERINA = woman(108, "Соколова Екатерина Павловна", "1989-04-25")
OLGA = woman(109, "Томилина Ольга Николаевна", "1977-12-05", CLOSED_REGION)
# Anna's younger sister, whose guardian Anna is; not in the card index yet.
TAISIA = woman(112, "Кузнецова Таисия Викторовна", "2014-09-08")

# The registry does not know him: his policy was given in Yaroslavl, where the family stayed when he was born.
ARTYOM = replace(
    man(104, "Соколов Артём Дмитриевич", "2024-01-27"),
    policy=unified_policy("76", date(2024, 1, 27), Sex.MALE, 104),
)

# Day and month were swapped in Anna's form, so the moderator refused.
FATHER_IN_LAW = man(110, "Константинопольский-Преображенский Вячеслав Александрович", "1951-01-11")
FATHER_IN_LAW_AS_SENT = replace(FATHER_IN_LAW, birth_date=date(1951, 11, 1), policy=None)

REGISTERED = (ANNA, DMITRY, MARIA, VERA, DARYA, EKATERINA, OLGA, FATHER_IN_LAW, TAISIA)


@dataclass(frozen=True, slots=True)
class SignIn:
    """An account of the demo region, and what it is good for."""

    login: str
    who: str
    look_at: str
    made_days_ago: int
    role: Role = Role.USER
    region_code: str = HOME_REGION
    # Activated on the day after the account was made; nothing is ever sent to it.
    phone: MobilePhone | None = None

    @property
    def email(self) -> str:
        return f"{self.login}@example.org"


SIGN_INS = (
    SignIn(
        "anna",
        "Соколова Анна Викторовна, мама",
        "Семья из шести человек: один ждёт модерации, одному отказано. Медкарта дочери",
        120,
    ),
    SignIn(
        "dmitry",
        "Соколов Дмитрий Павлович, муж Анны",
        "Та же дочь, другие услуги. Анна открыла ему часть своей медкарты",
        90,
        phone=MobilePhone("+79000000002"),
    ),
    SignIn(
        "vera",
        "Кузнецова Вера Петровна, мама Анны",
        "Медкарта за десять лет; Анна добавила её в картотеку и просит доступ",
        80,
        phone=MobilePhone("+79000000003"),
    ),
    SignIn(
        "darya",
        "Орлова Дарья Игоревна, посторонний человек",
        "Картотека из одной записи; о Соколовых здесь ничего не узнать",
        30,
    ),
    SignIn("new", "Новая учетная запись", "Картотека пуста: первый добавленный станет Главным пользователем", 1),
    SignIn(
        "olga",
        "Томилина Ольга Николаевна, регион которой закрылся",
        "Наверху «Выберите регион»: прежний больше не участвует",
        200,
        region_code=CLOSED_REGION,
    ),
    SignIn(
        "moderator",
        "Модератор",
        "«Рабочее место»: заявки на проверку, рядом похожие люди из реестра",
        380,
        Role.MODERATOR,
    ),
    SignIn(
        "moderator2",
        "Второй модератор",
        "Подтверждает вторым, когда данные отличаются от реестра",
        380,
        Role.MODERATOR,
    ),
    SignIn(
        "registrar",
        "Регистратор поликлиники",
        "«Регистратура»: подтвердить личность Дарьи, выдать код доступа к карте Марии",
        380,
        Role.REGISTRAR,
    ),
    SignIn(
        "admin",
        "Администратор",
        "«Администрирование»: учетные записи, роли, история, регионы",
        380,
        Role.ADMINISTRATOR,
    ),
    SignIn(
        "admin2",
        "Второй администратор",
        "Подтверждает роли, которые предложил первый: одному их не выдать",
        380,
        Role.ADMINISTRATOR,
    ),
)


_NO_ADDRESS = Address()


@dataclass(frozen=True, slots=True)
class CardPlan:
    """A person whom an account added."""

    owner: str
    person: DemoPerson
    kinship: Kinship
    days_ago: int
    address: Address = _NO_ADDRESS


_HOME = Address("Вологодская область", "Вологда", "улица Северного Сияния", "14", "27")
_VERAS_HOME = Address("Вологодская область", "Вологда", "переулок Кружевниц", "3", "8")
_DARYAS_HOME = Address("Вологодская область", "Череповец", "улица Стеклодувов", "21", "104")
_OLGAS_HOME = Address("Томская область", "Томск", "улица Кедровая Роща", "6")

# In the order in which they were added; the first of an owner is the main person.
CARDS = (
    CardPlan("olga", OLGA, Kinship.SELF, 200, _OLGAS_HOME),
    CardPlan("anna", ANNA, Kinship.SELF, 120, _HOME),
    CardPlan("anna", DMITRY, Kinship.SPOUSE, 119, _HOME),
    CardPlan("anna", MARIA, Kinship.CHILD, 119, _HOME),
    CardPlan("anna", VERA, Kinship.PARENT, 112, _VERAS_HOME),
    CardPlan("dmitry", DMITRY, Kinship.SELF, 90, _HOME),
    CardPlan("dmitry", MARIA, Kinship.CHILD, 90, _HOME),
    CardPlan("dmitry", EKATERINA, Kinship.SIBLING, 64),
    CardPlan("dmitry", ANNA, Kinship.SPOUSE, 62, _HOME),
    CardPlan("vera", VERA, Kinship.SELF, 80, _VERAS_HOME),
    CardPlan("darya", DARYA, Kinship.SELF, 30, _DARYAS_HOME),
)
SENT_AND_REFUSED = CardPlan("anna", FATHER_IN_LAW_AS_SENT, Kinship.SPOUSES_PARENT, 21)
SENT_AND_AWAITING = CardPlan("anna", ARTYOM, Kinship.CHILD, 2, _HOME)

# Whose identity the clinic's registrar confirmed, and how many days ago.
IDENTITY_CONFIRMED = {"anna": 110, "vera": 79}
REPRESENTATIVES = ((ANNA, MARIA), (DMITRY, MARIA), (ANNA, TAISIA))
# Whom the medical system counts as kin of whom, besides those: offered after a sign-in (F-05).
KIN = (
    (ANNA, TAISIA, Kinship.WARD),
    (ANNA, VERA, Kinship.PARENT),
    (VERA, ANNA, Kinship.CHILD),
    (VERA, MARIA, Kinship.GRANDCHILD),
    (KRYLOV, KRYLOV_SON, Kinship.CHILD),
)
REFUSAL_TEXT = (
    "Спасибо за заявку! Проверьте, пожалуйста, дату рождения: день и месяц легко переставить местами. Если в паспорте "
    "всё так, как Вы написали, позвоните в Центр записи и назовите номер заявки — мы поможем."
)


def sees_all(owner: str, person: DemoPerson) -> bool:
    """Whether an account sees all services of a person, and not only those it booked itself (D2)."""
    return owner in IDENTITY_CONFIRMED and person == main_person(owner)


def main_person(owner: str) -> DemoPerson | None:
    """The first person of an account."""
    return next((card.person for card in CARDS if card.owner == owner), None)
