"""Letters and SMS that were given up, on the administrator's pages."""

from datetime import datetime, timedelta
from http import HTTPStatus
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cast import GLEB
from factories.messages import ADDRESS, NUMBER, queue_letter, queue_sms
from factories.people import make_account
from kartoteka.administration.words import CHANNELS, TROUBLES
from kartoteka.domain.audit.models import AuditEvent
from kartoteka.domain.audit.types import Event
from kartoteka.domain.messaging import delivery
from kartoteka.domain.messaging import services as messaging
from kartoteka.domain.messaging.models import MessageRow
from kartoteka.domain.messaging.types import Channel
from kartoteka.domain.outbox.types import DeliveryState, Trouble
from kartoteka.shared.actor import Actor

from .administrators_pages import page_of as page_of_account
from .administrators_pages import words
from .conftest import Visitor

pytestmark = pytest.mark.manual("A-02")
LIST = "/admin/administration/letter/"
# The session with its account; how many there are; the messages.
LIST_QUERIES = 3


def page_of(message_id: UUID, name: str = "change") -> str:
    return f"{LIST}{message_id}/{name}/"


def give_up(message_id: UUID, now: datetime, trouble: Trouble = Trouble.REFUSED) -> UUID:
    channel = Channel(MessageRow.objects.get(message_id=message_id).channel)
    claimed = delivery.claim_message(channel=channel, now=now)
    assert claimed is not None
    assert claimed.message_id == message_id
    delivery.record_failure(claimed, trouble, jitter=0, now=now)
    return message_id


@pytest.fixture
def dead(nina: Visitor, now: datetime) -> UUID:
    """A letter that the mail server refused."""
    return give_up(queue_letter(now - timedelta(minutes=5)), now - timedelta(minutes=4))


class TestStranger:
    """Whoever is no administrator."""

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_finds_no_page(self, dead: UUID, darya: UUID, now: datetime, method: str) -> None:
        for visitor in (Visitor(darya), Visitor(make_account(GLEB, now))):
            for address in (LIST, page_of(dead), page_of(dead, "send-again")):
                assert getattr(visitor, method)(address).status_code == HTTPStatus.NOT_FOUND
        assert MessageRow.objects.get().state == DeliveryState.DEAD


class TestTheList:
    def test_shows_what_was_given_up_and_why(self, nina: Visitor, dead: UUID, now: datetime) -> None:
        queue_letter(now, to="vera@example.org")

        page = words(nina.get(LIST))

        for shown in ("Пароль изменен", "Письмо", "a•••@example.org", "Не доставлено: сервер отказал", "Всего: 1"):
            assert shown in page

    def test_shows_neither_the_address_nor_the_words(self, nina: Visitor, dead: UUID, now: datetime) -> None:
        give_up(queue_sms(now - timedelta(minutes=3)), now - timedelta(minutes=2))

        page = nina.get(LIST).content.decode()

        assert "Код активации телефона" in page
        assert "+7 ••• •••-••-67" in page
        for hidden in (ADDRESS, NUMBER, "483920", "Здравствуйте"):
            assert hidden not in page

    def test_leaves_out_what_its_sender_took_back_until_it_is_asked_for(
        self, nina: Visitor, dead: UUID, now: datetime
    ) -> None:
        messaging.withdraw(message_id=queue_letter(now, to="vera@example.org"), by=Actor.system(), now=now)

        page, asked = words(nina.get(LIST)), words(nina.get(f"{LIST}?trouble=withdrawn"))

        assert "Всего: 1" in page
        assert "Не доставлено: сервер отказал" in page
        assert "Отозвано до отправки" not in page
        assert "Отозвано до отправки" in asked
        assert "Не доставлено" not in asked

    def test_says_so_when_everything_was_delivered(self, nina: Visitor) -> None:
        assert "Недоставленных сообщений нет" in words(nina.get(LIST))

    def test_is_narrowed_by_channel_and_reason(self, nina: Visitor, dead: UUID) -> None:
        for found, query in [
            (True, "channel=email&trouble=refused"),
            (False, "channel=sms"),
            (False, "trouble=fault"),
        ]:
            assert ("a•••@example.org" in words(nina.get(f"{LIST}?{query}"))) is found, query

    def test_asks_as_often_for_many_as_for_one(
        self, nina: Visitor, dead: UUID, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(LIST_QUERIES):
            nina.get(LIST)
        for number in range(10):
            give_up(queue_letter(now - timedelta(minutes=3), to=f"p{number}@example.org"), now - timedelta(minutes=2))

        with django_assert_num_queries(LIST_QUERIES):
            nina.get(LIST)

    @pytest.mark.parametrize(("typed", "shown"), [(ADDRESS.upper(), "Пароль изменен"), ("8 926 123-45-67", "Код акт")])
    def test_shows_all_that_was_sent_to_an_address_or_number(
        self, nina: Visitor, now: datetime, typed: str, shown: str
    ) -> None:
        queue_letter(now)
        queue_sms(now)

        answer = nina.post(LIST, {"words": typed})
        page = words(nina.get(answer["Location"]))

        assert "example" not in answer["Location"]
        assert "Всего: 1" in page
        assert shown in page
        assert "В очереди" in page
        assert AuditEvent.objects.get(event=Event.MESSAGES_SEARCHED).actor_id == nina.account_id

    def test_has_words_for_every_channel_and_reason(self) -> None:
        assert (set(CHANNELS), set(TROUBLES)) == (set(Channel), set(Trouble))


class TestSendingAgain:
    def test_puts_the_message_back_on_its_way(self, nina: Visitor, dead: UUID) -> None:
        answer = nina.post(page_of(dead, "send-again"))

        assert answer["Location"] == page_of(dead)
        assert "Сообщение снова в пути" in words(nina.get(page_of(dead)))
        assert MessageRow.objects.get().state == DeliveryState.QUEUED
        assert AuditEvent.objects.get(event=Event.MESSAGE_SENT_AGAIN).actor_id == nina.account_id

    @pytest.mark.rule("R12")
    def test_pressed_twice_does_it_once(self, nina: Visitor, dead: UUID) -> None:
        for _ in range(2):
            nina.post(page_of(dead, "send-again"))

        assert "Отправлять нечего" in words(nina.get(page_of(dead)))
        assert AuditEvent.objects.filter(event=Event.MESSAGE_SENT_AGAIN).count() == 1

    def test_is_offered_in_the_list(self, nina: Visitor, dead: UUID) -> None:
        page = nina.get(LIST).content.decode()

        assert f'form="send-again" formaction="{page_of(dead, "send-again")}"' in page
        assert '<form id="send-again" method="post">' in page

    def test_is_not_offered_once_the_message_is_of_no_use(self, nina: Visitor, dead: UUID) -> None:
        MessageRow.objects.update(useful_until=timezone.now() - timedelta(seconds=1))

        assert "Отправить снова" not in words(nina.get(LIST)).replace("и «Отправить снова»", "")
        assert "Отправить снова" not in words(nina.get(page_of(dead)))
        nina.post(page_of(dead, "send-again"))
        assert MessageRow.objects.get().state == DeliveryState.DEAD

    def test_is_no_matter_of_a_link(self, nina: Visitor, dead: UUID) -> None:
        nina.get(page_of(dead, "send-again"))

        assert MessageRow.objects.get().state == DeliveryState.DEAD

    @pytest.mark.rule("R13")
    def test_needs_the_mark_of_the_account(self, nina: Visitor, dead: UUID) -> None:
        answer = nina.post(page_of(dead, "send-again"), {"acting_as": "0" * 32})

        assert answer.status_code == HTTPStatus.FORBIDDEN
        assert MessageRow.objects.get().state == DeliveryState.DEAD

    def test_of_a_message_that_is_not_there_is_not_found(self, nina: Visitor) -> None:
        assert nina.post(page_of(uuid4(), "send-again")).status_code == HTTPStatus.NOT_FOUND
        assert nina.get(page_of(uuid4())).status_code == HTTPStatus.NOT_FOUND


class TestThePageOfAMessage:
    def test_tells_its_way_and_not_its_words(self, nina: Visitor, dead: UUID) -> None:
        page = words(nina.get(page_of(dead)))

        for shown in ("Пароль изменен", "Не доставлено: сервер отказал", "a•••@example.org", "Попыток 1"):
            assert shown in page
        assert ADDRESS not in page
        assert "Здравствуйте" not in page


class TestThePageOfAnAccount:
    def test_shows_what_was_sent_about_it(self, nina: Visitor, anna: UUID, now: datetime) -> None:
        message_id = queue_letter(now)
        MessageRow.objects.update(account_id=anna)
        queue_sms(now)

        answer = nina.get(page_of_account(anna))

        assert "Письма и СМС" in words(answer)
        assert page_of(message_id) in answer.content.decode()
        assert "Код активации телефона" not in words(answer)

    def test_says_so_when_nothing_was(self, nina: Visitor, anna: UUID) -> None:
        assert "ничего не отправляли" in words(nina.get(page_of_account(anna)))
