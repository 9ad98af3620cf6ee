"""The family in the app, by the words on the screen: people, the owner's number, a child's code, access to records."""

import pytest
from playwright.sync_api import Page, expect

from e2e.app_scenes import LIST, address_in_app, menu_of
from e2e.browsing import Browsing
from e2e.telephone import first_run, telephone
from e2e.walk import (
    ANNA,
    DMITRY,
    FREE,
    MARIA,
    UNKNOWN,
    VERA,
    address_of,
    card_of,
    code_sent_to,
    fill_person,
    notice,
    send_to_moderator,
    type_child_code,
)
from kartoteka.devtools import cast

NUMBER = "+79120000001"


@pytest.fixture
def page(browsing: Browsing) -> Page:
    """Анна's telephone with the app open."""
    return browsing.telephone("anna")


def open_form(page: Page) -> None:
    """«Картотека» → «Добавить человека», as the manual goes."""
    page.goto("/m/")
    page.get_by_role("navigation", name="Разделы").get_by_role("link", name="Картотека").click()
    page.get_by_role("link", name="Добавить человека").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Добавить человека")


def add(page: Page) -> None:
    page.get_by_role("button", name="Добавить", exact=True).click()


class TestAddingSomebody:
    @pytest.mark.manual("F-03", "C-05")
    def test_who_is_insured_stands_in_the_list_at_once(self, page: Page) -> None:
        open_form(page)
        fill_person(page, FREE)

        add(page)

        expect(notice(page, "Готово")).to_contain_text("запись добавлена в картотеку")
        expect(page.get_by_text("7 человек из 50 возможных")).to_be_visible()
        expect(card_of(page, str(FREE.name))).to_be_visible()

    @pytest.mark.manual("F-03", "C-06")
    def test_who_is_not_found_is_sent_to_the_moderator(self, page: Page) -> None:
        open_form(page)
        fill_person(page, UNKNOWN)
        add(page)

        send_to_moderator(page)

        expect(notice(page, "Готово")).to_contain_text("данные отправлены на проверку")
        card = card_of(page, str(UNKNOWN.name))
        expect(card).to_contain_text("Ожидает модерации")
        card.get_by_role("link", name="Ход проверки").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Ход проверки")

    @pytest.mark.manual("F-04", "C-10")
    def test_who_was_removed_comes_back_with_the_history(self, page: Page) -> None:
        page.goto(LIST)
        before = card_of(page, MARIA).get_by_text("Предстоящих:").inner_text()
        menu_of(page, MARIA)
        page.get_by_role("link", name="Удалить из картотеки").click()
        page.get_by_role("dialog").get_by_role("button", name="Да", exact=True).click()
        expect(page.get_by_text("5 человек из 50 возможных")).to_be_visible()

        open_form(page)
        fill_person(page, cast.MARIA, kinship="Сын или дочь")
        add(page)

        expect(card_of(page, MARIA).get_by_text("Предстоящих:")).to_have_text(before)


@pytest.mark.manual("P-02", "P-03", "P-04")
class TestTheNumber:
    def test_is_activated_with_the_code_of_an_sms(self, browsing: Browsing, page: Page) -> None:
        page.goto("/m/")
        page.get_by_role("button", name="Меню").click()
        page.get_by_role("link", name="Мой профиль").click()
        page.get_by_label("Телефон", exact=True).fill(NUMBER)
        page.get_by_role("button", name="Подтвердить").click()
        browsing.portal.deliver_messages()
        code = code_sent_to(browsing.guest(), NUMBER)

        page.get_by_label("Код из СМС").fill(code)
        page.get_by_role("button", name="Ввести код").click()
        expect(notice(page, "Готово")).to_contain_text("активирован")
        page.get_by_role("button", name="Сохранить").click()

        expect(notice(page, "Готово")).to_contain_text("Изменения сохранены")
        expect(page.get_by_label("Телефон", exact=True)).to_have_value("+7 (912) 000-00-01")


@pytest.mark.manual("F-09")
class TestAChildsCode:
    def test_given_on_one_telephone_opens_the_record_on_another(self, browsing: Browsing, page: Page) -> None:
        page.goto(f"{address_in_app(page, MARIA)}access/code/")
        page.get_by_role("button", name="Выдать код").click()
        code = page.locator(".slip code").inner_text()
        father = telephone(browsing)
        first_run(father)

        father.goto(f"{address_in_app(father, MARIA)}access/")
        father.get_by_role("link", name="Ввести код доступа").click()
        type_child_code(father, code, f"{cast.MARIA.birth_date:%d.%m.%Y}")

        expect(notice(father, "Готово")).to_contain_text("Медкарта открыта Вам")
        assert "/m/" in father.url
        assert code not in father.url


@pytest.mark.manual("F-08")
class TestAccess:
    def test_is_asked_for(self, page: Page) -> None:
        page.goto(f"{address_in_app(page, DMITRY)}access/")
        page.get_by_role("link", name="Запросить доступ").click()

        page.get_by_role("button", name="Отправить запрос").click()

        expect(page.get_by_role("heading", name="Запрос отправлен")).to_be_visible()

    def test_that_is_given_opens_the_record_to_who_asked(self, browsing: Browsing, page: Page) -> None:
        mother = browsing.telephone("vera")
        mother.goto("/m/")
        mother.get_by_role("link", name="Запросы на доступ к медкарте").click()
        mother.get_by_role("link", name="Рассмотреть").click()
        mother.get_by_role("button", name="Подтвердить").click()
        expect(notice(mother, "Готово")).to_be_visible()

        page.goto("/m/records/")
        page.get_by_role("main").get_by_role("link", name=VERA, exact=True).click()

        expect(page.get_by_role("heading", level=1)).to_have_text(VERA)
        expect(page.get_by_role("navigation", name="Разделы медкарты")).to_be_visible()

    @pytest.mark.manual("F-10")
    @pytest.mark.rule("R53", "R56")
    def test_is_taken_from_a_trusted_account_and_given_back(self, browsing: Browsing, page: Page) -> None:
        page.goto(f"{address_in_app(page, ANNA)}access/")
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
