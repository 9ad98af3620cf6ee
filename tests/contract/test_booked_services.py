"""What every source of booked services promises (law 6)."""

from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID, uuid4

import pytest

from cast import ANNA, DMITRY
from fakes.medical_system import FakeBookedServices
from kartoteka.adapters.mis_embedded import registration, scheduling
from kartoteka.adapters.mis_embedded.booked_services import EmbeddedBookedServices
from kartoteka.adapters.mis_embedded.types import NewInsuredPerson, NewOrganization, NewService, ServiceStatus
from kartoteka.domain.card_index.ports import BookedServices
from kartoteka.domain.card_index.types import PersonServices, ServiceScope, ServiceSummary

pytestmark = pytest.mark.django_db

ACCOUNT, OTHER_ACCOUNT = uuid4(), uuid4()


class Bench(Protocol):
    @property
    def services(self) -> BookedServices: ...
    @property
    def anna(self) -> str: ...
    @property
    def dmitry(self) -> str: ...
    def give(self, person_id: str, at: datetime, *, booked_by: UUID | None, is_completed: bool = False) -> None: ...


class FakeBench:
    anna, dmitry = "person-anna", "person-dmitry"

    def __init__(self) -> None:
        self.services = FakeBookedServices()

    def give(self, person_id: str, at: datetime, *, booked_by: UUID | None, is_completed: bool = False) -> None:
        self.services.give(person_id, at=at, booked_by=booked_by, is_completed=is_completed)


class EmbeddedBench:
    def __init__(self, now: datetime) -> None:
        self.services = EmbeddedBookedServices()
        people = [NewInsuredPerson(one.name, one.birth_date, one.sex, "59") for one in (ANNA, DMITRY)]
        self.anna, self.dmitry = registration.register_people(people, now=now)
        self.organization = scheduling.open_organization(NewOrganization("Поликлиника № 1", "Asia/Yekaterinburg"))

    def give(self, person_id: str, at: datetime, *, booked_by: UUID | None, is_completed: bool = False) -> None:
        status = ServiceStatus.COMPLETED if is_completed else ServiceStatus.BOOKED
        service = NewService(
            person_id=person_id,
            organization_id=self.organization,
            title="Терапевт участковый",
            practitioner="Петрова Ирина Олеговна",
            room="214",
            starts_at=at,
            status=status,
            booked_by=booked_by,
        )
        scheduling.book_services([service])


@pytest.fixture(params=["fake", "embedded"])
def bench(request: pytest.FixtureRequest, now: datetime) -> Bench:
    return FakeBench() if request.param == "fake" else EmbeddedBench(now)


@pytest.mark.rule("D2")
class TestSummaries:
    def test_count_upcoming_and_completed_and_name_the_next(self, bench: Bench, now: datetime) -> None:
        bench.give(bench.anna, now + timedelta(days=9), booked_by=None)
        bench.give(bench.anna, now + timedelta(days=2), booked_by=ACCOUNT)
        bench.give(bench.anna, now - timedelta(days=30), booked_by=None, is_completed=True)

        summary = bench.services.summaries([ServiceScope(bench.anna, None)], now=now)[bench.anna]

        assert (summary.upcoming, summary.completed) == (2, 1)
        assert summary.next is not None
        assert summary.next.starts_at == now + timedelta(days=2)

    def test_hide_what_others_booked_when_told_to(self, bench: Bench, now: datetime) -> None:
        bench.give(bench.anna, now + timedelta(days=2), booked_by=None)
        bench.give(bench.anna, now + timedelta(days=3), booked_by=OTHER_ACCOUNT)
        bench.give(bench.anna, now + timedelta(days=4), booked_by=ACCOUNT)
        bench.give(bench.anna, now - timedelta(days=4), booked_by=OTHER_ACCOUNT, is_completed=True)

        summary = bench.services.summaries([ServiceScope(bench.anna, ACCOUNT)], now=now)[bench.anna]

        assert (summary.upcoming, summary.completed) == (1, 0)
        assert summary.next is not None
        assert summary.next.starts_at == now + timedelta(days=4)

    def test_treat_each_person_by_his_own_scope(self, bench: Bench, now: datetime) -> None:
        for person in (bench.anna, bench.dmitry):
            bench.give(person, now + timedelta(days=2), booked_by=None)

        summaries = bench.services.summaries(
            [ServiceScope(bench.anna, None), ServiceScope(bench.dmitry, ACCOUNT)], now=now
        )

        assert summaries[bench.anna].upcoming == 1
        assert summaries[bench.dmitry] == ServiceSummary()

    def test_forget_a_visit_whose_time_has_passed(self, bench: Bench, now: datetime) -> None:
        bench.give(bench.anna, now - timedelta(minutes=1), booked_by=None)

        assert bench.services.summaries([ServiceScope(bench.anna, None)], now=now)[bench.anna] == ServiceSummary()

    def test_of_nobody_are_empty(self, bench: Bench, now: datetime) -> None:
        assert bench.services.summaries([], now=now) == {}


class TestListFor:
    def test_orders_upcoming_soonest_first_and_completed_latest_first(self, bench: Bench, now: datetime) -> None:
        for days in (9, 2):
            bench.give(bench.anna, now + timedelta(days=days), booked_by=None)
        for days in (40, 3):
            bench.give(bench.anna, now - timedelta(days=days), booked_by=None, is_completed=True)

        services = bench.services.list_for(ServiceScope(bench.anna, None), now=now)

        assert [one.starts_at - now for one in services.upcoming] == [timedelta(days=2), timedelta(days=9)]
        assert [now - one.starts_at for one in services.completed] == [timedelta(days=3), timedelta(days=40)]

    def test_is_empty_for_who_has_none(self, bench: Bench, now: datetime) -> None:
        assert bench.services.list_for(ServiceScope(bench.anna, ACCOUNT), now=now) == PersonServices()


class TestACancelledService:
    def test_is_shown_no_more(self, now: datetime) -> None:
        bench = EmbeddedBench(now)
        bench.give(bench.anna, now + timedelta(days=2), booked_by=None)
        scope = ServiceScope(bench.anna, None)
        service_id = bench.services.list_for(scope, now=now).upcoming[0].service_id

        scheduling.cancel_service(UUID(service_id))

        assert bench.services.list_for(scope, now=now) == PersonServices()
