"""«Вход в приложение»: another PIN, biometrics switched off (A-10)."""

from datetime import datetime, timedelta
from http import HTTPStatus

import pytest
import time_machine
from django.http import HttpResponse

from factories.telephones import OTHER_PIN, PIN

from .conftest import Phone, said

CHANGE = "/m/settings/pin/"


def show(phone: Phone, pin: str = PIN) -> HttpResponse:
    return phone.post(CHANGE, action="show", pin=pin, **phone.telephone.sign_fields(phone.challenge()))


def change(phone: Phone, pin: str = OTHER_PIN, again: str = "") -> dict[str, object]:
    return said(phone.post(CHANGE, pin=pin, pin_again=again or pin))


@pytest.mark.manual("A-10")
@pytest.mark.rule("R70")
class TestAnotherPin:
    def test_takes_the_place_of_the_one_before(self, bound: Phone) -> None:
        show(bound)

        assert change(bound) == {"next": "/m/settings/sign-in/"}
        bound.start()
        bound.unlock(PIN)
        assert not bound.is_open
        bound.unlock(OTHER_PIN)
        assert bound.is_open

    def test_is_not_taken_without_the_one_before(self, bound: Phone) -> None:
        assert "Начните" in str(change(bound)["words"])

    def test_is_not_taken_five_minutes_later(self, bound: Phone, now: datetime) -> None:
        show(bound)

        with time_machine.travel(now + timedelta(minutes=6)):
            assert "Начните" in str(change(bound)["words"])

    def test_is_not_taken_twice_for_one(self, bound: Phone) -> None:
        show(bound)
        change(bound)

        assert "Начните" in str(change(bound, PIN)["words"])

    def test_has_to_be_typed_twice(self, bound: Phone) -> None:
        show(bound)

        assert change(bound, again="8351") == {"words": "Неверный пароль. Попробуйте еще раз"}

    def test_may_not_be_weak(self, bound: Phone) -> None:
        show(bound)

        assert bound.post(CHANGE, action="check", pin="8350").status_code == HTTPStatus.OK
        assert bound.post(CHANGE, action="check", pin="1234").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "легко угадать" in str(change(bound, "1234")["words"])

    def test_costs_a_try_when_the_one_before_is_wrong(self, bound: Phone) -> None:
        for left in (4, 3, 2, 1):
            assert said(show(bound, OTHER_PIN))["words"] == f"Неверный PIN-код. Осталось попыток: {left}"

        assert said(show(bound, OTHER_PIN)) == {"next": "/m/gone/?pin"}
        assert not bound.is_open


@pytest.mark.manual("A-10")
class TestTheSettings:
    def test_say_how_the_app_opens(self, bound: Phone) -> None:
        page = bound.get("/m/settings/sign-in/").content.decode()

        assert "приложение открывается по PIN-коду" in page
        assert "/m/settings/sign-in/" in bound.get("/m/settings/").content.decode()
