"""«Обратная связь»: the phones, and the form to technical support (E-06)."""

import re
from datetime import datetime, timedelta
from http import HTTPStatus
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from factories.people import PERM, make_region
from kartoteka.domain.accounts.models import AccountSession
from kartoteka.domain.feedback.models import TicketRow
from kartoteka.domain.feedback.types import SupportMailboxes, TicketKind
from kartoteka.domain.messaging.models import MessageRow
from kartoteka.shared.limits import Limit

from .administrators_pages import words
from .conftest import Visitor

pytestmark = pytest.mark.manual("E-06")
FEEDBACK = "/feedback/"
WRITTEN: dict[str, object] = {
    "kind": "malfunction",
    "text": "Не открывается «Моя картотека».\r\n\r\n\r\n\r\nЧто делать?",
    "incident": "к 7f3q 92kd",
    "email": "vera@example.org",
}
# The session; the region with its services and phones; the name above.
QUERIES_SIGNED_IN = 5


@pytest.fixture(autouse=True)
def mailbox(settings: Settings) -> None:
    settings.KARTOTEKA_SUPPORT = SupportMailboxes("support@portal.example")


@pytest.fixture
def guest(db: None, now: datetime) -> Client:
    """A guest who chose a region."""
    make_region(now)
    guest = Client()
    guest.post("/region/", {"region": PERM.code})
    return guest


def post(guest: Client, **changes: object) -> HttpResponse:
    return guest.post(FEEDBACK, WRITTEN | changes)  # type: ignore[return-value]


def value_of(page: HttpResponse, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', page.content.decode())
    assert found
    return found[1]


class TestThePage:
    def test_shows_the_phones_with_their_hours(self, guest: Client) -> None:
        page = words(guest.get(FEEDBACK))  # type: ignore[arg-type]

        assert PERM.phones[0].number in page
        assert PERM.phones[0].hours in page

    def test_fills_in_the_address_of_who_is_signed_in(self, anna_visits: Visitor) -> None:
        assert value_of(anna_visits.get(FEEDBACK), "email") == "anna@example.org"

    @pytest.mark.manual("E-05")
    @pytest.mark.rule("R78")
    def test_carries_the_number_of_an_incident_into_the_form(self, guest: Client) -> None:
        page = guest.get(FEEDBACK, {"incident": "К-7F3Q-92KD"})

        assert value_of(page, "incident") == "К-7F3Q-92KD"  # type: ignore[arg-type]
        assert '<option value="malfunction" selected>' in page.content.decode()

    def test_asks_a_fixed_number_of_times(
        self, anna_visits: Visitor, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(QUERIES_SIGNED_IN):
            anna_visits.get(FEEDBACK)

    def test_leaves_no_session_with_a_guest(self, db: None) -> None:
        Client().get(FEEDBACK)

        assert not AccountSession.objects.exists()


class TestWriting:
    def test_is_open_to_a_guest(self, guest: Client) -> None:
        answer = post(guest)

        ticket = TicketRow.objects.get()
        assert (answer.status_code, answer["Location"]) == (HTTPStatus.FOUND, ticket_page(ticket))
        assert (ticket.kind, ticket.reply_to, ticket.incident) == (
            TicketKind.MALFUNCTION,
            "vera@example.org",
            "К-7F3Q-92KD",
        )
        assert ticket.text == "Не открывается «Моя картотека».\n\nЧто делать?"
        assert (ticket.region_code, ticket.account_id) == (PERM.code, None)

    def test_is_open_to_a_guest_without_a_region(self, db: None) -> None:
        assert post(Client()).status_code == HTTPStatus.FOUND
        assert TicketRow.objects.get().region_code == ""

    def test_notes_the_account_of_who_is_signed_in(self, anna: UUID, anna_visits: Visitor) -> None:
        anna_visits.post(FEEDBACK, WRITTEN)

        assert TicketRow.objects.get().account_id == anna

    def test_says_the_number_and_what_happens_next(self, guest: Client) -> None:
        page = words(guest.get(post(guest)["Location"]))  # type: ignore[arg-type]

        assert f"Номер сообщения: {TicketRow.objects.get().number}" in page
        assert "Что будет дальше" in page
        assert "vera@example.org" not in page

    @pytest.mark.rule("R12")
    def test_makes_one_message_of_a_form_pressed_twice(self, guest: Client) -> None:
        key = value_of(guest.get(FEEDBACK), "form_key")  # type: ignore[arg-type]

        answers = [post(guest, form_key=key) for _ in range(2)]

        assert answers[0]["Location"] == answers[1]["Location"]
        assert TicketRow.objects.count() == MessageRow.objects.count() == 1

    @pytest.mark.parametrize(
        ("field", "value", "complaint"),
        [
            ("kind", "", "Выберите, о чём Вы пишете"),
            ("kind", "spam", "Выберите тему из списка"),
            ("text", "", "Напишите, чем Вам помочь"),
            ("text", " \u200b\r\n ", "Напишите, чем Вам помочь"),
            ("text", "я" * 4001, "не длиннее 4000 знаков"),
            ("incident", "123", "Номер обращения: проверьте"),
            ("email", "", "Введите электронную почту"),
            ("email", "vera", "Введите адрес целиком"),
            ("email", "vera@example.org\nBcc: all@example.org", "уберите знаки"),
        ],
    )
    def test_says_what_is_wrong_and_loses_nothing(self, guest: Client, field: str, value: str, complaint: str) -> None:
        answer = post(guest, **{field: value})

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert complaint in words(answer)
        if field != "text":
            assert "Не открывается «Моя картотека»" in words(answer)
        assert not TicketRow.objects.exists()

    def test_takes_pictures_of_telephones_and_no_hidden_signs(self, guest: Client) -> None:
        post(guest, text="Спасибо 👍\x00 \u202eвсё\u202c работает")

        assert TicketRow.objects.get().text == "Спасибо 👍 всё работает"

    def test_shows_what_was_typed_as_words_and_not_as_markup(self, guest: Client) -> None:
        answer = post(guest, text="</textarea><script>alert(1)</script>", email="")

        assert "<script>alert" not in answer.content.decode()

    def test_too_often_keeps_the_words_and_tells_when_to_come_back(self, guest: Client, settings: Settings) -> None:
        none = Limit(0, timedelta(hours=1))
        settings.KARTOTEKA_LIMITS = settings.KARTOTEKA_LIMITS | {"support-messages-per-address": none}

        answer = post(guest)

        assert answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
        assert "Слишком много сообщений" in words(answer)
        assert "Не открывается «Моя картотека»" in words(answer)

    @pytest.mark.rule("R13")
    def test_from_a_page_of_another_account_is_refused(self, anna_visits: Visitor) -> None:
        answer = anna_visits.post(FEEDBACK, WRITTEN | {"acting_as": ""})

        assert answer.status_code == HTTPStatus.FORBIDDEN
        assert not TicketRow.objects.exists()

    def test_needs_its_token(self, guest: Client) -> None:
        strict = Client(enforce_csrf_checks=True)

        assert post(strict).status_code == HTTPStatus.FORBIDDEN


class TestThePageOfASentMessage:
    @pytest.mark.parametrize("number", ["П-7F3Q-92KD", "x", "К-7F3Q-92KD", "Позвоните мошенникам", "П-7F3Q-92KD\x00"])
    def test_is_not_there_for_a_message_that_was_never_sent(self, guest: Client, number: str) -> None:
        assert guest.get(f"{FEEDBACK}sent/{number}/").status_code == HTTPStatus.NOT_FOUND


def ticket_page(ticket: TicketRow) -> str:
    return f"{FEEDBACK}sent/{ticket.number.replace('П', '%D0%9F')}/"
