"""What every keeper of patients' contacts promises (law 6)."""

from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID, uuid4

import pytest

from cast import ANNA, MARIA
from fakes.medical_system import FakePatientContacts
from kartoteka.adapters.mis_embedded import registration
from kartoteka.adapters.mis_embedded.patient_contacts import EmbeddedPatientContacts, find_phone
from kartoteka.adapters.mis_embedded.types import NewInsuredPerson
from kartoteka.domain.card_index.ports import PatientContacts
from kartoteka.shared.errors import Refused
from kartoteka.shared.phones import MobilePhone

pytestmark = pytest.mark.django_db

FIRST, SECOND = MobilePhone("+79120000001"), MobilePhone("+79120000002")
HOUR = timedelta(hours=1)


class Bench(Protocol):
    """A medical system with two patients, and a look into it."""

    @property
    def contacts(self) -> PatientContacts: ...
    @property
    def anna(self) -> str: ...
    @property
    def maria(self) -> str: ...
    def phone_of(self, person_id: str) -> str: ...
    def record_death(self, person_id: str, now: datetime) -> None: ...


class FakeBench:
    anna, maria = "person-anna", "person-maria"

    def __init__(self) -> None:
        self.contacts = FakePatientContacts()
        for person_id in (self.anna, self.maria):
            self.contacts.learn(person_id)

    def phone_of(self, person_id: str) -> str:
        return self.contacts.phone_of(person_id)

    def record_death(self, person_id: str, now: datetime) -> None:
        self.contacts.forget(person_id)


class EmbeddedBench:
    def __init__(self, now: datetime) -> None:
        self.contacts = EmbeddedPatientContacts()
        people = [NewInsuredPerson(one.name, one.birth_date, one.sex, "59") for one in (ANNA, MARIA)]
        self.anna, self.maria = registration.register_people(people, now=now)

    def phone_of(self, person_id: str) -> str:
        return find_phone(person_id)

    def record_death(self, person_id: str, now: datetime) -> None:
        registration.record_death(person_id, on=date(2026, 11, 1), now=now)


@pytest.fixture(params=["fake", "embedded"])
def bench(request: pytest.FixtureRequest, now: datetime) -> Bench:
    return FakeBench() if request.param == "fake" else EmbeddedBench(now)


def put(bench: Bench, phone: MobilePhone, changed_at: datetime, change_id: UUID | None = None) -> UUID:
    change_id = change_id or uuid4()
    bench.contacts.put_phone(person_id=bench.anna, phone=phone, change_id=change_id, changed_at=changed_at)
    return change_id


@pytest.mark.manual("F-01")
class TestANumber:
    def test_is_taken_over_for_its_person_alone(self, bench: Bench, now: datetime) -> None:
        put(bench, FIRST, now)

        assert bench.phone_of(bench.anna) == FIRST.number
        assert bench.phone_of(bench.maria) == ""

    def test_gives_way_to_a_newer_one(self, bench: Bench, now: datetime) -> None:
        put(bench, FIRST, now)
        put(bench, SECOND, now + HOUR)

        assert bench.phone_of(bench.anna) == SECOND.number

    @pytest.mark.rule("R74")
    def test_stays_when_an_older_change_comes_late(self, bench: Bench, now: datetime) -> None:
        put(bench, SECOND, now + HOUR)
        put(bench, FIRST, now)

        assert bench.phone_of(bench.anna) == SECOND.number

    @pytest.mark.rule("R74")
    def test_stays_when_its_change_comes_again(self, bench: Bench, now: datetime) -> None:
        change_id = put(bench, FIRST, now)
        put(bench, FIRST, now, change_id)

        assert bench.phone_of(bench.anna) == FIRST.number

    @pytest.mark.rule("R74")
    def test_stays_when_the_change_before_comes_again(self, bench: Bench, now: datetime) -> None:
        change_id = put(bench, FIRST, now)
        put(bench, SECOND, now + HOUR)
        put(bench, FIRST, now, change_id)

        assert bench.phone_of(bench.anna) == SECOND.number

    @pytest.mark.parametrize("person_id", ["nobody", str(UUID(int=7))])
    def test_of_nobody_is_refused(self, bench: Bench, now: datetime, person_id: str) -> None:
        with pytest.raises(Refused):
            bench.contacts.put_phone(person_id=person_id, phone=FIRST, change_id=uuid4(), changed_at=now)

    def test_of_who_died_is_refused(self, bench: Bench, now: datetime) -> None:
        bench.record_death(bench.anna, now)

        with pytest.raises(Refused):
            put(bench, FIRST, now)
        assert bench.phone_of(bench.anna) == ""
