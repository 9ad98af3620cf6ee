"""What the app shows before it is open, and how it opens: every screen, in every state that looks different."""

from playwright.sync_api import Page, expect

from e2e.app_scenes import screen
from e2e.browsing import Browsing
from e2e.scene import Scene, page_at
from e2e.telephone import (
    OTHER_PIN,
    PIN,
    START,
    create_pin,
    finger,
    first_run,
    first_run_with_finger,
    sign_in_to_app,
    telephone,
    type_pin,
)


def _nothing_found(browsing: Browsing) -> Page:
    page = page_at("/m/region/")(browsing)
    page.get_by_label("Найти регион").fill("Атлантида")
    expect(page.get_by_text("Такого региона в списке нет")).to_be_visible()
    return page


def _sign_in_errors(browsing: Browsing) -> Page:
    page = page_at("/m/sign-in/")(browsing)
    page.get_by_role("button", name="Войти", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def _new_pin(browsing: Browsing) -> Page:
    page = page_at("/m/sign-in/")(browsing)
    sign_in_to_app(page, "dmitry@example.org")
    return page


def _weak_pin(browsing: Browsing) -> Page:
    page = _new_pin(browsing)
    type_pin(page, "1234")
    expect(page.get_by_role("alert")).to_contain_text("легко угадать")
    return page


def _mismatch(browsing: Browsing) -> Page:
    page = _new_pin(browsing)
    type_pin(page, PIN)
    expect(page.get_by_role("heading", name="Повторите PIN-код")).to_be_visible()
    type_pin(page, OTHER_PIN)
    expect(page.get_by_role("alert")).to_have_text("Неверный пароль. Попробуйте еще раз")
    return page


def _choose_way(browsing: Browsing) -> Page:
    page = telephone(browsing)
    finger(page)
    page.goto("/m/sign-in/")
    sign_in_to_app(page, "dmitry@example.org")
    create_pin(page)
    expect(page.get_by_role("button", name="Отпечаток пальца или Face ID")).to_be_visible()
    return page


def _unlock(browsing: Browsing) -> Page:
    page = telephone(browsing)
    first_run(page)
    page.goto(START)
    expect(page.get_by_role("button", name="1", exact=True)).to_be_visible()
    return page


def _wrong_pin(browsing: Browsing) -> Page:
    page = _unlock(browsing)
    type_pin(page, OTHER_PIN)
    expect(page.get_by_role("alert")).to_contain_text("попыток: 4")
    return page


def _settings_with_finger(browsing: Browsing) -> Page:
    page = telephone(browsing)
    finger(page)
    first_run_with_finger(page)
    page.goto("/m/settings/sign-in/")
    expect(page.get_by_role("button", name="Отключить")).to_be_visible()
    return page


DEVICE_SCENES: dict[str, Scene] = {
    "region": page_at("/m/region/"),
    "region-none": _nothing_found,
    "sign-in": page_at("/m/sign-in/"),
    "sign-in-errors": _sign_in_errors,
    "pin-new": _new_pin,
    "pin-weak": _weak_pin,
    "pin-mismatch": _mismatch,
    "way": _choose_way,
    "unlock": _unlock,
    "unlock-wrong-pin": _wrong_pin,
    "gone": page_at("/m/gone/"),
    "locked-out": page_at("/m/gone/?pin"),
    "sign-in-settings": screen("/m/settings/sign-in/"),
    "sign-in-settings-biometrics": _settings_with_finger,
    "change-pin": screen("/m/settings/pin/"),
    "notifications": screen("/m/settings/notifications/"),
}
