from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, connections, transaction
from pytest_django import Settings

from factories.messages import ADDRESS, NUMBER, RESET, queue_letter, queue_sms
from kartoteka.domain.audit.selectors import list_traces
from kartoteka.domain.audit.types import Event
from kartoteka.domain.messaging import rules
from kartoteka.domain.messaging.errors import TooManyMessages
from kartoteka.domain.messaging.models import MessageRow
from kartoteka.domain.messaging.selectors import find_message, outbox_summary
from kartoteka.domain.messaging.types import Channel
from kartoteka.domain.outbox.types import DeliveryState
from kartoteka.shared.limits import Limit

pytestmark = pytest.mark.django_db

HOSTILE_ADDRESSES = (
    "",
    "anna",
    "anna@",
    "@example.org",
    "anna@example.org\nBcc: eve@example.org",
    "anna@example.org\r\n",
    "anna@example.org,eve@example.org",
    "anna@example.org; eve@example.org",
    "<anna@example.org>",
    "anna @example.org",
    "anna\0@example.org",
    f"{'a' * 250}@example.org",
)
HOSTILE_NUMBERS = (
    "",
    "89261234567",
    "+7926123456",
    "+792612345678",
    "+7926123456७",
    "+79261234567\n",
    "+7 926 1234567",
)


def queued() -> int:
    return outbox_summary(Channel.EMAIL).underway + outbox_summary(Channel.SMS).underway


@pytest.mark.rule("R74")
class TestAMessage:
    def test_waits_in_the_outbox_to_be_sent_at_once(self, now: datetime) -> None:
        message_id = queue_letter(now)

        view = find_message(message_id)

        assert view is not None
        assert (view.channel, view.state, view.template) == (Channel.EMAIL, DeliveryState.QUEUED, "password-changed")
        assert MessageRow.objects.get().due_at == now

    def test_is_lost_with_the_change_that_it_tells_of(self, now: datetime) -> None:
        with transaction.atomic():
            queue_letter(now)
            queue_sms(now)
            transaction.set_rollback(True)

        assert queued() == 0

    def test_leaves_a_trace_in_the_journal(self, now: datetime) -> None:
        message_id = queue_sms(now)

        traces = list_traces(subject_type="message", subject_id=message_id)

        assert [trace.event for trace in traces] == [Event.MESSAGE_QUEUED]

    @pytest.mark.parametrize(
        ("to", "masked"), [(ADDRESS, "a•••@example.org"), (f"a@{'b' * 20}.ru", f"a•••@{'b' * 20}.ru")]
    )
    def test_shows_the_administrator_no_whole_address(self, now: datetime, to: str, masked: str) -> None:
        view = find_message(queue_letter(now, to=to))

        assert view is not None
        assert view.masked_to == masked

    def test_shows_the_administrator_no_whole_number(self, now: datetime) -> None:
        view = find_message(queue_sms(now))

        assert view is not None
        assert view.masked_to == "+7 ••• •••-••-67"


@pytest.mark.rule("R74")
class TestAnEventToldTwice:
    @pytest.mark.parametrize("queue", [queue_letter, queue_sms])
    def test_makes_one_message(self, queue: Callable[..., UUID], now: datetime) -> None:
        first = queue(now, event="phone-code-1")

        second = queue(now + timedelta(hours=23), event="phone-code-1")

        assert second == first
        assert queued() == 1

    def test_makes_another_after_a_day(self, now: datetime) -> None:
        first = queue_letter(now, event="password-changed-1")

        second = queue_letter(now + rules.DEDUP_WINDOW, event="password-changed-1")

        assert second != first
        assert queued() == 2

    def test_makes_one_message_a_channel(self, now: datetime) -> None:
        queue_letter(now, event="same")
        queue_sms(now, event="same")

        assert queued() == 2

    def test_keeps_no_name_of_the_event(self, now: datetime) -> None:
        queue_letter(now, event=f"sign-up {ADDRESS}")

        assert ADDRESS.encode() not in bytes(MessageRow.objects.get().dedup_key or b"")


class TestARecipient:
    @pytest.mark.parametrize("to", HOSTILE_ADDRESSES)
    def test_is_refused_if_it_is_no_single_address(self, to: str, now: datetime) -> None:
        with pytest.raises(ValueError, match=r"^not an e-mail address$"):
            queue_letter(now, to=to)

        assert queued() == 0

    @pytest.mark.parametrize("to", HOSTILE_NUMBERS)
    def test_is_refused_if_it_is_no_russian_number(self, to: str, now: datetime) -> None:
        with pytest.raises(ValueError, match=r"^not a telephone number$"):
            queue_sms(now, to=to)

    @pytest.mark.parametrize("to", ["почта@пример.рф", "o'neil+kids@sub.example.org", '"anna maria"@example.org'])
    def test_may_be_unusual(self, to: str, now: datetime) -> None:
        queue_letter(now, to=to)

        assert queued() == 1


class TestMessagesOnDemand:
    @pytest.fixture(autouse=True)
    def two_of_each(self, settings: Settings) -> None:
        settings.KARTOTEKA_LIMITS = {
            "letters-on-demand-per-address": Limit(2, timedelta(hours=1)),
            "sms-on-demand-per-number": Limit(2, timedelta(days=1)),
            "sms-on-demand-in-all": Limit(3, timedelta(days=1)),
        }

    def test_are_no_bomb_for_a_letter_box(self, now: datetime) -> None:
        for _ in range(2):
            queue_letter(now, template=RESET)

        with pytest.raises(TooManyMessages) as refusal:
            queue_letter(now, template=RESET, to=ADDRESS.upper())

        assert refusal.value.again_at > now
        assert queued() == 2

    def test_are_no_bomb_for_a_telephone(self, now: datetime) -> None:
        for _ in range(2):
            queue_sms(now)

        with pytest.raises(TooManyMessages):
            queue_sms(now)

    def test_have_a_limit_of_cost(self, now: datetime) -> None:
        for last in range(3):
            queue_sms(now, to=f"{NUMBER[:-1]}{last}")

        with pytest.raises(TooManyMessages):
            queue_sms(now, to=f"{NUMBER[:-1]}3")

    def test_are_not_counted_when_the_event_was_told_before(self, now: datetime) -> None:
        for _ in range(5):
            queue_sms(now, event="the-same")

        assert queued() == 1

    def test_leave_room_for_notices(self, now: datetime) -> None:
        for _ in range(5):
            queue_letter(now)

        assert queued() == 5


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory has one writer at a time")
class TestManyWhoTellOfOneEvent:
    def test_make_one_message(self, now: datetime) -> None:
        def tell(_: int) -> UUID:
            try:
                return queue_letter(now, event="one")
            finally:
                connections.close_all()

        with ThreadPoolExecutor(8) as pool:
            told = set(pool.map(tell, range(8)))

        assert len(told) == 1
        assert queued() == 1
