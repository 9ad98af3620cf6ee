from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from factories.messages import ADDRESS, NUMBER, outgoing_letter, outgoing_sms, queue_letter
from kartoteka.config.settings import base
from kartoteka.devtools.load import load_demo_region
from kartoteka.devtools.outbox import DemoSender
from kartoteka.devtools.start_page import demo_outbox

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def page(client: Client) -> str:
    response = client.get(reverse("demo:outbox"))
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    return response.content.decode()


class TestThePageOfTheDemo:
    def test_shows_letters_and_sms_to_everybody(self, client: Client) -> None:
        DemoSender().send(outgoing_letter(text="Здравствуйте!\n\nОткройте https://portal.example/reset/1\n"))
        DemoSender().send(outgoing_sms())

        shown = page(client)

        for words in (ADDRESS, NUMBER, "Пароль изменен", "Код активации 483920"):
            assert words in shown
        assert '<a href="https://portal.example/reset/1"' in shown

    def test_shows_a_message_once_however_often_it_was_brought(self, client: Client) -> None:
        message = outgoing_sms()

        DemoSender().send(message)
        DemoSender().send(message)

        assert page(client).count("Код активации 483920") == 1

    def test_says_what_is_still_on_its_way(self, client: Client) -> None:
        queue_letter(NOW)

        assert "В очереди на отправку: 1" in page(client)

    def test_says_when_there_is_nothing(self, client: Client) -> None:
        assert "Писем и СМС пока нет" in page(client)

    def test_shows_what_it_is_given_as_text(self, client: Client) -> None:
        DemoSender().send(outgoing_letter(text="<script>alert(1)</script>"))

        assert "<script>alert" not in page(client)


class TestTheStartPage:
    def test_leads_to_it_where_the_demo_region_is_loaded(self) -> None:
        before = demo_outbox()

        load_demo_region(now=NOW, crowd_size=0)

        assert before == ""
        assert f'href="{reverse("demo:outbox")}"' in demo_outbox()


class TestARealPortal:
    def test_has_no_such_page(self) -> None:

        assert base.KARTOTEKA_EXTRA_URLS == {}
        assert "kartoteka.devtools" not in base.INSTALLED_APPS
        assert "devtools" not in str(base.KARTOTEKA_ADAPTERS)
