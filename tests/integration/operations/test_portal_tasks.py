from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from cast import ANNA, ARTYOM
from factories.access import person_id
from factories.people import add_with_identity, new_card
from factories.telephones import reachable
from fakes.medical_system import FakeInsuredRegistry
from integration.operations.sample_tasks import DATABASE_QUEUE, enqueue
from kartoteka import wiring
from kartoteka.domain.access.types import RecordPart, Sensitivity
from kartoteka.domain.accounts.app_devices.models import PushRow
from kartoteka.domain.accounts.models import AccountSession
from kartoteka.domain.card_index.errors import PersonNotFound
from kartoteka.domain.card_index.selectors import find_card
from kartoteka.domain.card_index.services import add_person
from kartoteka.domain.card_index.types import CardState
from kartoteka.domain.health_record.incoming import Arrived
from kartoteka.domain.health_record.news import note_news
from kartoteka.domain.idempotency.models import Submission
from kartoteka.domain.limits.models import LimitCounter
from kartoteka.domain.moderation.services import send_for_verification
from kartoteka.operations import tasks
from kartoteka.shared.actor import Actor

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=60)


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    """A task takes the time from the clock: nobody passes it."""
    with time_machine.travel(NOW, tick=False):
        yield


def keep_everything(at: datetime) -> None:
    """One of each thing that serves its time, made at the given moment and served by then."""
    LimitCounter.objects.create(name="any", subject=b"x", period_start=at, expires_at=at, taken=1)
    Submission.objects.create(account_id=uuid4(), key=uuid4(), digest=b"x", result_id="1", created_at=at)
    AccountSession.objects.create(
        key_hash=f"{at:%Y%m%d}".encode(), data="", started_at=at, seen_at=at, expires_at=at + timedelta(hours=1)
    )
    row = enqueue("greet", "Anna")
    DBTaskResult.objects.filter(id=row.id).update(status=TaskResultStatus.SUCCESSFUL, finished_at=at)


@pytest.mark.django_db
class TestForgetting:
    def test_deletes_what_has_served_its_time_and_nothing_else(self, settings: Settings) -> None:
        settings.TASKS = DATABASE_QUEUE
        keep_everything(LONG_AGO)
        keep_everything(NOW)

        tasks.forget_expired.call()

        assert LimitCounter.objects.get().period_start == NOW
        assert Submission.objects.get().created_at == NOW
        assert AccountSession.objects.get().expires_at > NOW
        assert DBTaskResult.objects.get().finished_at == NOW


class TestMatching:
    @pytest.mark.rule("R20")
    def test_confirms_who_came_into_the_registry_of_the_installation(
        self, anna: UUID, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        registry = FakeInsuredRegistry()
        monkeypatch.setattr(wiring, "insured_registry", lambda: registry)
        by = Actor.account(anna)
        new = new_card(ARTYOM)
        with pytest.raises(PersonNotFound):
            add_person(account_id=anna, new=new, registry=registry, form_key=uuid4(), by=by, now=NOW)
        card = send_for_verification(
            account_id=anna, new=new, form_key=uuid4(), time_zone="Asia/Yekaterinburg", by=by, now=NOW
        )
        registry.learn(ARTYOM)

        tasks.match_awaiting_cards.call()

        assert find_card(account_id=anna, card_id=card.card_id).state is CardState.CONFIRMED


class TestNewsOfRecords:
    @pytest.mark.manual("F-11")
    def test_is_told_by_the_worker(self, anna: UUID, settings: Settings) -> None:
        add_with_identity(anna, ANNA, FakeInsuredRegistry([ANNA]), NOW)
        reachable(anna, settings, NOW)
        came = Arrived(RecordPart.RESULTS, frozenset({Sensitivity.ORDINARY}), NOW.date())
        note_news(person_id(ANNA), [came], now=NOW)

        tasks.tell_record_news.call()
        tasks.tell_record_news.call()

        assert PushRow.objects.get().subscription.device.account_id == anna
