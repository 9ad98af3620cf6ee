"""A patient takes her doctor's report home, and somebody to whom she shows it asks whether it is real (F-12)."""

import pytest
from playwright.sync_api import expect

from e2e.browsing import Browsing
from e2e.record_scenes import check_paper, code_on, download_report, examination_report
from e2e.walk import VERA, has_focus, notice, walk_by_keyboard
from factories.papers import words_of

pytestmark = pytest.mark.manual("F-12")


class TestTheReport:
    @pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
    def test_is_downloaded_and_its_code_checked_by_a_guest(self, browsing: Browsing, *, scripts: bool) -> None:
        page = examination_report(browsing, scripts=scripts)
        expect(page.get_by_text("PDF, около")).to_be_visible()

        name, file = download_report(page)
        guest = check_paper(browsing, code_on(file).lower(), scripts=scripts)

        assert name.startswith("protokol-osmotra-")
        assert VERA in words_of(file)[0]
        expect(notice(guest, "Готово")).to_contain_text("Документ выдан Порталом")
        assert VERA.split()[0] not in guest.content()

    def test_is_the_same_file_the_next_time(self, browsing: Browsing) -> None:
        page = examination_report(browsing)

        first = download_report(page)
        page.reload()

        expect(page.get_by_text("PDF, около")).to_have_count(0)
        assert download_report(page) == first

    def test_is_reached_by_the_keyboard(self, browsing: Browsing) -> None:
        page = examination_report(browsing)
        button = page.get_by_role("link", name="Скачать протокол")

        walk_by_keyboard(page, button)

        assert has_focus(button)
