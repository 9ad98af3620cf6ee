"""«Войти через портал Госуслуг РФ (ЕСИА)» in a browser, with the simulator that the demo starts."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, ViewportSize, expect

from e2e.browsing import PHONE, WIDE, Browsing
from e2e.test_accessibility import ALL_RULES, overflows, violations
from e2e.walk import ANNA, DMITRY, PASSWORD, PEOPLE_OF_ANNA, account_name, fill_sign_in, people, sign_in
from kartoteka.devtools.esia_people import ESIA_PEOPLE
from kartoteka.devtools.free_people import FREE_PEOPLE
from kartoteka.devtools.hard_cases import INSURED_ELSEWHERE

LINK = "Войти через портал Госуслуг РФ (ЕСИА)"
NEWCOMER = str(FREE_PEOPLE[2].name)
FROM_ELSEWHERE = str(INSURED_ELSEWHERE.name)
UNCONFIRMED = next(str(one.person.name) for one in ESIA_PEOPLE if not one.is_trusted)


def link(page: Page) -> Locator:
    return page.get_by_role("link", name=LINK, exact=True)


def at_esia(browsing: Browsing, *, viewport: ViewportSize = WIDE, scripts: bool = True, path: str = "") -> Page:
    """A guest on the simulator's page, one click from the sign-in page."""
    page = browsing.guest(viewport=viewport, scripts=scripts)
    page.goto(path or "/sign-in/")
    link(page).click()
    expect(page.get_by_role("banner")).to_contain_text("Учебный стенд, не Госуслуги")
    return page


def choose(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()


def enter(page: Page, name: str) -> None:
    """Choose somebody whom the Portal does not know yet, and agree to the processing of the data."""
    choose(page, name)
    page.get_by_role("button", name="Даю согласие").click()


@pytest.mark.manual("A-06", "A-08")
class TestSigningInByEsia:
    @pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["1280", "390"])
    def test_leads_with_one_click_and_a_person_to_his_card_index(
        self, browsing: Browsing, viewport: ViewportSize
    ) -> None:
        page = at_esia(browsing, viewport=viewport)

        enter(page, NEWCOMER)

        expect(page.get_by_role("heading", level=1)).to_have_text("Моя картотека")
        expect(page.locator(".notice")).to_contain_text("Учетная запись создана")
        expect(people(page)).to_have_text([NEWCOMER])

    def test_needs_no_scripts(self, browsing: Browsing) -> None:
        page = at_esia(browsing, scripts=False)

        enter(page, NEWCOMER)

        expect(people(page)).to_have_text([NEWCOMER])

    def test_can_be_done_by_keyboard(self, browsing: Browsing) -> None:
        page = browsing.guest()
        page.goto("/sign-in/")

        link(page).focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Кто входит?")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")

        expect(account_name(page)).to_contain_text("Соколова Анна")

    @pytest.mark.rule("R68")
    def test_opens_the_account_of_whom_the_clinic_confirmed(self, browsing: Browsing) -> None:
        page = at_esia(browsing)

        choose(page, "Соколова Анна Викторовна")

        expect(people(page)).to_have_text(list(PEOPLE_OF_ANNA))

    def test_leads_on_to_the_page_that_was_asked_for(self, browsing: Browsing) -> None:
        page = at_esia(browsing, path="/card-index/add/")

        enter(page, NEWCOMER)

        expect(page.get_by_role("heading", level=1)).to_have_text("Добавить человека")

    @pytest.mark.manual("P-09")
    def test_is_undone_by_signing_out_there_and_here(self, browsing: Browsing) -> None:
        page = at_esia(browsing)
        choose(page, NEWCOMER)

        page.get_by_role("banner").get_by_role("button", name="Выход").click()

        expect(page.get_by_role("banner").get_by_role("link", name="Вход", exact=True)).to_be_visible()
        assert page.url == f"{browsing.portal.url}/"

    @pytest.mark.rule("R72")
    def test_goes_on_after_the_choice_of_a_region(self, browsing: Browsing) -> None:
        page = at_esia(browsing)
        choose(page, FROM_ELSEWHERE)
        page.get_by_label("Вологодская область").check()
        page.get_by_role("button", name="Выбрать").click()

        enter(page, FROM_ELSEWHERE)

        expect(page.locator(".notice")).to_contain_text("В базе застрахованных Вас пока нет")

    def test_goes_on_after_the_back_button(self, browsing: Browsing) -> None:
        page = at_esia(browsing)
        enter(page, NEWCOMER)
        expect(people(page)).to_have_text([NEWCOMER])

        page.go_back()
        page.go_back()
        choose(page, NEWCOMER)

        expect(people(page)).to_have_text([NEWCOMER])
        expect(page.locator(".notice")).to_have_count(0)


@pytest.mark.rule("R68")
class TestLinking:
    def test_joins_an_account_with_a_password_and_its_owner(self, browsing: Browsing) -> None:
        page = browsing.guest()
        sign_in(page, "dmitry")
        page.goto("/profile/")
        page.get_by_role("link", name="Привязать Госуслуги").click()
        choose(page, DMITRY)
        expect(page.locator(".notice")).to_contain_text("Госуслуги привязаны")

        page.get_by_role("banner").get_by_role("button", name="Выход").click()
        page.goto("/sign-in/")
        link(page).click()
        choose(page, DMITRY)

        expect(people(page)).to_have_text([DMITRY, "Соколова Мария Дмитриевна", "Соколова Екатерина Павловна", ANNA])


@pytest.mark.rule("R67")
class TestUnhappyEnd:
    @pytest.mark.parametrize(
        ("chosen", "heard"),
        [
            ("Отказаться от входа (ESIA-007004)", "Вход через Госуслуги отменён"),
            ("Ошибка: нет разрешения (ESIA-007019)", "Госуслуги не подтвердили вход"),
            ("Госуслуги отвечают ошибкой сервера", "Госуслуги сейчас не отвечают"),
            ("Ответ испорчен", "Госуслуги сейчас не отвечают"),
            ("Ответ подписан чужим ключом", "Госуслуги не подтвердили вход"),
            (UNCONFIRMED, "Нужна подтверждённая учетная запись Госуслуг"),
        ],
    )
    def test_is_told_on_the_sign_in_page_where_the_password_still_works(
        self, browsing: Browsing, chosen: str, heard: str
    ) -> None:
        page = at_esia(browsing, path="/services/")

        choose(page, chosen)
        expect(page.locator(".notice")).to_contain_text(heard)
        fill_sign_in(page, "anna", PASSWORD)

        expect(page).to_have_url(f"{browsing.portal.url}/services/")
        expect(account_name(page)).to_contain_text("Соколова Анна")


@pytest.mark.manual("A-03")
class TestPageOfTheSimulator:
    def test_pleases_axe_and_fits_narrow_screens(self, browsing: Browsing) -> None:
        page = at_esia(browsing)
        page.evaluate(Axe().axe_script)

        assert [*violations(page, ALL_RULES), *overflows(page)] == []
