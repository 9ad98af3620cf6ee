"""Asking for somebody's record, the patient's answer, and the record that opens by it (F-08)."""

import pytest
from playwright.sync_api import Page, expect

from e2e.browsing import PHONE, Browsing
from e2e.record_scenes import VERAS_NUMBER
from e2e.walk import ANNA, DMITRY, VERA, address_of, enter_by_esia, notice, prove_by_sms

pytestmark = pytest.mark.manual("F-08")


def anna(browsing: Browsing) -> Page:
    page = browsing.guest()
    enter_by_esia(page, ANNA)
    return page


class TestARequest:
    @pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
    def test_is_agreed_to_with_fewer_parts_and_opens_them(self, browsing: Browsing, *, scripts: bool) -> None:
        vera = browsing.signed_in("vera", scripts=scripts)
        vera.goto("/access-requests/")
        prove_by_sms(vera, browsing.guest(), browsing.portal.deliver_messages, VERAS_NUMBER)
        vera.get_by_role("link", name="Рассмотреть").click()

        vera.get_by_label("Рецепты").uncheck()
        vera.get_by_role("button", name="Подтвердить").click()

        expect(notice(vera, "Готово")).to_be_visible()
        page = anna(browsing)
        page.goto(address_of(page, VERA, then="record/"))
        expect(page.get_by_role("navigation", name="Разделы медкарты")).to_be_visible()
        page.goto(address_of(page, VERA, then="record/prescriptions/"))
        expect(page.get_by_text("Пациент не открыл Вам эту часть медкарты").first).to_be_visible()

    def test_is_made_on_a_telephone_and_taken_back_by_keyboard(self, browsing: Browsing) -> None:
        page = browsing.guest(viewport=PHONE)
        enter_by_esia(page, ANNA)
        page.goto(address_of(page, DMITRY, then="access/"))

        page.get_by_role("link", name="Запросить доступ").press("Enter")
        page.get_by_role("button", name="Отправить запрос").press("Enter")
        expect(page.get_by_role("heading", name="Запрос отправлен")).to_be_visible()
        page.get_by_role("button", name="Отозвать запрос").press("Enter")

        expect(page.get_by_role("link", name="Запросить доступ")).to_be_visible()
