"""The app when nobody looks at it: nothing of it in the switcher of apps, and a lock after a while (R70)."""

import pytest
from playwright.sync_api import Page, expect

from e2e.browsing import Browsing
from e2e.telephone import expect_open, first_run, telephone

HIDE = """hidden => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture
def page(browsing: Browsing) -> Page:
    """A telephone with the app open, whose clock the test moves."""
    page = telephone(browsing)
    first_run(page)
    page.clock.install()
    page.reload()
    expect_open(page)
    return page


@pytest.mark.rule("R70")
class TestAnAppThatIsPutAway:
    def test_shows_nothing_till_it_is_back(self, page: Page) -> None:
        page.evaluate(HIDE, True)
        expect(page.locator("body")).to_have_css("visibility", "hidden")

        page.evaluate(HIDE, False)

        expect(page.locator("body")).to_have_css("visibility", "visible")
        expect_open(page)

    def test_is_locked_after_five_minutes(self, page: Page) -> None:
        page.evaluate(HIDE, True)
        page.clock.fast_forward("05:01")

        page.evaluate(HIDE, False)

        expect(page.get_by_role("heading", name="Введите PIN-код")).to_be_visible()

    def test_is_still_open_after_four(self, page: Page) -> None:
        page.evaluate(HIDE, True)
        page.clock.fast_forward("04:00")

        page.evaluate(HIDE, False)

        page.reload()
        expect_open(page)
