"""«Показатели» over HTTP."""

import csv
from dataclasses import replace
from datetime import datetime, timedelta
from http import HTTPStatus
from io import StringIO
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cast import GLEB
from factories.people import PERM, make_account, make_region
from factories.requests import given_request
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.accounts.types import Role
from kartoteka.domain.moderation.types import RefusalReason, RequestState

from .administrators_pages import words
from .conftest import Visitor

pytestmark = pytest.mark.manual("C-07")
FIGURES, FILE = "/desk/figures/", "/desk/figures/csv/"
# The session with its account; the five questions of the report; the name above.
QUERIES = 7


@pytest.fixture
def head(db: None, now: datetime) -> Visitor:
    """The head of moderators, signed in."""
    return visitor_with(Role.HEAD_MODERATOR, now)


def visitor_with(role: Role, now: datetime) -> Visitor:
    account = make_account(replace(GLEB, role=role), now)
    return Visitor(account)


@pytest.fixture
def decided(head: Visitor, anna: UUID, now: datetime) -> None:
    """A confirmation, two refusals and a request that waits, all of Perm."""
    sent = now - timedelta(days=2)
    given_request(anna, RequestState.CONFIRMED, sent=sent, took=timedelta(hours=5))
    given_request(anna, RequestState.REFUSED, sent=sent, took=timedelta(minutes=40))
    given_request(anna, RequestState.REFUSED, sent=sent, took=timedelta(hours=30), reason=RefusalReason.PERSON_UNKNOWN)
    given_request(anna, RequestState.NEW, sent=sent)


def table(answer: HttpResponse) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


class TestStranger:
    """Whoever is neither the head of moderators nor an administrator."""

    @pytest.mark.parametrize("role", [Role.USER, Role.MODERATOR, Role.REGISTRAR])
    @pytest.mark.parametrize("path", [FIGURES, FILE])
    def test_finds_no_page(self, db: None, now: datetime, role: Role, path: str) -> None:
        visitor = visitor_with(role, now)

        assert visitor.get(path).status_code == HTTPStatus.NOT_FOUND
        assert visitor.post(path).status_code == HTTPStatus.NOT_FOUND

    def test_as_a_guest_finds_no_page_either(self, db: None) -> None:
        assert Client().get(FIGURES).status_code == Client().get(FILE).status_code == HTTPStatus.NOT_FOUND

    def test_finds_it_no_more_once_the_role_is_gone(self, head: Visitor) -> None:
        Account.objects.filter(pk=head.account_id).update(role=Role.MODERATOR)

        assert head.get(FIGURES).status_code == HTTPStatus.NOT_FOUND


class TestTheHeadOfModerators:
    def test_works_at_the_desk_like_every_moderator(self, head: Visitor) -> None:
        page = head.get("/desk/")

        assert page.status_code == HTTPStatus.OK
        assert f'href="{FIGURES}"' in page.content.decode()

    def test_is_the_only_one_there_who_is_led_to_the_figures(self, db: None, now: datetime) -> None:
        assert FIGURES not in visitor_with(Role.MODERATOR, now).get("/desk/").content.decode()


class TestTheAdministrator:
    def test_is_led_to_the_figures_and_sees_them(self, nina: Visitor) -> None:
        assert f'href="{FIGURES}"' in nina.get("/admin/").content.decode()
        assert nina.get(FIGURES).status_code == HTTPStatus.OK

    def test_still_finds_no_desk(self, nina: Visitor) -> None:
        assert nina.get("/desk/").status_code == HTTPStatus.NOT_FOUND


class TestThePage:
    def test_tells_what_waits_and_how_long_decisions_take(self, head: Visitor, decided: None) -> None:
        page = words(head.get(FIGURES))

        for shown in ("Ждут 1", "Медиана решения 5 ч", "90 % — за 30 ч", "Решено 3", "отказано: 2"):
            assert shown in page
        assert "В фонде ОМС нет" in page or "Отказов: 1" in page

    def test_draws_the_chart_itself_and_repeats_it_in_a_table(self, head: Visitor, decided: None) -> None:
        page = head.get(FIGURES).content.decode()

        assert '<svg viewBox="0 0 720 200"' in page
        assert 'role="img" aria-labelledby="chart-title chart-words"' in page
        assert "Те же числа таблицей" in page

    def test_says_so_when_nothing_was_decided(self, head: Visitor) -> None:
        page = words(head.get(FIGURES))

        assert "За эти дни решений не было" in page
        assert "Заявок нет ни в одном регионе" in page

    def test_is_narrowed_by_days_and_region(self, head: Visitor, decided: None, now: datetime) -> None:
        make_region(now, replace(PERM, code="35", name="Вологодская область"))
        day = (timezone.localdate() - timedelta(days=30)).isoformat()

        elsewhere = words(head.get(f"{FIGURES}?first={day}&last={timezone.localdate()}&region=35"))
        earlier = words(head.get(f"{FIGURES}?first={day}&last={day}"))

        assert "Решено 0" in elsewhere
        assert "Ждут 0" in elsewhere
        assert "Решено 0" in earlier
        assert "Ждут 1" in earlier

    @pytest.mark.parametrize(
        ("query", "complaint"),
        [
            ("first=2026-11-20&last=2026-11-10", "не позже последнего"),
            ("first=2025-01-01&last=2026-11-10", "не длиннее года"),
            ("first=вчера&last=2026-11-10", "Первый день: проверьте дату"),
            ("first=&last=2026-11-10", "Выберите первый день"),
            ("first=0001-01-01&last=0001-01-02", "Проверьте год"),
            ("first=9999-12-30&last=9999-12-31", "Проверьте год"),
        ],
    )
    def test_asks_again_for_days_that_make_no_sense(
        self, head: Visitor, decided: None, query: str, complaint: str
    ) -> None:
        answer = head.get(f"{FIGURES}?{query}")

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert complaint in words(answer)
        assert "Решено 3" in words(answer)

    @pytest.mark.parametrize("region", ["99", "x%00", "%27%3B--"])
    def test_of_a_region_that_is_none_shows_nothing_of_it(self, head: Visitor, decided: None, region: str) -> None:
        today = timezone.localdate()

        answer = head.get(f"{FIGURES}?first={today}&last={today}&region={region}")

        assert answer.status_code in {HTTPStatus.OK, HTTPStatus.UNPROCESSABLE_ENTITY}

    def test_asks_a_fixed_number_of_times(
        self, head: Visitor, decided: None, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(QUERIES):
            head.get(FIGURES)


class TestTheFile:
    def test_has_a_line_for_each_region_and_one_for_all(self, head: Visitor, decided: None) -> None:
        lines = table(head.get(FILE))

        assert [line["Регион"] for line in lines] == ["Пермский край", "Все регионы"]
        for line in lines:
            assert (line["Ждут"], line["Подтверждено модераторами"], line["Отказано"]) == ("1", "1", "2")
            assert (line["Медиана времени решения, ч"], line["90-й перцентиль, ч"]) == ("5,0", "30,0")
            assert sum(int(number) for name, number in line.items() if name.startswith("Отказ:")) == 2

    def test_has_a_name_that_tells_the_days_only(self, head: Visitor, decided: None) -> None:
        answer = head.get(f"{FILE}?first=2026-11-01&last=2026-11-20&region=59")

        assert answer["Content-Disposition"] == 'attachment; filename="figures-2026-11-01-2026-11-20.csv"'
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert "no-store" in answer["Cache-Control"]

    @pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\tтаб"])
    def test_holds_no_formulas(self, head: Visitor, decided: None, now: datetime, name: str) -> None:
        make_region(now, replace(PERM, name=name))

        assert table(head.get(FILE))[0]["Регион"] == f"'{name}"
