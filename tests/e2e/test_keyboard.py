"""The Portal by keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

from e2e.browsing import Browsing
from e2e.walk import (
    DMITRY,
    MY_INDEX,
    PASSWORD,
    PEOPLE_OF_ANNA,
    account_name,
    card_of,
    focused_words,
    has_focus,
    people,
    walk_by_keyboard,
)

BACK = "Shift+Tab"
# Whether the place in focus is what one sees there, once the page is drawn anew.
IS_ON_TOP = """async () => {
    await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    const focused = document.activeElement;
    const { x, y, width, height } = focused.getBoundingClientRect();
    const top = document.elementFromPoint(x + width / 2, y + height / 2);
    return top !== null && (focused.contains(top) || top.contains(focused));
}"""


def begin(page: Page, path: str) -> None:
    """Open a page; the first press of Tab offers to skip what every page begins with."""
    page.goto(path)
    page.keyboard.press("Tab")
    assert focused_words(page) == "Перейти к содержанию"


class TestKeyboard:
    def test_skips_to_the_contents(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        begin(page, MY_INDEX)

        page.keyboard.press("Enter")

        expect(page.locator("main")).to_be_focused()
        page.keyboard.press("Tab")
        assert page.locator("main :focus").count() == 1

    @pytest.mark.manual("A-06")
    def test_signs_in(self, browsing: Browsing) -> None:
        page = browsing.guest()
        begin(page, "/")
        walk_by_keyboard(page, page.get_by_role("banner").get_by_role("link", name="Вход", exact=True))
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Вход")

        walk_by_keyboard(page, page.get_by_label("Логин или Электронная почта"))
        page.keyboard.type("anna")
        page.keyboard.press("Tab")
        expect(page.get_by_label("Пароль", exact=True)).to_be_focused()
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")

        expect(account_name(page)).to_contain_text("Соколова Анна")

    @pytest.mark.manual("C-09")
    def test_opens_the_menu_of_a_person_and_gives_it_up(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        begin(page, MY_INDEX)
        more = card_of(page, DMITRY).get_by_role("button", name="Еще")
        menu = card_of(page, DMITRY).locator(".menu")
        walk_by_keyboard(page, more)

        page.keyboard.press("Enter")
        expect(menu).to_be_visible()
        page.keyboard.press("Tab")
        assert focused_words(page) == "Медкарта"
        page.keyboard.press("Escape")

        expect(menu).to_be_hidden()
        expect(more).to_be_focused()

    @pytest.mark.manual("C-09")
    def test_removes_a_person_and_knows_where_it_is_afterwards(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        begin(page, MY_INDEX)
        walk_by_keyboard(page, card_of(page, DMITRY).get_by_role("button", name="Еще"))
        page.keyboard.press("Enter")
        walk_by_keyboard(page, card_of(page, DMITRY).get_by_role("link", name="Удалить из картотеки"))
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog").get_by_role("button", name="Отмена")).to_be_focused()

        walk_by_keyboard(page, page.get_by_role("dialog").get_by_role("button", name="Ок", exact=True), key=BACK)
        page.keyboard.press("Enter")

        expect(people(page)).to_have_text([name for name in PEOPLE_OF_ANNA if name != DMITRY])
        expect(page.get_by_role("heading", level=1)).to_be_focused()
        walk_by_keyboard(page, page.get_by_role("link", name="Добавить человека"), at_most=2)

    @pytest.mark.manual("C-09")
    @pytest.mark.parametrize("way_out", ["Enter", "Escape"])
    def test_gives_a_removal_up_and_is_back_where_it_began(self, browsing: Browsing, way_out: str) -> None:
        page = browsing.signed_in("anna")
        begin(page, MY_INDEX)
        more = card_of(page, DMITRY).get_by_role("button", name="Еще")
        walk_by_keyboard(page, more)
        page.keyboard.press("Enter")
        walk_by_keyboard(page, card_of(page, DMITRY).get_by_role("link", name="Удалить из картотеки"))
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog").get_by_role("button", name="Отмена")).to_be_focused()

        page.keyboard.press(way_out)

        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(more).to_be_focused()
        expect(people(page)).to_have_text(list(PEOPLE_OF_ANNA))

    def test_stays_in_the_window_that_asks(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        page.goto(MY_INDEX)
        card_of(page, DMITRY).get_by_role("button", name="Еще").press("Enter")
        card_of(page, DMITRY).get_by_role("link", name="Удалить из картотеки").press("Enter")
        window = page.get_by_role("dialog")
        expect(window.get_by_role("button", name="Отмена")).to_be_focused()

        visited = set()
        for _ in range(8):
            page.keyboard.press("Tab")
            visited.add(focused_words(page))
            # The browser's own controls come after the last place of the window.
            assert has_focus(page.locator("body")) or window.locator(":focus").count() == 1

        assert {"Ок", "Отмена", "«Обратная связь»"} <= visited

    @pytest.mark.manual("C-04")
    def test_fills_and_sends_the_form_of_adding(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        begin(page, "/card-index/add/")
        walk_by_keyboard(page, page.get_by_label("Фамилия", exact=True))

        for words in ("Беляев", "Николай", "Фёдорович"):
            page.keyboard.type(words)
            page.keyboard.press("Tab")
        walk_by_keyboard(page, page.get_by_label("День", exact=True), at_most=2)
        for number in ("23", "2", "1949"):
            page.keyboard.type(number)
            page.keyboard.press("Tab")
        page.keyboard.press("Space")
        expect(page.get_by_label("Мужской", exact=True)).to_be_checked()
        page.keyboard.press("Tab")
        for _ in range(2):
            page.keyboard.press("ArrowDown")
        expect(page.get_by_label("Кем Вам приходится").locator("option:checked")).to_have_text("Муж или жена")
        page.keyboard.press("Tab")
        page.keyboard.type("90000020188")
        page.keyboard.press("Enter")

        expect(people(page)).to_have_text([*PEOPLE_OF_ANNA, "Беляев Николай Фёдорович"])

    @pytest.mark.parametrize("path", ["/", "/card-index/", "/card-index/add/", "/services/", "/region/", "/feedback/"])
    def test_comes_around_every_page_without_losing_itself(self, browsing: Browsing, path: str) -> None:
        page = browsing.signed_in("anna")
        begin(page, path)
        last = page.get_by_role("contentinfo").get_by_role("button", name="Версия для слабовидящих")

        walk_by_keyboard(page, last, at_most=80)

        assert focused_words(page) == "Версия для слабовидящих"

    def test_never_stands_under_something_else(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        begin(page, MY_INDEX)
        last = page.get_by_role("contentinfo").get_by_role("button", name="Версия для слабовидящих")

        while not has_focus(last):
            page.keyboard.press("Tab")

            assert page.evaluate(IS_ON_TOP), f"«{focused_words(page)}» is covered"
