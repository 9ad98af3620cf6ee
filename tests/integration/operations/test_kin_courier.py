"""Questions about relatives on their way: F-05, R28."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import OperationalError, connection
from pytest_django import Settings

from cast import ANNA, MARIA
from factories.access import CHILD, decision, person_id
from factories.people import add_with_identity, make_account
from fakes.medical_system import FakeInsuredRegistry
from fakes.relatives import FakeRelatives
from integration.operations.sample_tasks import SteppingClock
from integration.operations.stand_ins import StopAfter
from kartoteka.domain.access.types import Ground, Refusal
from kartoteka.domain.card_index import kin_answers
from kartoteka.domain.card_index.kin_answers import ClaimedKinQuestion
from kartoteka.domain.card_index.kin_questions import ask_for_kin
from kartoteka.domain.card_index.models import KinOfferRow, KinQuestionRow
from kartoteka.domain.card_index.types import Kinship
from kartoteka.operations.couriers import Courier
from kartoteka.operations.rounds import KinRound
from kartoteka.shared.actor import Actor

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

# The courier closes connections that broke, and so those of an open transaction too; SQLite in memory has but one.
pytestmark = [
    pytest.mark.django_db(transaction=connection.vendor == "postgresql"),
    pytest.mark.manual("F-05"),
    pytest.mark.rule("R28"),
]


@pytest.fixture
def clock() -> SteppingClock:
    return SteppingClock(NOW)


@pytest.fixture
def relatives() -> FakeRelatives:
    relatives = FakeRelatives()
    relatives.learn(ANNA, MARIA, Kinship.CHILD)
    return relatives


@pytest.fixture
def registry() -> FakeInsuredRegistry:
    return FakeInsuredRegistry([ANNA, MARIA])


@pytest.fixture
def courier(
    relatives: FakeRelatives, registry: FakeInsuredRegistry, clock: SteppingClock
) -> Courier[ClaimedKinQuestion]:
    return Courier(KinRound(relatives, registry), stop=StopAfter(1), clock=clock, chance=lambda: 0.0)


@pytest.fixture
def account(db: None, registry: FakeInsuredRegistry) -> UUID:
    """Анна's account, just signed in."""
    account = make_account(ANNA, NOW)
    add_with_identity(account, ANNA, registry, NOW - timedelta(days=1))
    ask_for_kin(account_id=account, by=Actor.account(account), now=NOW)
    return account


def offered() -> list[str]:
    return list(KinOfferRow.objects.values_list("given", flat=True))


class TestTheCourierOfQuestions:
    def test_brings_the_answer(self, account: UUID, courier: Courier[ClaimedKinQuestion]) -> None:
        courier.run()

        assert offered() == ["Мария"]
        assert KinQuestionRow.objects.get().state == "delivered"

    def test_asks_again_after_an_outage(
        self,
        account: UUID,
        courier: Courier[ClaimedKinQuestion],
        relatives: FakeRelatives,
        clock: SteppingClock,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        relatives.is_down = True
        courier.carry_once()
        while_down = offered()
        relatives.is_down = False
        clock.advance(minutes=1)
        courier.carry_once()

        assert while_down == []
        assert offered() == ["Мария"]
        assert "Соколова" not in caplog.text

    def test_writes_the_answer_once_however_often_it_came(
        self,
        account: UUID,
        courier: Courier[ClaimedKinQuestion],
        clock: SteppingClock,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        def fail(claimed: ClaimedKinQuestion, told: object, *, now: datetime) -> bool:
            raise OperationalError("gone")

        with monkeypatch.context() as outage:
            outage.setattr(kin_answers, "record_answered", fail)
            with pytest.raises(OperationalError):
                courier.carry_once()
        clock.advance(minutes=2)
        courier.carry_once()

        assert offered() == ["Мария"]

    def test_does_not_write_another_attempts_answer(
        self, account: UUID, relatives: FakeRelatives, registry: FakeInsuredRegistry, clock: SteppingClock
    ) -> None:
        frozen = kin_answers.claim_question(now=clock())
        assert frozen is not None

        assert not KinRound(relatives, registry).record_handed_over(frozen, now=clock())
        assert offered() == []

    @pytest.mark.rule("R31")
    @pytest.mark.parametrize("offers_kin", [True, False])
    def test_brings_word_of_whom_somebody_acts_for_and_of_whom_no_more(
        self,
        account: UUID,
        courier: Courier[ClaimedKinQuestion],
        registry: FakeInsuredRegistry,
        clock: SteppingClock,
        settings: Settings,
        offers_kin: bool,  # noqa: FBT001 - a parameter of the test
    ) -> None:
        settings.KARTOTEKA_OFFERS_KIN = offers_kin
        registry.record_representation(representative_id=person_id(ANNA), child_id=CHILD)
        courier.carry_once()
        before = decision(account, clock()).ground
        registry.end_representation(representative_id=person_id(ANNA), child_id=CHILD)
        clock.advance(minutes=1)
        ask_for_kin(account_id=account, by=Actor.account(account), now=clock())
        courier.carry_once()

        assert before is Ground.REPRESENTATIVE
        assert decision(account, clock()).refusal is Refusal.NO_RIGHT

    @pytest.mark.rule("R31")
    def test_leaves_rights_as_they_were_while_the_registry_is_down(
        self, account: UUID, courier: Courier[ClaimedKinQuestion], registry: FakeInsuredRegistry, clock: SteppingClock
    ) -> None:
        registry.record_representation(representative_id=person_id(ANNA), child_id=CHILD)
        courier.carry_once()
        registry.is_down = True
        clock.advance(minutes=1)
        ask_for_kin(account_id=account, by=Actor.account(account), now=clock())
        courier.carry_once()

        assert decision(account, clock()).ground is Ground.REPRESENTATIVE
        assert KinQuestionRow.objects.exclude(state="delivered").exists()
