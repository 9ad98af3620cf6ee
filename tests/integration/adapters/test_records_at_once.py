"""Records that come in, and news of them that are told, in the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection, connections

from cast import VERA
from factories.people import add_with_identity, make_account
from factories.records import CLINIC, a_case, a_document, a_record, a_result, measured
from factories.telephones import Telephone, bind
from fakes.medical_documents import EXAMINER
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.adapters.mis_embedded import registration, scheduling
from kartoteka.adapters.mis_embedded.models import CaseRow, IndicatorRow, ResultRow
from kartoteka.adapters.mis_embedded.record_import import EmbeddedRecordIntake
from kartoteka.adapters.mis_embedded.types import NewInsuredPerson, NewOrganization
from kartoteka.domain.accounts.app_devices.models import PushRow, PushSubscriptionRow
from kartoteka.domain.health_record.incoming import NewRecord, Outcome
from kartoteka.domain.health_record.models import RecordNewsRow
from kartoteka.domain.health_record.news import tell_news
from kartoteka.domain.health_record.taking_over import take_over_record
from kartoteka.shared.actor import Actor

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory has one writer at a time"),
    pytest.mark.rule("R74"),
]
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = date(2026, 11, 20)


@pytest.fixture
def vera(db: None) -> str:
    scheduling.open_organization(NewOrganization(CLINIC, "Asia/Yekaterinburg"))
    person = NewInsuredPerson(VERA.name, VERA.birth_date, VERA.sex, "59", VERA.snils, (VERA.policy,))
    return registration.register_people([person], now=NOW)[0]


@pytest.fixture
def subscribed(vera: str) -> UUID:
    """Вера's account, with a telephone and herself as the registry knows her."""
    registry = FakeInsuredRegistry()
    registry.learn(VERA, person_id=vera)
    account = make_account(VERA, NOW)
    add_with_identity(account, VERA, registry, NOW)
    device_id = bind(account, Telephone(), NOW)
    PushSubscriptionRow.objects.create(device_id=device_id, endpoint="https://push.example/1", added_at=NOW)
    return account


def at_once(*acts: Callable[[], object]) -> list[object]:
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        start.wait(10)
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [done.result(60) for done in [pool.submit(run, act) for act in acts]]


def import_of(whose: str, record: NewRecord) -> Callable[[], Outcome]:
    return lambda: (
        take_over_record(
            whose, record, intake=EmbeddedRecordIntake(), examiner=EXAMINER, by=Actor.system(), now=NOW
        ).outcome
    )


@pytest.fixture(params=range(3))
def attempt() -> None:
    """A race is run more than once."""


@pytest.mark.usefixtures("attempt")
class TestAtOnce:
    def test_two_imports_of_one_person_take_turns(self, vera: str) -> None:
        results = tuple(a_result(DAY, measured("5.4")) for _ in range(50))
        record = a_record(*(a_case(DAY) for _ in range(50)), results=results, documents=(a_document(DAY),))

        outcomes = at_once(*[import_of(vera, record)] * 4)

        assert sorted(map(str, outcomes)) == ["added", "unchanged", "unchanged", "unchanged"]
        assert (CaseRow.objects.count(), ResultRow.objects.count(), IndicatorRow.objects.count()) == (50, 50, 50)

    def test_what_comes_while_it_is_told_is_told_too(self, vera: str, subscribed: UUID) -> None:
        first = a_record(results=(a_result(DAY),))
        import_of(vera, first)()
        second = a_record(results=(*first.results, a_result(DAY)))

        _, *told = at_once(
            import_of(vera, second), lambda: tell_news(now=NOW), lambda: tell_news(now=NOW + timedelta(seconds=1))
        )
        told.append(tell_news(now=NOW + timedelta(hours=1)))

        assert not RecordNewsRow.objects.exists()
        assert PushRow.objects.filter(subscription__device__account=subscribed).count() == sum(map(int, map(str, told)))
        assert PushRow.objects.exists()
