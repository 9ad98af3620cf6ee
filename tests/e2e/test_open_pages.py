"""A page of a record that lies open is cleared as soon as its right has ended, and when nobody is there (R53)."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from e2e.browsing import Browsing
from e2e.walk import ANNA, address_of, enter_by_esia, prove_by_sms
from kartoteka.devtools import cast

pytestmark = pytest.mark.rule("R53")

DMITRYS_NUMBER = "+79000000002"
AT_MOST = 2.0


@pytest.fixture
def dmitrys_page(browsing: Browsing) -> Page:
    """Дмитрий reads the history of Анна, who agreed to it."""
    page = browsing.signed_in("dmitry")
    page.goto(address_of(page, ANNA, then="record/history/"))
    prove_by_sms(page, browsing.guest(), browsing.portal.deliver_messages, DMITRYS_NUMBER)
    expect(page.get_by_role("navigation", name="Разделы медкарты")).to_be_visible()
    return page


def forbid(browsing: Browsing) -> Callable[[], None]:
    """Анна stands before the last press of «Запретить отображение»; what is returned presses it."""
    page = browsing.guest()
    enter_by_esia(page, ANNA)
    page.goto(address_of(page, ANNA, then="access/people/"))
    page.get_by_role("link", name="Запретить отображение").click()
    return page.get_by_role("button", name="Запретить отображение").click


def is_cleared(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Медкарта закрыта")
    expect(page.get_by_text(str(cast.ANNA.name))).to_have_count(0)


class TestARightThatEnds:
    def test_clears_the_page_within_two_seconds(self, browsing: Browsing, dmitrys_page: Page) -> None:
        press = forbid(browsing)

        press()
        pressed = time.monotonic()
        is_cleared(dmitrys_page)

        assert time.monotonic() - pressed < AT_MOST
        assert dmitrys_page.title().startswith("Медкарта закрыта")

    def test_clears_it_too_where_no_events_come_through(self, browsing: Browsing, dmitrys_page: Page) -> None:
        dmitrys_page.route("**/events/**", lambda route: route.abort())
        with dmitrys_page.expect_response("**/still-open/**"):
            dmitrys_page.reload()
        press = forbid(browsing)

        press()

        is_cleared(dmitrys_page)
        browsing.forgive("ERR_FAILED")

    def test_clears_it_after_the_sign_out_in_another_tab(self, dmitrys_page: Page) -> None:
        other = dmitrys_page.context.new_page()
        other.goto("/")

        other.get_by_role("banner").get_by_role("button", name="Выход").click()

        is_cleared(dmitrys_page)

    def test_opens_no_page_after_it(self, browsing: Browsing, dmitrys_page: Page) -> None:
        address = dmitrys_page.url
        forbid(browsing)()
        is_cleared(dmitrys_page)

        dmitrys_page.goto(address)

        expect(dmitrys_page.get_by_role("navigation", name="Разделы медкарты")).to_have_count(0)
        expect(dmitrys_page.get_by_text("У Вас нет доступа")).to_be_visible()


class TestNobodyThere:
    def test_clears_the_page_after_fifteen_minutes(self, dmitrys_page: Page) -> None:
        dmitrys_page.clock.install()
        dmitrys_page.reload()
        expect(dmitrys_page.get_by_role("navigation", name="Разделы медкарты")).to_be_visible()

        dmitrys_page.clock.fast_forward("15:01")

        expect(dmitrys_page.get_by_role("heading", level=1)).to_have_text("Вас не было 15 минут")
        dmitrys_page.get_by_role("link", name="Продолжить").click()
        expect(dmitrys_page.get_by_role("navigation", name="Разделы медкарты")).to_be_visible()
