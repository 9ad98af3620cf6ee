import pytest
from playwright.sync_api import expect

from e2e.browsing import PHONE, Browsing
from e2e.walk import MY_INDEX, PEOPLE_OF_ANNA, account_name, people, sign_in


class TestStartPage:
    @pytest.mark.manual("A-04")
    def test_leads_at_the_bottom_to_the_app(self, browsing: Browsing) -> None:
        page = browsing.guest()
        page.goto("/")

        block = page.locator("main").get_by_role("region").last
        expect(block).to_have_accessible_name("Приложение «К врачу»")
        block.get_by_role("link", name="Для Android").click()

        expect(page.get_by_role("heading", level=1)).to_contain_text("Приложение «К врачу»")
        expect(page.get_by_role("region", name="Android")).to_contain_text("Установить приложение")
        expect(page.get_by_role("region", name="iPhone и iPad")).to_contain_text("На экран")

    @pytest.mark.manual("A-04")
    def test_has_a_manifest_by_which_the_app_is_installed(self, browsing: Browsing) -> None:
        page = browsing.guest()
        page.goto("/install/")
        page.get_by_role("link", name="Открыть «К врачу»").click()
        page.wait_for_url("**/m/install/")

        told = page.context.new_cdp_session(page).send("Page.getAppManifest")

        assert told["url"] == f"{browsing.portal.url}/m/manifest.webmanifest"
        assert told["errors"] == []

    @pytest.mark.manual("A-01")
    def test_is_open_to_a_guest_with_everything_he_may_see(self, browsing: Browsing) -> None:
        page = browsing.guest()
        page.goto("/")

        banner = page.get_by_role("banner")

        expect(banner.get_by_role("link", name="Вход", exact=True)).to_be_visible()
        expect(banner.get_by_role("link", name="Выберите регион")).to_be_visible()
        expect(banner.get_by_role("link", name="Обратная связь")).to_be_visible()
        expect(banner.get_by_role("button", name="Выход")).to_have_count(0)

    @pytest.mark.manual("A-01")
    def test_keeps_the_menu_of_a_phone_behind_one_button(self, browsing: Browsing) -> None:
        page = browsing.guest(viewport=PHONE)
        page.goto("/")

        page.get_by_role("button", name="Меню").click()
        page.get_by_role("navigation", name="Меню").get_by_role("link", name="Обратная связь").click()

        expect(page.get_by_role("heading", level=1)).to_have_text("Обратная связь")


@pytest.mark.rule("R72")
class TestRegion:
    @pytest.mark.manual("A-01")
    def test_decides_over_the_phones_that_a_guest_sees(self, browsing: Browsing) -> None:
        page = browsing.guest()
        page.goto("/feedback/")
        page.get_by_role("banner").get_by_role("link", name="Выберите регион").click()

        page.get_by_label("Пермский край").check()
        page.get_by_role("button", name="Выбрать").click()

        expect(page.get_by_role("heading", level=1)).to_have_text("Обратная связь")
        expect(page.get_by_role("banner").get_by_role("link", name="Пермский край")).to_be_visible()
        expect(page.locator("main")).to_contain_text("8 (800) 000-59-01")

    def test_must_be_chosen_before_its_services_are_shown(self, browsing: Browsing) -> None:
        page = browsing.signed_in("olga")

        page.goto("/services/")

        expect(page.get_by_role("heading", level=1)).to_have_text("Выберите регион")
        page.get_by_label("Пермский край").check()
        page.get_by_role("button", name="Выбрать").click()
        page.goto("/services/")
        expect(page.locator("main")).to_contain_text("Пермский край")

    def test_changes_for_an_account_and_leaves_its_people_where_they_are(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        page.goto(MY_INDEX)
        page.get_by_role("banner").get_by_role("link", name="Вологодская область").click()

        page.get_by_label("Приморский край").check()
        page.get_by_role("button", name="Выбрать").click()

        expect(people(page)).to_have_text(list(PEOPLE_OF_ANNA))
        expect(page.get_by_role("banner").get_by_role("link", name="Приморский край")).to_be_visible()

    def test_that_closed_is_chosen_anew_after_signing_in(self, browsing: Browsing) -> None:
        page = browsing.guest()

        sign_in(page, "olga")

        expect(account_name(page)).to_contain_text("Томилина Ольга")
        page.get_by_role("banner").get_by_role("link", name="Выберите регион").click()
        expect(page.get_by_label("Томская область")).to_have_count(0)
        page.get_by_label("Вологодская область").check()
        page.get_by_role("button", name="Выбрать").click()
        expect(people(page)).to_have_text(["Томилина Ольга Николаевна"])
        expect(page.get_by_role("banner").get_by_role("link", name="Вологодская область")).to_be_visible()

    def test_that_closed_while_the_page_was_open_is_told(self, browsing: Browsing) -> None:
        page = browsing.guest()
        page.goto("/region/")
        page.get_by_label("Пермский край").evaluate("field => { field.value = '70' }")

        page.get_by_label("Пермский край").check()
        page.get_by_role("button", name="Выбрать").click()

        expect(page.get_by_role("alert")).to_contain_text("Этот регион сейчас недоступен")
        expect(page.get_by_label("Вологодская область")).to_be_visible()


class TestVersionForPoorSight:
    def test_is_switched_on_and_off_and_stays_on_the_same_page(self, browsing: Browsing) -> None:
        page = browsing.guest()
        page.goto("/feedback/")

        page.get_by_role("banner").get_by_role("button", name="Версия для слабовидящих").click()

        expect(page.get_by_role("heading", level=1)).to_have_text("Обратная связь")
        expect(page.locator("html")).to_have_attribute("data-size", "2")
        page.get_by_role("banner").get_by_role("button", name="Обычная версия").click()
        expect(page.locator("html[data-size]")).to_have_count(0)
        expect(page.get_by_role("heading", level=1)).to_have_text("Обратная связь")

    def test_remembers_size_colors_font_spacing_and_pictures(self, browsing: Browsing) -> None:
        page = browsing.guest()
        page.goto("/")
        page.get_by_role("banner").get_by_role("button", name="Версия для слабовидящих").click()
        panel = page.get_by_role("region", name="Настройка версии для слабовидящих")

        for name in ("очень крупный", "белым по чёрному", "С засечками", "Широкий", "Убрать"):
            panel.get_by_role("button", name=name).click()
            expect(panel.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")
        page.goto("/install/")

        look = page.locator("html").evaluate("html => ({...html.dataset})")
        assert look == {"size": "3", "scheme": "wb", "font": "serif", "spacing": "wide", "pictures": "off"}

    def test_makes_the_letters_larger(self, browsing: Browsing) -> None:
        page = browsing.guest()
        page.goto("/")
        size = "() => parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)"
        before = page.evaluate(size)

        page.get_by_role("banner").get_by_role("button", name="Версия для слабовидящих").click()
        page.get_by_role("button", name="очень крупный").click()
        expect(page.locator("html")).to_have_attribute("data-size", "3")

        assert page.evaluate(size) >= 1.5 * before
