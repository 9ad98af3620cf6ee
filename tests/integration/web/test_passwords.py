"""Forgotten and changed passwords over HTTP: chapter 4.7 of the manual."""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import unquote
from uuid import UUID

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from cast import ANNA
from factories.people import PASSWORD, PERM, account_row
from kartoteka.domain.accounts.models import Account, KnownDeviceRow, PhoneActivationRow
from kartoteka.ui.logs import LineFormatter

from .conftest import Visitor
from .steps import GOOD, RESET, SIGN_IN, acting_as_of, ask, choose, letter, link, says_link_is_over, sign_in, words


class TestAForgottenPassword:
    def test_is_replaced_by_a_link_from_a_letter(
        self, client: Client, anna: UUID, visit: Callable[[UUID], Visitor]
    ) -> None:
        visitor = visit(anna)
        ask(client, "ANNA@example.org", RESET)
        answer = choose(client, link())

        assert answer["Location"] == SIGN_IN
        assert account_row(anna).check_password(GOOD)
        assert visitor.get("/card-index/").status_code == 302
        assert letter().template == "password-changed"

    @pytest.mark.rule("R69")
    def test_is_asked_for_with_one_answer_for_all(self, client: Client, anna: UUID) -> None:
        account_without_password(client)
        answers = []
        templates = []
        for email in (ANNA.email, "nobody@example.org", "esia@example.org"):
            answer = ask(client, email, RESET)
            answers.append((answer.status_code, answer["Location"]))
            templates.append(letter().template)

        assert set(answers) == {(302, "/password/sent/")}
        assert templates == ["password-reset", "no-such-account", "sign-in-by-esia"]

    @pytest.mark.parametrize(("minutes", "is_open"), [(29, True), (31, False)])
    def test_waits_half_an_hour(
        self, client: Client, anna: UUID, now: datetime, minutes: int, *, is_open: bool
    ) -> None:
        ask(client, ANNA.email, RESET)

        with time_machine.travel(now + timedelta(minutes=minutes)):
            assert (client.get(link()).status_code == 200) is is_open

    def test_is_replaced_once_and_all_its_links_die(self, client: Client, anna: UUID) -> None:
        ask(client, ANNA.email, RESET)
        first = link()
        ask(client, ANNA.email, RESET)
        choose(client, link())

        for path in (first,):
            assert says_link_is_over(choose(client, path, "другая хорошая фраза"))
        assert account_row(anna).check_password(GOOD)

    def test_is_not_replaced_by_a_link_of_a_sign_up(self, client: Client, anna: UUID) -> None:
        ask(client)
        word = link().strip("/").rpartition("/")[2]

        assert says_link_is_over(client.get(f"/password/{word}/"))  # type: ignore[arg-type]

    def test_is_not_replaced_for_a_blocked_account(self, client: Client, anna: UUID) -> None:
        Account.objects.update(is_active=False)
        ask(client, ANNA.email, RESET)

        assert letter().template == "no-such-account"

    def test_keeps_its_link_out_of_the_log(self, client: Client, anna: UUID, caplog: pytest.LogCaptureFixture) -> None:
        ask(client, ANNA.email, RESET)
        path = link()
        choose(client, path, "короткий")

        lines = [LineFormatter().format(record) for record in caplog.records]
        word = path.strip("/").rpartition("/")[2]
        assert any("/password/…" in line for line in lines)
        assert not any(word in line for line in lines)

    @pytest.mark.parametrize("password", ["a" * 900_000 + "b", "ab" * 450_000])
    def test_may_not_be_a_book(self, client: Client, anna: UUID, password: str) -> None:
        ask(client, ANNA.email, RESET)

        answer = choose(client, link(), password, "")

        assert answer.status_code == 422
        assert "длиннее 128" in words(answer)

    def test_makes_strangers_of_the_devices_that_were_known(self, client: Client, anna: UUID) -> None:
        sign_in(client)
        ask(Client(), ANNA.email, RESET)
        choose(Client(), link())

        assert not KnownDeviceRow.objects.filter(account=anna).exists()

    def test_says_what_is_wrong(self, client: Client, anna: UUID) -> None:
        ask(client, ANNA.email, RESET)

        assert ask(client, "anna", RESET).status_code == 422
        assert choose(client, link(), "короткий").status_code == 422


class TestChangingThePassword:
    @pytest.mark.manual("P-08")
    def test_takes_the_two_fields_of_the_manual(self, anna: UUID, client: Client) -> None:
        sign_in(client)
        page = client.get("/profile/password/").content.decode()

        assert "Пароль еще раз" in page
        assert 'href="/profile/password/"' in client.get("/profile/").content.decode()

    @pytest.mark.manual("P-08", "F-02")
    @pytest.mark.rule("R69")
    def test_ends_what_others_could_use_and_tells_the_owner(
        self, anna: UUID, client: Client, visit: Callable[[UUID], Visitor], now: datetime
    ) -> None:
        elsewhere = visit(anna)
        sign_in(client)
        ask(Client(), ANNA.email, RESET)
        reset_link = link()
        send_code(client)

        answer = change(client)

        assert answer["Location"] == "/profile/"
        assert "Пароль изменен" in client.get("/profile/").content.decode()
        assert elsewhere.get("/profile/").status_code == 302
        assert says_link_is_over(Client().get(reset_link))  # type: ignore[arg-type]
        assert not PhoneActivationRow.objects.filter(ended_at=None).exists()
        notice = letter()
        assert (notice.template, notice.recipient) == ("password-changed", ANNA.email)
        assert account_row(anna).check_password(GOOD)

    @pytest.mark.rule("R69", "R80")
    def test_asks_for_the_password_first_when_it_was_not_asked_for_lately(
        self, anna: UUID, client: Client, now: datetime
    ) -> None:
        sign_in(client)

        with time_machine.travel(now + timedelta(minutes=6)):
            asked = client.get("/profile/password/")
            wrong = prove(client, "not the password")
            right = prove(client, PASSWORD)

            assert unquote(asked["Location"]) == "/proof/?next=/profile/password/"
            assert wrong.status_code == 422
            assert right["Location"] == "/profile/password/"
            assert change(client)["Location"] == "/profile/"

    def test_counts_guesses_at_the_proof_with_those_at_the_sign_in(self, anna: UUID, client: Client) -> None:
        sign_in(client)
        for _ in range(10):
            prove(client, "not the password")

        assert "Слишком много попыток" in words(prove(client, PASSWORD))
        assert client.post(SIGN_IN, {"login": "anna", "password": PASSWORD}).status_code != 200

    def test_changes_nothing_without_the_proof(self, anna: UUID, visit: Callable[[UUID], Visitor]) -> None:
        visitor = visit(anna)

        visitor.post("/profile/password/", {"password": GOOD, "password_again": GOOD})

        assert account_row(anna).check_password(PASSWORD)

    @pytest.mark.rule("R69")
    @pytest.mark.manual("F-02")
    def test_is_not_offered_to_who_comes_by_esia_alone(self, anna: UUID, visit: Callable[[UUID], Visitor]) -> None:
        row = account_row(anna)
        row.set_unusable_password()
        row.save()
        visitor = visit(anna)

        assert "/profile/password/" not in words(visitor.get("/profile/"))
        assert visitor.get("/profile/password/")["Location"] == "/profile/"


def change(client: Client) -> HttpResponse:
    page = client.get("/profile/password/")
    form = {"password": GOOD, "password_again": GOOD, "acting_as": acting_as_of(page, client)}
    return client.post("/profile/password/", form)  # type: ignore[return-value]


def prove(client: Client, password: str) -> HttpResponse:
    page = client.get("/proof/")
    form = {"password": password, "next": "/profile/password/", "acting_as": acting_as_of(page, client)}
    return client.post("/proof/", form)  # type: ignore[return-value]


def send_code(client: Client) -> None:
    page = client.get("/profile/")
    form = {"action": "confirm", "phone": "+79120000001", "acting_as": acting_as_of(page, client)}
    client.post("/profile/", form)


def account_without_password(client: Client) -> None:
    row = Account(login="esia", email="esia@example.org", region_id=PERM.code, created_at=datetime.now().astimezone())
    row.set_unusable_password()
    row.save()
