"""What a decision at the desk leaves open: a second pair of eyes, and ten minutes to take it back (C-07)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from http import HTTPStatus
from uuid import UUID

import pytest
from django.http import HttpResponse

from cast import ARTYOM, GLEB, NINA
from factories.people import make_account
from factories.verification import given_awaiting
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.accounts.types import Role
from kartoteka.domain.card_index.types import Card
from kartoteka.domain.moderation import services
from kartoteka.domain.moderation.models import UndoableDecisionRow, VerificationRequestRow
from kartoteka.domain.moderation.selectors import card_progress
from kartoteka.domain.moderation.types import RequestState
from kartoteka.shared.actor import Actor

from .administrators_pages import words as as_read
from .conftest import Visitor, page_of

pytestmark = pytest.mark.manual("C-07")

MISTYPED = replace(ARTYOM, birth_date=date(2024, 1, 28))


@pytest.fixture
def gleb(db: None, now: datetime) -> Visitor:
    return Visitor(make_account(GLEB, now))


@pytest.fixture
def colleague(db: None, now: datetime) -> Visitor:
    return Visitor(make_account(replace(NINA, role=Role.MODERATOR), now))


@pytest.fixture
def awaiting(anna_visits: Visitor, now: datetime) -> Card:
    """Анна mistyped the birth date of her son."""
    return given_awaiting(anna_visits.account_id, MISTYPED, now - timedelta(hours=1))


@pytest.fixture
def number(anna: UUID, awaiting: Card) -> str:
    return card_progress(account_id=anna, card_id=awaiting.card_id)[1].number


def address(number: str, act: str = "") -> str:
    return f"/desk/requests/{number}/{act}"


def words(answer: HttpResponse) -> str:
    return as_read(answer)


def state_of(number: str) -> str:
    return VerificationRequestRow.objects.get(number=number).state


def propose(number: str, visitor: Visitor, who: str = f"person-{ARTYOM.number}") -> None:
    visitor.post(address(number, "take/"))
    visitor.post(address(number, "confirm/"), {"person_id": who, "compared": "on"})


class TestASecondLook:
    def test_is_asked_for_and_given(
        self, anna_visits: Visitor, awaiting: Card, number: str, gleb: Visitor, colleague: Visitor
    ) -> None:
        propose(number, gleb)
        assert "Нужен второй модератор" in words(gleb.get("/desk/"))
        assert "ждут второго модератора: 1" in words(colleague.get("/desk/"))
        assert "Подтвердить вторым: это Артём" in words(colleague.get(address(number)))

        answer = colleague.post(address(number, "agree/"), {"compared": "on"})

        assert answer.headers["Location"] == "/desk/"
        assert "Данные подтверждены" in words(anna_visits.get(page_of(awaiting, "verification/")))

    def test_shows_its_first_moderator_no_second_button(self, number: str, gleb: Visitor) -> None:
        propose(number, gleb)

        page = words(gleb.get(address(number)))

        assert "Подтвердить должен коллега" in page
        assert "Подтвердить вторым" not in page
        gleb.post(address(number, "agree/"), {"compared": "on"})
        assert "Нужен другой модератор" in words(gleb.get(address(number)))
        assert state_of(number) == RequestState.SECOND_LOOK

    def test_wants_the_data_compared_again(self, number: str, gleb: Visitor, colleague: Visitor) -> None:
        propose(number, gleb)

        colleague.post(address(number, "agree/"))

        assert "Отметьте, что сверили данные" in words(colleague.get(address(number)))
        assert state_of(number) == RequestState.SECOND_LOOK

    def test_is_told_to_the_sender_in_calm_words(
        self, anna_visits: Visitor, awaiting: Card, number: str, gleb: Visitor
    ) -> None:
        propose(number, gleb)

        page = words(anna_visits.get(page_of(awaiting, "verification/")))

        assert "Данные проверяет второй модератор" in page
        assert "их сверяют двое" in page


class TestTakingBack:
    def test_is_offered_to_who_decided_with_the_time_left(self, number: str, gleb: Visitor, colleague: Visitor) -> None:
        gleb.post(address(number, "take/"))
        gleb.post(address(number, "refuse/"), {"reason": "other", "text": ""})

        assert "Отменить можно ещё 9 минут" in words(gleb.get(address(number)))
        assert "Отменить решение" not in words(colleague.get(address(number)))

    def test_puts_the_request_back_to_work(
        self, anna_visits: Visitor, awaiting: Card, number: str, gleb: Visitor
    ) -> None:
        gleb.post(address(number, "take/"))
        gleb.post(address(number, "refuse/"), {"reason": "other", "text": ""})

        gleb.post(address(number, "undo/"))

        page = words(gleb.get(address(number)))
        assert "Решение отменено" in page
        assert "Отменить можно" not in page
        assert state_of(number) == RequestState.IN_WORK
        assert "Модератор проверяет данные" in words(anna_visits.get(page_of(awaiting, "verification/")))

    def test_is_refused_kindly_when_it_is_too_late(self, number: str, gleb: Visitor, now: datetime) -> None:
        gleb.post(address(number, "take/"))
        gleb.post(address(number, "refuse/"), {"reason": "other", "text": ""})
        UndoableDecisionRow.objects.update(until=now - timedelta(minutes=1))
        assert "Отменить решение" not in words(gleb.get(address(number)))

        gleb.post(address(number, "undo/"))

        assert "Отменить решение уже нельзя" in words(gleb.get(address(number)))
        assert state_of(number) == RequestState.REFUSED

    def test_is_not_for_a_colleague(self, number: str, gleb: Visitor, colleague: Visitor) -> None:
        gleb.post(address(number, "take/"))
        gleb.post(address(number, "refuse/"), {"reason": "other", "text": ""})

        colleague.post(address(number, "undo/"))

        assert "Это решение другого модератора" in words(colleague.get(address(number)))


class TestTheSearchBySurname:
    def test_finds_with_any_birth_date(self, number: str, gleb: Visitor, registry: FakeInsuredRegistry) -> None:
        registry.learn(replace(ARTYOM, birth_date=date(1961, 9, 9), number=905))
        assert "09.09.1961" not in words(gleb.get(address(number)))
        assert "Искать по фамилии, с любой датой рождения" in words(gleb.get(address(number)))

        page = words(gleb.get(address(number) + "?surname"))

        assert "09.09.1961" in page
        assert "Искать по фамилии" not in page

    @pytest.mark.rule("R66")
    def test_is_told_when_the_registry_is_silent(
        self, number: str, gleb: Visitor, registry: FakeInsuredRegistry
    ) -> None:
        registry.is_down = True

        assert "Регистр застрахованных сейчас не отвечает" in words(gleb.get(address(number) + "?surname"))


class TestTheQueue:
    @pytest.mark.parametrize(
        ("sent_ago", "age", "shown"),
        [
            (timedelta(hours=23), "day", False),
            (timedelta(hours=25), "day", True),
            (timedelta(days=2), "three-days", False),
            (timedelta(days=4), "three-days", True),
            (timedelta(days=6), "week", False),
            (timedelta(days=8), "week", True),
            (timedelta(days=8), "nonsense", True),
        ],
    )
    def test_is_filtered_by_age(
        self,
        number: str,
        gleb: Visitor,
        now: datetime,
        sent_ago: timedelta,
        age: str,
        shown: bool,  # noqa: FBT001
    ) -> None:
        VerificationRequestRow.objects.filter(number=number).update(sent_at=now - sent_ago)

        assert (number in words(gleb.get(f"/desk/?age={age}"))) is shown

    def test_is_filtered_by_deadline_with_counts(self, number: str, gleb: Visitor) -> None:
        page = words(gleb.get("/desk/"))
        assert "Просрочен (0)" in page
        assert number not in words(gleb.get("/desk/?deadline=today"))

        VerificationRequestRow.objects.filter(number=number).update(decide_by=date(2020, 1, 6))

        assert "Просрочен (1)" in words(gleb.get("/desk/"))
        assert number in words(gleb.get("/desk/?deadline=overdue"))
        assert number not in words(gleb.get("/desk/?deadline=soon"))


class TestARequest:
    def test_tells_its_history(self, number: str, gleb: Visitor, colleague: Visitor) -> None:
        propose(number, gleb)
        colleague.post(address(number, "agree/"), {"compared": "on"})

        page = words(colleague.get(address(number)))

        for step in ("Новая: отправитель", "В работе: gleb", "Ждёт второго модератора: gleb", "Подтверждена: nina"):
            assert step in page

    @pytest.mark.rule("R20")
    def test_that_the_fund_proved_says_so(
        self, number: str, gleb: Visitor, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        registry.learn(MISTYPED)
        services.confirm_matched_requests(registry=registry, now=now)

        assert "Подтверждена: Портал, по ответу фонда" in words(gleb.get(address(number)))

    def test_leads_to_those_about_the_same_person(self, number: str, gleb: Visitor, darya: UUID, now: datetime) -> None:
        other = given_awaiting(darya, MISTYPED, now)
        other_number = card_progress(account_id=darya, card_id=other.card_id)[1].number

        page = gleb.get(address(number)).content.decode()

        assert "Заявки о том же человеке из других картотек" in page
        assert f'href="/desk/requests/{other_number}/"' in page
        assert gleb.get(address(other_number)).status_code == HTTPStatus.OK

    @pytest.mark.rule("R6")
    def test_withdrawn_meanwhile_is_decided_by_nobody(
        self, anna: UUID, awaiting: Card, number: str, gleb: Visitor, now: datetime
    ) -> None:
        gleb.post(address(number, "take/"))
        services.remove_card(account_id=anna, card_id=awaiting.card_id, by=Actor.account(anna), now=now)

        gleb.post(address(number, "refuse/"), {"reason": "other", "text": ""})

        assert "Заявка изменилась, пока Вы её читали" in words(gleb.get(address(number)))
        assert state_of(number) == RequestState.WITHDRAWN
