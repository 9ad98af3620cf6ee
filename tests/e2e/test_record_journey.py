"""A patient reads her record: by mouse, by keyboard alone, and in a browser without scripts."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Page, expect

from e2e.browsing import Browsing
from e2e.record_scenes import VERAS_NUMBER
from e2e.walk import VERA, address_of, has_focus, prove_by_sms, walk_by_keyboard

pytestmark = pytest.mark.manual("F-11")


def open_own(browsing: Browsing, *, scripts: bool = True) -> Page:
    page = browsing.signed_in("vera", scripts=scripts)
    page.goto(address_of(page, VERA))
    page.get_by_role("link", name="Медкарта", exact=True).click()
    prove_by_sms(page, browsing.guest(), browsing.portal.deliver_messages, VERAS_NUMBER)
    expect(page.get_by_role("heading", name="Последние события")).to_be_visible()
    return page


class TestReading:
    @pytest.mark.manual("F-11")
    @pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
    def test_leads_from_the_overview_to_a_case_and_back_through_a_search(
        self, browsing: Browsing, *, scripts: bool
    ) -> None:
        page = open_own(browsing, scripts=scripts)

        page.get_by_role("link", name="История лечения").first.click()
        page.get_by_text("Отобрать по виду").click()
        page.get_by_label("Вид").select_option(label="Стационар")
        page.get_by_role("button", name="Показать", exact=True).click()
        expect(page.get_by_text("Найдено: 1 случай")).to_be_visible()
        page.get_by_role("link", name="Показать все").click()
        page.get_by_role("link", name="Показать более ранние").click()
        expect(page.get_by_role("link", name="К самым новым")).to_be_visible()
        page.get_by_label("Диагноз, врач или поликлиника").fill("пневмония")
        page.get_by_role("button", name="Найти").click()
        page.get_by_role("link", name="Стационарное лечение").click()

        expect(page.get_by_text("J18.1 — Долевая пневмония неуточнённая")).to_be_visible()
        assert "пневмония" not in page.url

    def test_shows_how_an_indicator_went(self, browsing: Browsing) -> None:
        page = open_own(browsing)

        page.get_by_role("link", name="Холестерин общий").click()

        expect(page.get_by_role("img", name="Холестерин общий: измерений —")).to_be_visible()
        expect(page.get_by_role("table", name="Холестерин общий по датам")).to_be_visible()


class TestTheKeyboard:
    def test_reaches_every_section_and_its_entries(self, browsing: Browsing) -> None:
        page = open_own(browsing)
        sections = page.get_by_role("navigation", name="Разделы медкарты").get_by_role("link")

        for place in range(sections.count()):
            walk_by_keyboard(page, sections.nth(place))
            assert has_focus(sections.nth(place))
        walk_by_keyboard(page, page.get_by_role("link", name="Приём врача-кардиолога").first)
        page.keyboard.press("Enter")

        expect(page.get_by_role("heading", level=2, name="Посещения")).to_be_visible()


class TestTakingTheRecordAlong:
    @pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
    def test_ends_with_a_file_that_opens_without_the_portal(
        self, browsing: Browsing, tmp_path: Path, *, scripts: bool
    ) -> None:
        page = open_own(browsing, scripts=scripts)
        page.get_by_role("link", name="Скачать карту").click()
        page.get_by_role("button", name="Собрать архив").click()
        expect(page.get_by_role("progressbar", name="Готовность архива")).to_be_visible()

        browsing.portal.do_tasks()
        if not scripts:
            page.get_by_role("link", name="Обновить сейчас").click()
        with page.expect_download() as downloading:
            page.get_by_role("link", name="Скачать архив").click()
        with ZipFile(downloading.value.path()) as archive:
            archive.extractall(tmp_path)

        assert downloading.value.suggested_filename.startswith("medkarta-")
        assert list((tmp_path / "reports").glob("*.pdf"))
        offline = browsing.guest()
        offline.context.set_offline(offline=True)
        offline.goto((tmp_path / "index.html").as_uri())
        expect(offline.get_by_role("heading", level=1)).to_have_text(VERA)
        expect(offline.get_by_role("img", name="Холестерин общий: измерений —")).to_be_visible()
        assert offline.evaluate("document.documentElement.scrollWidth <= innerWidth")
