"""The last seen record without a network: sealed under the passkey's secret, good for a week, wiped at the end."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from e2e.browsing import PHONE, Browsing
from e2e.telephone import (
    LEFT_BEHIND,
    NOTHING,
    START,
    expect_open,
    finger,
    first_run,
    first_run_with_finger,
    sign_out_of_app,
)

# Everything that lies in the app's database, as far as it is text or bytes.
KEPT = """async () => {
  const base = await new Promise((done) => {
    const asked = indexedDB.open("k-vrachu");
    asked.onsuccess = () => done(asked.result);
  });
  const all = await new Promise((done) => {
    const kept = {};
    const asked = base.transaction("kept").objectStore("kept").openCursor();
    asked.onsuccess = () => {
      if (!asked.result) { done(kept); return; }
      kept[asked.result.key] = asked.result.value;
      asked.result.continue();
    };
  });
  base.close();
  const text = (value) => {
    if (value instanceof CryptoKey) return `key ${value.extractable}`;
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return new TextDecoder().decode(value);
    if (Array.isArray(value)) return value.map(text).join(" ");
    return typeof value === "object" ? Object.values(value).map(text).join(" ") : String(value);
  };
  return { names: Object.keys(all).sort(), words: text(all), pages: all.copy?.pages.length ?? 0 };
}"""
AGE = """async (milliseconds) => {
  const base = await new Promise((done) => {
    const asked = indexedDB.open("k-vrachu");
    asked.onsuccess = () => done(asked.result);
  });
  const store = base.transaction("kept", "readwrite").objectStore("kept");
  const copy = await new Promise((done) => {
    const asked = store.get("copy");
    asked.onsuccess = () => done(asked.result);
  });
  copy.pages.forEach((page) => { page.at -= milliseconds; });
  await new Promise((done) => { store.put(copy, "copy").onsuccess = done; });
  base.close();
}"""
A_DAY = 24 * 60 * 60 * 1000
_EXPECTED = re.compile(r"ERR_INTERNET_DISCONNECTED|fetching the script|Operation has been aborted")
TRUTH = "Кузнецова"


@pytest.fixture(scope="module")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A telephone, where service workers run."""
    return browser_context_args | {"service_workers": "allow"}


def copies(page: Page) -> int:
    pages: int = page.evaluate(KEPT)["pages"]
    return pages


@pytest.fixture(autouse=True)
def no_network(browsing: Browsing) -> None:
    """A lost network, and a worker that the sign-out took away, are what these tests are about."""
    browsing.harmless = _EXPECTED


@pytest.fixture
def reader(browsing: Browsing) -> Page:
    """Vera's telephone with her finger: she read her record, so a copy of it lies there."""
    page = browsing.guest(viewport=PHONE)
    finger(page)
    first_run_with_finger(page, "vera@example.org")
    page.goto(START)
    expect_open(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto("/m/records/")
    page.get_by_role("main").get_by_role("link", name=TRUTH).first.click()
    expect(page.get_by_role("main")).to_contain_text(TRUTH)
    page.wait_for_load_state("networkidle")
    assert copies(page) == 1
    return page


def lose_network(page: Page, browsing: Browsing) -> None:
    page.context.set_offline(True)
    page.goto("/m/")
    expect(page.get_by_role("heading", name="Нет связи")).to_be_visible()


@pytest.mark.rule("R71")
class TestTheCopy:
    def test_is_no_readable_text_and_its_keys_do_not_leave_the_telephone(self, reader: Page) -> None:
        kept = reader.evaluate(KEPT)

        assert kept["names"] == ["copy", "copy-keys", "device-key", "passkey"]
        assert "key true" not in kept["words"]
        assert "key false" in kept["words"]
        for word in (TRUTH, "Вера", "Обзор"):
            assert word not in kept["words"]

    @pytest.mark.rule("R82")
    def test_is_of_a_record_that_the_passkey_opened_without_a_code(self, reader: Page) -> None:
        expect(reader).to_have_url(re.compile(r"/record/$"))

    def test_opens_without_a_network_by_the_finger_and_tells_its_date(self, reader: Page, browsing: Browsing) -> None:
        lose_network(reader, browsing)
        expect(reader.get_by_text(TRUTH)).to_have_count(0)

        reader.get_by_role("button", name="Открыть последнюю медкарту").click()

        expect(reader.get_by_role("main")).to_contain_text(TRUTH)
        expect(reader.get_by_text("Обзор, по состоянию на")).to_be_visible()

    def test_is_gone_after_a_week(self, reader: Page, browsing: Browsing) -> None:
        reader.evaluate(AGE, 8 * A_DAY)

        lose_network(reader, browsing)

        expect(reader.get_by_role("button", name="Открыть последнюю медкарту")).to_be_hidden()
        assert copies(reader) == 0

    @pytest.mark.manual("P-09")
    def test_is_wiped_with_the_sign_out(self, reader: Page) -> None:
        reader.goto("/m/")

        sign_out_of_app(reader)

        assert reader.evaluate(LEFT_BEHIND) == NOTHING

    def test_is_none_where_there_is_no_secret_for_it(self, browsing: Browsing) -> None:
        page = browsing.guest(viewport=PHONE)
        first_run(page, "vera@example.org")

        page.goto("/m/settings/sign-in/")

        expect(page.get_by_text("Копии нет: её ключ хранит датчик отпечатка или лица")).to_be_visible()
