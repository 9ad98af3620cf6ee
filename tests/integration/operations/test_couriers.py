import logging
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import OperationalError, connection
from pytest_django import Settings

from factories.messages import ADDRESS, queue_letter, queue_sms
from fakes.carriers import FakeCarrier
from integration.operations.sample_tasks import SteppingClock
from integration.operations.stand_ins import StopAfter
from kartoteka.domain.messaging import delivery
from kartoteka.domain.messaging.selectors import find_message
from kartoteka.domain.messaging.types import Channel, ClaimedMessage, OutgoingMessage
from kartoteka.domain.outbox.types import DeliveryState, Trouble
from kartoteka.operations.couriers import Courier, CouriersAtWork, hire_couriers
from kartoteka.operations.rounds import MessageRound
from kartoteka.ui.logs import LineFormatter

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

# The courier closes connections that broke, and so those of an open transaction too; SQLite in memory has but one.
pytestmark = pytest.mark.django_db(transaction=connection.vendor == "postgresql")


@pytest.fixture
def clock() -> SteppingClock:
    return SteppingClock(NOW)


@pytest.fixture
def carrier() -> FakeCarrier:
    return FakeCarrier(refused="gone@example.org")


@pytest.fixture
def courier(carrier: FakeCarrier, clock: SteppingClock) -> Courier[ClaimedMessage]:
    return Courier(MessageRound(Channel.EMAIL, carrier), stop=StopAfter(1), clock=clock, chance=lambda: 0.0)


def state_of(message_id: UUID) -> tuple[DeliveryState, Trouble | None]:
    view = find_message(message_id)
    assert view is not None
    return view.state, view.trouble


class TestACourier:
    def test_hands_a_letter_over(self, courier: Courier[ClaimedMessage], carrier: FakeCarrier) -> None:
        message_id = queue_letter(NOW)

        assert courier.carry_once()

        assert state_of(message_id) == (DeliveryState.DELIVERED, None)
        assert [message.to for message in carrier.taken.values()] == [ADDRESS]

    def test_says_when_there_is_nothing_to_carry(self, courier: Courier[ClaimedMessage]) -> None:
        queue_sms(NOW)

        assert not courier.carry_once()

    def test_gives_up_what_the_carrier_refuses(self, courier: Courier[ClaimedMessage]) -> None:
        message_id = queue_letter(NOW, to="gone@example.org")

        courier.carry_once()

        assert state_of(message_id) == (DeliveryState.DEAD, Trouble.REFUSED)

    def test_loses_nothing_while_the_carrier_is_down(
        self, courier: Courier[ClaimedMessage], carrier: FakeCarrier, clock: SteppingClock
    ) -> None:
        letters = [queue_letter(NOW) for _ in range(3)]
        carrier.is_down = True
        for _ in range(600):
            courier.carry_once()
            clock.advance(seconds=1)

        carrier.is_down = False
        for _ in range(600):
            courier.carry_once()
            clock.advance(seconds=1)

        assert {state_of(letter) for letter in letters} == {(DeliveryState.DELIVERED, None)}
        assert len(carrier.taken) == 3

    def test_asks_a_carrier_that_is_down_seldom_however_much_waits(
        self, courier: Courier[ClaimedMessage], carrier: FakeCarrier, clock: SteppingClock
    ) -> None:
        for _ in range(50):
            queue_letter(NOW)
        carrier.is_down = True

        for _ in range(300):
            courier.carry_once()
            clock.advance(seconds=1)

        assert carrier.attempts <= 5 + 300 / 30

    def test_writes_down_later_what_it_could_not_at_once(
        self, courier: Courier[ClaimedMessage], carrier: FakeCarrier, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        message_id = queue_letter(NOW)
        outages = [OperationalError("gone"), OperationalError("gone")]
        record = delivery.record_handed_over

        def record_later(claimed: ClaimedMessage, *, now: datetime) -> bool:
            if outages:
                raise outages.pop()
            return record(claimed, now=now)

        monkeypatch.setattr(delivery, "record_handed_over", record_later)

        courier.carry_once()

        assert state_of(message_id) == (DeliveryState.DELIVERED, None)
        assert carrier.attempts == 1

    @pytest.mark.rule("R74")
    def test_leaves_to_the_lease_what_it_can_not_write_down_at_all(
        self,
        courier: Courier[ClaimedMessage],
        carrier: FakeCarrier,
        clock: SteppingClock,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        message_id = queue_letter(NOW)

        def fail(claimed: ClaimedMessage, *, now: datetime) -> bool:
            raise OperationalError("gone")

        with monkeypatch.context() as outage:
            outage.setattr(delivery, "record_handed_over", fail)
            with pytest.raises(OperationalError):
                courier.carry_once()
        clock.advance(minutes=1)
        courier.carry_once()

        assert state_of(message_id) == (DeliveryState.DELIVERED, None)
        assert (carrier.attempts, len(carrier.taken)) == (2, 1)

    def test_that_froze_past_its_lease_writes_nothing(
        self, carrier: FakeCarrier, clock: SteppingClock, caplog: pytest.LogCaptureFixture
    ) -> None:
        message_id = queue_letter(NOW)
        other = Courier(MessageRound(Channel.EMAIL, FakeCarrier()), stop=StopAfter(1), clock=clock)

        class FreezingCarrier(FakeCarrier):
            def send(self, message: OutgoingMessage) -> None:
                clock.advance(minutes=1)
                other.carry_once()

        Courier(MessageRound(Channel.EMAIL, FreezingCarrier()), stop=StopAfter(1), clock=clock).carry_once()

        assert state_of(message_id) == (DeliveryState.DELIVERED, None)
        assert "taken over" in caplog.text

    def test_tells_nobody_elses_affairs(
        self,
        courier: Courier[ClaimedMessage],
        carrier: FakeCarrier,
        clock: SteppingClock,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        queue_letter(NOW, to="gone@example.org")
        queue_letter(NOW)
        carrier.is_down = False
        courier.carry_once()
        carrier.is_down = True
        courier.carry_once()

        assert len(caplog.records) == 2
        assert "example.org" not in caplog.text
        assert "Здравствуйте" not in caplog.text


class ClumsySender:
    """A sender with a mistake in it that quotes what it chokes on."""

    def send(self, message: OutgoingMessage) -> None:
        raise RuntimeError(message.to)

    def close(self) -> None: ...


class TestASenderThatStumbles:
    def test_leaves_the_message_for_later_and_its_words_out_of_the_log(
        self, clock: SteppingClock, caplog: pytest.LogCaptureFixture
    ) -> None:
        message_id = queue_letter(NOW)
        courier = Courier(MessageRound(Channel.EMAIL, ClumsySender()), stop=StopAfter(1), clock=clock)

        courier.carry_once()

        assert state_of(message_id) == (DeliveryState.QUEUED, Trouble.FAULT)
        told = [LineFormatter().format(record) for record in caplog.records if record.levelno >= logging.WARNING]
        assert any("builtins.RuntimeError" in line for line in told)
        assert ADDRESS not in " ".join(told)


class TestACourierThatRuns:
    def test_carries_everything_before_it_rests_and_closes_the_line_at_the_end(
        self, courier: Courier[ClaimedMessage], carrier: FakeCarrier
    ) -> None:
        for _ in range(3):
            queue_letter(NOW)

        courier.run()

        assert len(carrier.taken) == 3
        assert carrier.is_closed

    @pytest.mark.parametrize("error", [OperationalError("gone"), ValueError("a mistake")], ids=["database", "mistake"])
    def test_outlives_what_goes_wrong(
        self, carrier: FakeCarrier, clock: SteppingClock, monkeypatch: pytest.MonkeyPatch, error: Exception
    ) -> None:
        queue_letter(NOW)
        errors = [error]
        claim = delivery.claim_message

        def claim_later(*, channel: Channel, now: datetime) -> ClaimedMessage | None:
            if errors:
                raise errors.pop()
            return claim(channel=channel, now=now)

        monkeypatch.setattr(delivery, "claim_message", claim_later)

        Courier(MessageRound(Channel.EMAIL, carrier), stop=StopAfter(2), clock=clock).run()

        assert len(carrier.taken) == 1


class TestCouriersAtWork:
    def test_end_with_the_block(self) -> None:
        carriers = [FakeCarrier(), FakeCarrier()]
        stop = StopAfter(0)
        couriers = [
            Courier(MessageRound(channel, carrier), stop=stop, clock=lambda: NOW)
            for channel, carrier in zip(Channel, carriers, strict=True)
        ]

        with CouriersAtWork(couriers):
            pass

        assert all(carrier.is_closed for carrier in carriers)

    @pytest.mark.parametrize(("origins", "more"), [(("https://push.example",), {"push"}), ((), set())])
    def test_are_hired_one_for_each_channel_and_two_for_the_medical_system(
        self, settings: Settings, origins: tuple[str, ...], more: set[str]
    ) -> None:
        settings.KARTOTEKA_PUSH_ORIGINS = origins

        hired = hire_couriers(stop=StopAfter(0), clock=lambda: NOW + timedelta(0))

        assert {courier.name for courier in hired} == {"email", "sms", "mis", "kin"} | more
