"""An account from its first letter to its last session: chapters 3.3, 4.1, 4.6 and 4.7 of the manual."""

import pytest
from playwright.sync_api import expect

from e2e.browsing import PHONE, Browsing
from e2e.walk import (
    ANNA,
    PASSWORD,
    account_name,
    ask_to_sign_up,
    choose_password,
    code_sent_to,
    enter_by_esia,
    fill_sign_in,
    message_to,
    notice,
    open_letter,
    sign_in,
    type_number,
)

NEWCOMER = "someone.new@example.org"
NUMBER = "+7 (912) 000-00-01"
NEW_PASSWORD = "синий чайник летит"


class TestANewcomer:
    @pytest.mark.manual("A-01")
    def test_comes_in_by_a_letter_and_a_consent(self, browsing: Browsing) -> None:
        page = browsing.guest(viewport=PHONE)
        ask_to_sign_up(page, NEWCOMER)
        browsing.portal.deliver_messages()
        open_letter(page, NEWCOMER)
        choose_password(page, NEW_PASSWORD)

        expect(page.get_by_role("heading", level=1)).to_have_text("Согласие на обработку персональных данных")
        page.get_by_role("button", name="Даю согласие").click()

        expect(page.get_by_role("heading", level=1)).to_have_text("Добавьте себя")

    def test_who_does_not_agree_is_out(self, browsing: Browsing) -> None:
        page = browsing.guest()
        ask_to_sign_up(page, NEWCOMER)
        browsing.portal.deliver_messages()
        open_letter(page, NEWCOMER)
        choose_password(page, NEW_PASSWORD)

        page.get_by_role("button", name="Не согласен, выйти").click()
        page.goto("/card-index/")

        expect(page.get_by_role("heading", level=1)).to_have_text("Вход")

    @pytest.mark.rule("R69")
    def test_gets_a_letter_where_he_has_an_account_already(self, browsing: Browsing) -> None:
        page = browsing.guest()
        ask_to_sign_up(page, "anna@example.org")
        browsing.portal.deliver_messages()

        expect(message_to(page, "anna@example.org")).to_contain_text("У Вас уже есть учетная запись")


class TestAForgottenPassword:
    def test_is_replaced_over_a_letter(self, browsing: Browsing) -> None:
        page = browsing.guest()
        page.goto("/sign-in/")
        page.get_by_role("link", name="Забыли пароль?").click()
        page.get_by_label("Электронная почта").fill("anna@example.org")
        page.get_by_role("button", name="Отправить письмо").click()
        browsing.portal.deliver_messages()
        open_letter(page, "anna@example.org")
        choose_password(page, NEW_PASSWORD)

        expect(notice(page, "Готово")).to_contain_text("Войдите с новым паролем")
        fill_sign_in(page, "anna", NEW_PASSWORD)
        expect(account_name(page)).to_contain_text("Соколова Анна")


class TestTheProfile:
    @pytest.mark.manual("P-01", "P-03", "P-04", "P-06")
    def test_activates_a_number_as_the_manual_says(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        page.goto("/")
        account_name(page).click()
        page.get_by_label("Улица").fill("улица Мира")
        page.get_by_label("Телефон", exact=True).press_sequentially("89120000001")
        expect(page.get_by_label("Телефон", exact=True)).to_have_value(NUMBER)
        page.get_by_role("button", name="Подтвердить").click()
        browsing.portal.deliver_messages()
        code = code_sent_to(browsing.guest(), "+79120000001")

        page.get_by_label("Код из СМС").fill(code)
        page.get_by_role("button", name="Активировать").click()
        expect(notice(page, "Готово")).to_contain_text("активирован")
        page.get_by_role("button", name="Сохранить").click()

        expect(notice(page, "Готово")).to_contain_text("Изменения сохранены")
        expect(page.get_by_label("Телефон", exact=True)).to_have_value(NUMBER)
        expect(page.get_by_label("Улица")).to_have_value("улица Мира")

    @pytest.mark.manual("P-05")
    def test_offers_the_code_anew_from_the_keyboard_alone(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        page.goto("/profile/")
        page.get_by_label("Телефон", exact=True).fill(NUMBER)
        page.get_by_role("button", name="Подтвердить").press("Enter")

        page.get_by_label("Код из СМС").fill("12")
        page.get_by_label("Код из СМС").press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("Осталось попыток: 4")
        page.get_by_role("button", name="Получить SMS").press("Enter")

        expect(notice(page, "Предупреждение")).to_contain_text("уже в пути")

    @pytest.mark.manual("P-01")
    def test_is_saved_by_enter_and_sends_no_sms(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        page.goto("/profile/")
        page.get_by_label("Улица").fill("улица Мира")

        page.get_by_label("Улица").press("Enter")

        expect(notice(page, "Готово")).to_contain_text("Изменения сохранены")


@pytest.mark.manual("F-01")
@pytest.mark.rule("R51")
class TestCopyingTheNumber:
    def test_goes_with_the_change_and_the_page_tells_how_far_it_came(self, browsing: Browsing) -> None:
        page = browsing.guest(viewport=PHONE)
        enter_by_esia(page, ANNA)
        type_number(page, NUMBER)
        browsing.portal.deliver_messages()
        page.get_by_label("Код из СМС").fill(code_sent_to(browsing.guest(), "+79120000001"))
        page.get_by_role("button", name="Активировать").click()
        page.get_by_label("Передать номер в медицинскую систему региона").press("Space")
        page.get_by_role("button", name="Сохранить").click()

        expect(page.get_by_text("Номер ждёт отправки в медицинскую систему")).to_be_visible()
        browsing.portal.deliver_messages()
        page.goto("/profile/")

        expect(page.get_by_text("Номер передан в медицинскую систему")).to_be_visible()
        expect(page.get_by_label("Передать номер в медицинскую систему региона")).to_be_checked()

    def test_is_offered_to_nobody_for_whom_gosuslugi_did_not_vouch(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        page.goto("/profile/")

        expect(page.get_by_text("когда личность подтверждена через Госуслуги")).to_be_visible()
        expect(page.get_by_role("checkbox")).to_have_count(0)


class TestThePassword:
    @pytest.mark.manual("P-08")
    @pytest.mark.rule("R69")
    def test_is_changed_and_everybody_else_is_out(self, browsing: Browsing) -> None:
        elsewhere = browsing.signed_in("anna")
        page = browsing.guest()
        sign_in(page, "anna")
        account_name(page).click()
        page.get_by_role("link", name="Изменить пароль").click()
        choose_password(page, NEW_PASSWORD)

        expect(notice(page, "Готово")).to_contain_text("Пароль изменен")
        elsewhere.goto("/card-index/")
        expect(elsewhere.get_by_role("heading", level=1)).to_have_text("Вход")
        browsing.portal.deliver_messages()
        expect(message_to(page, "anna@example.org")).to_contain_text("Пароль Вашей учетной записи изменен")

    @pytest.mark.rule("R69")
    def test_once_more_leads_to_its_change(self, browsing: Browsing) -> None:
        page = browsing.signed_in("anna")
        page.goto("/proof/?next=/profile/password/")

        expect(page.get_by_role("heading", level=1)).to_have_text("Введите пароль")
        page.get_by_label("Пароль", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Продолжить").click()

        expect(page.get_by_role("heading", level=1)).to_have_text("Изменить пароль")
