"""A knock at the telephone: what it shows, and how it is switched on."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from e2e.browsing import PHONE, Browsing
from e2e.telephone import first_run

SHOWN = """async () => {
  const worker = await navigator.serviceWorker.ready;
  for (let tries = 0; tries < 100; tries += 1) {
    const shown = await worker.getNotifications();
    if (shown.length) return shown.map((one) => [one.title, one.body]);
    await new Promise(requestAnimationFrame);
  }
  return [];
}"""


@pytest.fixture(scope="module")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A telephone, where service workers run."""
    return browser_context_args | {"service_workers": "allow"}


@pytest.fixture
def page(browsing: Browsing) -> Page:
    """A telephone with the app open, on which notifications are allowed."""
    page = browsing.guest(viewport=PHONE)
    page.context.grant_permissions(["notifications"], origin=browsing.portal.url)
    first_run(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return page


class TestAKnock:
    def test_shows_one_sentence_that_names_nobody(self, page: Page, browsing: Browsing) -> None:
        tools = page.context.new_cdp_session(page)
        known: list[str] = []
        tools.on(
            "ServiceWorker.workerRegistrationUpdated",
            lambda told: known.extend(one["registrationId"] for one in told["registrations"]),
        )
        tools.send("ServiceWorker.enable")
        page.goto("/m/settings/notifications/")

        message = {"origin": browsing.portal.url, "registrationId": known[0], "data": ""}
        tools.send("ServiceWorker.deliverPushMessage", message)

        assert page.evaluate(SHOWN) == [["К врачу", "Новое событие в записи"]]

    def test_that_the_telephone_does_not_allow_is_explained(self, page: Page) -> None:
        page.context.clear_permissions()
        page.goto("/m/settings/notifications/")

        page.get_by_role("button", name="Включить").click()

        expect(page.get_by_role("alert")).to_contain_text("Разрешите их")
