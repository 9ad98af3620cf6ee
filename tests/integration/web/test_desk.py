"""The moderator's desk over HTTP (C-07)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from http import HTTPStatus
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from cast import ANNA, ARTYOM, GLEB, MARIA, NINA
from factories.people import PERM, account_row, add, make_account, make_region, stranger
from factories.verification import given_awaiting
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.accounts.types import Role
from kartoteka.domain.audit.models import AuditEvent
from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index.types import Card
from kartoteka.domain.moderation import decisions
from kartoteka.domain.moderation.models import VerificationRequestRow
from kartoteka.domain.moderation.queue import PAGE_SIZE
from kartoteka.domain.moderation.selectors import card_progress
from kartoteka.domain.moderation.types import RequestState
from kartoteka.shared.actor import Actor
from kartoteka.shared.dates import local_day
from kartoteka.shared.names import PersonName

from .administrators_pages import words as as_read
from .conftest import Visitor, page_of

QUEUE = "/desk/"
# The session with its account; the counts; the requests; the regions; whose they are and where from; the name above.
QUEUE_QUERIES = 7


@pytest.fixture
def gleb(db: None, now: datetime) -> Visitor:
    """The moderator, signed in."""
    return Visitor(make_account(GLEB, now))


@pytest.fixture
def colleague(db: None, now: datetime) -> Visitor:
    """Another moderator."""
    return Visitor(make_account(replace(NINA, role=Role.MODERATOR), now))


@pytest.fixture
def awaiting(anna_visits: Visitor, now: datetime) -> Card:
    """Анна sent her son's data for checking."""
    return given_awaiting(anna_visits.account_id, ARTYOM, now - timedelta(hours=1))


@pytest.fixture
def number(anna: UUID, awaiting: Card) -> str:
    return card_progress(account_id=anna, card_id=awaiting.card_id)[1].number


def address(number: str, act: str = "") -> str:
    return f"/desk/requests/{number}/{act}"


def every_page(number: str) -> list[str]:
    acts = ("", "take/", "give-back/", "ask/", "confirm/", "agree/", "undo/", "refuse/")
    return [QUEUE, *(address(number, act) for act in acts)]


def words(answer: HttpResponse) -> str:
    return answer.content.decode()


def state_of(number: str) -> str:
    return VerificationRequestRow.objects.get(number=number).state


@pytest.mark.manual("C-07")
class TestStranger:
    """Whoever is no moderator."""

    @pytest.mark.parametrize("role", [Role.USER, Role.ADMINISTRATOR])
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_finds_no_page(self, number: str, darya: UUID, role: Role, method: str) -> None:
        Account.objects.filter(pk=darya).update(role=role)
        visitor = Visitor(darya)
        ask: Callable[[str], HttpResponse] = getattr(visitor, method)

        answers = {path: ask(path) for path in every_page(number)}

        assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(answers, 404)
        assert all("Страница не найдена" in words(answer) for answer in answers.values())
        assert state_of(number) == RequestState.NEW

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_who_is_the_registrar_opens_and_decides_nothing(self, number: str, inna: Visitor, method: str) -> None:
        ask: Callable[[str], HttpResponse] = getattr(inna, method)

        for path in every_page(number)[1:]:
            assert ask(path).status_code == HTTPStatus.NOT_FOUND, path
        assert state_of(number) == RequestState.NEW

    def test_is_told_the_same_as_of_a_page_that_never_was(self, darya: UUID) -> None:
        visitor = Visitor(darya)

        answers = [as_read(visitor.get(path)) for path in (QUEUE, "/nowhere/")]

        assert answers[0] == answers[1]
        assert AuditEvent.objects.get(event=Event.DESK_REFUSED).actor_id == darya

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_as_a_guest_finds_no_page_either(self, number: str, client: Client, method: str) -> None:
        for path in every_page(number):
            assert getattr(client, method)(path).status_code == HTTPStatus.NOT_FOUND, path

    def test_sees_no_link_to_it(self, anna_visits: Visitor, gleb: Visitor) -> None:
        assert "Рабочее место" not in words(anna_visits.get("/"))
        assert "Рабочее место" in words(gleb.get("/"))


@pytest.mark.manual("C-07")
class TestTheSecondFactor:
    def test_is_asked_for_before_anything(self, number: str, gleb: Visitor, settings: Settings) -> None:
        settings.KARTOTEKA_STAFF_NEEDS_SECOND_FACTOR = True

        for path in every_page(number):
            assert "/second-factor/" in gleb.get(path).headers["Location"], path
        assert gleb.post(address(number, "take/")).status_code == HTTPStatus.FOUND
        assert state_of(number) == RequestState.NEW


@pytest.mark.manual("C-07")
class TestTheQueue:
    def test_shows_the_oldest_first_and_nobodys_name(
        self, anna_visits: Visitor, number: str, gleb: Visitor, now: datetime
    ) -> None:
        later = given_awaiting(anna_visits.account_id, stranger(1), now)
        later_number = card_progress(account_id=anna_visits.account_id, card_id=later.card_id)[1].number

        page = words(gleb.get(QUEUE))

        assert 0 < page.index(number) < page.index(later_number)
        assert "Новых: 2, в работе: 0" in page
        assert ARTYOM.name.family not in page

    def test_leaves_out_what_was_not_asked_for(self, number: str, gleb: Visitor, now: datetime) -> None:
        make_region(now, replace(PERM, code="35", name="Вологодская область"))

        shown = {
            query: number in words(gleb.get(f"{QUEUE}?{query}")) for query in ("region=59", "region=35", "mine=on")
        }

        assert shown == {"region=59": True, "region=35": False, "mine=on": False}

    def test_shows_mine_once_i_took_it(self, number: str, gleb: Visitor) -> None:
        gleb.post(address(number, "take/"))

        page = words(gleb.get(f"{QUEUE}?mine=on"))

        assert "В работе, у Вас" in page
        assert "у Вас: 1" in page

    @pytest.mark.rule("R22")
    def test_tells_what_is_overdue_in_working_days(self, number: str, gleb: Visitor, now: datetime) -> None:
        last_day = local_day(now, PERM.time_zone) - timedelta(days=7)
        VerificationRequestRow.objects.filter(number=number).update(decide_by=last_day)

        page = words(gleb.get(f"{QUEUE}?deadline=overdue"))

        assert "Просрочена на 5 рабочих дней" in page
        assert "просрочено: 1" in page

    def test_goes_on_from_where_it_ended(self, gleb: Visitor, anna: UUID, awaiting: Card, now: datetime) -> None:
        many_requests(anna, PAGE_SIZE, now)

        first = words(gleb.get(QUEUE))
        link = first.rpartition('href="/desk/?after=')[2].partition('"')[0]
        second = words(gleb.get(f"{QUEUE}?after={link}"))

        assert (first.count("/desk/requests/"), second.count("/desk/requests/")) == (PAGE_SIZE, 1)

    def test_takes_nonsense_for_nothing(self, number: str, gleb: Visitor) -> None:
        assert number in words(gleb.get(f"{QUEUE}?region=%D0%AF%D0%AF%D0%AF&after=%00'"))

    def test_asks_as_often_for_many_requests_as_for_one(
        self, gleb: Visitor, number: str, anna: UUID, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        gleb.post(address(number, "take/"))
        gleb.get(QUEUE)
        with django_assert_num_queries(QUEUE_QUERIES):
            gleb.get(QUEUE)
        many_requests(anna, PAGE_SIZE, now)

        with django_assert_num_queries(QUEUE_QUERIES):
            gleb.get(QUEUE)


@pytest.mark.manual("C-07")
class TestARequest:
    def test_stands_beside_whoever_may_be_meant(
        self, anna_visits: Visitor, gleb: Visitor, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        mistyped = replace(ARTYOM, name=PersonName("Соколов", "Артем", "Дмитриевич"), number=900)
        card = given_awaiting(anna_visits.account_id, mistyped, now)
        number = card_progress(account_id=anna_visits.account_id, card_id=card.card_id)[1].number

        page = words(gleb.get(address(number)))

        for seen in ("Артем", "Артём", "То же, иначе записано", str(ARTYOM.snils), str(mistyped.snils), "Не совпадает"):
            assert seen in page

    @pytest.mark.rule("R73")
    def test_leaves_a_trace_of_whoever_looked(self, number: str, gleb: Visitor, anna: UUID) -> None:
        gleb.get(address(number))

        trace = AuditEvent.objects.get(event=Event.VERIFICATION_LOOKED_AT)
        assert (trace.actor_id, trace.account_id) == (gleb.account_id, anna)

    @pytest.mark.rule("R15")
    def test_warns_of_twins(self, number: str, gleb: Visitor, registry: FakeInsuredRegistry) -> None:
        registry.learn(replace(ARTYOM, name=PersonName("Соколов", "Антон", "Дмитриевич"), number=901))

        assert "Среди найденных есть близнецы" in words(gleb.get(address(number)))

    @pytest.mark.rule("R66")
    def test_opens_while_the_registry_is_silent(
        self, number: str, gleb: Visitor, registry: FakeInsuredRegistry
    ) -> None:
        registry.is_down = True

        page = words(gleb.get(address(number)))

        assert "Регистр застрахованных сейчас не отвечает" in page
        assert str(ARTYOM.name) in page

    @pytest.mark.rule("R19")
    def test_of_people_close_to_him_stays_closed(
        self, number: str, gleb: Visitor, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add(gleb.account_id, ANNA, registry, now)

        answer = gleb.get(address(number))

        assert answer.headers["Location"] == QUEUE
        assert "Эту заявку рассматривает другой модератор" in words(gleb.get(QUEUE))
        assert not AuditEvent.objects.filter(event=Event.VERIFICATION_LOOKED_AT).exists()

    def test_by_a_made_up_number_is_not_found(self, gleb: Visitor) -> None:
        assert gleb.get(address("0000-0000")).status_code == HTTPStatus.NOT_FOUND
        assert gleb.post(address("0000-0000", "take/")).status_code == HTTPStatus.NOT_FOUND

    @pytest.mark.rule("R13")
    def test_takes_no_form_of_another_accounts_page(self, number: str, gleb: Visitor) -> None:
        answer = gleb.post(address(number, "take/"), {"acting_as": "0" * 32})

        assert answer.status_code == HTTPStatus.FORBIDDEN
        assert state_of(number) == RequestState.NEW


@pytest.mark.manual("C-07")
class TestTheModerator:
    def test_confirms_whom_he_recognised(
        self, anna_visits: Visitor, awaiting: Card, number: str, gleb: Visitor
    ) -> None:
        gleb.post(address(number, "take/"))

        answer = gleb.post(address(number, "confirm/"), {"person_id": f"person-{ARTYOM.number}", "compared": "on"})

        assert answer.headers["Location"] == QUEUE
        assert f"Заявка {number} подтверждена" in words(gleb.get(QUEUE))
        assert "Данные подтверждены" in words(anna_visits.get(page_of(awaiting, "verification/")))

    def test_confirms_nothing_that_he_did_not_compare(self, number: str, gleb: Visitor) -> None:
        gleb.post(address(number, "take/"))

        gleb.post(address(number, "confirm/"), {"person_id": f"person-{ARTYOM.number}"})

        assert state_of(number) == RequestState.IN_WORK
        assert "Отметьте, что сверили данные" in words(gleb.get(address(number)))

    def test_refuses_with_a_reason_that_the_sender_reads(
        self, anna_visits: Visitor, awaiting: Card, number: str, gleb: Visitor
    ) -> None:
        gleb.post(address(number, "take/"))

        gleb.post(address(number, "refuse/"), {"reason": "person-unknown", "text": "Проверьте год рождения"})

        page = words(anna_visits.get(page_of(awaiting, "verification/")))
        assert "В фонде ОМС нет человека с такими данными" in page
        assert "Проверьте год рождения" in page

    def test_refuses_nothing_without_a_reason(self, number: str, gleb: Visitor) -> None:
        gleb.post(address(number, "take/"))

        page = words(gleb.post(address(number, "refuse/"), {"reason": "", "text": "x" * 501}))

        assert "Выберите причину отказа" in page
        assert state_of(number) == RequestState.IN_WORK

    def test_asks_and_the_sender_sees_it(
        self, anna_visits: Visitor, awaiting: Card, number: str, gleb: Visitor
    ) -> None:
        gleb.post(address(number, "take/"))

        gleb.post(address(number, "ask/"))

        assert "Нужно уточнение" in words(anna_visits.get(page_of(awaiting, "verification/")))
        assert "Ждёт уточнения, у Вас" in words(gleb.get(QUEUE))

    def test_gives_back_what_he_took(self, number: str, gleb: Visitor) -> None:
        gleb.post(address(number, "take/"))

        gleb.post(address(number, "give-back/"))

        assert state_of(number) == RequestState.NEW
        assert "у Вас: 0" in words(gleb.get(QUEUE))

    def test_takes_over_what_a_colleague_left(self, number: str, gleb: Visitor, darya: UUID, now: datetime) -> None:
        decisions.take_request(number=number, by=Actor.account(darya), now=now - timedelta(days=2))
        assert "Взять в работу" in words(gleb.get(address(number)))

        gleb.post(address(number, "take/"))

        page = words(gleb.get(address(number)))
        assert "В работе, у Вас" in page
        assert "Взять в работу" not in page

    @pytest.mark.rule("R2")
    def test_is_told_that_the_person_stood_there_already(
        self, anna_visits: Visitor, gleb: Visitor, colleague: Visitor, maria: Card, now: datetime
    ) -> None:
        other_name = replace(MARIA, name=PersonName("Орлова", "Мария", "Дмитриевна"), number=902)
        card = given_awaiting(anna_visits.account_id, other_name, now)
        number = card_progress(account_id=anna_visits.account_id, card_id=card.card_id)[1].number
        gleb.post(address(number, "take/"))

        gleb.post(address(number, "confirm/"), {"person_id": f"person-{MARIA.number}", "compared": "on"})
        colleague.post(address(number, "agree/"), {"compared": "on"})

        assert "уже есть в картотеке отправителя" in words(colleague.get(QUEUE))

    @pytest.mark.rule("R19")
    def test_comes_second_and_is_told_so(self, number: str, gleb: Visitor, darya: UUID, now: datetime) -> None:
        decisions.take_request(number=number, by=Actor.account(darya), now=now)

        gleb.post(address(number, "take/"))
        page = words(gleb.get(address(number)))

        assert "Заявка изменилась, пока Вы её читали" in page
        assert f"у {account_row(darya).login}" in page
        assert "Подтвердить: это" not in page


def many_requests(account: UUID, how_many: int, now: datetime) -> None:
    """More open requests than one family may send: of cards of one account, for the length of the list alone."""
    pattern = VerificationRequestRow.objects.filter(account_id=account).latest("sent_at")
    for place in range(how_many):
        make_card = given_card(pattern, place)
        VerificationRequestRow.objects.create(
            number=f"TEST-{place:04d}",
            card_id=make_card,
            account_id=account,
            details_digest=place.to_bytes(16, "big"),
            state=RequestState.NEW,
            sent_at=now + timedelta(minutes=place),
            decide_by=pattern.decide_by,
        )


def given_card(pattern: VerificationRequestRow, place: int) -> UUID:
    card = pattern.card
    card.pk = UUID(int=place + 1)
    card.slot = place + 20
    card.is_main = False
    card._state.adding = True
    card.identity_key = place.to_bytes(16, "big")
    card.save(force_insert=True)
    return UUID(int=place + 1)
