"""The app as a telephone has it: installed, opened, pushed with the finger, without network, by keyboard."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from e2e.app_scenes import LIST, address_in_app, menu_of
from e2e.browsing import PHONE, Browsing
from e2e.finger import Finger
from e2e.walk import ANNA, MARIA

# Bytes of the first page with all it needs, over the wire. What the service worker keeps comes out of the same files.
MOST_BYTES = 120_000
_NO_NETWORK = r"ERR_INTERNET_DISCONNECTED|error occurred when fetching the script"


@pytest.fixture(scope="module")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A telephone, where service workers run."""
    return browser_context_args | {"service_workers": "allow", "has_touch": True, "is_mobile": True}


@pytest.fixture
def page(browsing: Browsing) -> Page:
    """Анна's telephone with the app open."""
    return browsing.telephone("anna")


@pytest.fixture
def lost(browsing: Browsing) -> Iterator[None]:
    """Files that no page needs, and the look for a new service worker, find no network either."""
    yield
    browsing.complaints = [one for one in browsing.complaints if not re.search(_NO_NETWORK, one)]


@pytest.fixture
def tools(page: Page) -> CDPSession:
    return page.context.new_cdp_session(page)


def wait_for_worker(page: Page) -> str:
    """What the service worker is kept for, once it is at work."""
    scope: str = page.evaluate("navigator.serviceWorker.ready.then(worker => worker.scope)")
    return scope


@pytest.mark.manual("A-04", "A-05")
class TestTheApp:
    def test_can_be_installed(self, page: Page, tools: CDPSession) -> None:
        page.goto("/m/")

        told = tools.send("Page.getAppManifest")
        hindrances = tools.send("Page.getInstallabilityErrors")["installabilityErrors"]

        assert told["errors"] == []
        assert tools.send("Page.getAppId")["appId"].endswith("/m/")
        # A window that keeps nothing, as those of the tests are, installs nothing either.
        assert [one["errorId"] for one in hindrances if one["errorId"] != "in-incognito"] == []

    def test_takes_little_to_load_first(self, browsing: Browsing) -> None:
        page = browsing.guest(viewport=PHONE)
        tools = page.context.new_cdp_session(page)
        loaded: dict[str, float] = {}
        tools.send("Network.enable")
        tools.on("Network.loadingFinished", lambda told: loaded.update({told["requestId"]: told["encodedDataLength"]}))

        page.goto("/m/", wait_until="networkidle")
        wait_for_worker(page)

        assert page.url.endswith("/m/region/")
        assert 0 < sum(loaded.values()) < MOST_BYTES, f"{sum(loaded.values()):.0f} bytes in {len(loaded)} answers"

    def test_keeps_its_shell_and_nothing_of_anybody(self, page: Page) -> None:
        for path in ("/m/", LIST, "/m/services/"):
            page.goto(path)
        assert wait_for_worker(page).endswith("/m/")

        kept = page.evaluate(
            "async () => { const found = []; for (const name of await caches.keys()) "
            "for (const one of await (await caches.open(name)).keys()) found.push(new URL(one.url).pathname); "
            "return found; }"
        )

        assert kept
        assert [path for path in kept if not path.startswith("/static/")] == ["/m/offline/"]

    @pytest.mark.usefixtures("lost")
    def test_says_so_without_network_and_goes_on_with_it(self, page: Page) -> None:
        page.goto("/m/")
        wait_for_worker(page)

        page.context.set_offline(True)
        page.goto(LIST)
        expect(page.get_by_role("heading", level=1)).to_have_text("Нет связи")
        expect(page.get_by_text("Соколов")).to_have_count(0)
        page.context.set_offline(False)
        page.get_by_role("link", name="Повторить").click()

        expect(page.get_by_role("heading", level=1)).to_have_text("Картотека")

    @pytest.mark.usefixtures("lost")
    def test_tells_of_a_lost_network_on_the_screen_that_is_open(self, page: Page) -> None:
        page.goto(LIST)

        page.context.set_offline(True)
        expect(page.get_by_text("Нет связи. Показано то, что уже открыто")).to_be_visible()
        page.context.set_offline(False)

        expect(page.get_by_text("Нет связи. Показано то, что уже открыто")).to_be_hidden()


class TestTabs:
    @pytest.mark.manual("C-01")
    def test_lead_from_section_to_section(self, page: Page) -> None:
        page.goto("/m/")
        tabs = page.get_by_role("navigation", name="Разделы")

        for tab, title in (("Картотека", "Картотека"), ("Запись", "Запись к врачу"), ("Медкарта", "Медкарта")):
            tabs.get_by_role("link", name=tab).click()
            expect(page.get_by_role("heading", level=1)).to_have_text(title)
            expect(tabs.get_by_role("link", name=tab)).to_have_attribute("aria-current", "page")

    def test_have_targets_for_any_finger(self, page: Page) -> None:
        page.goto("/m/")

        for link in page.get_by_role("navigation", name="Разделы").get_by_role("link").all():
            box = link.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= 48


@pytest.mark.manual("P-02")
class TestSidePanel:
    def test_leads_to_the_profile_by_its_name(self, page: Page) -> None:
        page.goto("/m/")

        page.get_by_role("button", name="Меню").click()
        page.get_by_role("navigation", name="Боковая панель").get_by_role("link", name="Соколова Анна").click()

        expect(page.get_by_role("heading", level=1)).to_have_text("Профиль")
        expect(page.get_by_label("Телефон")).to_be_editable()

    def test_is_closed_by_escape_and_by_the_finger(self, page: Page, tools: CDPSession) -> None:
        page.goto("/m/")
        opener, panel = page.get_by_role("button", name="Меню"), page.locator("#side")

        opener.click()
        expect(panel).to_be_visible()
        page.keyboard.press("Escape")
        expect(panel).to_be_hidden()
        expect(opener).to_be_focused()

        opener.click()
        expect(panel).to_be_visible()
        Finger(tools).swipe((250, 500), (60, 505))

        expect(panel).to_be_hidden()

    @pytest.mark.manual("P-09")
    def test_signs_out_to_the_first_run(self, page: Page) -> None:
        page.goto("/m/")

        page.get_by_role("button", name="Меню").click()
        page.get_by_role("button", name="Выйти").click()

        page.wait_for_url("**/m/region/**")
        page.goto(LIST)
        page.wait_for_url("**/m/region/**")


class TestContextMenu:
    @pytest.mark.manual("C-09")
    def test_removes_somebody_after_a_yes(self, page: Page) -> None:
        page.goto(LIST)
        menu_of(page, MARIA)

        page.get_by_role("link", name="Удалить из картотеки").click()
        page.get_by_role("dialog").get_by_role("button", name="Да", exact=True).click()

        expect(page.get_by_role("status").filter(has_text="запись удалена из картотеки")).to_be_visible()
        expect(page.get_by_text("5 человек из 50 возможных")).to_be_visible()
        expect(page.get_by_role("heading", name=MARIA)).to_have_count(0)

    @pytest.mark.manual("C-09")
    def test_removes_nobody_after_a_no(self, page: Page) -> None:
        page.goto(LIST)
        menu_of(page, MARIA)

        page.get_by_role("link", name="Удалить из картотеки").click()
        page.get_by_role("dialog").get_by_role("button", name="Нет", exact=True).click()

        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.get_by_role("heading", name=MARIA)).to_be_visible()

    @pytest.mark.manual("C-08")
    def test_leads_to_the_address_which_is_saved(self, page: Page) -> None:
        page.goto(LIST)
        menu_of(page, MARIA)
        page.get_by_role("link", name="Редактировать данные пациента").click()

        page.get_by_label("Улица").fill("улица Герцена")
        page.get_by_role("button", name="Сохранить").click()

        expect(page.get_by_role("heading", level=1)).to_have_text("Картотека")
        expect(page.get_by_text("Изменения сохранены")).to_be_visible()

    @pytest.mark.manual("A-11")
    def test_works_by_keyboard_alone(self, page: Page) -> None:
        page.goto(LIST)
        more = page.locator(".more").nth(1)
        more.focus()

        page.keyboard.press("Enter")
        link = page.locator(".menu:popover-open").get_by_role("link", name="Удалить из картотеки")
        expect(link).to_be_visible()
        link.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Нет", exact=True)).to_be_focused()
        page.keyboard.press("Escape")

        expect(more).to_be_focused()


@pytest.mark.manual("F-11")
def test_a_record_opens_from_the_section_and_shows_the_parts_as_chips(page: Page) -> None:
    page.goto("/m/records/")

    page.get_by_role("link", name=ANNA).click()
    parts = page.get_by_role("navigation", name="Разделы медкарты")
    parts.get_by_role("link", name="Рецепты").click()

    expect(page.get_by_role("heading", level=2, name="Рецепты")).to_be_visible()
    expect(parts.get_by_role("link", name="Рецепты")).to_be_in_viewport()


@pytest.mark.rule("R53")
def test_a_record_that_lies_open_is_cleared_after_the_sign_out_elsewhere(page: Page) -> None:
    page.goto(address_in_app(page, ANNA) + "record/")
    expect(page.get_by_role("heading", level=1)).to_have_text(ANNA)
    other = page.context.new_page()
    other.goto("/m/")

    other.get_by_role("button", name="Меню").click()
    other.get_by_role("button", name="Выйти").click()
    other.wait_for_url("**/m/region/**")

    expect(page.get_by_role("heading", level=1)).to_have_text("Медкарта закрыта")
