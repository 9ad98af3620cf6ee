import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from kartoteka.ui.appearance import COOKIE, USUAL, Appearance, changed, read_appearance, remember


def of_cookie(value: str) -> Appearance:
    request = RequestFactory().get("/")
    request.COOKIES[COOKIE] = value
    return read_appearance(request)


class TestReadAppearance:
    def test_is_usual_without_a_cookie(self) -> None:
        assert read_appearance(RequestFactory().get("/")) == USUAL

    def test_is_what_was_chosen(self) -> None:
        assert of_cookie("3.wb.serif.wide.off") == Appearance(
            enabled=True, size="3", scheme="wb", font="serif", spacing="wide", pictures="off"
        )

    @pytest.mark.parametrize("value", ["", "3", "3.wb.serif.wide", "4.wb.serif.wide.off", '3.">.serif.wide.off'])
    def test_is_usual_where_the_cookie_says_nonsense(self, value: str) -> None:
        assert of_cookie(value) == USUAL


class TestChanged:
    def test_is_switched_on_and_off(self) -> None:
        on = changed(USUAL, {"mode": "on"})

        assert on.enabled
        assert changed(on, {"mode": "off"}) == USUAL

    def test_changes_one_side_and_keeps_the_others(self) -> None:
        look = changed(changed(USUAL, {"size": "3"}), {"scheme": "blue"})

        assert (look.enabled, look.size, look.scheme) == (True, "3", "blue")

    def test_does_not_take_what_is_not_offered(self) -> None:
        assert changed(USUAL, {"size": "9", "color": "red"}) == USUAL


class TestRemember:
    def test_is_read_again(self) -> None:
        look = changed(USUAL, {"size": "3", "scheme": "wb", "pictures": "off"})
        response = HttpResponse()
        remember(response, look)

        assert of_cookie(response.cookies[COOKIE].value) == look

    def test_is_a_cookie_for_the_server_only(self, settings: Settings) -> None:
        settings.SESSION_COOKIE_SECURE = True
        response = HttpResponse()
        remember(response, changed(USUAL, {"mode": "on"}))
        cookie = response.cookies[COOKIE]

        assert cookie["httponly"]
        assert cookie["secure"]
        assert cookie["samesite"] == "Lax"
        assert cookie["max-age"] == 365 * 24 * 60 * 60

    def test_is_forgotten_with_the_usual_look(self) -> None:
        response = HttpResponse()
        remember(response, USUAL)

        assert response.cookies[COOKIE].value == ""
        assert response.cookies[COOKIE]["max-age"] == 0
