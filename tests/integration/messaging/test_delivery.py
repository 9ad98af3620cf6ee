from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, connections, transaction

from factories.messages import ADDRESS, queue_letter, queue_sms
from kartoteka.domain.audit.selectors import list_traces
from kartoteka.domain.audit.types import Event
from kartoteka.domain.messaging import delivery, rules, services
from kartoteka.domain.messaging.errors import CannotSendAgain, MessageNotFound
from kartoteka.domain.messaging.models import MessageRow
from kartoteka.domain.messaging.selectors import find_message, list_dead_messages, outbox_summary
from kartoteka.domain.messaging.services import recipient_key
from kartoteka.domain.messaging.types import Channel, ClaimedMessage, MessageView
from kartoteka.domain.outbox.types import DeliveryState, Trouble
from kartoteka.shared.actor import Actor

pytestmark = pytest.mark.django_db

LEASE: timedelta = settings.KARTOTEKA_DELIVERY_LEASE
ADMINISTRATOR = Actor.account(uuid4())


def claim(now: datetime, channel: Channel = Channel.EMAIL) -> ClaimedMessage:
    claimed = delivery.claim_message(channel=channel, now=now)
    assert claimed is not None
    return claimed


def view(message_id: UUID) -> MessageView:
    found = find_message(message_id)
    assert found is not None
    return found


def events(message_id: UUID) -> list[Event]:
    return [trace.event for trace in list_traces(subject_type="message", subject_id=message_id)]


def give_up(now: datetime, trouble: Trouble = Trouble.REFUSED) -> UUID:
    message_id = queue_letter(now)
    while (claimed := delivery.claim_message(channel=Channel.EMAIL, now=now)) is not None:
        delivery.record_failure(claimed, trouble, jitter=0, now=now)
        if view(message_id).state is DeliveryState.DEAD:
            break
        MessageRow.objects.update(due_at=now)
    return message_id


class TestAClaim:
    def test_brings_what_is_to_be_sent(self, now: datetime) -> None:
        queue_letter(now)

        message = claim(now).message

        assert (message.to, message.subject, message.region_code) == (ADDRESS, "Пароль изменен", "59")
        assert message.text.startswith("Здравствуйте!")

    def test_tells_nothing_of_the_message_when_it_is_logged(self, now: datetime) -> None:
        queue_letter(now)

        assert ADDRESS not in repr(claim(now))

    def test_takes_the_messages_of_its_channel_in_their_order(self, now: datetime) -> None:
        letters = [queue_letter(now), queue_letter(now + timedelta(seconds=1))]
        sms = queue_sms(now)

        later = now + timedelta(minutes=1)

        assert [claim(later).message_id, claim(later).message_id] == letters
        assert claim(later, Channel.SMS).message_id == sms

    def test_is_given_to_one_courier_at_a_time(self, now: datetime) -> None:
        queue_letter(now)
        claim(now)

        assert delivery.claim_message(channel=Channel.EMAIL, now=now + LEASE - timedelta(seconds=1)) is None

    @pytest.mark.rule("R74")
    def test_passes_to_the_next_when_its_owner_dies(self, now: datetime) -> None:
        message_id = queue_letter(now)
        lost = claim(now)

        again = claim(now + LEASE)

        assert again.message == lost.message
        assert again.attempt == 2
        assert view(message_id).trouble is Trouble.INTERRUPTED

    def test_gives_up_what_has_run_out(self, now: datetime) -> None:
        message_id = queue_sms(now)

        late = delivery.claim_message(channel=Channel.SMS, now=now + timedelta(minutes=60))

        assert late is None
        assert (view(message_id).state, view(message_id).trouble) == (DeliveryState.DEAD, Trouble.TOO_LATE)
        assert MessageRow.objects.get().text == ""

    def test_gives_up_what_kills_everybody_who_takes_it(self, now: datetime) -> None:
        message_id = queue_letter(now)
        MessageRow.objects.update(attempts=40)

        assert delivery.claim_message(channel=Channel.EMAIL, now=now) is None
        assert (view(message_id).state, view(message_id).trouble) == (DeliveryState.DEAD, Trouble.INTERRUPTED)


class TestAMessageHandedOver:
    def test_is_sent_and_forgets_whom_it_went_to_and_what_it_said(self, now: datetime) -> None:
        message_id = queue_letter(now)

        written = delivery.record_handed_over(claim(now), now=now)

        row = MessageRow.objects.get()
        assert written
        assert (row.state, row.finished_at) == (DeliveryState.DELIVERED, now)
        assert (row.recipient, row.subject, row.text) == ("", "", "")
        assert events(message_id) == [Event.MESSAGE_QUEUED, Event.MESSAGE_SENT]
        assert view(message_id).masked_to == ""
        assert bytes(row.recipient_key) == recipient_key(Channel.EMAIL, ADDRESS.upper())

    def test_is_never_claimed_again(self, now: datetime) -> None:
        queue_letter(now)
        delivery.record_handed_over(claim(now), now=now)

        assert delivery.claim_message(channel=Channel.EMAIL, now=now + timedelta(days=1)) is None

    def test_is_not_written_down_by_who_lost_it(self, now: datetime) -> None:
        message_id = queue_letter(now)
        frozen = claim(now)
        claim(now + LEASE)

        written = delivery.record_handed_over(frozen, now=now + LEASE)

        assert not written
        assert view(message_id).state is DeliveryState.SENDING
        assert events(message_id) == [Event.MESSAGE_QUEUED]


class TestAFailure:
    def test_is_followed_by_growing_pauses(self, now: datetime) -> None:
        queue_letter(now)
        pauses = []

        for _ in range(4):
            delivery.record_failure(claim(now), Trouble.UNAVAILABLE, jitter=0, now=now)
            due_at = MessageRow.objects.get().due_at
            assert due_at is not None
            pauses.append((due_at - now).total_seconds())
            now = due_at

        assert pauses == [5, 10, 20, 40]

    def test_that_is_final_leaves_the_message_to_the_administrator(self, now: datetime) -> None:
        message_id = queue_letter(now)

        state = delivery.record_failure(claim(now), Trouble.REFUSED, jitter=0, now=now)

        assert state is DeliveryState.DEAD
        assert [dead.message_id for dead in list_dead_messages()] == [message_id]
        assert view(message_id).trouble is Trouble.REFUSED
        assert events(message_id) == [Event.MESSAGE_QUEUED, Event.MESSAGE_GIVEN_UP]

    def test_that_goes_on_for_two_days_is_the_last(self, now: datetime) -> None:
        message_id = give_up(now, Trouble.UNAVAILABLE)

        assert (view(message_id).state, view(message_id).attempts) == (DeliveryState.DEAD, 40)

    def test_of_who_lost_the_message_changes_nothing(self, now: datetime) -> None:
        message_id = queue_letter(now)
        frozen = claim(now)
        claim(now + LEASE)

        state = delivery.record_failure(frozen, Trouble.REFUSED, jitter=0, now=now + LEASE)

        assert state is None
        assert view(message_id).state is DeliveryState.SENDING


class TestSendAgain:
    def test_tries_a_message_that_was_given_up_as_if_it_were_new(self, now: datetime) -> None:
        message_id = give_up(now)

        services.send_again(message_id=message_id, by=ADMINISTRATOR, now=now)

        claimed = claim(now)
        assert (claimed.message_id, claimed.attempt) == (message_id, 1)
        assert list_dead_messages() == ()

    def test_names_the_administrator_in_the_journal(self, now: datetime) -> None:
        message_id = give_up(now)

        services.send_again(message_id=message_id, by=ADMINISTRATOR, now=now)

        trace = list_traces(subject_type="message", subject_id=message_id)[-1]
        assert (trace.event, trace.actor_id) == (Event.MESSAGE_SENT_AGAIN, ADMINISTRATOR.account_id)

    def test_gives_a_refused_message_a_new_name(self, now: datetime) -> None:
        message_id = give_up(now)
        before = MessageRow.objects.get().reference

        services.send_again(message_id=message_id, by=ADMINISTRATOR, now=now)

        assert MessageRow.objects.get().reference != before

    def test_keeps_the_name_of_a_message_that_may_have_arrived(self, now: datetime) -> None:
        message_id = give_up(now, Trouble.UNAVAILABLE)
        before = MessageRow.objects.get().reference

        services.send_again(message_id=message_id, by=ADMINISTRATOR, now=now)

        assert MessageRow.objects.get().reference == before

    def test_is_refused_for_a_message_that_is_not_dead(self, now: datetime) -> None:
        message_id = queue_letter(now)

        with pytest.raises(CannotSendAgain):
            services.send_again(message_id=message_id, by=ADMINISTRATOR, now=now)

    def test_is_refused_for_a_text_that_has_run_out(self, now: datetime) -> None:
        message_id = give_up(now)

        with pytest.raises(CannotSendAgain):
            services.send_again(message_id=message_id, by=ADMINISTRATOR, now=now + timedelta(days=8))

    def test_knows_its_messages(self, now: datetime) -> None:
        with pytest.raises(MessageNotFound):
            services.send_again(message_id=uuid4(), by=ADMINISTRATOR, now=now)


class TestForgetOld:
    def test_takes_the_text_of_the_dead_once_it_is_of_no_use(self, now: datetime) -> None:
        give_up(now)

        services.forget_old(now=now + timedelta(days=6))
        kept = MessageRow.objects.get().text
        services.forget_old(now=now + timedelta(days=7))

        row = MessageRow.objects.get()
        assert kept
        assert (row.recipient, row.subject, row.text) == ("", "", "")

    def test_deletes_what_was_delivered_after_a_month_and_the_dead_after_three(self, now: datetime) -> None:
        queue_letter(now)
        delivery.record_handed_over(claim(now), now=now)
        give_up(now)
        queue_letter(now)

        early = services.forget_old(now=now + rules.KEPT_FOR)
        month = services.forget_old(now=now + rules.KEPT_FOR + timedelta(seconds=1))
        months = services.forget_old(now=now + rules.DEAD_KEPT_FOR + timedelta(seconds=1))

        assert (early, month, months) == (0, 1, 1)
        assert outbox_summary(Channel.EMAIL).underway == 1


class TestTheTable:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"state": "lost"},
            {"state": DeliveryState.DELIVERED},
            {"state": DeliveryState.SENDING},
            {"attempt_id": UUID(int=1)},
            {"due_at": None},
            {"text": ""},
            {"channel": "fax"},
        ],
        ids=str,
    )
    def test_holds_no_row_that_contradicts_itself(self, wrong: dict[str, object], now: datetime) -> None:
        queue_letter(now)

        with pytest.raises(IntegrityError), transaction.atomic():
            MessageRow.objects.update(**wrong)

    def test_keeps_no_text_of_what_was_delivered(self, now: datetime) -> None:
        queue_letter(now)

        with pytest.raises(IntegrityError), transaction.atomic():
            MessageRow.objects.update(state=DeliveryState.DELIVERED, due_at=None, finished_at=now)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory has one writer at a time")
class TestManyCouriers:
    @pytest.fixture(autouse=True)
    def letters(self, now: datetime) -> None:
        for _ in range(24):
            queue_letter(now)

    def test_take_each_message_once(self, now: datetime) -> None:
        def carry(_: int) -> list[UUID]:
            taken = []
            try:
                while (claimed := delivery.claim_message(channel=Channel.EMAIL, now=now)) is not None:
                    taken.append(claimed.message_id)
                    delivery.record_handed_over(claimed, now=now)
            finally:
                connections.close_all()
            return taken

        with ThreadPoolExecutor(4) as pool:
            taken = [message for messages in pool.map(carry, range(4)) for message in messages]

        assert len(taken) == len(set(taken)) == 24
