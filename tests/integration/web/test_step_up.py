"""«Подтвердите, что это Вы»: the page of the code before a health record, over HTTP (R82)."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine

from factories.phones import OWN, activate, save
from kartoteka.domain.messaging.models import MessageRow
from kartoteka.web.accounts.proof import FRESH_FOR

from .conftest import Visitor

STEP_UP = "/step-up/"
WANTED = "/profile/"

pytestmark = pytest.mark.rule("R82")


@pytest.fixture
def owner(anna_visits: Visitor, now: datetime) -> Visitor:
    """Anna, who activated a number four days ago."""
    activate(anna_visits.account_id, now - timedelta(days=4))
    save(anna_visits.account_id, now - timedelta(days=4), copies=None)
    return anna_visits


def words(visitor: Visitor) -> str:
    return visitor.get(f"{STEP_UP}?next={WANTED}").content.decode()


def send(visitor: Visitor) -> None:
    visitor.post(STEP_UP, {"action": "send", "next": WANTED})


def newest_code() -> str:
    found = re.search(r"\d{6}", MessageRow.objects.filter(template="step-up-code").latest("id").text)
    assert found
    return found[0]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


class TestThePage:
    def test_offers_a_code_to_the_number_and_does_not_print_it_whole(self, owner: Visitor) -> None:
        page = words(owner)

        assert "Получить SMS" in page
        assert OWN.masked in page
        assert str(OWN) not in page

    def test_sends_nothing_by_itself(self, owner: Visitor) -> None:
        words(owner)

        assert not MessageRow.objects.filter(template="step-up-code").exists()

    def test_leads_on_to_where_the_person_wanted_to_go(self, owner: Visitor) -> None:
        send(owner)
        assert "Код из СМС" in words(owner)

        answer = owner.post(STEP_UP, {"action": "confirm", "code": newest_code(), "next": WANTED})

        assert (answer.status_code, answer["Location"]) == (302, WANTED)
        assert owner.get(f"{STEP_UP}?next={WANTED}")["Location"] == WANTED

    @pytest.mark.parametrize("outside", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
    def test_leads_nowhere_else(self, owner: Visitor, outside: str) -> None:
        send(owner)

        answer = owner.post(STEP_UP, {"action": "confirm", "code": newest_code(), "next": outside})

        assert answer["Location"] == "/card-index/"

    def test_says_how_many_tries_are_left(self, owner: Visitor) -> None:
        send(owner)

        answer = owner.post(STEP_UP, {"action": "confirm", "code": wrong(newest_code()), "next": WANTED})

        assert answer.status_code == 422
        assert "Осталось попыток: 4" in answer.content.decode()

    def test_says_when_the_code_is_over(self, owner: Visitor) -> None:
        send(owner)

        with time_machine.travel(datetime.now().astimezone() + timedelta(minutes=11)):
            answer = owner.post(STEP_UP, {"action": "confirm", "code": newest_code(), "next": WANTED})

        assert answer.status_code == 422
        assert "Этот код больше не действует" in answer.content.decode()

    def test_tells_to_wait_before_another_sms(self, owner: Visitor) -> None:
        send(owner)
        send(owner)

        assert "СМС с кодом уже в пути" in words(owner)
        assert MessageRow.objects.filter(template="step-up-code").count() == 1

    def test_tells_who_has_no_number_to_activate_one(self, anna_visits: Visitor) -> None:
        send(anna_visits)
        page = words(anna_visits)

        assert "Телефон ещё не активирован" in page
        assert "Получить SMS" not in page
        assert not MessageRow.objects.filter(template="step-up-code").exists()

    @pytest.mark.rule("R52")
    def test_tells_who_has_a_new_number_when_it_will_do(self, anna_visits: Visitor, now: datetime) -> None:
        activate(anna_visits.account_id, now)
        save(anna_visits.account_id, now, copies=None)

        send(anna_visits)
        page = words(anna_visits)

        assert "Номер активирован недавно" in page
        assert "Получить SMS" not in page
        assert not MessageRow.objects.filter(template="step-up-code").exists()

    def test_is_not_carried_out_for_another_account(self, owner: Visitor) -> None:
        answer = owner.post(STEP_UP, {"action": "send", "next": WANTED, "acting_as": "0" * 32})

        assert answer.status_code == 403
        assert not MessageRow.objects.filter(template="step-up-code").exists()

    def test_is_behind_the_sign_in(self, owner: Visitor) -> None:
        owner.client.logout()

        assert owner.get(STEP_UP)["Location"] == f"/sign-in/?next={STEP_UP}"


class TestAProof:
    def test_by_a_code_outlives_the_freshness_of_a_password(self, owner: Visitor, now: datetime) -> None:
        send(owner)
        owner.post(STEP_UP, {"action": "confirm", "code": newest_code(), "next": WANTED})

        with time_machine.travel(now + FRESH_FOR * 2):
            assert owner.get(f"{STEP_UP}?next={WANTED}")["Location"] == WANTED

    def test_is_remembered_by_the_browser_in_its_next_session(self, owner: Visitor) -> None:
        send(owner)
        owner.post(STEP_UP, {"action": "confirm", "code": newest_code(), "next": WANTED})
        word = owner.client.cookies["device"]
        another = Visitor(owner.account_id)
        another.client.cookies["device"] = word.value

        assert another.get(f"{STEP_UP}?next={WANTED}")["Location"] == WANTED

    def test_is_unknown_in_another_browser(self, owner: Visitor) -> None:
        send(owner)
        owner.post(STEP_UP, {"action": "confirm", "code": newest_code(), "next": WANTED})

        assert Visitor(owner.account_id).get(f"{STEP_UP}?next={WANTED}").status_code == 200
