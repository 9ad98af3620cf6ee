"""The administrator at work, in a browser: what he does, how his pages look, and that they work by keyboard (A-02)."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from e2e.browsing import PHONE, WIDE, Browsing
from e2e.portal import Portal
from e2e.test_accessibility import overflows, violations_on_all_screens
from e2e.visitor import Answer, Visitor
from e2e.walk import MY_INDEX, account_name, has_focus, sign_in, walk_by_keyboard

pytestmark = pytest.mark.manual("A-02")
LIST = "/admin/administration/account/"
ROLES = f"{LIST}roles/"
REGIONS = "/admin/administration/region/"
CONSENTS = "/admin/administration/consenttext/"


def find(page: Page, words: str) -> None:
    page.goto(LIST)
    page.get_by_label("Найти учетную запись").fill(words)
    page.get_by_role("button", name="Найти").click()
    expect(page.get_by_role("link", name="Показать все")).to_be_visible()


def open_account(page: Page, login: str) -> None:
    find(page, login)
    page.get_by_role("link", name=login, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(login)


def address_of_account(page: Page, login: str) -> str:
    find(page, login)
    href = page.get_by_role("link", name=login, exact=True).get_attribute("href")
    assert href
    return href.partition("change/")[0]


class TestTheAdministrator:
    @pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
    def test_finds_an_account_blocks_it_and_unblocks_it(self, browsing: Browsing, viewport: dict[str, int]) -> None:
        annas = browsing.signed_in("anna")
        annas.goto(MY_INDEX)
        page = browsing.guest(viewport={"width": viewport["width"], "height": viewport["height"]})
        page.goto("/sign-in/")
        page.get_by_label("Логин или Электронная почта").fill("admin@example.org")
        page.get_by_label("Пароль", exact=True).fill("Kartoteka-2026")
        page.get_by_role("button", name="Вход", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Администрирование")

        page.get_by_role("link", name="Учетные записи").click()
        page.get_by_label("Найти учетную запись").fill("соколова анна")
        page.get_by_role("button", name="Найти").click()
        expect(page.get_by_role("row")).to_have_count(2)
        page.get_by_role("link", name="anna", exact=True).click()
        page.get_by_role("link", name="Заблокировать").click()
        page.get_by_label("Причина").select_option(label="Похоже, что входит посторонний")
        page.get_by_role("button", name="Заблокировать").click()
        expect(page.locator(".messagelist")).to_contain_text("Учетная запись заблокирована")
        expect(page.locator(".blocked")).to_contain_text("Похоже, что входит посторонний")
        annas.reload()
        expect(annas).to_have_title("Вход — Портал пациента")

        page.get_by_role("link", name="Разблокировать").click()
        page.get_by_role("button", name="Разблокировать").click()
        expect(page.locator(".messagelist")).to_contain_text("Учетная запись разблокирована")
        history = page.get_by_role("table").get_by_role("row")
        expect(history.nth(1)).to_contain_text("Разблокирована")
        expect(history.nth(2)).to_contain_text("Заблокирована")
        sign_in(annas, "anna")
        expect(account_name(annas)).to_contain_text("Соколова Анна")

    @pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["wide", "phone"])
    def test_sees_role_and_state_of_every_account(self, browsing: Browsing, viewport: ViewportSize) -> None:
        page = browsing.signed_in("admin", viewport=viewport)

        page.goto(LIST)

        for column in ("Логин", "Электронная почта", "Роль", "Состояние"):
            expect(page.get_by_role("columnheader", name=column)).to_be_visible()
        assert page.locator("#changelist .results").evaluate("box => box.scrollWidth <= box.clientWidth")

    def test_comes_back_to_the_list_that_he_searched(self, browsing: Browsing) -> None:
        page = browsing.signed_in("admin")
        open_account(page, "anna")

        page.go_back()

        expect(page.get_by_label("Найти учетную запись")).to_have_value("anna")
        expect(page.get_by_role("row")).to_have_count(2)

    def test_is_told_what_is_missing_and_where(self, browsing: Browsing) -> None:
        page = browsing.signed_in("admin")
        open_account(page, "anna")
        page.get_by_role("link", name="Заблокировать").click()

        page.get_by_role("button", name="Заблокировать").click()

        expect(page).to_have_title("Ошибка: Заблокировать: anna — Администрирование Портала")
        expect(page.get_by_role("alert")).to_be_visible()
        expect(page.get_by_label("Причина")).to_have_accessible_description("Выберите причину")

    def test_leaves_his_pages_for_the_portal_and_signs_out(self, browsing: Browsing) -> None:
        page = browsing.signed_in("admin")
        page.goto("/admin/")
        page.get_by_role("link", name="На Портал").click()
        page.get_by_role("banner").get_by_role("link", name="Администрирование").click()

        page.get_by_role("button", name="Выход").click()

        expect(page.get_by_role("banner").get_by_role("link", name="Вход", exact=True)).to_be_visible()
        page.goto("/admin/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Страница не найдена")

    def test_works_by_keyboard(self, browsing: Browsing) -> None:
        page = browsing.signed_in("admin")
        page.goto(LIST)
        page.keyboard.press("Tab")
        assert has_focus(page.locator(".skip-to-content-link"))

        walk_by_keyboard(page, page.get_by_label("Найти учетную запись"))
        page.keyboard.type("darya")
        page.keyboard.press("Enter")
        expect(page.get_by_role("row")).to_have_count(2)
        walk_by_keyboard(page, page.get_by_role("link", name="darya", exact=True))
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("darya")
        walk_by_keyboard(page, page.get_by_role("link", name="Снять паузу входа"))
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Снять паузу входа: darya")
        walk_by_keyboard(page, page.get_by_role("button", name="Снять паузу"))
        page.keyboard.press("Enter")

        expect(page.locator(".messagelist")).to_contain_text("Пауза снята")


class TestRegions:
    def test_get_a_service_and_a_phone_that_people_see_at_once(self, browsing: Browsing) -> None:
        page = browsing.signed_in("admin")
        page.goto("/admin/")
        page.get_by_role("link", name="Регионы").click()
        page.get_by_role("link", name="Вологодская область").click()
        service = page.get_by_role("group", name="Новая услуга").first
        service.get_by_label("Название").fill("Запись на прививку")
        service.get_by_label("Код").fill("vaccination")
        service.get_by_label("Описание").fill("Взрослым и детям, по понедельникам")
        phone = page.get_by_role("group", name="Новый телефон").first
        phone.get_by_label("Номер").fill("8 (800) 000-35-09")
        phone.get_by_label("О чём звонить").fill("Прививки")
        phone.get_by_label("Часы работы").fill("по понедельникам")

        page.get_by_role("button", name="Сохранить").click()

        expect(page.locator(".messagelist")).to_contain_text("Регион сохранён")
        annas = browsing.signed_in("anna")
        annas.goto("/services/")
        expect(annas.get_by_role("heading", name="Запись на прививку")).to_be_visible()
        expect(annas.get_by_role("link", name="8 (800) 000-35-09")).to_be_visible()

    def test_are_not_saved_with_a_mistake_and_nothing_typed_is_lost(self, browsing: Browsing) -> None:
        page = browsing.signed_in("admin")
        page.goto(f"{REGIONS}35/change/")
        page.get_by_label("Название").first.fill("Вологда")
        page.get_by_role("group", name="Телефон 1").get_by_label("Номер").fill("звоните")

        page.get_by_role("button", name="Сохранить").click()

        expect(page.get_by_role("alert")).to_be_visible()
        expect(page.get_by_label("Название").first).to_have_value("Вологда")
        expect(page.get_by_role("group", name="Телефон 1").get_by_label("Номер")).to_have_value("звоните")


class TestHisPages:
    @pytest.mark.parametrize(
        "place",
        [
            "/admin/", LIST, ROLES, f"{LIST}add/", "change/", "history/", "block/", "role/", "reset-sign-in/",
            REGIONS, f"{REGIONS}add/", f"{REGIONS}35/change/", f"{REGIONS}35/history/", f"{REGIONS}35/ages/",
            f"{REGIONS}35/working-days/",
            CONSENTS, f"{CONSENTS}add/", f"{CONSENTS}1/change/",
        ],
    )  # fmt: skip
    def test_please_axe_and_fit_narrow_screens(self, browsing: Browsing, place: str) -> None:
        page = browsing.signed_in("admin")
        page.goto(place if place.startswith("/") else f"{address_of_account(page, 'anna')}{place}")

        found = [*violations_on_all_screens(page), *overflows(page)]

        if place not in {"/admin/", LIST, ROLES, REGIONS, CONSENTS}:
            # Axe itself tries to put a copy of an imported style sheet of Django's forms into the page.
            browsing.forgive("Applying inline style")
        assert found == []

    def test_of_an_account_for_which_a_role_waits_please_axe_too(self, browsing: Browsing) -> None:
        proposers = browsing.signed_in("admin2")
        account = address_of_account(proposers, "darya")
        proposers.goto(f"{account}role/")
        proposers.get_by_label("Роль").select_option(label="Модератор")
        proposers.get_by_role("button", name="Изменить роль").click()
        page = browsing.signed_in("admin")
        page.goto(f"{account}change/")
        expect(page.get_by_role("button", name="Подтвердить: darya, Модератор")).to_be_visible()

        found = [*violations_on_all_screens(page), *overflows(page)]

        browsing.forgive("Applying inline style")
        assert found == []

    def test_work_without_scripts(self, browsing: Browsing) -> None:
        page = browsing.guest(scripts=False)
        browsing.change_user(page, "admin")
        open_account(page, "darya")

        page.get_by_role("link", name="Сбросить вход").click()
        page.get_by_role("button", name="Сбросить вход").click()

        expect(page.locator(".messagelist")).to_contain_text("Вход сброшен")


class TestARoleThatWaits:
    def test_is_given_by_the_other_administrator(self, browsing: Browsing) -> None:
        page = browsing.signed_in("admin")
        open_account(page, "darya")
        page.get_by_role("link", name="Изменить роль").click()
        page.get_by_label("Роль").select_option(label="Модератор")
        page.get_by_role("button", name="Изменить роль").click()
        expect(page.locator(".messagelist")).to_contain_text("Роль предложена")
        expect(page.get_by_role("button", name="Подтвердить")).to_have_count(0)
        expect(page.get_by_role("button", name="Отклонить")).to_be_visible()

        colleagues = browsing.signed_in("admin2")
        colleagues.goto("/admin/")
        colleagues.get_by_role("link", name="Роли ждут подтверждения").click()
        colleagues.get_by_role("button", name="Подтвердить: darya, Модератор").click()

        expect(colleagues.locator(".messagelist")).to_contain_text("Роль назначена")
        open_account(colleagues, "darya")
        expect(colleagues.locator(".field-shown_role")).to_contain_text("Модератор")
        history = colleagues.get_by_role("table").get_by_role("row")
        expect(history.nth(1)).to_contain_text("предложил администратор admin")
        expect(history.nth(1)).to_contain_text("admin2")

    @pytest.mark.parametrize(("login", "others_answer"), [("darya", "confirm"), ("vera", "decline")])
    def test_is_answered_once_however_many_answer_at_once(
        self, crowded_portal: Portal, login: str, others_answer: str
    ) -> None:
        proposer, other = crowded_portal.visitor("admin"), crowded_portal.visitor("admin2")
        account = address_in_list(proposer, login)
        proposal = propose(proposer, account)
        # Who proposed it may take it back; who did not, give it.
        second = proposer if others_answer == "decline" else crowded_portal.visitor("admin2")

        answers = at_once([
            (other, ROLES, {"proposal": proposal, "answer": "confirm"}),
            (second, ROLES, {"proposal": proposal, "answer": others_answer}),
        ])  # fmt: skip

        assert [answer.status for answer in answers] == [302, 302]
        given, declined = told(other, account, "Назначена роль"), told(other, account, "Отклонена роль")
        assert given + declined == 1
        assert is_moderator(other, account) == (given == 1)

    def test_is_not_given_to_who_is_blocked_first(self, crowded_portal: Portal) -> None:
        proposer, other = crowded_portal.visitor("admin"), crowded_portal.visitor("admin2")
        account = address_in_list(other, "dmitry")
        proposal = propose(proposer, account)

        at_once([
            (other, ROLES, {"proposal": proposal, "answer": "confirm"}),
            (proposer, f"{account}block/", {"ground": "owner-asked", "note": ""}),
        ])  # fmt: skip

        given, ended = told(other, account, "Назначена роль"), told(other, account, "Больше не ждёт подтверждения роль")
        assert given + ended == 1
        assert is_moderator(other, account) == (given == 1)

    def test_is_not_given_when_its_proposer_is_blocked_first(self, crowded_portal: Portal) -> None:
        proposer, other = crowded_portal.visitor("admin"), crowded_portal.visitor("admin2")
        account, proposers = (address_in_list(other, login) for login in ("olga", "admin"))
        proposal = propose(proposer, account)

        at_once([
            (other, ROLES, {"proposal": proposal, "answer": "confirm"}),
            (crowded_portal.visitor("admin2"), f"{proposers}block/", {"ground": "owner-asked", "note": ""}),
        ])  # fmt: skip

        given, ended = told(other, account, "Назначена роль"), told(other, account, "Больше не ждёт подтверждения роль")
        other.post(f"{proposers}unblock/", other.form(f"{proposers}unblock/"))
        assert given + ended == 1
        assert is_moderator(other, account) == (given == 1)


class TestTwoAdministratorsAtOnce:
    """Last, because the Portal of these tests is one administrator poorer then."""

    def test_take_each_others_role_and_one_of_them_stays(self, crowded_portal: Portal) -> None:
        first, second = crowded_portal.visitor("admin"), crowded_portal.visitor("admin2")
        own, others = address_in_list(first, "admin"), address_in_list(first, "admin2")
        forms = ((first, others), (second, own))

        answers = at_once([(who, f"{whose}role/", {"role": "user"}) for who, whose in forms])

        assert sorted(answer.status for answer in answers) == [302, 404]
        assert sorted(visitor.get("/admin/").status for visitor in (first, second)) == [200, 404]


def at_once(sent: list[tuple[Visitor, str, dict[str, str]]]) -> list[Answer]:
    """Fill in the forms one after the other, and send them at the same moment."""
    prepared = [(who, path, who.form(path) | form) for who, path, form in sent]
    start = Barrier(len(prepared))

    def send(one: tuple[Visitor, str, dict[str, str]]) -> Answer:
        start.wait(60)
        return one[0].post(one[1], one[2])

    with ThreadPoolExecutor(len(prepared)) as pool:
        return list(pool.map(send, prepared))


def address_in_list(visitor: Visitor, login: str) -> str:
    page = visitor.get(LIST).page
    before, found, _ = page.partition(f'/change/">{login}</a>')
    assert found
    return f"{before.rpartition('href=')[2].strip(chr(34))}/"


def propose(visitor: Visitor, account: str) -> str:
    """Propose that an account become a moderator's; returns the name of the proposal."""
    address = f"{account}role/"
    assert visitor.post(address, visitor.form(address) | {"role": "moderator"}).status == 302
    (proposal,) = re.findall(r'name="proposal" value="([^"]+)"', visitor.get(f"{account}change/").page)
    return str(proposal)


def told(visitor: Visitor, account: str, what: str) -> int:
    """How often the history of an account tells this of the role of a moderator."""
    return visitor.get(f"{account}history/").words.count(f"{what} «Модератор»")


def is_moderator(visitor: Visitor, account: str) -> bool:
    return '<option value="moderator" selected>' in visitor.get(f"{account}role/").page
