"""Дарья, a stranger, and what she must not learn."""

import re
from http import HTTPStatus
from urllib.parse import unquote

import pytest
from playwright.sync_api import Request, expect

from e2e.browsing import Browsing
from e2e.walk import ANNA, AWAITING, DMITRY, REFUSED, UNKNOWN, address_of, fill_person, open_removal, send

PAGES = ("", "edit/", "remove/", "verification/", "access/", "access/people/")


class TestStranger:
    @pytest.mark.rule("R5")
    @pytest.mark.parametrize("name", [ANNA, DMITRY, REFUSED, AWAITING])
    def test_finds_no_page_of_somebody_elses_people(self, browsing: Browsing, name: str) -> None:
        address = address_of(browsing.signed_in("anna"), name)
        page = browsing.signed_in("darya")

        for then in PAGES:
            answer = page.goto(f"{address}{then}")

            assert answer is not None
            assert answer.status == HTTPStatus.NOT_FOUND
            expect(page.get_by_role("heading", level=1)).to_have_text("Страница не найдена")
            assert not re.search("Соколов|Константинопольск|Преображенск", answer.text())

    def test_is_told_the_same_as_of_a_page_that_never_was(self, browsing: Browsing) -> None:
        address = address_of(browsing.signed_in("anna"), DMITRY)
        page = browsing.signed_in("darya")
        pages = []

        for path in (address, "/card-index/0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a0a/"):
            page.goto(path)
            pages.append(page.locator("main").inner_text())

        assert pages[0] == pages[1]

    def test_without_an_account_is_asked_to_sign_in(self, browsing: Browsing) -> None:
        address = address_of(browsing.signed_in("anna"), DMITRY)
        page = browsing.guest()
        closed = ("/card-index/", "/card-index/add/", "/card-index/listings/", "/services/")

        for path in (*closed, *(f"{address}{then}" for then in PAGES)):
            page.goto(path)

            expect(page).to_have_title("Вход — Портал пациента")
            expect(page.locator("body")).not_to_contain_text("Соколов")


class TestAddresses:
    def test_hold_nothing_of_a_person_whatever_is_done(self, browsing: Browsing) -> None:
        asked: list[str] = []

        def remember(request: Request) -> None:
            asked.append(unquote(request.url))

        page = browsing.signed_in("anna")
        page.on("request", remember)
        page.goto("/card-index/add/")
        fill_person(page, UNKNOWN)
        send(page)
        page.goto(address_of(page, REFUSED, then="verification/"))
        page.get_by_role("link", name="Исправить данные и отправить снова").click()
        page.goto("/card-index/")
        open_removal(page, DMITRY).get_by_role("button", name="Отмена").click()

        assert UNKNOWN.snils is not None
        typed = (str(UNKNOWN.snils), UNKNOWN.snils.digits)
        assert not [url for url in asked if any(number in url for number in typed)]
        assert not [url for url in asked if re.search("[а-яё]", url, re.IGNORECASE)]

    def test_are_told_to_no_other_site(self, browsing: Browsing) -> None:
        hosts: set[str] = set()
        page = browsing.signed_in("anna")
        page.on("request", lambda request: hosts.add(request.url.split("/")[2]))

        for path in ("/", "/card-index/", "/card-index/add/", "/services/", "/feedback/", "/install/", "/region/"):
            page.goto(path)

        assert hosts == {browsing.portal.url.removeprefix("http://")}


class TestPagesOfAnAccount:
    @pytest.mark.rule("R71")
    def test_are_kept_by_no_browser(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        address = address_of(page, DMITRY)

        for path in ("/card-index/", "/card-index/add/", address, f"{address}edit/", "/", "/feedback/"):
            answer = page.goto(path)

            assert answer is not None
            assert answer.headers["cache-control"] == "no-store", path

    def test_leave_nothing_in_the_storage_of_the_browser(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        page.goto("/card-index/")
        open_removal(page, DMITRY).get_by_role("button", name="Ок", exact=True).click()
        expect(page.locator("#live")).to_contain_text("удалена")

        kept = page.evaluate("({...localStorage, ...sessionStorage})")

        # htmx notes where it is; an address holds nothing of a person.
        assert kept == {"htmx-current-path-for-history": "/card-index/"}
