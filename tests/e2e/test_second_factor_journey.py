"""The second factor in a browser. The demo does not ask for it, but whoever wants may set it up."""

import base64
import hmac
import re
import time
from hashlib import sha1

import pytest
from playwright.sync_api import Page, expect

from e2e.browsing import PHONE, Browsing
from e2e.test_accessibility import overflows, violations_on_all_screens
from e2e.walk import PASSWORD, fill_sign_in

pytestmark = pytest.mark.manual("A-02")


def code_of(secret: str) -> str:
    """What an application shows now (RFC 6238)."""
    digest = hmac.new(base64.b32decode(secret), (int(time.time()) // 30).to_bytes(8, "big"), sha1).digest()
    offset = digest[-1] & 15
    return f"{(int.from_bytes(digest[offset : offset + 4], 'big') & 0x7FFFFFFF) % 10**6:06d}"


def begin_to_set_up(page: Page) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name="Код при входе").click()
    page.get_by_role("link", name="Настроить").click()
    page.get_by_label("Пароль", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Продолжить").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Настройка кода при входе")


def finish(page: Page) -> list[str]:
    """Returns the recovery codes."""
    secret = page.locator("code").inner_text()
    page.get_by_label("Код из приложения").fill(code_of(secret))
    page.get_by_role("button", name="Включить код при входе").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Запасные коды")
    return page.locator("li code").all_inner_texts()


class TestTheSecondFactor:
    def test_is_set_up_and_then_asked_for(self, browsing: Browsing) -> None:
        administrators = browsing.signed_in("admin")
        begin_to_set_up(administrators)
        codes = finish(administrators)
        page = browsing.guest(viewport=PHONE)
        page.goto("/sign-in/")
        fill_sign_in(page, "admin", PASSWORD)
        expect(page.get_by_role("heading", level=1)).to_have_text("Код для входа")

        page.get_by_label("Код из приложения").fill("000000")
        page.get_by_role("button", name="Войти", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("Код не подошёл")
        page.get_by_label("Код из приложения").fill(codes[0])
        page.get_by_role("button", name="Войти", exact=True).click()

        expect(page.get_by_role("heading", level=1)).to_have_text("Администрирование")

    def test_shows_its_picture_under_the_policy(self, browsing: Browsing) -> None:
        page = browsing.signed_in("admin")

        begin_to_set_up(page)

        assert (
            page.get_by_role("img", name=re.compile("Код для приложения")).evaluate("image => image.naturalWidth") > 0
        )


class TestItsPages:
    def test_please_axe_and_fit_narrow_screens(self, browsing: Browsing) -> None:
        page = browsing.signed_in("admin")
        found = []
        for path in ("/second-factor/", "/second-factor/password/"):
            page.goto(path)
            found += [*violations_on_all_screens(page), *overflows(page)]
        begin_to_set_up(page)
        found += [*violations_on_all_screens(page), *overflows(page)]
        finish(page)
        for path in ("/second-factor/recovery-codes/", "/second-factor/recovery-codes/new/", "/second-factor/code/"):
            page.goto(path)
            found += [*violations_on_all_screens(page), *overflows(page)]
        guest = browsing.guest()
        guest.goto("/sign-in/")
        fill_sign_in(guest, "admin", PASSWORD)
        found += [*violations_on_all_screens(guest), *overflows(guest)]

        assert found == []
