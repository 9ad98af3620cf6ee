"""Every screen of the app, in every state that looks different."""

from playwright.sync_api import Page, expect

from e2e.browsing import Browsing
from e2e.scene import Scene, page_at
from e2e.walk import ANNA, AWAITING, DMITRY, MARIA, REFUSED, fill_person, notice, send
from kartoteka.devtools import cast

LIST = "/m/card-index/"


def screen(path: str, login: str = "anna") -> Scene:
    """The screen at an address of the app."""

    def open_page(browsing: Browsing) -> Page:
        page = browsing.telephone(login)
        answer = page.goto(path)
        assert answer is not None
        assert answer.ok
        return page

    return open_page


def address_in_app(page: Page, name: str) -> str:
    """The address of somebody of the card index."""
    page.goto(LIST)
    address = page.get_by_role("link", name=name, exact=True).get_attribute("href")
    assert address
    return address


def of_person(name: str, then: str = "", login: str = "anna") -> Scene:
    """A screen about somebody of the card index."""

    def open_page(browsing: Browsing) -> Page:
        page = browsing.telephone(login)
        answer = page.goto(address_in_app(page, name) + then)
        assert answer is not None
        assert answer.ok
        return page

    return open_page


def menu_of(page: Page, name: str) -> None:
    """Open the context menu of somebody of the card index."""
    page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=name)).get_by_role(
        "button", name="Еще"
    ).click()


def _menu(browsing: Browsing) -> Page:
    page = screen(LIST)(browsing)
    menu_of(page, DMITRY)
    expect(page.get_by_role("link", name="Редактировать данные пациента")).to_be_visible()
    return page


def _removal(browsing: Browsing) -> Page:
    page = _menu(browsing)
    page.get_by_role("link", name="Удалить из картотеки").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    return page


def _panel(browsing: Browsing) -> Page:
    page = screen("/m/")(browsing)
    page.get_by_role("button", name="Меню").click()
    expect(page.get_by_role("button", name="Выйти")).to_be_visible()
    return page


def _inside_record(part: str, link: str) -> Scene:
    """The first thing of a part of Вера's record."""

    def open_page(browsing: Browsing) -> Page:
        page = browsing.telephone("vera")
        page.goto(address_in_app(page, "Кузнецова Вера Петровна") + f"record/{part}/")
        page.locator(link).first.click()
        page.wait_for_url(f"**/{part}/*/")
        return page

    return open_page


def _trend(browsing: Browsing) -> Page:
    page = of_person("Кузнецова Вера Петровна", "record/", "vera")(browsing)
    page.get_by_role("link", name="Глюкоза").click()
    page.wait_for_url("**/trends/*/")
    return page


def _of_vera(part: str) -> Scene:
    return of_person("Кузнецова Вера Петровна", f"record/{part}", "vera")


def _listed_anew(browsing: Browsing) -> Page:
    adding = browsing.signed_in("darya")
    adding.goto("/card-index/add/")
    fill_person(adding, cast.VERA)
    send(adding)
    expect(notice(adding, "Готово")).to_be_visible()
    page = browsing.telephone("vera")
    page.goto(LIST)
    expect(page.get_by_role("heading", name="Вас добавили в чужую картотеку")).to_be_visible()
    return page


def _large_letters(browsing: Browsing) -> Page:
    page = screen("/m/settings/")(browsing)
    page.get_by_role("button", name="Настроить размер и контраст").click()
    page.get_by_role("button", name="очень крупный").click()
    expect(page.locator("html")).to_have_attribute("data-size", "3")
    return page


APP_SCENES: dict[str, Scene] = {
    "home": screen("/m/"),
    "panel": _panel,
    "card-index": screen(LIST),
    "card-index-listed-anew": _listed_anew,
    "menu": _menu,
    "removal": _removal,
    "person": of_person(ANNA),
    "add": screen(f"{LIST}add/"),
    "edit": of_person(MARIA, "edit/"),
    "awaiting": of_person(AWAITING, "verification/"),
    "refused": of_person(REFUSED, "verification/"),
    "listings": screen(f"{LIST}listings/"),
    "kin": screen(f"{LIST}kin/"),
    "services": screen("/m/services/"),
    "records": screen("/m/records/"),
    "overview": _of_vera(""),
    "history": _of_vera("history/"),
    "case": _inside_record("history", ".event__title a"),
    "results": _of_vera("results/"),
    "result": _inside_record("results", ".event__title a"),
    "trend": _trend,
    "prescriptions": _of_vera("prescriptions/"),
    "observation": _of_vera("observation/"),
    "documents": _of_vera("documents/"),
    "document": _inside_record("documents", ".event__title a"),
    "download": _of_vera("download/"),
    "access": of_person(DMITRY, "access/"),
    "ask": of_person(DMITRY, "access/ask/"),
    "code": of_person(MARIA, "access/code/"),
    "trusted": of_person(ANNA, "access/people/"),
    "journal": of_person(ANNA, "access/journal/"),
    "requests": screen("/m/access-requests/"),
    "profile": screen("/m/profile/"),
    "sessions": screen("/m/profile/sessions/"),
    "feedback": screen("/m/feedback/"),
    "settings": screen("/m/settings/"),
    "large-letters": _large_letters,
    "offline": page_at("/m/offline/"),
    "install": page_at("/m/install/"),
}
