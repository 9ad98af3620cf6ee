"""What everybody promises who tells whose relatives are whose (law 6)."""

from datetime import UTC, date, datetime
from typing import Protocol
from uuid import UUID

import pytest

from cast import ANNA, DMITRY, MARIA, VERA, CastMember
from fakes.relatives import FakeRelatives
from kartoteka.adapters.mis_embedded import registration
from kartoteka.adapters.mis_embedded.models import InsuredPersonRow, KinshipRow
from kartoteka.adapters.mis_embedded.relatives import EmbeddedRelatives
from kartoteka.adapters.mis_embedded.types import NewInsuredPerson, WithheldFor
from kartoteka.domain.card_index.ports import KnownRelatives
from kartoteka.domain.card_index.types import Kinship

pytestmark = [pytest.mark.django_db, pytest.mark.manual("F-05")]

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


class Bench(Protocol):
    """A medical system that knows the family, and what it is told of their kinship."""

    @property
    def relatives(self) -> KnownRelatives: ...
    def id_of(self, member: CastMember) -> str: ...
    def learn(self, member: CastMember, relative: CastMember, kinship: Kinship) -> None: ...
    def end(self, member: CastMember, relative: CastMember) -> None: ...
    def withhold(self, member: CastMember, relative: CastMember) -> None: ...
    def protect(self, relative: CastMember) -> None: ...


class FakeBench:
    def __init__(self) -> None:
        self.relatives = FakeRelatives()
        self.learn, self.end = self.relatives.learn, self.relatives.forget
        self.withhold, self.protect = self.relatives.withhold, self.relatives.protect

    def id_of(self, member: CastMember) -> str:
        return f"person-{member.number}"


class EmbeddedBench:
    def __init__(self) -> None:
        self.relatives = EmbeddedRelatives()
        members = (ANNA, DMITRY, MARIA, VERA)
        people = [NewInsuredPerson(one.name, one.birth_date, one.sex, "59", one.snils) for one in members]
        self._ids = dict(zip(members, registration.register_people(people, now=NOW), strict=True))

    def id_of(self, member: CastMember) -> str:
        return self._ids[member]

    def learn(self, member: CastMember, relative: CastMember, kinship: Kinship) -> None:
        registration.record_kinship(person_id=self.id_of(member), relative_id=self.id_of(relative), kinship=kinship)

    def end(self, member: CastMember, relative: CastMember) -> None:
        pair = KinshipRow.objects.filter(person_id=UUID(self.id_of(member)), relative_id=UUID(self.id_of(relative)))
        pair.filter(valid_until=None).update(valid_until=date(2026, 11, 22))

    def withhold(self, member: CastMember, relative: CastMember) -> None:
        self.end(member, relative)
        registration.record_kinship(
            person_id=self.id_of(member),
            relative_id=self.id_of(relative),
            kinship=Kinship.CHILD,
            withheld_for=WithheldFor.ADOPTION,
        )

    def protect(self, relative: CastMember) -> None:
        InsuredPersonRow.objects.filter(pk=self.id_of(relative)).update(is_protected=True)


@pytest.fixture(params=[FakeBench, EmbeddedBench], ids=["fake", "embedded"])
def bench(request: pytest.FixtureRequest, db: None) -> Bench:
    made: Bench = request.param()
    return made


def told(bench: Bench, member: CastMember) -> dict[str, Kinship]:
    found = bench.relatives.list_relatives(bench.id_of(member), on=TODAY)
    return {one.person.name.given: one.kinship for one in found}


class TestRelatives:
    def test_are_told_with_who_they_are(self, bench: Bench) -> None:
        bench.learn(ANNA, MARIA, Kinship.CHILD)
        bench.learn(ANNA, DMITRY, Kinship.SPOUSE)

        assert told(bench, ANNA) == {"Мария": Kinship.CHILD, "Дмитрий": Kinship.SPOUSE}

    def test_are_not_told_to_others(self, bench: Bench) -> None:
        bench.learn(ANNA, MARIA, Kinship.CHILD)

        assert told(bench, VERA) == {}

    @pytest.mark.rule("R31")
    def test_end_with_the_kinship(self, bench: Bench) -> None:
        bench.learn(ANNA, DMITRY, Kinship.SPOUSE)
        bench.end(ANNA, DMITRY)

        assert told(bench, ANNA) == {}

    @pytest.mark.rule("R29")
    def test_are_silent_of_who_is_withheld_from_this_person_alone(self, bench: Bench) -> None:
        bench.learn(ANNA, MARIA, Kinship.CHILD)
        bench.learn(DMITRY, MARIA, Kinship.CHILD)
        bench.withhold(DMITRY, MARIA)

        asked = [bench.id_of(MARIA), bench.id_of(VERA)]
        assert told(bench, DMITRY) == {}
        assert told(bench, ANNA) == {"Мария": Kinship.CHILD}
        assert bench.relatives.withheld(bench.id_of(DMITRY), asked, on=TODAY) == {bench.id_of(MARIA)}

    @pytest.mark.rule("R29")
    def test_are_silent_of_the_protected(self, bench: Bench) -> None:
        bench.learn(ANNA, MARIA, Kinship.CHILD)
        bench.protect(MARIA)

        assert told(bench, ANNA) == {}
        assert bench.relatives.withheld(bench.id_of(VERA), [bench.id_of(MARIA)], on=TODAY) == {bench.id_of(MARIA)}


class TestTheEmbeddedSystem:
    def test_counts_a_represented_child_as_one_until_it_is_of_age(self) -> None:
        bench = EmbeddedBench()
        registration.record_representation(
            representative_id=bench.id_of(ANNA), child_id=bench.id_of(MARIA), since=date(2018, 6, 1)
        )

        assert told(bench, ANNA) == {"Мария": Kinship.CHILD}
        of_age = date(2036, 5, 19)
        assert bench.relatives.list_relatives(bench.id_of(ANNA), on=of_age) == ()

    def test_is_silent_of_the_dead(self) -> None:
        bench = EmbeddedBench()
        bench.learn(ANNA, VERA, Kinship.PARENT)
        registration.record_death(bench.id_of(VERA), on=TODAY, now=NOW)

        assert told(bench, ANNA) == {}
