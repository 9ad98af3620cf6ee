"""How the app feels: sheets that go with the finger, and what is seen while a slow network brings a page."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Locator, Page, Route, expect

from e2e.app_scenes import LIST, address_in_app, menu_of
from e2e.browsing import Browsing
from e2e.finger import Finger
from e2e.walk import ANNA, DMITRY

# Playwright looks at no page that is being left, so the page itself tells what it shows.
# What the skeleton is so many milliseconds after the press.
TELL_OF_FIRST_MOMENTS = """() => addEventListener("click", () => {
  const skeleton = document.querySelector("[data-skeleton]");
  const [coming] = skeleton.getAnimations();
  const looks = [0, 290, 500].map((moment) => {
    coming.currentTime = moment;
    return getComputedStyle(skeleton).visibility;
  });
  console.info(JSON.stringify(looks));
})"""
# What can be seen once the skeleton has come; then the loading may be stopped, as the browser does by Escape.
TELL_WHEN_SEEN = """(stops) => {
  const loading = document.querySelector("[data-loading]");
  const title = document.getElementById("next-title");
  const place = () => title.getBoundingClientRect().y;
  const before = place();
  const tell = async () => {
    if (!loading.textContent) return;
    await Promise.all(document.querySelector("[data-skeleton]").getAnimations().map((one) => one.finished));
    const isSeen = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    const told = {
      said: loading.textContent,
      skeleton: isSeen(document.querySelector(".skeleton__page")),
      title: isSeen(title),
      chosen: document.querySelector(".tabs .is-next")?.textContent,
      moved: place() - before,
    };
    if (stops) {
      stop();
      dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
    }
    console.info(JSON.stringify(told));
  };
  new MutationObserver(tell).observe(loading, { childList: true });
}"""


@pytest.fixture(scope="module")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return browser_context_args | {"has_touch": True, "is_mobile": True}


@pytest.fixture(params=["reduce", "no-preference"])
def page(request: pytest.FixtureRequest, browsing: Browsing) -> Page:
    """Анна's telephone with the app open, with and without the wish that little moves."""
    page = browsing.telephone("anna")
    page.emulate_media(reduced_motion=request.param)
    return page


@pytest.fixture
def tools(page: Page) -> CDPSession:
    return page.context.new_cdp_session(page)


@pytest.fixture
def finger(tools: CDPSession) -> Finger:
    return Finger(tools)


def opened_menu(page: Page) -> Locator:
    page.goto(LIST)
    menu_of(page, DMITRY)
    sheet = page.locator(".menu:popover-open")
    expect(sheet).to_be_visible()
    page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")
    return sheet


def opened_removal(page: Page) -> Locator:
    opened_menu(page).get_by_role("link", name="Удалить из картотеки").click()
    window = page.get_by_role("dialog")
    expect(window).to_be_visible()
    page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")
    return window


def top_of(sheet: Locator) -> float:
    box = sheet.bounding_box()
    assert box is not None
    return box["y"]


class TestASheet:
    def test_is_pulled_down(self, page: Page, finger: Finger) -> None:
        sheet = opened_menu(page)
        top = top_of(sheet)

        finger.swipe((195, top + 20), (195, top + 180))

        expect(sheet).to_have_count(0)
        expect(page.get_by_role("heading", level=1)).to_have_text("Картотека")

    def test_goes_with_the_finger_and_back_when_it_was_pulled_a_little(self, page: Page, finger: Finger) -> None:
        sheet = opened_menu(page)
        top = top_of(sheet)

        finger.press((195, top + 20))
        finger.move((195, top + 20), (195, top + 60))
        assert top_of(sheet) == pytest.approx(top + 40, abs=1)
        finger.lift()

        expect(sheet).to_be_visible()
        expect(sheet).not_to_have_class(re.compile("is-pulled"))

    def test_needs_less_of_a_way_for_a_flick(self, page: Page, finger: Finger) -> None:
        sheet = opened_menu(page)
        top = top_of(sheet)

        finger.swipe((195, top + 20), (195, top + 60), seconds=0.05)

        expect(sheet).to_have_count(0)

    def test_with_a_second_finger_goes_back(self, page: Page, finger: Finger) -> None:
        sheet = opened_menu(page)
        top = top_of(sheet)

        finger.press((195, top + 20))
        finger.move((195, top + 20), (195, top + 150))
        finger.press((195, top + 150), (300, top + 190))
        finger.lift()

        expect(sheet).to_be_visible()
        expect(sheet).not_to_have_class(re.compile("is-pulled"))

    def test_that_is_longer_than_the_screen_is_scrolled_before_it_is_pulled(self, page: Page, finger: Finger) -> None:
        sheet = opened_menu(page)
        page.set_viewport_size({"width": 390, "height": 200})
        sheet.evaluate("sheet => { sheet.scrollTop = 60; }")

        finger.swipe((195, 60), (195, 190))

        expect(sheet).to_be_visible()
        expect(sheet).to_have_js_property("scrollTop", 0)

    def test_of_a_question_is_pulled_down_and_answers_nothing(self, page: Page, finger: Finger) -> None:
        window = opened_removal(page)
        top = top_of(window)

        finger.swipe((195, top + 20), (195, top + 200))

        expect(window).to_have_count(0)
        expect(page.get_by_role("heading", name=DMITRY)).to_be_visible()
        # The focus is where it came from, as after Escape.
        expect(page.locator(".more").nth(1)).to_be_focused()


class TestASlowNetwork:
    """The answer to a press on «Медкарта» is held back as long as the test likes."""

    def test_shows_and_tells_that_the_page_comes(self, page: Page) -> None:
        page.goto("/m/")
        page.evaluate(TELL_WHEN_SEEN, False)

        with held_back(page, "**/m/records/"):
            told = told_after_press(page, "Медкарта")

        assert told == {
            "said": "Загружаем страницу",
            "skeleton": True,
            "title": False,
            "chosen": "Медкарта",
            "moved": 0,
        }
        expect(page.get_by_role("heading", level=1)).to_have_text("Медкарта")
        expect(page.locator("[data-skeleton]")).to_be_hidden()

    def test_is_not_noticed_in_the_first_moments(self, page: Page) -> None:
        page.goto("/m/")
        page.evaluate(TELL_OF_FIRST_MOMENTS)

        with held_back(page, "**/m/records/"):
            told = told_after_press(page, "Медкарта")

        assert told == ["hidden", "hidden", "visible"]

    def test_gives_the_page_back_to_who_stops_it(self, page: Page) -> None:
        page.goto("/m/")
        page.evaluate(TELL_WHEN_SEEN, True)

        with held_back(page, "**/m/records/"):
            told_after_press(page, "Медкарта")

            expect(page.get_by_role("heading", level=1)).to_have_text("Главная")
            expect(page.get_by_role("heading", name="Ближайшие приёмы")).to_be_visible()
            expect(page.locator("[data-skeleton]")).to_be_hidden()
            expect(tab(page, "Медкарта")).to_be_focused()
            expect(tab(page, "Медкарта")).not_to_have_class(re.compile("is-next"))


class TestAFile:
    @pytest.mark.parametrize(
        ("part", "link"), [("access/journal/", "Скачать таблицей"), ("record/history/", re.compile("^Протокол, PDF"))]
    )
    def test_leaves_the_page_where_it_is(self, page: Page, part: str, link: str | re.Pattern[str]) -> None:
        person = address_in_app(page, ANNA)
        # A look, so that there is something in the journal.
        page.goto(f"{person}record/")
        page.goto(person + part)

        with page.expect_download():
            page.get_by_role("main").get_by_role("link", name=link).first.click()

        expect(page.locator("html")).not_to_have_class(re.compile("is-leaving"))
        expect(page.locator("[data-skeleton]")).to_be_hidden()


@contextmanager
def held_back(page: Page, address: str) -> Iterator[None]:
    """Answers from an address wait until the end of the block."""
    asked: list[Route] = []
    page.route(address, lambda route: asked.append(route))  # noqa: PLW0108 - Playwright writes on what it is given
    yield
    for route in asked:
        route.continue_()


def tab(page: Page, name: str) -> Locator:
    return page.get_by_role("navigation", name="Разделы").get_by_role("link", name=name)


def told_after_press(page: Page, name: str) -> Any:
    """What the page says of itself once a tab was pressed."""
    with page.expect_console_message(lambda one: one.type == "info") as message:
        tab(page, name).click(no_wait_after=True)
    return json.loads(message.value.text)
