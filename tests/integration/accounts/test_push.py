"""Knocks at telephones: who gets them, how often, and when they end."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from pytest_django import Settings

from factories.telephones import Telephone, bind
from fakes.push import FakePushSender
from kartoteka.domain.accounts.app_devices import push
from kartoteka.domain.accounts.app_devices.binding import end_device
from kartoteka.domain.accounts.app_devices.errors import DeviceGone, NoPushService
from kartoteka.domain.accounts.app_devices.models import PushRow, PushSubscriptionRow
from kartoteka.domain.accounts.app_devices.rules import is_push_address
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.outbox.types import DeliveryState, Trouble
from kartoteka.operations.couriers import Courier
from kartoteka.operations.rounds import PushRound
from kartoteka.shared.actor import Actor

ORIGINS = ("https://push.example", "https://*.notify.example")
HERE = "https://push.example/send/abc"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def services(settings: Settings) -> None:
    settings.KARTOTEKA_PUSH_ORIGINS = ORIGINS


@pytest.fixture
def device(anna: UUID, now: datetime) -> UUID:
    """Anna's telephone, which may be knocked at."""
    device = bind(anna, Telephone(), now)
    push.subscribe(device_id=device, endpoint=HERE, by=Actor.account(anna), now=now)
    return device


class NeverStop:
    """Nobody wants to stop."""

    is_set = False

    def wait(self, seconds: float) -> bool:
        return False


class TestAnAddress:
    @pytest.mark.parametrize("address", [HERE, "https://push.example/", "https://wns2.notify.example/w/?token=x%2b"])
    def test_of_a_known_push_service_is_taken(self, address: str) -> None:
        assert is_push_address(address, ORIGINS)

    @pytest.mark.parametrize(
        "address",
        [
            "",
            "http://push.example/send",
            "https://push.example.evil.example/send",
            "https://push.example@evil.example/send",
            "https://push.example:8443/send",
            "https://notify.example/send",
            "https://a.b.notify.example/send",
            "https://127.0.0.1/send",
            "file:///etc/passwd",
            "https://push.example/send\nHost: evil",
        ],
    )
    def test_of_another_place_is_not(self, anna: UUID, now: datetime, address: str) -> None:
        device = bind(anna, Telephone(), now)

        with pytest.raises(NoPushService):
            push.subscribe(device_id=device, endpoint=address, by=Actor.account(anna), now=now)


class TestASubscription:
    def test_belongs_to_one_telephone_at_a_time(self, darya: UUID, device: UUID, now: datetime) -> None:
        other = bind(darya, Telephone(), now)

        push.subscribe(device_id=other, endpoint=HERE, by=Actor.account(darya), now=now)

        assert push.is_subscribed(device_id=other)
        assert not push.is_subscribed(device_id=device)

    def test_ends_with_its_telephone_and_with_all_that_waits(self, anna: UUID, device: UUID, now: datetime) -> None:
        push.announce([anna], event="news", now=now)

        end_device(account_id=anna, device_id=device, by=Actor.account(anna), now=now)

        assert not PushSubscriptionRow.objects.exists()
        assert not PushRow.objects.exists()

    def test_can_be_switched_off(self, anna: UUID, device: UUID, now: datetime) -> None:
        push.unsubscribe(device_id=device, by=Actor.account(anna), now=now)
        push.unsubscribe(device_id=device, by=Actor.account(anna), now=now)

        assert not push.is_subscribed(device_id=device)

    def test_is_none_of_a_telephone_that_is_gone(self, anna: UUID, now: datetime) -> None:
        with pytest.raises(DeviceGone):
            push.subscribe(device_id=uuid4(), endpoint=HERE, by=Actor.account(anna), now=now)


@pytest.mark.rule("R74")
class TestAKnock:
    def test_goes_to_the_telephones_of_whom_it_concerns(
        self, anna: UUID, darya: UUID, device: UUID, now: datetime
    ) -> None:
        push.announce([darya], event="hers", now=now)
        assert push.claim_push(now=now) is None

        push.announce([anna], event="mine", now=now)

        claimed = push.claim_push(now=now)
        assert claimed is not None
        assert claimed.endpoint == HERE
        assert push.record_delivered(claimed, now=now)
        assert push.claim_push(now=now + HOUR) is None

    def test_is_one_however_often_it_is_announced(self, anna: UUID, device: UUID, now: datetime) -> None:
        for _ in range(3):
            push.announce([anna, anna], event="same", now=now)

        assert PushRow.objects.count() == 1

    def test_waits_as_long_as_a_decision_may_be_taken_back(self, anna: UUID, device: UUID, now: datetime) -> None:
        push.announce([anna], event="later", not_before=now + HOUR, now=now)

        assert push.claim_push(now=now) is None
        assert push.claim_push(now=now + HOUR) is not None

    def test_is_not_for_a_blocked_account(self, anna: UUID, device: UUID, now: datetime) -> None:
        Account.objects.filter(pk=anna).update(is_active=False)

        push.announce([anna], event="news", now=now)

        assert not PushRow.objects.exists()

    def test_is_given_up_a_day_late(self, anna: UUID, device: UUID, now: datetime) -> None:
        push.announce([anna], event="news", now=now)

        assert push.claim_push(now=now + DAY) is None
        assert PushRow.objects.get().trouble == Trouble.TOO_LATE

    def test_is_tried_again_when_the_service_is_away(self, anna: UUID, device: UUID, now: datetime) -> None:
        push.announce([anna], event="news", now=now)
        claimed = push.claim_push(now=now)
        assert claimed is not None

        state = push.record_failure(claimed, Trouble.UNAVAILABLE, jitter=0, now=now)

        assert state is DeliveryState.QUEUED
        assert push.claim_push(now=now) is None
        assert push.claim_push(now=now + HOUR) is not None

    def test_at_a_telephone_that_is_gone_ends_its_subscription(self, anna: UUID, device: UUID, now: datetime) -> None:
        PushSubscriptionRow.objects.update(endpoint="https://push.example/gone")
        push.announce([anna], event="news", now=now)
        courier = Courier(PushRound(FakePushSender()), stop=NeverStop(), clock=lambda: now)

        assert courier.carry_once()

        assert not push.is_subscribed(device_id=device)
        assert not PushRow.objects.exists()

    def test_is_forgotten_after_a_month(self, anna: UUID, device: UUID, now: datetime) -> None:
        push.announce([anna], event="news", now=now)
        claimed = push.claim_push(now=now)
        assert claimed is not None
        push.record_delivered(claimed, now=now)

        assert push.forget_old_pushes(now=now + 29 * DAY) == 0
        assert push.forget_old_pushes(now=now + 31 * DAY) == 1
