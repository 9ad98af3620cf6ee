"""The moderator at work, in a browser, and what the sender sees of it (C-07)."""

import pytest
from playwright.sync_api import Page, expect

from e2e.browsing import PHONE, WIDE, Browsing
from e2e.walk import (
    AWAITING,
    DESK,
    FREE,
    MY_INDEX,
    address_of,
    ask_about,
    card_of,
    fill_sign_in,
    message_to,
    mistyped,
    notice,
    open_request,
    take_request,
    walk_by_keyboard,
)

pytestmark = pytest.mark.manual("C-07")


def mark_of(page: Page, field: str) -> str:
    """What stands in the last column of the first candidate."""
    row = page.get_by_role("table").first.get_by_role("row").filter(has=page.get_by_role("rowheader", name=field))
    return row.get_by_role("cell").last.inner_text().strip()


def recognise(page: Page, button: str) -> None:
    """Say that the first candidate is the person, having compared."""
    page.get_by_label("Данные сверены, это один и тот же человек").first.check()
    page.get_by_role("button", name=button).first.click()


class TestTheModerator:
    @pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
    def test_refuses_and_the_sender_reads_why(self, browsing: Browsing, viewport: dict[str, int]) -> None:
        page = browsing.guest(viewport={"width": viewport["width"], "height": viewport["height"]})
        page.goto("/sign-in/")
        fill_sign_in(page, "moderator@example.org", "Kartoteka-2026")
        expect(page.get_by_role("heading", level=1)).to_have_text("Заявки на проверку")
        open_request(page)
        expect(page.get_by_text(AWAITING)).to_be_visible()
        take_request(page)

        page.get_by_label("Причина").select_option(label="В фонде ОМС нет человека с такими данными")
        page.get_by_label("Пояснение").fill("Уточните, пожалуйста, номер полиса")
        page.get_by_role("button", name="Отказать").click()

        expect(notice(page, "Готово")).to_contain_text("отказано")
        annas = browsing.signed_in("anna")
        annas.goto(address_of(annas, AWAITING, then="verification/"))
        expect(annas.get_by_text("Уточните, пожалуйста, номер полиса")).to_be_visible()
        browsing.portal.deliver_messages()
        expect(message_to(annas, "anna@example.org")).to_contain_text("нет человека с такими данными")

    @pytest.mark.rule("R16")
    def test_confirms_whom_he_recognised_by_the_marks(self, browsing: Browsing) -> None:
        annas = browsing.signed_in("anna")
        ask_about(annas, mistyped(FREE))
        page = browsing.signed_in("moderator")
        open_request(page, 1)
        take_request(page)
        assert mark_of(page, "Дата рождения") == "Отличается одним знаком"
        assert mark_of(page, "СНИЛС") == "Совпадает"

        recognise(page, "Подтвердить: это")
        expect(notice(page, "Готово")).to_contain_text("Нужен второй модератор")
        colleagues = browsing.signed_in("moderator2")
        open_request(colleagues, 1)
        recognise(colleagues, "Подтвердить вторым: это")

        expect(notice(colleagues, "Готово")).to_contain_text("подтверждена")
        annas.goto(MY_INDEX)
        expect(card_of(annas, str(FREE.name)).get_by_role("link", name="Записать")).to_be_visible()

    def test_takes_a_decision_back_before_the_letter_goes(self, browsing: Browsing) -> None:
        page = browsing.signed_in("moderator", scripts=False)
        open_request(page)
        take_request(page)
        page.get_by_label("Причина").select_option(label="В фонде ОМС нет человека с такими данными")
        page.get_by_role("button", name="Отказать").click()
        notice(page, "Готово").get_by_role("link", name="К заявке").click()
        expect(page.get_by_text("Отменить можно ещё 9 минут")).to_be_visible()

        page.get_by_role("button", name="Отменить решение").click()

        expect(notice(page, "Готово")).to_contain_text("Решение отменено")
        browsing.portal.deliver_messages()
        annas = browsing.signed_in("anna")
        annas.goto(address_of(annas, AWAITING, then="verification/"))
        expect(annas.get_by_role("heading", level=2, name="Модератор проверяет данные")).to_be_visible()

    def test_works_by_keyboard_alone(self, browsing: Browsing) -> None:
        page = browsing.signed_in("moderator")
        page.goto(DESK)

        walk_by_keyboard(page, page.get_by_role("row").nth(1).get_by_role("link"))
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Заявка")
        walk_by_keyboard(page, page.get_by_role("button", name="Взять в работу"))
        page.keyboard.press("Enter")

        expect(notice(page, "Готово")).to_be_visible()

    def test_works_without_scripts(self, browsing: Browsing) -> None:
        page = browsing.signed_in("moderator", scripts=False)
        open_request(page)

        take_request(page)
        page.get_by_role("button", name="Нужно уточнение").click()

        expect(notice(page, "Готово")).to_contain_text("нужно уточнение")
        annas = browsing.signed_in("anna")
        annas.goto(address_of(annas, AWAITING, then="verification/"))
        expect(annas.get_by_role("heading", level=2, name="Нужно уточнение")).to_be_visible()
