import re

import pytest
from playwright.sync_api import expect

from e2e.browsing import PHONE, Browsing
from e2e.walk import (
    AWAITING,
    DMITRY,
    MARIA,
    MY_INDEX,
    PASSWORD,
    PEOPLE_OF_ANNA,
    VERA,
    address_of,
    card_of,
    fill_person,
    fill_sign_in,
    has_focus,
    notice,
    open_index,
    open_menu,
    open_removal,
    people,
    send,
)
from kartoteka.devtools import cast

WITHOUT_DMITRY = [name for name in PEOPLE_OF_ANNA if name != DMITRY]


@pytest.mark.manual("C-08")
class TestChangingData:
    def test_saves_the_address_and_tells_so(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        open_index(page)
        open_menu(page, VERA).get_by_role("link", name="Изменить данные").click()

        page.get_by_label("Улица").fill("улица Мира")
        page.get_by_label("Дом", exact=True).fill("7")
        page.get_by_role("button", name="Сохранить").click()

        expect(notice(page, "Готово")).to_contain_text("Изменения сохранены")
        expect(notice(page, "Готово")).to_contain_text("улица Мира, д. 7")
        open_menu(page, VERA).get_by_role("link", name="Изменить данные").click()
        expect(page.get_by_label("Улица")).to_have_value("улица Мира")

    @pytest.mark.rule("R9")
    def test_offers_nothing_but_the_address(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")

        page.goto(address_of(page, VERA, then="edit/"))

        labels = page.locator("main form label:visible")
        expect(labels).to_have_text(["Регион", re.compile("Город"), "Улица", "Дом", "Квартира"])
        expect(page.locator("main")).to_contain_text("Кузнецова Вера Петровна")

    @pytest.mark.rule("R75")
    def test_warns_when_another_window_was_faster(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        address = address_of(page, VERA, then="edit/")
        page.goto(address)
        other = page.context.new_page()
        other.goto(address)
        other.get_by_label("Улица").fill("улица Первая")
        other.get_by_role("button", name="Сохранить").click()
        expect(notice(other, "Готово")).to_be_visible()

        page.get_by_label("Улица").fill("улица Вторая")
        page.get_by_role("button", name="Сохранить").click()

        expect(notice(page, "Предупреждение")).to_contain_text("Адрес уже изменили в другом окне")
        expect(page.get_by_label("Улица")).to_have_value("улица Вторая")
        page.get_by_role("button", name="Сохранить").click()
        expect(notice(page, "Готово")).to_contain_text("улица Вторая")

    @pytest.mark.rule("R9")
    def test_takes_everything_else_from_the_registry(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        page.goto(address_of(page, VERA, then="edit/"))

        page.get_by_role("button", name="Обновить из реестра").click()

        expect(notice(page, "Готово")).to_contain_text("Данные обновлены из реестра")


@pytest.mark.manual("C-09")
class TestRemovingAPerson:
    @pytest.mark.rule("R6")
    def test_asks_with_the_name_and_tells_what_becomes_of_the_visits(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        open_index(page)

        window = open_removal(page, DMITRY)

        expect(window).to_have_accessible_name("Удалить из картотеки?")
        expect(window).to_contain_text("Соколов Дмитрий Павлович")
        expect(window).to_contain_text("Запись к врачу не отменится")
        expect(window.get_by_role("button", name="Отмена")).to_be_focused()

    def test_takes_him_out_and_says_so_aloud_beside_the_focus(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        open_index(page)
        window = open_removal(page, DMITRY)

        window.get_by_role("button", name="Ок", exact=True).click()

        expect(people(page)).to_have_text(WITHOUT_DMITRY)
        expect(page.locator("#people-count")).to_have_text("5 человек из 50 возможных")
        expect(page.locator("#live[role=status]")).to_contain_text(f"{DMITRY} — запись удалена из картотеки")
        expect(page.get_by_role("heading", level=1)).to_be_focused()
        page.reload()
        expect(people(page)).to_have_text(WITHOUT_DMITRY)

    @pytest.mark.parametrize("way_out", ["Отмена", "Escape"])
    def test_is_given_up_and_leads_back_to_the_button_it_began_with(self, browsing: Browsing, way_out: str) -> None:
        page = browsing.signed_in("anna")
        open_index(page)
        window = open_removal(page, DMITRY)

        if way_out == "Escape":
            page.keyboard.press("Escape")
        else:
            window.get_by_role("button", name=way_out).click()

        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(card_of(page, DMITRY).get_by_role("button", name="Еще")).to_be_focused()
        expect(people(page)).to_have_text(list(PEOPLE_OF_ANNA))

    def test_works_on_a_phone(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna", viewport=PHONE)
        page.goto(MY_INDEX)
        window = open_removal(page, MARIA)

        window.get_by_role("button", name="Ок", exact=True).click()

        expect(people(page)).to_have_text([name for name in PEOPLE_OF_ANNA if name != MARIA])

    def test_who_was_removed_in_another_window_meanwhile_is_told_kindly(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        open_index(page)
        other = page.context.new_page()
        other.goto(MY_INDEX)
        open_removal(other, DMITRY).get_by_role("button", name="Ок", exact=True).click()
        expect(people(other)).to_have_text(WITHOUT_DMITRY)

        open_menu(page, DMITRY).get_by_role("link", name="Удалить из картотеки").click()

        expect(page.get_by_role("heading", level=1)).to_have_text("Страница не найдена")
        assert not has_focus(page.locator("body"))

    def test_leads_to_sign_in_as_a_whole_page_when_the_session_has_ended(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        open_index(page)
        menu = open_menu(page, DMITRY)
        page.context.clear_cookies()

        menu.get_by_role("link", name="Удалить из картотеки").click()

        expect(page).to_have_title("Вход — Портал пациента")
        fill_sign_in(page, "anna", PASSWORD)
        expect(people(page)).to_have_text(list(PEOPLE_OF_ANNA))

    @pytest.mark.manual("E-05")
    def test_tells_that_the_link_is_lost_and_works_once_it_is_back(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        open_index(page)
        window = open_removal(page, DMITRY)
        page.context.set_offline(True)

        window.get_by_role("button", name="Ок", exact=True).click()

        expect(page.locator("#live")).to_contain_text("Нет связи")
        expect(card_of(page, DMITRY).get_by_role("button", name="Еще")).to_be_focused()
        browsing.forgive("ERR_INTERNET_DISCONNECTED|htmx:")
        page.context.set_offline(False)
        open_removal(page, DMITRY).get_by_role("button", name="Ок", exact=True).click()
        expect(people(page)).to_have_text(WITHOUT_DMITRY)

    def test_who_waits_for_moderation_withdraws_the_request(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        open_index(page)

        open_removal(page, AWAITING).get_by_role("button", name="Ок", exact=True).click()

        expect(people(page)).to_have_text([name for name in PEOPLE_OF_ANNA if name != AWAITING])

    @pytest.mark.manual("C-10")
    @pytest.mark.rule("R7")
    def test_and_adding_him_again_brings_the_whole_history_back(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        open_index(page)
        expect(card_of(page, DMITRY)).to_contain_text("Предстоящих: 1 · Выполненных: 2")
        open_removal(page, DMITRY).get_by_role("button", name="Ок", exact=True).click()
        expect(people(page)).to_have_text(WITHOUT_DMITRY)

        page.get_by_role("link", name="Добавить человека").click()
        fill_person(page, cast.DMITRY, kinship="Муж или жена")
        send(page)

        expect(notice(page, "Готово")).to_contain_text(f"{DMITRY} — запись добавлена в картотеку")
        expect(card_of(page, DMITRY)).to_contain_text("Предстоящих: 1 · Выполненных: 2")
