import pytest
from playwright.sync_api import expect

from e2e.browsing import Browsing
from e2e.walk import (
    DMITRY,
    MY_INDEX,
    PASSWORD,
    PEOPLE_OF_ANNA,
    account_name,
    address_of,
    fill_sign_in,
    open_removal,
    people,
    sign_in,
)


class TestSigningIn:
    @pytest.mark.manual("A-04", "A-06", "A-11")
    def test_leads_from_the_top_bar_to_the_people_of_the_account(self, browsing: Browsing) -> None:
        page = browsing.guest()

        sign_in(page, "anna")

        expect(account_name(page)).to_contain_text("Соколова Анна")
        expect(page.get_by_role("banner").get_by_role("button", name="Выход")).to_be_visible()
        expect(people(page)).to_have_text(list(PEOPLE_OF_ANNA))

    @pytest.mark.manual("A-06")
    def test_takes_the_electronic_mail_address_too(self, browsing: Browsing) -> None:
        page = browsing.guest()

        sign_in(page, "Anna@Example.org")

        expect(account_name(page)).to_contain_text("Соколова Анна")

    @pytest.mark.manual("A-11")
    def test_lets_every_section_open_without_an_error(self, browsing: Browsing) -> None:
        page = browsing.guest()
        sign_in(page, "anna")
        sections = page.get_by_role("navigation", name="Разделы").get_by_role("link")

        for name in ("Главная", "Моя картотека", "Запись к врачу", "Обратная связь"):
            sections.get_by_text(name, exact=True).click()

            expect(sections.get_by_text(name, exact=True)).to_have_attribute("aria-current", "page")
            expect(account_name(page)).to_contain_text("Соколова Анна")
            expect(page.locator("[data-failure]")).to_have_count(0)

    @pytest.mark.manual("A-06")
    @pytest.mark.parametrize("login", ["anna", "nobody@example.org"])
    def test_refuses_a_wrong_password_and_an_unknown_login_in_the_same_words(
        self, browsing: Browsing, login: str
    ) -> None:
        page = browsing.guest()

        sign_in(page, login, "wrong")

        summary = page.get_by_role("alert")
        expect(summary).to_contain_text("Неверный логин или пароль. Проверьте раскладку клавиатуры")
        expect(summary).to_be_focused()
        expect(page).to_have_title("Ошибка: Вход — Портал пациента")
        expect(page.get_by_label("Логин или Электронная почта")).to_have_value(login)
        expect(page.get_by_label("Пароль", exact=True)).to_have_value("")

    @pytest.mark.manual("A-06")
    def test_asks_for_what_is_missing(self, browsing: Browsing) -> None:
        page = browsing.guest()
        page.goto("/sign-in/")

        page.get_by_role("button", name="Вход", exact=True).click()

        expect(page.get_by_role("alert").get_by_role("link")).to_have_text(
            ["Введите логин или электронную почту", "Введите пароль"]
        )
        page.get_by_role("alert").get_by_role("link", name="Введите пароль").click()
        expect(page.get_by_label("Пароль", exact=True)).to_be_focused()

    def test_leads_on_to_the_page_that_was_asked_for(self, browsing: Browsing) -> None:
        page = browsing.guest()
        page.goto("/card-index/add/")
        expect(page).to_have_title("Вход — Портал пациента")

        fill_sign_in(page, "anna", PASSWORD)

        expect(page.get_by_role("heading", level=1)).to_have_text("Добавить человека")


@pytest.mark.manual("P-09")
@pytest.mark.rule("R71")
class TestChangeOfUser:
    def test_leaves_nothing_of_the_former_user_behind_the_back_button(self, browsing: Browsing) -> None:
        page = browsing.guest()
        sign_in(page, "anna")
        page.goto(address_of(page, "Соколова Мария Дмитриевна"))

        page.get_by_role("banner").get_by_role("button", name="Выход").click()
        expect(page.get_by_role("banner").get_by_role("link", name="Вход", exact=True)).to_be_visible()
        page.go_back()

        expect(page).to_have_title("Вход — Портал пациента")
        expect(page.locator("body")).not_to_contain_text("Соколов")

    def test_shows_the_next_user_his_own_people_only(self, browsing: Browsing) -> None:
        page = browsing.guest()
        sign_in(page, "anna")
        page.get_by_role("banner").get_by_role("button", name="Выход").click()

        sign_in(page, "darya")

        expect(account_name(page)).to_contain_text("Орлова Дарья")
        expect(people(page)).to_have_text(["Орлова Дарья Игоревна"])
        expect(page.locator("body")).not_to_contain_text("Соколов")

    def test_leaves_no_cookie_and_no_storage_of_the_former_user(self, browsing: Browsing) -> None:
        page = browsing.guest()
        sign_in(page, "anna")
        session = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}["sessionid"]

        page.get_by_role("banner").get_by_role("button", name="Выход").click()
        expect(page.get_by_role("banner").get_by_role("link", name="Вход", exact=True)).to_be_visible()

        assert session not in {cookie["value"] for cookie in page.context.cookies()}
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0

    def test_ends_the_session_on_the_server_too(self, browsing: Browsing) -> None:
        page = browsing.guest()
        sign_in(page, "anna")
        kept = page.context.cookies()
        page.get_by_role("banner").get_by_role("button", name="Выход").click()
        expect(page.get_by_role("banner").get_by_role("link", name="Вход", exact=True)).to_be_visible()

        page.context.add_cookies([{"name": one["name"], "value": one["value"], "url": page.url} for one in kept])
        page.goto(MY_INDEX)

        expect(page).to_have_title("Вход — Портал пациента")


@pytest.mark.rule("R13")
class TestFormOfAnotherAccountsPage:
    """Two tabs of one browser: Anna's page is left open in one, Дарья signs in in the other."""

    def test_is_refused_and_told(self, browsing: Browsing) -> None:
        annas_tab = browsing.guest()
        sign_in(annas_tab, "anna")
        annas_tab.goto(address_of(annas_tab, "Кузнецова Вера Петровна", then="edit/"))
        other_tab = annas_tab.context.new_page()
        other_tab.goto("/")
        other_tab.get_by_role("banner").get_by_role("button", name="Выход").click()
        sign_in(other_tab, "darya")

        annas_tab.get_by_label("Улица").fill("Чужая улица")
        annas_tab.get_by_role("button", name="Сохранить").click()

        expect(annas_tab.get_by_role("heading", level=1)).to_have_text("Страница устарела")
        expect(annas_tab.locator("main")).to_contain_text("Ничего не изменилось")
        expect(account_name(annas_tab)).to_contain_text("Орлова Дарья")

    def test_is_refused_in_the_window_of_removal_as_well(self, browsing: Browsing) -> None:
        annas_tab = browsing.signed_in("anna")
        annas_tab.goto(MY_INDEX)
        window = open_removal(annas_tab, DMITRY)
        browsing.change_user(annas_tab, "darya")

        window.get_by_role("button", name="Ок", exact=True).click()

        expect(annas_tab.get_by_role("heading", level=1)).to_have_text("Страница устарела")
        browsing.change_user(annas_tab, "anna")
        annas_tab.goto(MY_INDEX)
        expect(people(annas_tab)).to_have_text(list(PEOPLE_OF_ANNA))
