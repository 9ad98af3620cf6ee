"""Invented people, as their papers name them."""

from dataclasses import dataclass, replace
from datetime import date

from kartoteka.adapters.mis_embedded.types import NewInsuredPerson
from kartoteka.domain.card_index.types import PersonDetails
from kartoteka.shared.identifiers import OmsPolicy, PolicyKind, Snils, make_enp, snils_check_digits
from kartoteka.shared.names import PersonName
from kartoteka.shared.sex import Sex

HOME_REGION = "35"
# No SNILS that high has been given to anybody.
_FIRST_SNILS = 900_000_000


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A person whom the guide to the demo region names, with his papers."""

    name: PersonName
    birth_date: date
    sex: Sex
    region_code: str = HOME_REGION
    snils: Snils | None = None
    policy: OmsPolicy | None = None

    @property
    def details(self) -> PersonDetails:
        """What is typed to add the person."""
        return PersonDetails(self.name, self.birth_date, self.sex, self.snils, self.policy)

    def as_registered(self) -> NewInsuredPerson:
        """What the registry is told."""
        return NewInsuredPerson(
            self.name,
            self.birth_date,
            self.sex,
            self.region_code,
            self.snils,
            (self.policy,) if self.policy else (),
        )

    def called(self, full_name: str) -> "DemoPerson":
        """The same papers under another name."""
        return replace(self, name=name_of(full_name))


def man(number: int, full_name: str, born: str, region_code: str = HOME_REGION) -> DemoPerson:
    """A man with a SNILS and a unified policy; `number` makes both his own."""
    return _person(number, full_name, born, Sex.MALE, region_code)


def woman(number: int, full_name: str, born: str, region_code: str = HOME_REGION) -> DemoPerson:
    """A woman with a SNILS and a unified policy; `number` makes both her own."""
    return _person(number, full_name, born, Sex.FEMALE, region_code)


def name_of(full_name: str) -> PersonName:
    """Surname, first name and, if there is one, patronymic, separated by single spaces."""
    return PersonName(*full_name.split(" "))


def snils_of(number: int) -> Snils:
    """A lawful SNILS that belongs to nobody; `number` is below a hundred million."""
    first_nine = str(_FIRST_SNILS + number)
    return Snils.parse(first_nine + snils_check_digits(first_nine))


def unified_policy(region_code: str, born: date, sex: Sex, serial: int) -> OmsPolicy:
    """A policy whose number tells the truth of its holder."""
    number = make_enp(
        region_code=region_code,
        birth_year=born.year,
        birth_month=born.month,
        birth_day=born.day,
        sex=sex,
        serial=serial,
    )
    return OmsPolicy.parse(PolicyKind.UNIFIED, number)


def _person(number: int, full_name: str, born: str, sex: Sex, region_code: str) -> DemoPerson:
    birth_date = date.fromisoformat(born)
    return DemoPerson(
        name_of(full_name),
        birth_date,
        sex,
        region_code,
        snils_of(number),
        unified_policy(region_code, birth_date, sex, number),
    )
