"""Everything that matters, in a browser that runs no scripts."""

import pytest
from playwright.sync_api import Page, expect

from e2e.browsing import Browsing
from e2e.walk import (
    ANNA,
    DMITRY,
    FREE,
    MY_INDEX,
    PEOPLE_OF_ANNA,
    UNKNOWN,
    VERA,
    account_name,
    card_of,
    fill_person,
    notice,
    open_form,
    open_index,
    open_menu,
    people,
    send,
    send_to_moderator,
    sign_in,
    write_to_support,
)


@pytest.fixture
def page(browsing: Browsing) -> Page:
    """Anna's browser, which runs no scripts."""
    return browsing.signed_in("anna", scripts=False)


class TestWithoutScripts:
    @pytest.mark.manual("A-03", "A-06", "P-09")
    def test_somebody_signs_in_and_out(self, browsing: Browsing) -> None:
        page = browsing.guest(scripts=False)

        sign_in(page, "anna")

        expect(account_name(page)).to_contain_text("Соколова Анна")
        expect(people(page)).to_have_text(list(PEOPLE_OF_ANNA))
        page.get_by_role("banner").get_by_role("button", name="Выход").click()
        expect(page.get_by_role("banner").get_by_role("link", name="Вход", exact=True)).to_be_visible()

    def test_a_wrong_password_is_told(self, browsing: Browsing) -> None:
        page = browsing.guest(scripts=False)

        sign_in(page, "anna", "wrong")

        expect(page.get_by_role("alert")).to_contain_text("Неверный логин или пароль")
        expect(page.get_by_role("alert")).to_be_focused()

    @pytest.mark.manual("C-02")
    def test_the_menu_of_a_person_opens(self, page: Page) -> None:
        open_index(page)

        menu = open_menu(page, ANNA)

        expect(menu.get_by_role("link", name="Изменить данные")).to_be_visible()
        expect(menu.get_by_role("link", name="Удалить из картотеки")).to_have_count(0)

    @pytest.mark.manual("C-04", "C-05")
    def test_a_person_is_added(self, page: Page) -> None:
        open_form(page)
        fill_person(page, FREE)

        send(page)

        expect(notice(page, "Готово")).to_contain_text("запись добавлена в картотеку")
        expect(people(page)).to_have_count(7)

    @pytest.mark.manual("C-05", "C-06")
    def test_a_person_is_sent_to_the_moderator(self, page: Page) -> None:
        open_form(page)
        fill_person(page, UNKNOWN)
        send(page)
        expect(notice(page, "Предупреждение")).to_contain_text("Человек с такими данными не найден")

        send_to_moderator(page)

        expect(card_of(page, "Тихомирова Алла Сергеевна")).to_contain_text("Ожидает модерации")

    def test_a_mistake_is_told_and_the_way_to_its_field_is_a_link(self, page: Page) -> None:
        open_form(page)
        fill_person(page, FREE)
        page.get_by_label("Имя", exact=True).fill("Nikolay")

        send(page)
        page.get_by_role("alert").get_by_role("link", name="замените латинские буквы").click()

        expect(page.get_by_label("Имя", exact=True)).to_be_focused()
        expect(page.get_by_label("Имя", exact=True)).to_have_value("Nikolay")

    @pytest.mark.manual("C-08")
    def test_the_address_is_changed(self, page: Page) -> None:
        open_index(page)
        open_menu(page, VERA).get_by_role("link", name="Изменить данные").click()
        page.get_by_label("Улица").fill("улица Мира")

        page.get_by_role("button", name="Сохранить").click()

        expect(notice(page, "Готово")).to_contain_text("улица Мира")

    @pytest.mark.manual("C-09")
    def test_a_person_is_removed_on_a_page_of_its_own(self, page: Page) -> None:
        open_index(page)
        open_menu(page, DMITRY).get_by_role("link", name="Удалить из картотеки").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Удалить из картотеки?")
        expect(page.locator("main")).to_contain_text("Запись к врачу не отменится")

        page.get_by_role("button", name="Ок", exact=True).click()

        expect(notice(page, "Готово")).to_contain_text(f"{DMITRY} — запись удалена из картотеки")
        expect(people(page)).to_have_text([name for name in PEOPLE_OF_ANNA if name != DMITRY])

    @pytest.mark.manual("C-09")
    def test_a_removal_is_given_up(self, page: Page) -> None:
        open_index(page)
        open_menu(page, DMITRY).get_by_role("link", name="Удалить из картотеки").click()

        page.get_by_role("link", name="Отмена").click()

        expect(page).to_have_url(f"{page.url.partition('/card-index')[0]}{MY_INDEX}")
        expect(people(page)).to_have_text(list(PEOPLE_OF_ANNA))

    def test_the_version_for_poor_sight_is_switched_on_and_off(self, page: Page) -> None:
        page.goto("/feedback/")

        page.get_by_role("banner").get_by_role("button", name="Версия для слабовидящих").click()

        expect(page.locator("html")).to_have_attribute("data-size", "2")
        page.get_by_role("banner").get_by_role("button", name="Обычная версия").click()
        expect(page.locator("html[data-size]")).to_have_count(0)

    @pytest.mark.manual("E-06")
    def test_a_message_to_support_is_written(self, page: Page) -> None:
        page.goto("/feedback/?incident=К-7F3Q-92KD")

        assert write_to_support(page).startswith("П-")

    @pytest.mark.rule("R72")
    def test_another_region_is_chosen(self, page: Page) -> None:
        page.goto("/services/")
        page.get_by_role("banner").get_by_role("link", name="Вологодская область").click()

        page.get_by_label("Пермский край").check()
        page.get_by_role("button", name="Выбрать").click()

        expect(page.get_by_role("heading", level=1)).to_have_text("Запись к врачу")
        expect(page.locator("main")).to_contain_text("Пермский край")
