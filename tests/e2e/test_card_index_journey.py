import re

import pytest
from playwright.sync_api import expect

from e2e.browsing import Browsing
from e2e.walk import (
    ANNA,
    AWAITING,
    DARYA,
    DMITRY,
    FREE,
    MARIA,
    MY_INDEX,
    PEOPLE_OF_ANNA,
    REFUSED,
    UNKNOWN,
    VERA,
    account_name,
    address_of,
    card_of,
    fill_person,
    mistyped,
    notice,
    open_form,
    open_index,
    open_menu,
    people,
    send,
    send_to_moderator,
)


class TestMyCardIndex:
    @pytest.mark.manual("C-01", "C-06")
    def test_shows_everybody_with_the_state_of_the_check_in_words(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")

        open_index(page)

        expect(page.locator("#people-count")).to_have_text("6 человек из 50 возможных")
        expect(people(page)).to_have_text(list(PEOPLE_OF_ANNA))
        expect(card_of(page, ANNA)).to_contain_text("Главный пользователь")
        expect(card_of(page, REFUSED)).to_contain_text("Отказано в проверке")
        expect(card_of(page, AWAITING)).to_contain_text("Ожидает модерации")
        expect(card_of(page, MARIA)).not_to_contain_text("Ожидает модерации")

    @pytest.mark.manual("C-01")
    def test_shows_upcoming_and_completed_services(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")

        open_index(page)

        expect(card_of(page, ANNA)).to_contain_text("Предстоящих: 2 · Выполненных: 6")
        expect(card_of(page, DMITRY)).to_contain_text("Предстоящих: 1 · Выполненных: 2")
        card_of(page, ANNA).get_by_role("link", name="Услуги", exact=True).click()
        upcoming = page.get_by_role("region", name="Предстоящие услуги")
        expect(upcoming.get_by_role("listitem")).to_have_count(2)
        completed = page.get_by_role("region", name=re.compile("Выполненные услуги"))
        expect(completed.get_by_role("listitem")).to_have_count(6)

    @pytest.mark.manual("C-06")
    def test_closes_a_part_of_the_services_to_a_person_who_awaits_moderation(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")

        page.goto(address_of(page, AWAITING))

        expect(notice(page, "Предупреждение")).to_contain_text("Данные проверяет модератор")
        booking = page.get_by_role("region", name="Записать к врачу")
        closed = booking.get_by_role("listitem").filter(has_text="Откроется после проверки данных")
        expect(closed.filter(has=page.get_by_role("heading", name="Запись к врачу", exact=True))).to_have_count(1)
        expect(closed.get_by_role("link")).to_have_count(0)

    @pytest.mark.manual("C-02")
    def test_offers_no_removal_of_the_main_user(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        open_index(page)

        menu = open_menu(page, ANNA)

        expect(menu.get_by_role("link", name="Изменить данные")).to_be_visible()
        expect(menu.get_by_role("link", name="Удалить из картотеки")).to_have_count(0)

    @pytest.mark.manual("C-02")
    def test_does_not_remove_the_main_user_by_a_typed_address_either(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")

        page.goto(address_of(page, ANNA, then="remove/"))

        expect(notice(page, "Ошибка")).to_contain_text("Главного пользователя удалить нельзя")
        expect(people(page)).to_have_text(list(PEOPLE_OF_ANNA))

    @pytest.mark.manual("C-07")
    def test_leads_from_a_refused_entry_to_the_reason_and_the_phones(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        open_index(page)

        card_of(page, REFUSED).get_by_role("link", name="Причина отказа").click()

        expect(page.get_by_role("heading", level=1)).to_have_text("Причина отказа")
        expect(page.get_by_role("heading", name="Данные не совпали со сведениями фонда ОМС")).to_be_visible()
        feedback = page.get_by_role("region", name="Обратная связь")
        expect(feedback.get_by_role("link", name="8 (800) 000-35-01")).to_have_attribute("href", "tel:+78000003501")
        feedback.get_by_role("link", name="Обратная связь").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Обратная связь")
        expect(page.locator("main")).to_contain_text("8 (800) 000-35-01")

    @pytest.mark.manual("C-07")
    def test_lets_refused_data_be_corrected_and_sent_again(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        page.goto(address_of(page, REFUSED, then="verification/"))
        page.get_by_role("link", name="Исправить данные и отправить снова").click()
        expect(page.get_by_label("Фамилия", exact=True)).to_have_value("Константинопольский-Преображенский")

        page.get_by_label("День", exact=True).fill("11")
        page.get_by_label("Месяц", exact=True).fill("1")
        send(page)

        expect(notice(page, "Готово")).to_contain_text("запись добавлена в картотеку")
        expect(card_of(page, REFUSED)).not_to_contain_text("Отказано в проверке")
        expect(people(page)).to_have_count(6)

    @pytest.mark.manual("C-06")
    def test_shows_how_far_the_check_of_an_awaiting_entry_is(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        open_index(page)

        card_of(page, AWAITING).get_by_role("link", name="Ход проверки").click()

        expect(page.get_by_role("heading", level=1)).to_have_text("Ход проверки")
        expect(page.get_by_role("heading", name="Заявка отправлена")).to_be_visible()
        expect(page.locator("main")).to_contain_text("Ответ модератора не позднее")


class TestAddingAPerson:
    @pytest.mark.manual("C-04", "C-05")
    def test_who_is_insured_puts_him_into_the_card_index_at_once(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        open_form(page)

        fill_person(page, FREE, kinship="Муж или жена")
        send(page)

        expect(page).to_have_url(re.compile(f"{MY_INDEX}$"))
        expect(notice(page, "Готово")).to_contain_text("Беляев Николай Фёдорович — запись добавлена в картотеку")
        expect(people(page)).to_have_text([*PEOPLE_OF_ANNA, "Беляев Николай Фёдорович"])
        expect(card_of(page, "Беляев Николай Фёдорович")).to_contain_text("Муж")

    @pytest.mark.manual("C-05", "C-06")
    def test_whom_nobody_knows_warns_and_then_leaves_him_to_the_moderator(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        open_form(page)
        expect(page.get_by_role("button", name="Отправить на проверку")).to_have_count(0)
        fill_person(page, UNKNOWN)
        send(page)
        expect(notice(page, "Предупреждение")).to_contain_text("Человек с такими данными не найден")

        send_to_moderator(page)

        name = "Тихомирова Алла Сергеевна"
        expect(notice(page, "Готово")).to_contain_text(f"{name} — данные отправлены на проверку")
        expect(card_of(page, name)).to_contain_text("Ожидает модерации")
        expect(card_of(page, name).get_by_role("link", name="Записать")).to_have_count(0)

    @pytest.mark.manual("C-05")
    def test_with_a_mistake_lets_it_be_corrected_in_the_same_form(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        open_form(page)
        fill_person(page, mistyped(FREE))
        send(page)
        expect(notice(page, "Предупреждение")).to_contain_text("Человек с такими данными не найден")
        expect(page.get_by_label("Фамилия", exact=True)).to_have_value("Беляев")

        page.get_by_label("Год", exact=True).fill("1949")
        send(page)

        expect(notice(page, "Готово")).to_contain_text("запись добавлена в картотеку")

    @pytest.mark.rule("R18")
    def test_searches_before_the_moderator_is_asked(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        open_form(page)
        fill_person(page, UNKNOWN)
        send(page)

        page.get_by_label("Имя", exact=True).fill("Алина")
        send_to_moderator(page)

        expect(notice(page, "Предупреждение")).to_contain_text("Данные изменились")
        page.goto(MY_INDEX)
        expect(people(page)).to_have_count(6)

    @pytest.mark.rule("R2")
    def test_who_is_there_already_makes_no_second_entry(self, browsing: Browsing) -> None:
        page = browsing.signed_in("darya")
        open_form(page)
        fill_person(page, FREE)
        send(page)
        open_form(page)

        fill_person(page, FREE)
        send(page)

        expect(notice(page, "Ошибка")).to_contain_text("Этот человек уже в картотеке")
        notice(page, "Ошибка").get_by_role("link", name="Показать запись").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Беляев Николай Фёдорович")

    @pytest.mark.rule("R12")
    def test_is_done_once_by_a_double_click(self, browsing: Browsing) -> None:
        page = browsing.signed_in("darya")
        open_form(page)
        fill_person(page, FREE)

        page.get_by_role("button", name="Добавить в картотеку").dblclick()

        expect(notice(page, "Готово")).to_contain_text("запись добавлена в картотеку")
        expect(people(page)).to_have_text([DARYA, "Беляев Николай Фёдорович"])

    @pytest.mark.rule("R12")
    def test_is_done_once_though_the_form_is_sent_again_after_the_back_button(self, browsing: Browsing) -> None:
        page = browsing.signed_in("darya")
        open_form(page)
        fill_person(page, FREE)
        send(page)
        expect(people(page)).to_have_count(2)

        page.go_back()
        fill_person(page, FREE)
        send(page)

        expect(notice(page, "Ошибка")).to_contain_text("Этот человек уже в картотеке")
        page.goto(MY_INDEX)
        expect(people(page)).to_have_text([DARYA, "Беляев Николай Фёдорович"])

    @pytest.mark.manual("C-02")
    def test_to_an_empty_card_index_makes_him_the_main_user(self, browsing: Browsing) -> None:
        page = browsing.signed_in("new")
        open_index(page)
        expect(page.locator("#people")).to_contain_text("главный пользователь")

        page.get_by_role("link", name="Добавить себя").click()
        expect(page.get_by_label("Кем Вам приходится")).to_have_count(0)
        fill_person(page, FREE, kinship="")
        send(page)

        expect(card_of(page, "Беляев Николай Фёдорович")).to_contain_text("Главный пользователь")
        expect(account_name(page)).to_contain_text("Беляев Николай")

    @pytest.mark.rule("R17")
    def test_asks_for_patience_after_some_misses(self, browsing: Browsing) -> None:
        page = browsing.signed_in("vera")
        open_form(page)
        fill_person(page, mistyped(FREE))

        for year in ("1944", "1945", "1946"):
            page.get_by_label("Год", exact=True).fill(year)
            send(page)
            expect(notice(page, "Предупреждение")).to_contain_text("Человек с такими данными не найден")
        page.get_by_label("Год", exact=True).fill("1947")
        send(page)

        expect(notice(page, "Предупреждение")).to_contain_text("Подождите немного")
        expect(page.get_by_label("Фамилия", exact=True)).to_have_value("Беляев")


class TestListings:
    @pytest.mark.rule("R4")
    def test_tell_a_person_who_lists_her_without_the_full_name(self, browsing: Browsing) -> None:
        page = browsing.signed_in("vera")
        open_index(page)

        page.get_by_role("link", name="Кто добавил меня в свою картотеку").click()

        expect(page.get_by_role("listitem").filter(has_text="Анна С.")).to_be_visible()
        expect(page.locator("main")).not_to_contain_text("Соколова")

    @pytest.mark.rule("R4", "R8")
    def test_let_a_person_out_of_somebody_elses_card_index(self, browsing: Browsing) -> None:
        page = browsing.signed_in("vera")
        page.goto("/card-index/listings/")

        page.get_by_role("button", name="Убрать меня из этой картотеки").click()

        expect(notice(page, "Готово")).to_be_visible()
        expect(page.get_by_role("button", name="Убрать меня")).to_have_count(0)
        annas = browsing.signed_in("anna")
        annas.goto(MY_INDEX)
        expect(people(annas)).to_have_text([name for name in PEOPLE_OF_ANNA if name != VERA])
