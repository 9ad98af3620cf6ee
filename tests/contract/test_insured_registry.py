"""What every registry of insured persons promises: the fake, the embedded one, and those that come (law 6)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol

import pytest

from cast import ANNA, DARYA, DMITRY, MARIA, CastMember
from factories.people import lawful_snils
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.adapters.mis_embedded import registration
from kartoteka.adapters.mis_embedded.insured_registry import EmbeddedInsuredRegistry
from kartoteka.adapters.mis_embedded.types import NewInsuredPerson
from kartoteka.domain.card_index.ports import InsuredRegistry
from kartoteka.domain.card_index.types import PersonDetails
from kartoteka.shared.names import PersonName
from kartoteka.shared.sex import Sex

pytestmark = pytest.mark.django_db


class Bench(Protocol):
    """A registry under test, and the ways to tell it of people."""

    @property
    def registry(self) -> InsuredRegistry: ...
    def learn(self, member: CastMember) -> str: ...
    def rename(self, person_id: str, name: PersonName, now: datetime) -> None: ...
    def represent(self, representative_id: str, child_id: str) -> None: ...


@dataclass
class FakeBench:
    registry: FakeInsuredRegistry

    def learn(self, member: CastMember) -> str:
        person_id = f"person-{id(member)}-{member.number}"
        self.registry.learn(member, person_id=person_id)
        return person_id

    def rename(self, person_id: str, name: PersonName, now: datetime) -> None:
        self.registry.rename(person_id, name, now=now)

    def represent(self, representative_id: str, child_id: str) -> None:
        self.registry.record_representation(representative_id=representative_id, child_id=child_id)


@dataclass
class EmbeddedBench:
    registry: EmbeddedInsuredRegistry
    now: datetime

    def learn(self, member: CastMember) -> str:
        person = NewInsuredPerson(member.name, member.birth_date, member.sex, "59", member.snils, (member.policy,))
        return registration.register_people([person], now=self.now)[0]

    def rename(self, person_id: str, name: PersonName, now: datetime) -> None:
        registration.rename_person(person_id, name, now=now)

    def represent(self, representative_id: str, child_id: str) -> None:
        registration.record_representation(
            representative_id=representative_id, child_id=child_id, since=date(2018, 6, 1)
        )


@pytest.fixture(params=["fake", "embedded"])
def bench(request: pytest.FixtureRequest, now: datetime) -> Bench:
    made: dict[str, Callable[[], Bench]] = {
        "fake": lambda: FakeBench(FakeInsuredRegistry()),
        "embedded": lambda: EmbeddedBench(EmbeddedInsuredRegistry(), now),
    }
    return made[request.param]()


class TestFind:
    @pytest.mark.rule("R14")
    @pytest.mark.parametrize("documents", ["both", "snils", "policy"])
    def test_finds_by_name_birth_date_and_each_document(self, bench: Bench, now: datetime, documents: str) -> None:
        person_id = bench.learn(ANNA)
        details = replace(
            ANNA.details,
            snils=None if documents == "policy" else ANNA.snils,
            policy=None if documents == "snils" else ANNA.policy,
        )

        found = bench.registry.find(details, now=now)

        assert found is not None
        assert (found.person_id, found.name, found.birth_date) == (person_id, ANNA.name, ANNA.birth_date)

    @pytest.mark.rule("R14")
    @pytest.mark.parametrize(
        "typed",
        [
            PersonName("СОКОЛОВА", "анна", "Викторовна"),
            PersonName(" Соколова ", "Анна", "Викторовна"),
            PersonName("Coкoлoва", "Aннa", "Викторовнa"),
        ],
        ids=["case", "spaces", "latin look-alikes"],
    )
    def test_is_not_put_off_by_the_way_of_writing(self, bench: Bench, now: datetime, typed: PersonName) -> None:
        bench.learn(ANNA)

        assert bench.registry.find(replace(ANNA.details, name=typed), now=now) is not None

    @pytest.mark.rule("R14")
    def test_takes_yo_for_ye_and_hyphen_for_space(self, bench: Bench, now: datetime) -> None:
        bench.learn(replace(DMITRY, name=PersonName("Семёнов-Тян", "Пётр", "")))
        typed = replace(DMITRY.details, name=PersonName("Семенов Тян", "Петр", ""))

        assert bench.registry.find(typed, now=now) is not None

    @pytest.mark.rule("R14", "R17")
    @pytest.mark.parametrize(
        "changed",
        [
            replace(ANNA.details, name=PersonName("Соколов", "Анна", "Викторовна")),
            replace(ANNA.details, name=PersonName("Соколова", "Инна", "Викторовна")),
            replace(ANNA.details, name=PersonName("Соколова", "Анна", "")),
            replace(ANNA.details, birth_date=date(1986, 12, 3)),
            replace(ANNA.details, snils=DARYA.snils, policy=None),
            replace(ANNA.details, policy=DARYA.policy),
            replace(ANNA.details, snils=DARYA.snils),
        ],
        ids=["surname", "name", "patronymic", "birth date", "snils", "one of two", "other of two"],
    )
    def test_knows_nobody_when_anything_differs(self, bench: Bench, now: datetime, changed: object) -> None:
        bench.learn(ANNA)

        assert bench.registry.find(changed, now=now) is None  # type: ignore[arg-type]

    @pytest.mark.rule("R15")
    def test_tells_twins_apart_by_the_first_name(self, bench: Bench, now: datetime) -> None:
        first = replace(MARIA, name=PersonName("Соколова", "Мария", "Дмитриевна"), number=301)
        second = replace(MARIA, name=PersonName("Соколова", "Марина", "Дмитриевна"), number=302)
        bench.learn(first)
        second_id = bench.learn(second)

        found = bench.registry.find(second.details, now=now)
        mixed = bench.registry.find(replace(second.details, name=first.name), now=now)

        assert found is not None
        assert found.person_id == second_id
        assert mixed is None

    @pytest.mark.rule("R16")
    def test_never_picks_one_of_two(self, bench: Bench, now: datetime) -> None:
        bench.learn(ANNA)
        bench.learn(replace(ANNA, kinship=DARYA.kinship))

        assert bench.registry.find(ANNA.details, now=now) is None

    def test_finds_by_a_former_name_for_twelve_months(self, bench: Bench, now: datetime) -> None:
        person_id = bench.learn(ANNA)
        married = PersonName("Соколова-Лебедева", "Анна", "Викторовна")
        bench.rename(person_id, married, now)

        by_former = bench.registry.find(ANNA.details, now=now + timedelta(days=360))
        too_late = bench.registry.find(ANNA.details, now=now + timedelta(days=370))
        by_new = bench.registry.find(replace(ANNA.details, name=married), now=now + timedelta(days=370))

        assert by_former is not None
        assert by_former.name == married
        assert too_late is None
        assert by_new is not None

    def test_asks_for_a_document(self, bench: Bench, now: datetime) -> None:
        bench.learn(ANNA)

        assert bench.registry.find(replace(ANNA.details, snils=None, policy=None), now=now) is None

    def test_does_not_take_one_kind_of_number_for_another(self, bench: Bench, now: datetime) -> None:
        bench.learn(ANNA)

        assert bench.registry.find(replace(ANNA.details, snils=lawful_snils(123_456_789), policy=None), now=now) is None


@pytest.mark.manual("C-07")
class TestListNamesakes:
    @staticmethod
    def found(bench: Bench, details: PersonDetails, now: datetime) -> set[str]:
        return {one.person.person_id for one in bench.registry.list_namesakes(details, now=now)}

    def test_finds_whoever_bears_the_surname_whatever_the_birth_date(self, bench: Bench, now: datetime) -> None:
        maria = bench.learn(replace(MARIA, birth_date=date(1961, 9, 9)))
        anna = bench.learn(ANNA)
        bench.learn(DARYA)

        assert self.found(bench, MARIA.details, now) == {maria, anna}

    @pytest.mark.rule("R14")
    @pytest.mark.parametrize(("typed", "known"), [("Семенова", "Семёнова"), ("Семёнова", "Семенова")])
    def test_tells_no_difference_of_spelling(self, bench: Bench, now: datetime, typed: str, known: str) -> None:
        person_id = bench.learn(replace(MARIA, name=PersonName(known, "Мария", "Дмитриевна")))

        assert self.found(bench, replace(MARIA.details, name=PersonName(typed, "Анна")), now) == {person_id}

    def test_brings_the_documents_along(self, bench: Bench, now: datetime) -> None:
        bench.learn(MARIA)

        (found,) = bench.registry.list_namesakes(MARIA.details, now=now)

        assert (found.snils, found.policies) == (MARIA.snils, (MARIA.policy,))


class TestListAlike:
    @staticmethod
    def found(bench: Bench, details: PersonDetails, now: datetime) -> set[str]:
        return {one.person.person_id for one in bench.registry.list_alike(details, now=now)}

    @pytest.mark.parametrize(
        "typed",
        [
            replace(MARIA.details, name=PersonName("Орлова", "Инна", ""), snils=None, policy=None),
            replace(MARIA.details, birth_date=date(2017, 5, 19), snils=None, policy=None),
            replace(MARIA.details, birth_date=date(1999, 1, 1), policy=None),
            replace(MARIA.details, birth_date=date(1999, 1, 1), snils=None),
        ],
        ids=["birthday", "namesake of a near day", "snils", "policy"],
    )
    def test_finds_by_each_thing_that_is_right(self, bench: Bench, now: datetime, typed: PersonDetails) -> None:
        maria = bench.learn(MARIA)
        bench.learn(DMITRY)

        assert self.found(bench, typed, now) == {maria}

    def test_finds_where_day_and_month_changed_places(self, bench: Bench, now: datetime) -> None:
        person_id = bench.learn(replace(MARIA, birth_date=date(2018, 5, 10)))
        typed = replace(MARIA.details, birth_date=date(2018, 10, 5), snils=None, policy=None)

        assert self.found(bench, typed, now) == {person_id}

    @pytest.mark.parametrize("slip", ["wrong digit", "neighbours"])
    def test_finds_by_a_number_with_a_slip(self, bench: Bench, now: datetime, slip: str) -> None:
        maria = bench.learn(MARIA)
        number = MARIA.policy.number
        wrong = (
            f"{(int(number[0]) + 1) % 10}{number[1:]}"
            if slip == "wrong digit"
            else f"{number[1]}{number[0]}{number[2:]}"
        )
        far = replace(MARIA.details, birth_date=date(1999, 1, 1), snils=None)

        assert self.found(bench, replace(far, policy=replace(MARIA.policy, number=wrong)), now) == {maria}

    def test_knows_who_bore_the_name_years_ago(self, bench: Bench, now: datetime) -> None:
        person_id = bench.learn(ANNA)
        bench.rename(person_id, PersonName("Лебедева", "Анна", "Викторовна"), now)

        (found,) = bench.registry.list_alike(ANNA.details, now=now + timedelta(days=3000))

        assert found.bore_this_name
        assert (found.snils, found.policies) == (ANNA.snils, (ANNA.policy,))

    @pytest.mark.rule("R16")
    def test_leaves_out_who_has_nothing_in_common(self, bench: Bench, now: datetime) -> None:
        bench.learn(DARYA)

        assert self.found(bench, ANNA.details, now) == set()


class TestGet:
    def test_knows_a_person_by_its_own_identifier(self, bench: Bench) -> None:
        person_id = bench.learn(DMITRY)

        person = bench.registry.get(person_id)

        assert person is not None
        assert (person.name, person.sex) == (DMITRY.name, Sex.MALE)


class TestRepresentedBy:
    @pytest.mark.rule("R4")
    def test_names_the_children_of_a_representative(self, bench: Bench, now: datetime) -> None:
        anna, maria = bench.learn(ANNA), bench.learn(MARIA)
        bench.represent(anna, maria)

        assert bench.registry.represented_by(anna, on=now.date()) == {maria}
        assert bench.registry.represented_by(maria, on=now.date()) == frozenset()

    @pytest.mark.rule("R4", "R35")
    @pytest.mark.parametrize(("day", "children"), [(date(2036, 5, 18), 1), (date(2036, 5, 19), 0)])
    def test_ends_with_the_eighteenth_birthday(self, bench: Bench, day: date, children: int) -> None:
        anna, maria = bench.learn(ANNA), bench.learn(MARIA)
        bench.represent(anna, maria)

        assert len(bench.registry.represented_by(anna, on=day)) == children
