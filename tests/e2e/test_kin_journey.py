"""Relatives offered after a sign-in: F-05, R28 to R32."""

import pytest
from playwright.sync_api import Page, expect

from e2e.browsing import Browsing
from e2e.walk import MY_INDEX, notice, people, walk_by_keyboard
from kartoteka.devtools.free_people import KRYLOV

pytestmark = pytest.mark.manual("F-05")


def krylov(browsing: Browsing) -> Page:
    """A newcomer whom ESIA vouches for, and who agreed to the processing of his data."""
    page = browsing.guest()
    page.goto("/sign-in/")
    page.get_by_role("link", name="Войти через портал Госуслуг РФ (ЕСИА)", exact=True).click()
    page.get_by_role("link", name=str(KRYLOV.name), exact=True).click()
    page.get_by_role("button", name="Даю согласие").click()
    page.goto(MY_INDEX)
    return page


@pytest.fixture
def vera(browsing: Browsing) -> Page:
    """Vera's browser without scripts; the medical system has answered."""
    browsing.portal.deliver_messages()
    page = browsing.signed_in("vera", scripts=False)
    page.goto(MY_INDEX)
    return page


class TestAfterASignIn:
    @pytest.mark.rule("R28")
    def test_by_esia_children_are_offered_once_the_answer_is_there(self, browsing: Browsing) -> None:
        page = krylov(browsing)
        expect(page.get_by_text("года рождения")).to_have_count(0)

        browsing.portal.deliver_messages()
        page.reload()

        expect(page.get_by_text("Тимофей, 2016 года рождения")).to_be_visible()
        expect(page.get_by_text("Ваш сын — по данным медицинской организации")).to_be_visible()
        expect(page.get_by_text("Агата, 2020 года рождения")).to_be_visible()
        expect(page.get_by_text("Ваша дочь — по данным Госуслуг")).to_be_visible()

    @pytest.mark.rule("R10")
    def test_several_are_added_at_once(self, browsing: Browsing) -> None:
        page = krylov(browsing)
        browsing.portal.deliver_messages()
        page.reload()

        page.get_by_role("button", name="Добавить", exact=True).dblclick()

        expect(notice(page, "Готово")).to_contain_text("Тимофей, Агата — записи добавлены")
        expect(people(page)).to_have_count(3)
        expect(page.get_by_text("года рождения")).to_have_count(0)


class TestWithoutScripts:
    def test_one_of_several_is_added(self, vera: Page) -> None:
        vera.get_by_label("Анна, 1986 года рождения").uncheck()

        vera.get_by_role("button", name="Добавить", exact=True).click()

        expect(notice(vera, "Готово")).to_contain_text("Мария — запись добавлена в картотеку")
        expect(people(vera)).to_have_count(2)
        expect(vera.get_by_text("Анна, 1986 года рождения")).to_be_visible()

    def test_all_are_put_off(self, vera: Page) -> None:
        vera.get_by_role("button", name="Не сейчас", exact=True).click()

        expect(notice(vera, "Готово")).to_contain_text("Хорошо, не сейчас")
        expect(vera.get_by_text("года рождения")).to_have_count(0)

    @pytest.mark.rule("R30")
    def test_one_is_denied_and_taken_back(self, vera: Page) -> None:
        vera.get_by_role("button", name="Это не мой родственник (Мария)").click()
        notice(vera, "Готово").get_by_role("link", name="Отменить").click()

        vera.get_by_role("button", name="Я ошибся, предложить снова (Мария)").click()

        vera.goto(MY_INDEX)
        expect(vera.get_by_text("Мария, 2018 года рождения")).to_be_visible()


class TestTwoTabs:
    def test_the_second_is_told_that_it_is_settled(self, vera: Page) -> None:
        other = vera.context.new_page()
        other.goto(MY_INDEX)
        vera.get_by_role("button", name="Добавить", exact=True).click()

        other.get_by_role("button", name="Это не мой родственник (Мария)").click()

        expect(notice(other, "Предупреждение")).to_contain_text("Это предложение уже не действует")
        expect(people(other)).to_have_count(2)


class TestByKeyboard:
    def test_a_relative_is_added(self, browsing: Browsing) -> None:
        browsing.portal.deliver_messages()
        page = browsing.signed_in("anna")
        page.goto(MY_INDEX)
        page.keyboard.press("Tab")

        walk_by_keyboard(page, page.get_by_role("button", name="Добавить", exact=True))
        page.keyboard.press("Enter")

        expect(notice(page, "Готово")).to_contain_text("Таисия — запись добавлена в картотеку")


@pytest.mark.rule("R32")
class TestAnAdult:
    def test_is_listed_only_once_he_agrees(self, browsing: Browsing, vera: Page) -> None:
        vera.get_by_label("Мария, 2018 года рождения").uncheck()
        vera.get_by_role("button", name="Добавить", exact=True).click()
        expect(notice(vera, "Готово")).to_contain_text("Анна — ждём согласия")
        expect(people(vera)).to_have_count(1)

        anna = browsing.signed_in("anna")
        anna.goto(MY_INDEX)
        anna.get_by_role("button", name="Согласиться (Вера К.)").click()

        expect(notice(anna, "Готово")).to_contain_text("Вы согласились")
        vera.reload()
        expect(people(vera)).to_have_text(["Кузнецова Вера Петровна", "Соколова Анна Викторовна"])
