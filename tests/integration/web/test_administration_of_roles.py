"""Roles that wait for another administrator, on the pages of the administrators (A-02)."""

from datetime import datetime
from http import HTTPStatus
from uuid import UUID, uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from cast import ROMAN
from factories.people import account_row, make_account
from kartoteka.domain.accounts.selectors import waiting_roles
from kartoteka.domain.accounts.types import BlockGround, Role

from .administrators_pages import ROLES, page_of, words
from .conftest import Visitor

pytestmark = pytest.mark.manual("A-02")
ALONE = "Вы единственный администратор"
OVER = "Эта роль больше не ждёт подтверждения"
CONFIRM, DECLINE = 'value="confirm"', 'value="decline"'
# The session; what waits, and the names; how many administrators there are.
QUERIES = 4


@pytest.fixture
def roman(db: None, now: datetime) -> Visitor:
    """Another administrator, signed in."""
    return Visitor(make_account(ROMAN, now))


@pytest.fixture
def proposal(anna_visits: Visitor, nina: Visitor, roman: Visitor, now: datetime) -> UUID:
    """Нина wants Анна to be a registrar."""
    return propose(nina, anna_visits.account_id, Role.REGISTRAR, now)


def propose(by: Visitor, account: UUID, role: Role, now: datetime) -> UUID:
    before = {one.proposal_id for one in waiting_roles(now=now)}
    by.post(page_of(account, "role"), {"role": role})
    (made,) = {one.proposal_id for one in waiting_roles(now=now)} - before
    return made


def answer(by: Visitor, proposal: object, how: str) -> int:
    return by.post(ROLES, {"proposal": str(proposal), "answer": how}).status_code


class TestAProposedRole:
    def test_waits_on_the_page_of_the_account_in_the_list_and_at_the_start(
        self, anna_visits: Visitor, nina: Visitor, roman: Visitor, proposal: UUID
    ) -> None:
        anna = anna_visits.account_id

        assert account_row(anna).role == Role.USER
        for path in (page_of(anna), ROLES):
            page = roman.get(path)
            assert "Роли ждут подтверждения" in words(page)
            assert "Предложил администратор nina" in words(page)
            assert CONFIRM in page.content.decode()
            assert DECLINE in page.content.decode()
        assert "Ждут сейчас: 1." in words(roman.get("/admin/"))

    def test_is_given_by_another_and_the_history_names_both(
        self, anna_visits: Visitor, roman: Visitor, proposal: UUID
    ) -> None:
        anna = anna_visits.account_id

        assert answer(roman, proposal, "confirm") == HTTPStatus.FOUND

        assert "Роль назначена" in words(roman.get(ROLES))
        assert account_row(anna).role == Role.REGISTRAR
        for name in ("change", "history"):
            page = words(roman.get(page_of(anna, name)))
            assert "Назначена роль «Регистратор», предложил администратор nina roman" in page
            assert "Предложена роль «Регистратор» nina" in page
        assert "Сейчас ни одна не ждёт" in words(roman.get("/admin/"))

    def test_is_declined_and_the_history_says_so(self, anna_visits: Visitor, roman: Visitor, proposal: UUID) -> None:
        answer(roman, proposal, "decline")

        assert account_row(anna_visits.account_id).role == Role.USER
        page = words(roman.get(page_of(anna_visits.account_id)))
        assert "Отклонена роль «Регистратор», предложил администратор nina roman" in page

    def test_has_no_button_for_who_proposed_it_and_no_way_round(
        self, anna_visits: Visitor, nina: Visitor, proposal: UUID
    ) -> None:
        page = nina.get(ROLES)
        assert CONFIRM not in page.content.decode()
        assert DECLINE in page.content.decode()

        answer(nina, proposal, "confirm")

        assert "Эту роль предложили Вы" in words(nina.get(ROLES))
        assert account_row(anna_visits.account_id).role == Role.USER

    def test_for_an_administrator_himself_is_answered_by_others(
        self, nina: Visitor, roman: Visitor, now: datetime
    ) -> None:
        own = propose(nina, roman.account_id, Role.MODERATOR, now)
        page = roman.get(ROLES)
        assert CONFIRM not in page.content.decode()
        assert "решит другой администратор" in words(page)

        answer(roman, own, "confirm")

        assert "Со своей учетной записью этого сделать нельзя" in words(roman.get(ROLES))
        assert account_row(roman.account_id).role == Role.ADMINISTRATOR

    def test_is_not_proposed_twice(self, anna_visits: Visitor, roman: Visitor, proposal: UUID) -> None:
        page = roman.post(page_of(anna_visits.account_id, "role"), {"role": Role.REGISTRAR})

        assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "Эта роль уже ждёт подтверждения" in words(page)

    def test_ends_with_the_account_or_with_who_proposed_it(
        self, anna_visits: Visitor, nina: Visitor, roman: Visitor, proposal: UUID
    ) -> None:
        roman.post(page_of(nina.account_id, "block"), {"ground": BlockGround.STAFF_LEFT})

        answer(roman, proposal, "confirm")

        assert OVER in words(roman.get(ROLES))
        page = words(roman.get(page_of(anna_visits.account_id)))
        assert "Больше не ждёт подтверждения роль «Регистратор», предложил администратор nina roman" in page

    def test_is_nobodys_who_manages_nothing(self, anna_visits: Visitor, proposal: UUID) -> None:
        for how in ("confirm", "decline"):
            assert answer(anna_visits, proposal, how) == HTTPStatus.NOT_FOUND

        assert account_row(anna_visits.account_id).role == Role.USER

    def test_is_answered_in_known_words_alone(self, roman: Visitor, proposal: UUID) -> None:
        assert answer(roman, proposal, "perhaps") == HTTPStatus.NOT_FOUND
        assert answer(roman, "no-name", "confirm") == HTTPStatus.NOT_FOUND
        assert answer(roman, uuid4(), "confirm") == HTTPStatus.FOUND
        assert OVER in words(roman.get(ROLES))


class TestAnOnlyAdministrator:
    def test_is_told_who_makes_the_second(self, anna_visits: Visitor, nina: Visitor) -> None:
        for path in (ROLES, page_of(anna_visits.account_id, "role")):
            assert ALONE in words(nina.get(path))
            assert "kartoteka make_administrator" in words(nina.get(path))

    def test_is_not_told_so_when_there_are_two(self, anna_visits: Visitor, nina: Visitor, roman: Visitor) -> None:
        for path in (ROLES, page_of(anna_visits.account_id, "role")):
            assert ALONE not in words(nina.get(path))


class TestTheList:
    def test_asks_the_database_as_often_for_many_as_for_one(
        self,
        anna_visits: Visitor,
        darya: UUID,
        nina: Visitor,
        proposal: UUID,
        now: datetime,
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:
        nina.get(ROLES)
        with django_assert_num_queries(QUERIES):
            nina.get(ROLES)

        propose(nina, darya, Role.MODERATOR, now)
        propose(nina, darya, Role.REGISTRAR, now)

        nina.get(ROLES)
        with django_assert_num_queries(QUERIES):
            nina.get(ROLES)
