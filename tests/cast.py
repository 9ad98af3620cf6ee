"""
The people of the tests. Their numbers are lawful and belong to nobody.

Анна keeps the card index of a family: her husband Дмитрий, their children Мария and Артём, her mother Вера.
Дарья is a stranger who must see nothing of them. Глеб is the moderator, Инна the registrar,
Нина and Роман are administrators.
"""

from dataclasses import dataclass
from datetime import date

from kartoteka.domain.accounts.types import Role
from kartoteka.domain.card_index.types import Kinship, PersonDetails
from kartoteka.shared.identifiers import OmsPolicy, PolicyKind, Snils, make_enp, snils_check_digits
from kartoteka.shared.names import PersonName
from kartoteka.shared.sex import Sex

REGION_CODE = "59"


@dataclass(frozen=True, slots=True)
class CastMember:
    """A person and, where there is an `email`, an account."""

    name: PersonName
    birth_date: date
    sex: Sex
    number: int
    kinship: Kinship = Kinship.OTHER
    email: str = ""
    role: Role = Role.USER

    @property
    def snils(self) -> Snils:
        first_nine = f"{900_000_000 + self.number:09d}"
        return Snils.parse(first_nine + snils_check_digits(first_nine))

    @property
    def policy(self) -> OmsPolicy:
        return OmsPolicy.parse(
            PolicyKind.UNIFIED,
            make_enp(
                region_code=REGION_CODE,
                birth_year=self.birth_date.year,
                birth_month=self.birth_date.month,
                birth_day=self.birth_date.day,
                sex=self.sex,
                serial=self.number,
            ),
        )

    @property
    def details(self) -> PersonDetails:
        return PersonDetails(self.name, self.birth_date, self.sex, self.snils, self.policy)


ANNA = CastMember(
    PersonName("Соколова", "Анна", "Викторовна"),
    date(1986, 3, 12),
    Sex.FEMALE,
    101,
    kinship=Kinship.SELF,
    email="anna@example.org",
)
DMITRY = CastMember(
    PersonName("Соколов", "Дмитрий", "Павлович"),
    date(1984, 8, 3),
    Sex.MALE,
    102,
    kinship=Kinship.SPOUSE,
    email="dmitry@example.org",
)
MARIA = CastMember(
    PersonName("Соколова", "Мария", "Дмитриевна"),
    date(2018, 5, 19),
    Sex.FEMALE,
    103,
    kinship=Kinship.CHILD,
)
ARTYOM = CastMember(
    PersonName("Соколов", "Артём", "Дмитриевич"),
    date(2024, 1, 27),
    Sex.MALE,
    104,
    kinship=Kinship.CHILD,
)
VERA = CastMember(
    PersonName("Кузнецова", "Вера", "Петровна"),
    date(1954, 7, 8),
    Sex.FEMALE,
    105,
    kinship=Kinship.PARENT,
    email="vera@example.org",
)
DARYA = CastMember(
    PersonName("Орлова", "Дарья", "Игоревна"),
    date(1991, 10, 2),
    Sex.FEMALE,
    106,
    email="darya@example.org",
)
GLEB = CastMember(
    PersonName("Морозов", "Глеб", "Андреевич"),
    date(1979, 12, 21),
    Sex.MALE,
    107,
    email="gleb@example.org",
    role=Role.MODERATOR,
)
NINA = CastMember(
    PersonName("Белова", "Нина", "Сергеевна"),
    date(1983, 2, 14),
    Sex.FEMALE,
    120,
    email="nina@example.org",
    role=Role.ADMINISTRATOR,
)
ROMAN = CastMember(
    PersonName("Лебедев", "Роман", "Олегович"),
    date(1988, 9, 30),
    Sex.MALE,
    121,
    email="roman@example.org",
    role=Role.ADMINISTRATOR,
)
INNA = CastMember(
    PersonName("Фролова", "Инна", "Павловна"),
    date(1981, 4, 17),
    Sex.FEMALE,
    122,
    email="inna@example.org",
    role=Role.REGISTRAR,
)

FAMILY = (ANNA, DMITRY, MARIA, ARTYOM, VERA)
EVERYBODY = (*FAMILY, DARYA, GLEB, NINA, ROMAN, INNA)
