"""The steps of the user manual, by the words on the screen."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from playwright.sync_api import Locator, Page, expect

from kartoteka.devtools import cast, hard_cases
from kartoteka.devtools.free_people import FREE_PEOPLE
from kartoteka.devtools.people import DemoPerson
from kartoteka.shared.identifiers import PolicyKind
from kartoteka.shared.sex import Sex

PASSWORD = cast.PASSWORD
MY_INDEX = "/card-index/"
ANNA, DMITRY, MARIA, VERA, DARYA = (
    str(person.name) for person in (cast.ANNA, cast.DMITRY, cast.MARIA, cast.VERA, cast.DARYA)
)
REFUSED, AWAITING = str(cast.FATHER_IN_LAW.name), str(cast.ARTYOM.name)
PEOPLE_OF_ANNA = (ANNA, DMITRY, MARIA, VERA, REFUSED, AWAITING)
# Insured and in nobody's index: found at once.
FREE = FREE_PEOPLE[0]
# Insured where the Portal is not: never found, so left to the moderator.
UNKNOWN = hard_cases.INSURED_ELSEWHERE
_POLICY_KINDS = {
    PolicyKind.UNIFIED: "Единый номер (16 цифр)",
    PolicyKind.OLD: "Старого образца",
    PolicyKind.TEMPORARY: "Временное свидетельство",
}


def mistyped(person: DemoPerson) -> DemoPerson:
    """The same person with another year of birth."""
    born = person.birth_date
    return replace(person, birth_date=date(born.year - 1, born.month, born.day))


# --- feedback -----------------------------------------------------------------------------------------------


def write_to_support(page: Page, email: str = "vera@example.org") -> str:
    """Fill in the form of «Обратная связь» that is open; returns the number of the message."""
    page.get_by_label("О чём Вы пишете").select_option(label="Портал работает неправильно")
    page.get_by_label("Сообщение").fill("Не открывается «Моя картотека»")
    page.get_by_label("Электронная почта").fill(email)
    page.get_by_role("button", name="Отправить").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Спасибо, что написали")
    number = page.get_by_role("heading", name="Номер сообщения").locator(".incident").text_content()
    assert number
    return number


# --- signing in and out -------------------------------------------------------------------------------------


def sign_in(page: Page, login: str, password: str = PASSWORD) -> None:
    page.goto("/")
    page.get_by_role("banner").get_by_role("link", name="Вход", exact=True).click()
    fill_sign_in(page, login, password)


def fill_sign_in(page: Page, login: str, password: str) -> None:
    page.get_by_label("Логин или Электронная почта").fill(login)
    page.get_by_label("Пароль", exact=True).fill(password)
    page.get_by_role("button", name="Вход", exact=True).click()


def ask_to_sign_up(page: Page, email: str) -> None:
    """«Регистрация» up to the letter."""
    page.goto("/sign-up/")
    page.get_by_label("Электронная почта").fill(email)
    page.get_by_label("Регион").select_option(label="Пермский край")
    page.get_by_role("button", name="Отправить письмо").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Проверьте почту")


def message_to(page: Page, to: str) -> Locator:
    """The newest letter or SMS to somebody, on the page of the demo that shows them."""
    page.goto("/demo/outbox/")
    return page.get_by_role("article").filter(has_text=f"Кому: {to}").first


def open_letter(page: Page, to: str) -> None:
    """Follow the link of the newest letter to somebody."""
    message_to(page, to).get_by_role("link").first.click()


def code_sent_to(page: Page, number: str) -> str:
    """The code of the newest SMS to a number, on the page of the demo that shows them."""
    code = re.search(r"\d{6}", message_to(page, number).inner_text().partition("Код")[2])
    assert code
    return code[0]


def enter_by_esia(page: Page, name: str) -> None:
    """«Войти через портал Госуслуг РФ (ЕСИА)» as one of those whom the simulator knows."""
    page.goto("/sign-in/")
    page.get_by_role("link", name="Войти через портал Госуслуг РФ (ЕСИА)", exact=True).click()
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Моя картотека")


def open_record(page: Page, name: str, then: str = "") -> None:
    """A page of somebody's record, for who entered by ESIA, or proved himself by SMS lately."""
    page.goto(address_of(page, name, then=f"record/{then}"))
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def prove_by_sms(page: Page, outbox: Page, deliver: Callable[[], None], number: str) -> None:
    """«Подтвердите, что это Вы» before a record, up to the record."""
    page.get_by_role("button", name="Получить SMS").click()
    expect(page.get_by_label("Код из СМС")).to_be_visible()
    deliver()
    page.get_by_label("Код из СМС").fill(code_sent_to(outbox, number))
    page.get_by_role("button", name="Подтвердить").click()


def type_number(page: Page, number: str) -> None:
    """«Телефон» and «Подтвердить» on the profile, up to the form of the code."""
    page.goto("/profile/")
    page.get_by_label("Телефон", exact=True).fill(number)
    page.get_by_role("button", name="Подтвердить").click()
    expect(page.get_by_role("button", name="Активировать")).to_be_visible()


def choose_password(page: Page, password: str, again: str | None = None) -> None:
    """«Пароль», «Пароль еще раз», and the button under them."""
    page.get_by_label("Пароль", exact=True).fill(password)
    page.get_by_label("Пароль еще раз").fill(password if again is None else again)
    page.locator("main form").get_by_role("button").first.click()


def account_name(page: Page) -> Locator:
    """What stands in the top right corner."""
    return page.get_by_role("banner").locator(".who")


# --- the card index -----------------------------------------------------------------------------------------


def open_index(page: Page) -> None:
    page.goto("/")
    page.get_by_role("navigation", name="Разделы").get_by_role("link", name="Моя картотека").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Моя картотека")


def people(page: Page) -> Locator:
    return page.locator("#people").get_by_role("heading", level=2)


def card_of(page: Page, name: str) -> Locator:
    """The entry of a person in «Моя картотека»."""
    heading = page.get_by_role("heading", level=2, name=name, exact=True)
    return page.get_by_role("listitem").filter(has=heading)


def open_menu(page: Page, name: str) -> Locator:
    """«Еще» of a person; returns the menu."""
    card = card_of(page, name)
    card.get_by_role("button", name="Еще").click()
    menu = card.locator(".menu")
    expect(menu).to_be_visible()
    return menu


def address_of(page: Page, name: str, *, then: str = "") -> str:
    """Where the page of a person is; `then` is what follows: `edit/`, `remove/` or `verification/`."""
    page.goto(MY_INDEX)
    href = page.get_by_role("link", name=name, exact=True).get_attribute("href")
    assert href
    return f"{href}{then}"


def open_removal(page: Page, name: str) -> Locator:
    """«Еще» → «Удалить из картотеки»; returns the window that asks."""
    open_menu(page, name).get_by_role("link", name="Удалить из картотеки").click()
    window = page.get_by_role("dialog")
    expect(window).to_be_visible()
    return window


# --- the form of adding -------------------------------------------------------------------------------------


def open_form(page: Page) -> None:
    """«Моя картотека» → «Добавить человека»."""
    open_index(page)
    page.get_by_role("link", name="Добавить человека").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Добавить человека")


def fill_person(page: Page, person: DemoPerson, *, kinship: str = "Другой родственник или близкий") -> None:
    """Everything the papers say. `kinship` is empty for the first person, who is asked for none."""
    page.get_by_label("Фамилия", exact=True).fill(person.name.family)
    page.get_by_label("Имя", exact=True).fill(person.name.given)
    page.get_by_label("Отчество", exact=True).fill(person.name.patronymic)
    page.get_by_label("Нет отчества").set_checked(not person.name.patronymic)
    page.get_by_label("День", exact=True).fill(str(person.birth_date.day))
    page.get_by_label("Месяц", exact=True).fill(str(person.birth_date.month))
    page.get_by_label("Год", exact=True).fill(str(person.birth_date.year))
    page.get_by_label("Мужской" if person.sex is Sex.MALE else "Женский", exact=True).check()
    if kinship:
        page.get_by_label("Кем Вам приходится").select_option(label=kinship)
    page.get_by_label("СНИЛС", exact=True).fill(str(person.snils or ""))
    _fill_policy(page, person)
    page.get_by_label("Полиса и СНИЛС пока нет").set_checked(not person.details.has_document)


def _fill_policy(page: Page, person: DemoPerson) -> None:
    if person.policy is None:
        page.get_by_label("Номер полиса", exact=True).fill("")
        return
    page.get_by_label(_POLICY_KINDS[person.policy.kind]).check()
    page.get_by_label("Номер полиса", exact=True).fill(person.policy.number)
    if person.policy.series:
        page.get_by_label("Серия полиса").fill(person.policy.series)


def send(page: Page) -> None:
    page.get_by_role("button", name="Добавить в картотеку").click()


def send_to_moderator(page: Page) -> None:
    page.get_by_role("button", name="Отправить на проверку").click()


# --- access to records --------------------------------------------------------------------------------------


def type_child_code(page: Page, code: str, born: str) -> None:
    """«Ввести код доступа» filled in and sent; `born` as in «19.05.2018»."""
    page.get_by_label("Код доступа").fill(code)
    for label, part in zip(("День", "Месяц", "Год"), born.split("."), strict=True):
        page.get_by_label(label, exact=True).fill(part)
    page.get_by_role("button", name="Открыть медкарту").click()


# --- the moderator's desk -----------------------------------------------------------------------------------

DESK = "/desk/"


def ask_about(page: Page, person: DemoPerson) -> None:
    """Search for a person in vain, and leave him to the moderator."""
    open_form(page)
    fill_person(page, person)
    send(page)
    send_to_moderator(page)
    expect(notice(page, "Готово")).to_contain_text("данные отправлены на проверку")


def open_request(page: Page, place: int = 0) -> None:
    """«Рабочее место» → a request of the queue, the oldest first."""
    page.goto(DESK)
    page.get_by_role("row").nth(place + 1).get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Заявка")


def take_request(page: Page) -> None:
    page.get_by_role("button", name="Взять в работу").click()
    expect(notice(page, "Готово")).to_contain_text("Заявка у Вас в работе")


# --- what a page says ---------------------------------------------------------------------------------------


def notice(page: Page, kind: str) -> Locator:
    """A message of one of the four kinds: «Готово», «Ошибка», «Предупреждение», «Неисправность»."""
    return page.locator(".notice").filter(has=page.get_by_text(kind, exact=True))


def focused_words(page: Page) -> str:
    """What somebody who does not see the page is at: `BODY` when he is nowhere."""
    words: str = page.evaluate(
        "document.activeElement === document.body ? 'BODY' : document.activeElement.textContent.trim()"
    )
    return re.sub(r"\s+", " ", words)


def has_focus(place: Locator) -> bool:
    is_focused: bool = place.evaluate("node => node === document.activeElement")
    return is_focused


def walk_by_keyboard(page: Page, place: Locator, *, key: str = "Tab", at_most: int = 60) -> None:
    """Press a key until the focus is at a place; on the way it is always somewhere."""
    for _ in range(at_most):
        page.keyboard.press(key)
        if has_focus(place):
            return
        assert focused_words(page) != "BODY", "the focus is lost"
    raise AssertionError(f"the keyboard does not reach {place}")
