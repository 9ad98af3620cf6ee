"""What the administrator does with messages to support, and with letters and SMS of the Portal, in a browser."""

import pytest
from playwright.sync_api import Page, expect

from e2e.browsing import Browsing
from e2e.test_accessibility import overflows, violations_on_all_screens
from e2e.walk import ask_to_sign_up, write_to_support

pytestmark = [pytest.mark.manual("A-02"), pytest.mark.manual("E-06")]
TICKETS, LETTERS = "/admin/administration/ticket/", "/admin/administration/letter/"


def find(page: Page, path: str, label: str, words: str) -> None:
    page.goto(path)
    page.get_by_label(label).fill(words)
    page.get_by_role("button", name="Найти").click()
    expect(page.get_by_role("link", name="Показать все")).to_be_visible()


def look_at(page: Page) -> list[str]:
    return [*violations_on_all_screens(page), *overflows(page)]


class TestAMessageToSupport:
    def test_is_found_by_its_number_read_and_marked_as_answered(self, browsing: Browsing) -> None:
        guest = browsing.guest()
        guest.goto("/feedback/?incident=К-7F3Q-92KD")
        number = write_to_support(guest)
        page = browsing.signed_in("admin")

        find(page, TICKETS, "Найти сообщение", number)
        in_list = look_at(page)
        page.get_by_role("link", name=number).click()

        expect(page.get_by_text("Не открывается «Моя картотека»")).to_be_visible()
        expect(page.get_by_text("К-7F3Q-92KD")).to_be_visible()
        page.get_by_role("button", name="Отметить отвеченным").click()
        expect(page.get_by_text("Сообщение отмечено отвеченным")).to_be_visible()
        expect(page.get_by_role("button", name="Вернуть в работу")).to_be_visible()
        found = in_list + look_at(page)
        # Axe itself tries to put a copy of an imported style sheet of Django's forms into the page.
        browsing.forgive("Applying inline style")
        assert "; ".join(found) == ""


class TestALetter:
    def test_is_found_by_whom_it_went_to_and_its_words_stay_hidden(self, browsing: Browsing) -> None:
        ask_to_sign_up(browsing.guest(), "asks.in.vain@example.org")
        page = browsing.signed_in("admin")
        page.goto(LETTERS)
        empty = look_at(page)

        find(page, LETTERS, "Что отправляли человеку", "asks.in.vain@example.org")
        in_list = look_at(page)
        page.get_by_role("link", name="Подтвердите электронную почту").click()

        expect(page.get_by_role("heading", level=1)).to_have_text("Подтвердите электронную почту")
        expect(page.locator("#content-main")).not_to_contain_text("Здравствуйте")
        found = [*empty, *in_list, *look_at(page)]
        browsing.forgive("Applying inline style")
        assert "; ".join(found) == ""
