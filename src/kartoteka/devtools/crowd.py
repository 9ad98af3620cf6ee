"""The ordinary people of the demo region: thousands of them, the same for the same seed."""

from collections.abc import Callable, Hashable, Iterable
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from kartoteka.adapters.mis_embedded.types import NewInsuredPerson
from kartoteka.devtools.names import draw_name
from kartoteka.devtools.people import HOME_REGION, DemoPerson, snils_of, unified_policy
from kartoteka.shared.identifiers import OmsPolicy, PolicyKind
from kartoteka.shared.names import PersonName
from kartoteka.shared.sex import Sex

# The day on which the crowd is counted: nobody in it is younger, so that the guide stays true whatever the clock says.
CENSUS_DAY = date(2026, 11, 20)
OLDEST = 100
_DAYS_A_YEAR = 365.25
# One day less than a year, so that a leap day makes nobody a year older.
_BIRTHDAYS = 364
# Youngest age and the first age past the group, with its share of the people; the shares below are of this kind too.
_AGES = (((0, 18), 21), ((18, 40), 28), ((40, 65), 33), ((65, OLDEST + 1), 18))
_REGIONS = ((HOME_REGION, 70), ("59", 18), ("25", 12))
_POLICY_KINDS = ((PolicyKind.UNIFIED, 92), (PolicyKind.OLD, 5), (PolicyKind.TEMPORARY, 3))
_DIGITS = {PolicyKind.OLD: 7, PolicyKind.TEMPORARY: 9}
_OLD_SERIES = ("ВО", "ПК", "СЗ", "УР")
_ADULT = 18
_ADULTS_WITH_SNILS = 0.985
_CHILDREN_WITH_SNILS = 0.85

# Numbers below are for the people whom the guide names.
_FIRST_SNILS, _END_OF_SNILS = 1_000_000, 90_000_000
_FIRST_SERIAL, _LAST_SERIAL = 1_000, 99_999

_Value = TypeVar("_Value", bound=Hashable)


def draw_crowd(*, seed: int, size: int, besides: Iterable[DemoPerson]) -> tuple[NewInsuredPerson, ...]:
    """
    People of all ages, none of whom shares name and birth date with another or with those of `besides`.

    The first hundred and one are of the ages 0 to 100, so that no age is left out.
    """
    rng = Random(f"crowd {seed}")
    used: set[Hashable] = {(person.name, person.birth_date) for person in besides}
    return tuple(_draw_person(rng, index, used) for index in range(size))


def draw_unused(draw: Callable[[], _Value], used: set[Hashable]) -> _Value:
    """What `draw` gives, drawn again while it is among the used; is used from then on."""
    while (value := draw()) in used:
        pass
    used.add(value)
    return value


def _draw_person(rng: Random, index: int, used: set[Hashable]) -> NewInsuredPerson:
    age = index if index <= OLDEST else rng.randrange(*_draw_share(rng, _AGES))
    sex = rng.choice((Sex.FEMALE, Sex.MALE))
    name, born = draw_unused(lambda: _draw_identity(rng, age, sex), used)
    region_code = _draw_share(rng, _REGIONS)
    kind = _draw_share(rng, _POLICY_KINDS)
    policy = draw_unused(lambda: _draw_policy(rng, kind, region_code, born, sex), used)
    has_snils = rng.random() < (_ADULTS_WITH_SNILS if age >= _ADULT else _CHILDREN_WITH_SNILS)
    snils = draw_unused(lambda: snils_of(rng.randrange(_FIRST_SNILS, _END_OF_SNILS)), used) if has_snils else None
    return NewInsuredPerson(name, born, sex, region_code, snils, (policy,))


def _draw_identity(rng: Random, age: int, sex: Sex) -> tuple[PersonName, date]:
    born = CENSUS_DAY - timedelta(days=int(age * _DAYS_A_YEAR) + 1 + rng.randrange(_BIRTHDAYS))
    return draw_name(rng, sex, born.year), born


def _draw_policy(rng: Random, kind: PolicyKind, region_code: str, born: date, sex: Sex) -> OmsPolicy:
    if kind is PolicyKind.UNIFIED:
        return unified_policy(region_code, born, sex, rng.randint(_FIRST_SERIAL, _LAST_SERIAL))
    series = rng.choice(_OLD_SERIES) if kind is PolicyKind.OLD else ""
    number = rng.randrange(10 ** (_DIGITS[kind] - 1), 10 ** _DIGITS[kind])
    return OmsPolicy.parse(kind, str(number), series=series)


def _draw_share(rng: Random, shares: Iterable[tuple[_Value, int]]) -> _Value:
    choices = tuple(shares)
    return rng.choices([value for value, _ in choices], [weight for _, weight in choices])[0]
