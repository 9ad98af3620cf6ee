"""A child's code, who sees a record, and who looked at it: by hand, by keyboard, with scripts and without."""

import re

import pytest
from playwright.sync_api import Page, expect

from e2e.browsing import Browsing
from e2e.walk import ANNA, DMITRY, MARIA, address_of, enter_by_esia, notice, type_child_code, walk_by_keyboard
from kartoteka.devtools import cast

BORN = f"{cast.MARIA.birth_date:%d.%m.%Y}"


@pytest.fixture
def mother(browsing: Browsing) -> Page:
    """Anna's browser, in which she entered through ESIA."""
    page = browsing.guest()
    enter_by_esia(page, ANNA)
    return page


def issue_code(page: Page) -> str:
    page.goto(address_of(page, MARIA))
    page.get_by_role("link", name="Доступ к медкарте").click()
    page.get_by_role("link", name="Код доступа").click()
    page.get_by_role("button", name="Выдать код").click()
    return page.locator(".slip code").inner_text()


@pytest.mark.manual("F-09")
class TestAChildsCode:
    @pytest.mark.parametrize("scripts", [True, False])
    def test_opens_the_record_to_the_father(self, browsing: Browsing, mother: Page, *, scripts: bool) -> None:
        code = issue_code(mother)
        page = browsing.signed_in("dmitry", scripts=scripts)
        page.goto(address_of(page, MARIA))
        page.get_by_role("link", name="Доступ к медкарте").click()
        page.get_by_role("link", name="Ввести код доступа").click()

        type_child_code(page, code, BORN)

        expect(notice(page, "Готово")).to_contain_text("Медкарта открыта Вам")
        expect(page.locator("main")).to_contain_text("по коду доступа, до")
        assert code not in page.url

    def test_is_issued_and_printed_by_keyboard(self, mother: Page) -> None:
        mother.goto(address_of(mother, MARIA, then="access/code/"))
        walk_by_keyboard(mother, mother.get_by_role("button", name="Выдать код"))
        mother.keyboard.press("Enter")
        expect(mother.locator(".slip code")).to_have_text(re.compile(r"^[0-9A-Z]{5}-[0-9A-Z]{5}-\S$"))

        walk_by_keyboard(mother, mother.get_by_role("button", name="Распечатать"))

    def test_prints_without_what_can_be_pressed(self, mother: Page) -> None:
        issue_code(mother)

        mother.emulate_media(media="print")

        expect(mother.locator(".slip code")).to_be_visible()
        expect(mother.locator(".slip__square")).to_be_visible()
        expect(mother.get_by_role("button", name="Распечатать")).to_be_hidden()
        expect(mother.get_by_role("link", name="Готово")).to_be_hidden()

    def test_has_no_button_for_printing_where_no_script_would_print(self, browsing: Browsing) -> None:
        page = browsing.guest(scripts=False)
        enter_by_esia(page, ANNA)

        issue_code(page)

        expect(page.locator(".slip code")).to_be_visible()
        expect(page.get_by_role("button", name="Распечатать")).to_have_count(0)

    def test_is_not_asked_for_from_who_is_no_child(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")

        page.goto(address_of(page, DMITRY, then="access/"))

        expect(page.get_by_role("link", name="Ввести код доступа")).to_have_count(0)


@pytest.mark.manual("F-10")
@pytest.mark.rule("R53", "R56")
class TestWhoSeesTheRecord:
    @pytest.mark.parametrize("scripts", [True, False])
    def test_is_shut_out_and_let_ask_again(self, browsing: Browsing, *, scripts: bool) -> None:
        page = browsing.guest(scripts=scripts)
        enter_by_esia(page, ANNA)
        page.goto(address_of(page, ANNA))
        page.get_by_role("link", name="Доступ к медкарте").click()
        page.get_by_role("link", name="Кто видит карту").click()
        page.get_by_role("link", name="Запретить отображение").click()

        page.get_by_role("button", name="Запретить отображение").click()

        expect(notice(page, "Готово")).to_contain_text("Отображение запрещено")
        theirs = browsing.signed_in("dmitry")
        theirs.goto(address_of(theirs, ANNA, then="access/"))
        expect(theirs.locator("main")).to_contain_text("У Вас нет доступа к этой медкарте")
        page.get_by_role("link", name="Снять запрет").click()
        page.get_by_role("button", name="Снять запрет").click()
        expect(notice(page, "Готово")).to_contain_text("Запрет снят")

    def test_gives_access_up_by_keyboard(self, browsing: Browsing) -> None:
        page = browsing.signed_in("dmitry")
        page.goto(address_of(page, ANNA, then="access/"))
        walk_by_keyboard(page, page.get_by_role("link", name="Отказаться от доступа"))
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Отказаться от доступа?")
        walk_by_keyboard(page, page.get_by_role("button", name="Отказаться от доступа"))
        page.keyboard.press("Enter")

        expect(notice(page, "Готово")).to_contain_text("Вы отказались от доступа")
        expect(page.locator("main")).to_contain_text("Закрыта")


@pytest.mark.rule("R73")
class TestTheJournal:
    @pytest.mark.parametrize("scripts", [True, False])
    def test_leads_from_a_look_to_support(self, browsing: Browsing, *, scripts: bool) -> None:
        page = browsing.guest(scripts=scripts)
        enter_by_esia(page, ANNA)
        page.goto(address_of(page, ANNA, then="record/"))
        page.goto(address_of(page, ANNA, then="access/"))
        page.get_by_role("link", name="Кто смотрел", exact=True).click()
        page.get_by_role("link", name="Это не я").first.click()
        page.get_by_label("Что Вас удивило").fill("В это время я была на работе")

        page.get_by_role("button", name="Сообщить").click()

        expect(page.locator("main")).to_contain_text(re.compile("П-[0-9A-Z]{4}-[0-9A-Z]{4}"))

    def test_is_taken_away_as_a_table(self, browsing: Browsing) -> None:
        page = browsing.guest()
        enter_by_esia(page, ANNA)
        page.goto(address_of(page, ANNA, then="record/"))
        page.goto(address_of(page, ANNA, then="access/journal/"))

        with page.expect_download() as taken:
            page.get_by_role("link", name="Скачать таблицей").click()

        assert re.fullmatch(r"journal-\d{4}-\d\d-\d\d\.csv", taken.value.suggested_filename)
        assert ANNA not in taken.value.url
