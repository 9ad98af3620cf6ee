"""The app on a telephone: first run, lock, lockout, biometrics, another user (manual, 3.3.2 and 3.4.2)."""

import re
from http import HTTPStatus

import pytest
from playwright.sync_api import Page, expect

from e2e.browsing import Browsing
from e2e.telephone import (
    LEFT_BEHIND,
    NOTHING,
    OTHER_PIN,
    PIN,
    START,
    create_pin,
    expect_open,
    finger,
    first_run,
    first_run_with_finger,
    sign_in_to_app,
    sign_out_of_app,
    telephone,
    type_pin,
)

KEYS_OF_THE_APP = """async () => {
  const base = await new Promise((done) => {
    const asked = indexedDB.open("k-vrachu");
    asked.onsuccess = () => done(asked.result);
  });
  const key = await new Promise((done) => {
    const asked = base.transaction("kept").objectStore("kept").get("device-key");
    asked.onsuccess = () => done(asked.result);
  });
  const refusal = await crypto.subtle.exportKey("pkcs8", key).catch((error) => error.name);
  return { extractable: key.extractable, refusal, type: key.type };
}"""


def cookies(page: Page) -> set[str]:
    return {one["name"] for one in page.context.cookies()}


@pytest.mark.manual("A-05", "A-07", "A-09", "P-07")
class TestTheFirstRun:
    def test_leads_from_the_icon_to_the_app(self, browsing: Browsing) -> None:
        page = telephone(browsing)
        page.goto(START)

        page.get_by_label("Найти регион").fill("ПЕРМ")
        expect(page.get_by_role("button", name="Вологодская область")).to_be_hidden()
        page.get_by_role("button", name="Пермский край").click()
        expect(page.get_by_text("Пермский край")).to_be_visible()
        sign_in_to_app(page, "darya@example.org")
        create_pin(page)

        expect_open(page)
        expect(page.get_by_text("Номер телефона не указан или не активирован")).to_be_visible()

    @pytest.mark.rule("R82")
    def test_by_gosuslugi_comes_back_into_the_app_and_so_does_a_later_proof(self, browsing: Browsing) -> None:
        page = telephone(browsing)
        page.goto(START)
        page.get_by_role("button", name="Вологодская область").click()
        page.get_by_role("link", name="Войти через портал Госуслуг").click()
        page.get_by_role("link", name="Соколова Анна Викторовна", exact=True).click()

        expect(page.get_by_role("heading", name="Создание PIN-кода")).to_be_visible()
        create_pin(page)
        expect_open(page)
        page.goto("/m/sign-in/esia/again/?next=/m/records/")
        page.get_by_role("link", name="Соколова Анна Викторовна", exact=True).click()

        expect_open(page)
        expect(page).to_have_url(re.compile("/m/records/$"))

    @pytest.mark.rule("R70")
    def test_refuses_a_weak_pin_and_says_to_the_letter_that_two_differ(self, browsing: Browsing) -> None:
        page = telephone(browsing)
        page.goto("/m/sign-in/")
        sign_in_to_app(page, "dmitry@example.org")

        type_pin(page, "1234")
        expect(page.get_by_role("alert")).to_contain_text("легко угадать")
        type_pin(page, PIN)
        expect(page.get_by_role("heading", name="Повторите PIN-код")).to_be_visible()
        type_pin(page, OTHER_PIN)

        expect(page.get_by_role("alert")).to_have_text("Неверный пароль. Попробуйте еще раз")
        type_pin(page, PIN)
        expect_open(page)

    @pytest.mark.rule("R81")
    def test_makes_a_key_that_can_not_leave_the_telephone(self, browsing: Browsing) -> None:
        page = telephone(browsing)

        first_run(page)

        assert page.evaluate(KEYS_OF_THE_APP) == {
            "extractable": False,
            "refusal": "InvalidAccessError",
            "type": "private",
        }

    def test_can_be_done_by_keyboard(self, browsing: Browsing) -> None:
        page = telephone(browsing)
        page.goto("/m/sign-in/")
        sign_in_to_app(page, "dmitry@example.org")

        page.keyboard.type("40")
        page.keyboard.press("Backspace")
        page.keyboard.type("071")
        expect(page.get_by_role("heading", name="Повторите PIN-код")).to_be_visible()
        page.keyboard.type("4071")

        expect_open(page)


@pytest.mark.manual("A-10")
class TestALaterStart:
    def test_takes_the_pin_and_nothing_else(self, browsing: Browsing) -> None:
        page = telephone(browsing)
        first_run(page)
        page.goto(START)

        type_pin(page, OTHER_PIN)
        expect(page.get_by_role("alert")).to_have_text("Неверный PIN-код. Осталось попыток: 4")
        type_pin(page, PIN)

        expect_open(page)

    @pytest.mark.rule("R70", "R71", "R81")
    def test_wipes_the_telephone_after_five_wrong_pins(self, browsing: Browsing) -> None:
        page = telephone(browsing)
        first_run(page)
        page.goto(START)

        for left in (4, 3, 2, 1):
            type_pin(page, OTHER_PIN)
            expect(page.get_by_role("alert")).to_have_text(f"Неверный PIN-код. Осталось попыток: {left}")
        type_pin(page, OTHER_PIN)

        expect(page.get_by_role("heading", name="PIN-код 5 раз введён неверно")).to_be_visible()
        assert page.evaluate(LEFT_BEHIND) == NOTHING
        page.goto("/m/")
        expect(page.get_by_role("heading", name="Выберите регион")).to_be_visible()

    @pytest.mark.rule("R81")
    def test_refuses_a_stolen_pin_on_another_telephone(self, browsing: Browsing) -> None:
        page = telephone(browsing)
        first_run(page)
        cookies = [one for one in page.context.cookies() if one["name"] == "app-device"]
        thief = telephone(browsing)
        thief.context.add_cookies(
            [{"name": one["name"], "value": one["value"], "url": browsing.portal.url} for one in cookies]
        )

        thief.goto("/m/unlock/")

        # His telephone has no key: the app does not even ask for the PIN, and forgets whose it was.
        expect(thief.get_by_role("heading", name="Вход на этом телефоне завершён")).to_be_visible()
        page.goto(START)
        type_pin(page, PIN)
        expect_open(page)

    def test_forgets_the_telephone_for_who_forgot_the_pin(self, browsing: Browsing) -> None:
        page = telephone(browsing)
        first_run(page)
        page.goto(START)

        page.get_by_role("button", name="Не помню PIN-код").click()

        expect(page.get_by_role("heading", name="Выберите регион")).to_be_visible()
        assert page.evaluate(LEFT_BEHIND) == NOTHING

    @pytest.mark.rule("R69")
    def test_tells_that_the_telephone_was_ended_from_the_web(self, browsing: Browsing) -> None:
        page = telephone(browsing)
        first_run(page)
        web = browsing.signed_in("dmitry")
        web.goto("/profile/sessions/")
        web.get_by_role("region", name="Chrome").filter(has_text="Привязан").get_by_role("button").click()
        expect(web.get_by_text("Телефон отвязан")).to_be_visible()

        page.goto(START)

        expect(page.get_by_role("heading", name="Вход на этом телефоне завершён")).to_be_visible()
        assert page.evaluate(LEFT_BEHIND) == NOTHING


@pytest.mark.manual("A-10")
class TestBiometrics:
    def test_open_the_app_from_then_on(self, browsing: Browsing) -> None:
        page = telephone(browsing)
        finger(page)
        first_run_with_finger(page)

        page.goto(START)

        expect_open(page)

    def test_leave_the_pin_as_the_other_way(self, browsing: Browsing) -> None:
        page = telephone(browsing)
        session, authenticator = finger(page)
        first_run_with_finger(page)
        session.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})

        page.goto(START)
        type_pin(page, PIN)

        expect_open(page)

    def test_are_not_offered_where_there_is_no_sensor(self, browsing: Browsing) -> None:
        page = telephone(browsing)
        first_run(page)

        page.goto("/m/pin/way/")

        expect(page.get_by_text("не умеет узнавать по отпечатку")).to_be_visible()
        expect(page.get_by_role("button", name="Отпечаток пальца или Face ID")).to_be_hidden()

    def test_never_send_what_the_passkey_keeps_secret(self, browsing: Browsing) -> None:
        page = telephone(browsing)
        finger(page)
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.post_data or ""))
        first_run_with_finger(page)
        page.goto(START)
        expect_open(page)

        told = [body for body in sent if "clientExtensionResults" in body]
        assert len(told) == 2
        assert not any('"prf"' in body for body in told)


@pytest.mark.manual("P-09")
@pytest.mark.rule("R70", "R71")
class TestAnotherUser:
    def test_finds_nothing_of_the_one_before(self, browsing: Browsing) -> None:
        page = telephone(browsing)
        first_run(page)
        expect(page.get_by_role("main")).to_contain_text("Мария")

        sign_out_of_app(page)

        assert page.evaluate(LEFT_BEHIND) == NOTHING
        page.go_back()
        expect(page.get_by_text("Мария")).to_have_count(0)
        first_run(page, "darya@example.org", OTHER_PIN)
        expect(page.get_by_text("Мария")).to_have_count(0)
        page.goto(START)
        type_pin(page, PIN)
        expect(page.get_by_role("alert")).to_contain_text("попыток: 4")
        type_pin(page, OTHER_PIN)
        expect_open(page)

    def test_finds_no_cookie_of_the_one_before(self, browsing: Browsing) -> None:
        page = telephone(browsing)
        first_run(page)
        assert {"app-session", "app-device", "app-word", "region"} <= cookies(page)

        sign_out_of_app(page)

        # Forms begin with one of nobody's.
        assert cookies(page) <= {"csrftoken"}

    def test_of_the_browser_leaves_the_app_alone(self, browsing: Browsing) -> None:
        page = telephone(browsing)
        first_run(page)
        browsing.change_user(page, "vera")
        page.goto("/card-index/")
        page.get_by_role("button", name="Меню").click()
        page.locator("#site-menu").get_by_role("button", name="Выход").click()
        expect(page.get_by_role("link", name="Вход").first).to_be_visible()
        assert "session" not in cookies(page)

        page.goto(START)
        type_pin(page, PIN)

        expect_open(page)

    def test_in_the_app_leaves_the_browser_alone(self, browsing: Browsing) -> None:
        page = telephone(browsing)
        first_run(page)
        browsing.change_user(page, "vera")
        page.goto("/m/")

        sign_out_of_app(page)
        page.goto("/card-index/")

        expect(page.get_by_role("heading", name="Моя картотека")).to_be_visible()

    def test_in_the_browser_of_the_telephone_is_somebody_else(self, browsing: Browsing) -> None:
        page = telephone(browsing)
        first_run(page)

        answer = page.goto("/card-index/")

        assert answer is not None
        assert answer.status == HTTPStatus.OK
        expect(page.get_by_role("heading", name="Вход")).to_be_visible()
