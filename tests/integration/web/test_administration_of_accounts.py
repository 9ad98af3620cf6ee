"""The administrator's pages of accounts (A-02): what they find and show."""

import re
from datetime import datetime, timedelta
from http import HTTPStatus
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from pytest_django import DjangoAssertNumQueries

from cast import ANNA, ROMAN
from factories.people import PERM, account_row, add, make_account, stranger
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.administration.acts import ACTS
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.accounts.services import create_account
from kartoteka.domain.accounts.types import BlockGround, NewAccount, Role
from kartoteka.domain.audit.models import AuditEvent
from kartoteka.domain.audit.types import Event
from kartoteka.shared.actor import Actor

from .administrators_pages import LIST, page_of, words
from .conftest import Visitor

pytestmark = pytest.mark.manual("A-02")
# The session with its account and region; how many there are; the accounts; the regions of the filter; the names.
LIST_QUERIES = 5
# The session; the account, looked for and shown; the journal's row; the name; the roles that wait; the second factor;
# the sessions; the history and who acted in it; the letters.
ACCOUNT_QUERIES = 11


def search(visitor: Visitor, sought: str) -> HttpResponse:
    answer = visitor.post(LIST, {"words": sought})
    assert answer.status_code == HTTPStatus.FOUND
    return visitor.get(answer.headers["Location"])


class TestFindingAnAccount:
    @pytest.mark.parametrize(
        "sought", ["anna", "ANNA@example.org", "Соколова Анна", "соколова", ANNA.snils.digits, str(ANNA.snils)]
    )
    def test_goes_by_login_address_name_and_snils(self, anna_visits: Visitor, nina: Visitor, sought: str) -> None:
        page = words(search(nina, sought))

        assert "anna@example.org Соколова Анна Викторовна Пользователь Пермский край Действует" in page
        assert "nina@example.org" not in page

    @pytest.mark.parametrize("sought", ["+7 926 123-45-67", "89261234567"])
    def test_goes_by_the_whole_telephone_number(
        self, anna_visits: Visitor, nina: Visitor, now: datetime, sought: str
    ) -> None:
        Account.objects.filter(pk=anna_visits.account_id).update(phone="+79261234567", phone_activated_at=now)

        page = words(search(nina, sought))

        assert "anna@example.org" in page
        assert "nina@example.org" not in page

    def test_says_when_there_is_nobody(self, nina: Visitor) -> None:
        assert "Никого не нашли" in words(search(nina, "Несуществующая"))

    def test_keeps_the_words_out_of_the_address(self, anna_visits: Visitor, nina: Visitor) -> None:
        answer = nina.post(f"{LIST}?role=user&p=3", {"words": "Соколова Анна"})

        address = answer.headers["Location"]
        assert re.fullmatch(rf"{LIST}\?role=user&q=[\w-]+", address)
        page = nina.get(address).content.decode()
        assert 'value="Соколова Анна"' in page
        assert not re.search(r'href="[^"]*(Соколова|%D0)', page)

    def test_finds_nothing_of_another_administrators_search(
        self, anna_visits: Visitor, nina: Visitor, now: datetime
    ) -> None:
        roman = Visitor(make_account(ROMAN, now))
        address = nina.post(LIST, {"words": "Соколова"}).headers["Location"]

        assert "Соколова" not in roman.get(address).content.decode().partition('id="result_list"')[0]

    @pytest.mark.parametrize(
        ("chosen", "logins"),
        [
            ("role=administrator", ["nina"]),
            ("state=closed", []),
            ("state=open&role=user", ["anna"]),
            ("region=59", ["nina", "anna"]),
        ],
    )
    def test_can_be_narrowed(self, anna_visits: Visitor, nina: Visitor, chosen: str, logins: list[str]) -> None:
        page = nina.get(f"{LIST}?{chosen}").content.decode()

        assert sorted(re.findall(r"/change/[^>]*>(\w+)</a>", page)) == sorted(logins)

    @pytest.mark.parametrize(
        "chosen", ["role=%00", "role=god", "state=x", "region=%00", "region=xx", "q=%00", "q=none"]
    )
    def test_passes_over_choices_that_it_has_not(self, anna_visits: Visitor, nina: Visitor, chosen: str) -> None:
        assert "Всего: 2" in words(nina.get(f"{LIST}?{chosen}"))

    @pytest.mark.parametrize("asked", ["password__startswith=md5", "is_superuser__exact=0", "email__contains=a"])
    def test_tells_nothing_that_it_does_not_show(self, nina: Visitor, asked: str) -> None:
        assert nina.get(f"{LIST}?{asked}").status_code == HTTPStatus.BAD_REQUEST

    @pytest.mark.parametrize("sought", ["\0", "so\0k", "%", "_", "'; --", "\u202e", "x" * 5000])
    def test_finds_nobody_by_hostile_words(self, nina: Visitor, sought: str) -> None:
        assert search(nina, sought).status_code == HTTPStatus.OK

    def test_is_noted_without_the_words(self, nina: Visitor) -> None:
        search(nina, "Соколова")

        row = AuditEvent.objects.get(event=Event.ACCOUNTS_SEARCHED)
        assert (row.actor_id, row.subject_id) == (nina.account_id, "accounts")

    def test_asks_a_fixed_number_of_times(
        self,
        nina: Visitor,
        registry: FakeInsuredRegistry,
        now: datetime,
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:
        for number in range(60):
            new = NewAccount(f"user{number}", f"user{number}@example.org", None, PERM.code)
            account = create_account(new, by=Actor.system(), now=now - timedelta(minutes=number))
            if number % 2:
                add(account, registry.learn(stranger(number)), registry, now)

        with django_assert_num_queries(LIST_QUERIES):
            page = words(nina.get(LIST))

        assert "Всего: 61" in page
        assert page.count("Новиков") == 24


class TestThePageOfAnAccount:
    def test_shows_what_an_administrator_needs(self, anna_visits: Visitor, nina: Visitor) -> None:
        page = words(nina.get(page_of(anna_visits.account_id)))

        for expected in (
            "Логин: anna",
            "Электронная почта: anna@example.org",
            "Главный пользователь: Соколова Анна Викторовна",
            "Роль: Пользователь",
            "Регион: Пермский край",
            "Состояние: Действует",
            "Открытых сеансов: 1",
        ):
            assert expected in page

    def test_says_what_is_not_there_yet(self, darya: UUID, nina: Visitor) -> None:
        page = words(nina.get(page_of(darya)))

        assert "Главный пользователь: Картотека пуста" in page
        assert "Последний вход: Ещё не было" in page

    def test_tells_nothing_of_the_people_of_the_index(self, anna_visits: Visitor, maria: object, nina: Visitor) -> None:
        page = words(nina.get(page_of(anna_visits.account_id)))

        assert "Мария" not in page
        assert ANNA.snils.digits not in page.replace("-", "").replace(" ", "")

    def test_changes_nothing_by_itself(self, anna_visits: Visitor, nina: Visitor) -> None:
        anna = anna_visits.account_id

        answer = nina.post(page_of(anna), {"login": "taken", "role": "administrator", "is_superuser": "on"})

        assert answer.status_code == HTTPStatus.FORBIDDEN
        assert (account_row(anna).login, account_row(anna).role) == ("anna", Role.USER)

    def test_tells_the_history_in_words_newest_first(self, anna_visits: Visitor, nina: Visitor) -> None:
        anna = anna_visits.account_id
        nina.post(page_of(anna, "lift-pause"))

        page = words(nina.get(page_of(anna)))

        history = page.partition("Что произошло Кто")[2]
        assert re.search(
            "Снята пауза после неверных паролей nina .*"
            "Добавлен человек в картотеку владелец .*Учетная запись создана Портал",
            history,
        )

    @pytest.mark.rule("R73")
    def test_is_noted_when_it_is_opened(self, anna_visits: Visitor, nina: Visitor) -> None:
        nina.get(page_of(anna_visits.account_id))

        row = AuditEvent.objects.get(event=Event.ACCOUNT_LOOKED_AT)
        assert (row.actor_id, row.account_id) == (nina.account_id, anna_visits.account_id)
        assert "Администратор открыл эту страницу nina" in words(nina.get(page_of(anna_visits.account_id, "history")))

    def test_shows_looks_that_follow_one_another_as_one(self, anna_visits: Visitor, nina: Visitor) -> None:
        for _ in range(3):
            nina.get(page_of(anna_visits.account_id))
        nina.post(page_of(anna_visits.account_id, "lift-pause"))
        nina.get(page_of(anna_visits.account_id))

        history = words(nina.get(page_of(anna_visits.account_id, "history")))

        assert history.count("Администратор открыл эту страницу") == 2
        assert "Администратор открыл эту страницу, раз подряд: 3 nina" in history

    def test_tells_in_its_history_why_it_was_blocked(self, anna_visits: Visitor, nina: Visitor) -> None:
        why: dict[str, object] = {"ground": BlockGround.OWNER_ASKED, "note": "Звонила сама"}
        nina.post(page_of(anna_visits.account_id, "block"), why)
        nina.post(page_of(anna_visits.account_id, "unblock"))
        nina.post(page_of(anna_visits.account_id, "block"), {"ground": BlockGround.RULES_BROKEN})

        history = words(nina.get(page_of(anna_visits.account_id, "history")))

        assert "Заблокирована: Просьба владельца. Звонила сама nina" in history
        assert "Заблокирована: Нарушение правил Портала nina" in history

    def test_is_named_in_the_title_and_says_what_is_not_there(self, anna_visits: Visitor, nina: Visitor) -> None:
        Account.objects.filter(pk=anna_visits.account_id).update(email="")

        page = nina.get(page_of(anna_visits.account_id))

        assert "<title>Учетная запись anna — Администрирование Портала</title>" in page.content.decode()
        assert "Электронная почта: Не указана" in words(page)

    def test_leads_on_through_a_long_history(self, anna_visits: Visitor, nina: Visitor) -> None:
        address = page_of(anna_visits.account_id, "history")
        for _ in range(55):
            nina.post(page_of(anna_visits.account_id, "lift-pause"))

        first = nina.get(address)
        older = re.search(r'href="(\?before=\d+)"', first.content.decode())

        assert words(first).count("Снята пауза") == 50
        assert older
        assert words(nina.get(f"{address}{older[1]}")).count("Снята пауза") == 5

    @pytest.mark.parametrize("before", ["x", "-1", "²", "9" * 30, "9" * 5000, "1%00"])
    def test_opens_whatever_is_asked_of_its_history(self, anna_visits: Visitor, nina: Visitor, before: str) -> None:
        answer = nina.get(f"{page_of(anna_visits.account_id, 'history')}?before={before}")

        assert answer.status_code == HTTPStatus.OK

    def test_asks_a_fixed_number_of_times(
        self, anna_visits: Visitor, nina: Visitor, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        for _ in range(20):
            nina.post(page_of(anna_visits.account_id, "lift-pause"))
        nina.get(page_of(anna_visits.account_id))

        with django_assert_num_queries(ACCOUNT_QUERIES):
            nina.get(page_of(anna_visits.account_id))

    def test_is_not_found_where_there_is_no_account(self, nina: Visitor) -> None:
        for name in ("change", "history", *(act.name for act in ACTS)):
            assert nina.get(page_of(uuid4(), name)).status_code == HTTPStatus.NOT_FOUND
