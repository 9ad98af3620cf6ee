"""«Регистрация», forgotten passwords and the consent over HTTP: chapters 2.2, 3.3 and 3.4 of the manual."""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import unquote
from uuid import UUID

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from cast import ANNA
from factories.people import PERM
from kartoteka.domain.accounts import consents, links
from kartoteka.domain.accounts.models import Account, AccountSession, ConsentRow, EmailLinkRow
from kartoteka.domain.accounts.types import LinkPurpose
from kartoteka.domain.messaging.models import MessageRow
from kartoteka.shared.actor import Actor
from kartoteka.shared.limits import Limit

from .conftest import Visitor
from .steps import (
    CONSENT,
    GOOD,
    NEW,
    RESET,
    SIGN_IN,
    SIGN_UP,
    acting_as_of,
    ask,
    choose,
    letter,
    link,
    says_link_is_over,
    sign_in,
    words,
)


@pytest.mark.usefixtures("perm")
class TestSigningUp:
    @pytest.mark.manual("A-01")
    def test_leads_from_the_address_over_a_letter_to_the_own_card_index(self, client: Client) -> None:
        sent = ask(client)
        made = choose(client, link())
        asked = client.get(made["Location"])
        client.post(CONSENT, {"version": 1, "next": made["Location"], "acting_as": acting_as_of(asked, client)})
        page = client.get(made["Location"]).content.decode()

        assert sent["Location"] == "/sign-up/sent/"
        assert asked["Location"].startswith(CONSENT)
        assert "Добавить" in page
        account = Account.objects.get()
        assert (account.email, account.region_id, account.check_password(GOOD)) == (NEW, PERM.code, True)

    def test_can_be_found_on_the_sign_in_page(self, client: Client) -> None:
        page = client.get(SIGN_IN).content.decode()

        assert 'href="/sign-up/"' in page
        assert 'href="/password/"' in page

    @pytest.mark.rule("R69")
    def test_answers_alike_whether_the_address_has_an_account_or_not(self, client: Client, anna: UUID) -> None:
        unknown = ask(client)
        known = ask(client, ANNA.email.upper())

        assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
        to_owner = letter()
        assert (to_owner.template, to_owner.recipient) == ("account-exists", ANNA.email)
        assert EmailLinkRow.objects.count() == 2

    @pytest.mark.rule("R69")
    @pytest.mark.parametrize("path", [SIGN_UP, RESET])
    def test_asks_the_database_the_same_whether_the_address_has_an_account_or_not(
        self, client: Client, anna: UUID, path: str
    ) -> None:
        shapes = []
        for email in (ANNA.email, NEW):
            with CaptureQueriesContext(connection) as queries:
                ask(client, email, path)
            shapes.append([query["sql"].partition(" ")[0] for query in queries.captured_queries])

        assert shapes[0] == shapes[1]

    def test_opens_no_link_for_an_address_that_has_an_account(
        self, client: Client, anna: UUID, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("secrets.token_urlsafe", lambda _: "a-word-that-went-nowhere")
        ask(client, ANNA.email)

        assert says_link_is_over(choose(client, "/sign-up/a-word-that-went-nowhere/"))
        assert Account.objects.count() == 1

    def test_keeps_no_word_of_a_link(self, client: Client) -> None:
        ask(client)

        word = link().strip("/").rpartition("/")[2]
        row = EmailLinkRow.objects.get()
        assert word.encode() not in bytes(row.word_hash)

    @pytest.mark.parametrize("path", ["/sign-up/x/", "/password/x/"])
    def test_leaves_no_session_with_who_opens_a_link_that_is_over(self, client: Client, path: str) -> None:
        client.get(path)

        assert not AccountSession.objects.exists()
        assert not client.cookies.get("sessionid")

    def test_takes_a_link_once(self, client: Client) -> None:
        ask(client)
        path = link()
        choose(client, path)

        again = choose(Client(), path, "другая хорошая фраза")

        assert says_link_is_over(again)
        assert Account.objects.get().check_password(GOOD)

    def test_takes_the_first_of_two_links(self, client: Client) -> None:
        ask(client)
        first = link()
        ask(client)
        second = link()

        choose(client, second)
        late = choose(Client(), first, "другая хорошая фраза")

        assert says_link_is_over(late)
        assert Account.objects.get().check_password(GOOD)

    @pytest.mark.parametrize(("minutes", "is_open"), [(24 * 60 - 1, True), (24 * 60 + 1, False)])
    def test_takes_a_link_for_a_day(self, client: Client, now: datetime, minutes: int, *, is_open: bool) -> None:
        ask(client)

        with time_machine.travel(now + timedelta(minutes=minutes)):
            assert (client.get(link()).status_code == 200) is is_open

    def test_ends_the_session_of_whoever_sat_here_before(
        self, anna: UUID, visit: Callable[[UUID], Visitor], client: Client
    ) -> None:
        ask(client)
        visitor = visit(anna)

        choose(visitor.client, link())

        assert not AccountSession.objects.filter(account=anna).exists()

    @pytest.mark.parametrize(
        ("form", "said"),
        [
            ({}, "Введите электронную почту"),
            ({"email": "anna"}, "Введите адрес целиком"),
            ({"email": "a@b.ru\nBcc: x@y.ru"}, "уберите знаки"),
            ({"email": "a\x00@b.ru"}, "уберите знаки"),
            ({"email": f"{'a' * 300}@b.ru"}, "не длиннее 150"),
            ({"email": NEW, "region": ""}, "Выберите регион"),
            ({"email": NEW, "region": "00"}, "Выберите регион из списка"),
        ],
    )
    def test_says_what_is_wrong(self, client: Client, form: dict[str, str], said: str) -> None:
        answer = client.post(SIGN_UP, {"region": PERM.code} | form)

        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert not MessageRow.objects.exists()

    @pytest.mark.manual("P-08")
    @pytest.mark.parametrize(
        ("password", "again", "said"),
        [
            ("", "", "Введите пароль"),
            ("короткий", "короткий", "короче 12"),
            (GOOD, "синий чайник лети", "Пароли не совпадают"),
            ("пароль123456", "пароль123456", "подбирают первым"),
            (NEW, NEW, "похож на Ваш логин"),
        ],
    )
    def test_takes_no_bad_password(self, client: Client, password: str, again: str, said: str) -> None:
        ask(client)

        answer = choose(client, link(), password, again)

        assert answer.status_code == 422
        assert said in words(answer)
        assert not Account.objects.exists()

    def test_ends_when_one_network_address_asks_for_too_many_letters(self, client: Client, settings: Settings) -> None:
        settings.KARTOTEKA_LIMITS = settings.KARTOTEKA_LIMITS | {
            "letters-asked-for-per-address": Limit(1, timedelta(hours=1))
        }
        ask(client)

        answer = ask(client, "other@example.org")

        assert answer.status_code == 429
        assert "Слишком много писем" in words(answer)

    def test_sends_one_mailbox_no_more_than_five_letters_an_hour_and_says_nothing_of_it(self, client: Client) -> None:
        answers = {(answer := ask(client)).status_code: answer["Location"] for _ in range(7)}

        assert answers == {302: "/sign-up/sent/"}
        assert MessageRow.objects.count() == 5

    def test_makes_links_of_the_configured_name_alone(self, client: Client, settings: Settings) -> None:
        settings.KARTOTEKA_PUBLIC_ORIGIN = "https://portal.example"
        ask(client)

        assert "https://portal.example/sign-up/" in letter().text

    def test_is_not_for_who_is_in(self, anna: UUID, visit: Callable[[UUID], Visitor]) -> None:
        assert visit(anna).get(SIGN_UP)["Location"] == "/card-index/"


class TestTheConsent:
    @pytest.fixture
    def unasked(self, anna: UUID) -> UUID:
        """Анна, who has not agreed to anything yet."""
        ConsentRow.objects.all().delete()
        return anna

    def test_is_asked_for_before_any_page_with_data(self, unasked: UUID, client: Client) -> None:
        sign_in(client)

        for path in ("/card-index/", "/card-index/add/", "/profile/", "/services/"):
            assert unquote(client.get(path)["Location"]) == f"{CONSENT}?next={path}"
        assert client.get("/feedback/").status_code == 200

    def test_is_recorded_with_its_version_time_and_network_address(self, unasked: UUID, client: Client) -> None:
        sign_in(client)
        page = client.get(CONSENT)

        answer = client.post(CONSENT, {"version": 1, "next": "/profile/", "acting_as": acting_as_of(page, client)})

        row = ConsentRow.objects.get()
        assert (row.account_id, row.text_id, row.network_address) == (unasked, 1, "127.0.0.1")
        assert answer["Location"] == "/profile/"
        assert client.get("/profile/").status_code == 200

    def test_is_asked_for_anew_when_its_text_changes(self, anna: UUID, client: Client, now: datetime) -> None:
        consents.publish_text(text="Новый текст.", by=Actor.system(), now=now)
        sign_in(client)
        page = client.get(CONSENT)
        stale = client.post(CONSENT, {"version": 1, "acting_as": acting_as_of(page, client)})

        assert "Новый текст" in page.content.decode()
        assert stale.status_code == 409
        assert "Текст согласия обновился" in stale.content.decode()
        assert consents.current_text().version == 2

    def test_is_given_once(self, anna: UUID, client: Client) -> None:
        sign_in(client)

        assert "Вы уже дали это согласие" in client.get(CONSENT).content.decode()
        assert ConsentRow.objects.count() == 1

    @pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40, "\x00"])
    def test_survives_anything(self, unasked: UUID, client: Client, version: str) -> None:
        sign_in(client)
        page = client.get(CONSENT)

        client.post(CONSENT, {"version": version, "acting_as": acting_as_of(page, client)})

        assert not ConsentRow.objects.exists()

    def test_leads_to_no_other_site(self, unasked: UUID, client: Client) -> None:
        sign_in(client)
        page = client.get(f"{CONSENT}?next=https://evil.example/")
        form = {"version": 1, "next": "//evil.example/", "acting_as": acting_as_of(page, client)}

        assert 'name="next" value=""' in page.content.decode()
        assert client.post(CONSENT, form)["Location"] == "/card-index/"


class TestForgettingLinks:
    def test_keeps_those_that_may_still_be_asked_about(self, client: Client, perm: None, now: datetime) -> None:
        ask(client)

        assert links.forget_old_links(now=now + timedelta(days=7)) == 0
        assert links.forget_old_links(now=now + timedelta(days=9)) == 1


def test_purposes_have_times_of_their_own() -> None:
    assert set(links.LASTS) == set(LinkPurpose)
