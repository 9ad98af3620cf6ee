"""The app «К врачу» on a telephone with a finger that it may know."""

from playwright.sync_api import CDPSession, Page, expect

from e2e.browsing import PHONE, Browsing
from e2e.walk import PASSWORD

PIN, OTHER_PIN = "4071", "8350"
START = "/m/start/"
# All that a page could leave behind: databases, kept pages, storages. The shell of the service worker is everybody's.
LEFT_BEHIND = """async () => ({
  databases: (await indexedDB.databases()).map((one) => one.name),
  pages: (await caches.keys()).filter((name) => !name.startsWith("shell-")),
  storages: localStorage.length + sessionStorage.length,
})"""
NOTHING = {"databases": [], "pages": [], "storages": 0}


def telephone(browsing: Browsing) -> Page:
    """A telephone on which nobody used the app yet."""
    return browsing.guest(viewport=PHONE)


def type_pin(page: Page, pin: str) -> None:
    for digit in pin:
        page.get_by_role("button", name=digit, exact=True).click()


def sign_in_to_app(page: Page, login: str) -> None:
    page.get_by_label("E-mail").fill(login)
    page.get_by_label("Пароль").fill(PASSWORD)
    page.get_by_role("button", name="Войти", exact=True).click()
    expect(page.get_by_role("heading", name="Создание PIN-кода")).to_be_visible()


def create_pin(page: Page, pin: str = PIN) -> None:
    type_pin(page, pin)
    expect(page.get_by_role("heading", name="Повторите PIN-код")).to_be_visible()
    type_pin(page, pin)


def first_run(page: Page, login: str = "dmitry@example.org", pin: str = PIN) -> None:
    """From the icon to the open app, on a telephone without biometrics."""
    page.goto(START)
    page.get_by_role("button", name="Пермский край").click()
    sign_in_to_app(page, login)
    create_pin(page, pin)
    expect_open(page)


def expect_open(page: Page) -> None:
    expect(page.get_by_role("navigation", name="Разделы")).to_be_visible()


def finger(page: Page) -> tuple[CDPSession, str]:
    """Let the telephone have a sensor, a finger that it knows, and passkeys with a secret of their own (PRF)."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "ctap2Version": "ctap2_1",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "hasPrf": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, str(made["authenticatorId"])


def first_run_with_finger(page: Page, login: str = "dmitry@example.org") -> None:
    """The same where biometrics are chosen."""
    page.goto(START)
    page.get_by_role("button", name="Пермский край").click()
    sign_in_to_app(page, login)
    create_pin(page)
    page.get_by_role("button", name="Отпечаток пальца или Face ID").click()
    expect_open(page)


def sign_out_of_app(page: Page) -> None:
    page.get_by_role("button", name="Меню").click()
    page.get_by_role("button", name="Выйти").click()
    expect(page.get_by_role("heading", name="Выберите регион")).to_be_visible()
