"""The invented people of the demo region, before they are told to anybody."""

import re
from collections import Counter
from collections.abc import Hashable
from functools import cache
from random import Random

from kartoteka.adapters.mis_embedded.types import NewInsuredPerson
from kartoteka.devtools.crowd import CENSUS_DAY, OLDEST, draw_crowd, draw_unused
from kartoteka.devtools.hard_cases import NAMESAKES, WITH_LATIN_LETTER
from kartoteka.devtools.load import CROWD_SIZE, NAMED_PEOPLE, SEED
from kartoteka.devtools.people import DemoPerson, name_of
from kartoteka.devtools.region_data import REGIONS
from kartoteka.domain.regions.types import ServiceAccess
from kartoteka.shared.dates import age_on
from kartoteka.shared.identifiers import OmsPolicy, PolicyKind, Snils, read_enp
from kartoteka.shared.names import clean_name_part
from kartoteka.shared.sex import Sex

FIRST_SNILS_THAT_NOBODY_HAS = 900_000_000
INVENTED_PHONE = re.compile(r"8 \(800\) 000-\d\d-\d\d")
FEMALE_SURNAME = re.compile(r"(?:[оеё]ва|[иы]на|ая|их|ых|ко|ук|юк|ик|ин|ец)$")
ADULT = 18


@cache
def residents() -> tuple[NewInsuredPerson, ...]:
    crowd = draw_crowd(seed=SEED, size=CROWD_SIZE, besides=NAMED_PEOPLE)
    return (*crowd, *(person.as_registered() for person in NAMED_PEOPLE))


def all_snils() -> list[Snils]:
    return [person.snils for person in residents() if person.snils]


def all_policies() -> list[OmsPolicy]:
    return [policy for person in residents() for policy in person.policies]


class TestTheCrowd:
    def test_is_the_same_for_the_same_seed(self) -> None:
        first = draw_crowd(seed=7, size=300, besides=NAMED_PEOPLE)

        again = draw_crowd(seed=7, size=300, besides=NAMED_PEOPLE)

        assert again == first

    def test_is_another_for_another_seed(self) -> None:
        first = draw_crowd(seed=7, size=300, besides=())

        other = draw_crowd(seed=8, size=300, besides=())

        assert other != first

    def test_gives_nobody_the_name_and_the_birth_date_of_somebody_else(self) -> None:
        (drawn,) = draw_crowd(seed=7, size=1, besides=())
        taken = DemoPerson(drawn.name, drawn.birth_date, drawn.sex)

        (other,) = draw_crowd(seed=7, size=1, besides=[taken])

        assert (other.name, other.birth_date) != (drawn.name, drawn.birth_date)

    def test_gives_out_no_number_twice(self) -> None:
        rng = Random(1)
        used: set[Hashable] = set()

        numbers = [draw_unused(lambda: rng.randrange(20), used) for _ in range(20)]

        assert sorted(numbers) == list(range(20))

    def test_has_more_than_four_thousand_people_with_those_whom_the_guide_names(self) -> None:
        assert len(residents()) > 4_000

    def test_has_people_of_every_age_up_to_a_hundred(self) -> None:
        ages = {age_on(person.birth_date, CENSUS_DAY) for person in residents() if person.birth_date < CENSUS_DAY}

        assert ages == set(range(OLDEST + 1))

    def test_lives_mostly_in_the_home_region(self) -> None:
        by_region = Counter(person.region_code for person in residents())

        assert by_region.most_common(1)[0][0] == "35"
        assert {"35", "59", "25"} <= by_region.keys()
        assert by_region["35"] > len(residents()) / 2

    def test_holds_policies_of_all_kinds(self) -> None:
        by_kind = Counter(policy.kind for policy in all_policies())

        assert by_kind.keys() == set(PolicyKind)
        assert by_kind[PolicyKind.UNIFIED] > by_kind[PolicyKind.OLD] > 100
        assert by_kind[PolicyKind.TEMPORARY] > 50


class TestNumbersOfDocuments:
    def test_are_lawful_as_a_person_would_type_them(self) -> None:
        typed_snils = [Snils.parse(str(snils)) for snils in all_snils()]
        typed_policies = [
            OmsPolicy.parse(policy.kind, policy.number, series=policy.series) for policy in all_policies()
        ]

        assert typed_snils == all_snils()
        assert typed_policies == all_policies()

    def test_belong_to_one_person_each(self) -> None:
        assert len(set(all_snils())) == len(all_snils())
        assert len(set(all_policies())) == len(all_policies())

    def test_belong_to_nobody_outside_the_demo(self) -> None:
        lowest = min(int(snils.digits[:9]) for snils in all_snils())

        assert lowest > FIRST_SNILS_THAT_NOBODY_HAS

    def test_of_unified_policies_tell_the_truth_of_their_holders(self) -> None:
        untrue = [
            person
            for person in residents()
            for policy in person.policies
            if policy.kind is PolicyKind.UNIFIED and not tells_the_truth(person, policy)
        ]

        assert untrue == []

    def test_are_missing_where_people_have_none_yet(self) -> None:
        without_snils = [person for person in residents() if person.snils is None]

        assert any(age_on(person.birth_date, CENSUS_DAY) < ADULT for person in without_snils)
        assert len(without_snils) < len(residents()) / 10


class TestNames:
    def test_are_written_as_the_portal_takes_them(self) -> None:
        parts = {
            part
            for person in residents()
            for part in (person.name.family, person.name.given, person.name.patronymic)
            if part
        } - {WITH_LATIN_LETTER.name.family}

        cleaned = {clean_name_part(part) for part in parts}

        assert cleaned == parts

    def test_have_the_gender_of_their_bearers(self) -> None:
        patronymics = [(person.sex, person.name.patronymic) for person in residents() if person.name.patronymic]
        women = [person.name.family for person in residents() if person.sex is Sex.FEMALE]

        assert all(name.endswith("ич") for sex, name in patronymics if sex is Sex.MALE)
        assert all(name.endswith("на") for sex, name in patronymics if sex is Sex.FEMALE)
        assert [family for family in women if not FEMALE_SURNAME.search(family)] == []

    def test_are_not_shared_by_people_of_one_day_but_for_the_namesakes(self) -> None:
        bearers = Counter((str(person.name), person.birth_date) for person in residents())

        shared = [who for who, count in bearers.items() if count > 1]

        assert shared == [(str(NAMESAKES[0].name), NAMESAKES[0].birth_date)]

    def test_may_lack_a_patronymic_or_have_a_double_surname(self) -> None:
        assert any(not person.name.patronymic for person in residents())
        assert any("-" in person.name.family for person in residents())

    def test_are_read_from_plain_text(self) -> None:
        name = name_of("Алиев Рустам")

        assert (name.family, name.given, name.patronymic) == ("Алиев", "Рустам", "")


class TestRegions:
    def test_that_take_part_are_three_and_one_does_not(self) -> None:
        assert [region.code for region in REGIONS if region.is_active] == ["35", "59", "25"]
        assert [region.code for region in REGIONS if not region.is_active] == ["70"]

    def test_have_no_phone_that_could_be_anybodys(self) -> None:
        numbers = [phone.number for region in REGIONS for phone in region.phones]

        assert all(INVENTED_PHONE.fullmatch(number) for number in numbers)
        assert len(set(numbers)) == len(numbers)

    def test_differ_in_services_hours_and_clocks(self) -> None:
        active = [region for region in REGIONS if region.is_active]

        assert len({tuple(service.code for service in region.services) for region in active}) == len(active)
        assert len({tuple(phone.hours for phone in region.phones) for region in active}) == len(active)
        assert len({region.time_zone for region in active}) == len(active)

    def test_offer_basic_and_extended_services_and_lead_nowhere_else(self) -> None:
        services = [service for region in REGIONS if region.is_active for service in region.services]

        assert {service.access for service in services} == set(ServiceAccess)
        assert all("booking" in [one.code for one in region.services] for region in REGIONS)
        assert all(service.url == "" for service in services)


def tells_the_truth(person: NewInsuredPerson, policy: OmsPolicy) -> bool:
    facts = read_enp(policy.number)
    if facts is None:
        return False
    told = (facts.region_code, facts.birth_year, facts.birth_month, facts.birth_day, facts.sex)
    born = person.birth_date
    return told == (person.region_code, born.year, born.month, born.day, person.sex)
