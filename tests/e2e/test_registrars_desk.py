"""The registrar at the clinic's desk: D6, D4."""

import re

import pytest
from playwright.sync_api import Page, expect

from e2e.at_desk import fill_child_code, fill_paper, prove_identity, record_consent, seek_patient
from e2e.browsing import Browsing
from e2e.walk import notice, walk_by_keyboard
from kartoteka.devtools import cast

DESK = "/desk/registrar/"
CODE = re.compile(r"[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z*~$=]")


def patient(page: Page) -> None:
    page.goto(DESK)
    seek_patient(page, cast.DARYA)
    page.get_by_role("link", name="Открыть").click()


@pytest.mark.rule("D6")
class TestProofInPerson:
    @pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
    def test_raises_the_identity_and_the_owner_gets_a_letter(
        self,
        browsing: Browsing,
        scripts: bool,  # noqa: FBT001 - a parameter of the test
    ) -> None:
        page = browsing.signed_in("registrar", scripts=scripts)
        patient(page)

        prove_identity(page, "darya")

        expect(notice(page, "Готово")).to_contain_text("Личность подтверждена")
        browsing.portal.deliver_messages()
        outbox = browsing.guest()
        outbox.goto("/demo/outbox/")
        expect(outbox.get_by_text("Личность подтверждена").first).to_be_visible()
        owner = browsing.signed_in("darya")
        owner.goto("/profile/")
        expect(owner.get_by_text("Личность подтверждена", exact=True)).to_be_visible()

    def test_of_an_account_that_somebody_else_opened_is_refused(self, browsing: Browsing) -> None:
        page = browsing.signed_in("registrar")
        patient(page)

        prove_identity(page, "vera")

        expect(notice(page, "Ошибка")).to_contain_text("Это другая учетная запись")

    def test_goes_by_keyboard(self, browsing: Browsing) -> None:
        page = browsing.signed_in("registrar")
        patient(page)
        page.keyboard.press("Tab")

        walk_by_keyboard(page, page.get_by_role("button", name="Подтвердить личность"))
        page.keyboard.press("Enter")

        expect(page.get_by_role("alert")).to_contain_text("Выберите документ")


@pytest.mark.manual("F-09")
@pytest.mark.rule("D4", "R47")
class TestACodeForAChild:
    def test_is_shown_once(self, browsing: Browsing) -> None:
        page = browsing.signed_in("registrar")
        page.goto(f"{DESK}child-code/")
        fill_child_code(page, cast.ANNA, cast.MARIA)

        page.get_by_role("button", name="Выдать код").dblclick()

        expect(page.locator(".slip__code")).to_have_text(CODE)
        expect(page.get_by_role("img", name="Тот же код для камеры телефона")).to_be_visible()
        page.goto(f"{DESK}child-code/")
        expect(page.locator(".slip__code")).to_have_count(0)


@pytest.mark.rule("R45", "R53")
class TestConsentOnPaper:
    def test_opens_a_record_and_another_paper_closes_it(self, browsing: Browsing) -> None:
        page = browsing.signed_in("registrar", scripts=False)
        page.goto(DESK)
        seek_patient(page, cast.DMITRY)
        page.get_by_role("link", name="Открыть").click()
        prove_identity(page, "dmitry")
        page.goto(f"{DESK}rights/")
        seek_patient(page, cast.EKATERINA)
        page.get_by_role("button", name="Записать согласие").click()

        record_consent(page)

        expect(page.get_by_text(str(cast.DMITRY.name))).to_be_visible()
        page.goto(f"{DESK}rights/")
        seek_patient(page, cast.EKATERINA)
        page.get_by_role("button", name="Закрыть по заявлению").click()
        fill_paper(page)
        page.get_by_role("button", name="Закрыть доступ").click()
        expect(notice(page, "Готово")).to_contain_text("Доступ закрыт")
        expect(page.get_by_text("Карту никому не открывали")).to_be_visible()
