"""Every page of the Portal in every state that looks different."""

from collections.abc import Callable
from http import HTTPStatus

from playwright.sync_api import Page, expect

from e2e.browsing import Browsing
from e2e.walk import (
    ANNA,
    AWAITING,
    DMITRY,
    FREE,
    MARIA,
    MY_INDEX,
    REFUSED,
    UNKNOWN,
    VERA,
    address_of,
    ask_about,
    ask_to_sign_up,
    choose_password,
    code_sent_to,
    enter_by_esia,
    fill_person,
    fill_sign_in,
    mistyped,
    notice,
    open_letter,
    open_menu,
    open_record,
    open_removal,
    open_request,
    prove_by_sms,
    send,
    sign_in,
    take_request,
    type_number,
)

VERAS_NUMBER = "+79000000003"
NEWCOMER = "someone.new@example.org"
Scene = Callable[[Browsing], Page]


def _page(path: str, login: str = "", status: HTTPStatus = HTTPStatus.OK) -> Scene:
    def open_page(browsing: Browsing) -> Page:
        page = browsing.signed_in(login) if login else browsing.guest()
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == status
        return page

    return open_page


def _of_person(name: str, then: str = "") -> Scene:
    """A page about one of Anna's people."""

    def open_page(browsing: Browsing) -> Page:
        page = browsing.signed_in("anna")
        page.goto(address_of(page, name, then=then))
        expect(page.locator("[data-failure]")).to_have_count(0)
        return page

    return open_page


def _record_of_vera(then: str, follow: str = "") -> Scene:
    """A page of Вера's own record; `follow` is the link that leads on from there."""

    def open_page(browsing: Browsing) -> Page:
        page = browsing.signed_in("vera")
        page.goto(address_of(page, VERA, then=f"record/{then}"))
        prove_by_sms(page, browsing.guest(), browsing.portal.deliver_messages, VERAS_NUMBER)
        expect(page.get_by_role("navigation", name="Разделы медкарты")).to_be_visible()
        if follow:
            page.get_by_role("main").get_by_role("link", name=follow).first.click()
            expect(page.get_by_role("heading", level=2, name=follow)).to_be_visible()
        return page

    return open_page


def _record_for_anna(name: str) -> Scene:
    def open_page(browsing: Browsing) -> Page:
        page = browsing.guest()
        enter_by_esia(page, ANNA)
        open_record(page, name)
        return page

    return open_page


def _record_searched(browsing: Browsing) -> Page:
    page = _record_of_vera("history/")(browsing)
    page.get_by_label("Диагноз, врач или поликлиника").fill("кардиолог")
    page.get_by_role("button", name="Найти").click()
    expect(page.get_by_text("Найдено:")).to_be_visible()
    return page


def _wrong_password(browsing: Browsing) -> Page:
    page = browsing.guest()
    page.goto("/sign-in/")
    fill_sign_in(page, "anna", "wrong")
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def _sign_in_without_anything(browsing: Browsing) -> Page:
    page = browsing.guest()
    page.goto("/sign-in/")
    fill_sign_in(page, "", "")
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def _person_added(browsing: Browsing) -> Page:
    page = _page("/card-index/add/", "anna")(browsing)
    fill_person(page, FREE)
    send(page)
    expect(notice(page, "Готово")).to_be_visible()
    return page


def _form_errors(browsing: Browsing) -> Page:
    page = _page("/card-index/add/", "anna")(browsing)
    page.get_by_label("Старого образца").check()
    send(page)
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def _person_missed(browsing: Browsing) -> Page:
    page = _page("/card-index/add/", "anna")(browsing)
    fill_person(page, UNKNOWN)
    send(page)
    expect(notice(page, "Предупреждение")).to_be_visible()
    return page


def _errors_of_changing(browsing: Browsing) -> Page:
    page = _of_person(VERA, "edit/")(browsing)
    page.get_by_label("Улица").fill("у" * 101)
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def _menu_open(browsing: Browsing) -> Page:
    page = _page(MY_INDEX, "anna")(browsing)
    open_menu(page, DMITRY)
    return page


def _window_of_removal(browsing: Browsing) -> Page:
    page = _page(MY_INDEX, "anna")(browsing)
    open_removal(page, DMITRY)
    return page


def _person_removed(browsing: Browsing) -> Page:
    page = _window_of_removal(browsing)
    page.get_by_role("button", name="Ок", exact=True).click()
    expect(page.locator("#live")).to_contain_text("удалена")
    return page


def _main_user_stays(browsing: Browsing) -> Page:
    page = browsing.signed_in("anna")
    page.goto(address_of(page, ANNA, then="remove/"))
    expect(notice(page, "Ошибка")).to_be_visible()
    return page


def _closed_region(browsing: Browsing) -> Page:
    page = _page("/region/")(browsing)
    page.get_by_label("Пермский край").evaluate("field => { field.value = '70' }")
    page.get_by_label("Пермский край").check()
    page.get_by_role("button", name="Выбрать").click()
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def _stale_page(browsing: Browsing) -> Page:
    page = _of_person(VERA, "edit/")(browsing)
    browsing.change_user(page, "darya")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Страница устарела")
    return page


def _for_poor_sight(browsing: Browsing) -> Page:
    page = _page(MY_INDEX, "anna")(browsing)
    page.get_by_role("banner").get_by_role("button", name="Версия для слабовидящих").click()
    expect(page.locator("html")).to_have_attribute("data-size", "2")
    return page


def _for_very_poor_sight(browsing: Browsing) -> Page:
    page = _for_poor_sight(browsing)
    for name in ("очень крупный", "белым по чёрному", "С засечками", "Широкий"):
        page.get_by_role("button", name=name).click()
        expect(page.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")
    return page


def _activation(browsing: Browsing) -> Page:
    page = browsing.signed_in("anna")
    type_number(page, "+7 (912) 000-00-01")
    return page


def _activation_wrong_code(browsing: Browsing) -> Page:
    page = _activation(browsing)
    page.get_by_label("Код из СМС").fill("не код")
    page.get_by_role("button", name="Активировать").click()
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def _number_to_be_copied(browsing: Browsing) -> Page:
    page = browsing.guest()
    enter_by_esia(page, ANNA)
    type_number(page, "+7 (912) 000-00-01")
    browsing.portal.deliver_messages()
    page.get_by_label("Код из СМС").fill(code_sent_to(browsing.guest(), "+79120000001"))
    page.get_by_role("button", name="Активировать").click()
    page.get_by_label("Передать номер в медицинскую систему региона").check()
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("Номер ждёт отправки в медицинскую систему")).to_be_visible()
    return page


def _step_up_too_early(browsing: Browsing) -> Page:
    page = _activation(browsing)
    browsing.portal.deliver_messages()
    page.get_by_label("Код из СМС").fill(code_sent_to(browsing.guest(), "+79120000001"))
    page.get_by_role("button", name="Активировать").click()
    page.get_by_role("button", name="Сохранить").click()
    expect(notice(page, "Готово")).to_contain_text("Изменения сохранены")
    page.goto("/step-up/")
    expect(page.get_by_text("Номер активирован недавно")).to_be_visible()
    return page


def _step_up_code(browsing: Browsing) -> Page:
    page = browsing.signed_in("vera")
    page.goto("/step-up/")
    page.get_by_role("button", name="Получить SMS").click()
    expect(page.get_by_label("Код из СМС")).to_be_visible()
    return page


def _sign_up_errors(browsing: Browsing) -> Page:
    page = _page("/sign-up/")(browsing)
    page.get_by_role("button", name="Отправить письмо").click()
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def _sign_up_password(browsing: Browsing) -> Page:
    page = browsing.guest()
    ask_to_sign_up(page, NEWCOMER)
    browsing.portal.deliver_messages()
    open_letter(page, NEWCOMER)
    return page


def _consent(browsing: Browsing) -> Page:
    page = _sign_up_password(browsing)
    choose_password(page, "синий чайник летит")
    expect(page.get_by_role("button", name="Даю согласие")).to_be_visible()
    return page


def _password_errors(browsing: Browsing) -> Page:
    page = _sign_up_password(browsing)
    choose_password(page, "короткий")
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def _change_password(browsing: Browsing) -> Page:
    page = browsing.guest()
    sign_in(page, "anna")
    page.goto("/profile/password/")
    expect(page.get_by_label("Пароль еще раз")).to_be_visible()
    return page


def _request_in_work(browsing: Browsing) -> Page:
    ask_about(browsing.signed_in("anna"), mistyped(FREE))
    page = browsing.signed_in("moderator")
    open_request(page, 1)
    take_request(page)
    return page


def _refusal_errors(browsing: Browsing) -> Page:
    page = _request_in_work(browsing)
    page.get_by_role("button", name="Отказать").click()
    expect(page.get_by_role("alert")).to_be_visible()
    return page


SCENES: dict[str, Scene] = {
    "start": _page("/"),
    "start-signed-in": _page("/", "anna"),
    "install": _page("/install/"),
    "region": _page("/region/"),
    "region-closed": _closed_region,
    "services": _page("/services/", "anna"),
    "feedback": _page("/feedback/", "anna"),
    "feedback-without-region": _page("/feedback/?incident=K-7F3Q-92KD"),
    "sign-in": _page("/sign-in/"),
    "sign-in-empty": _sign_in_without_anything,
    "sign-in-wrong-password": _wrong_password,
    "list": _page(MY_INDEX, "anna"),
    "list-empty": _page(MY_INDEX, "new"),
    "list-added": _person_added,
    "list-removed": _person_removed,
    "list-main-user-stays": _main_user_stays,
    "menu-open": _menu_open,
    "add": _page("/card-index/add/", "anna"),
    "add-first": _page("/card-index/add/", "new"),
    "add-errors": _form_errors,
    "add-missed": _person_missed,
    "edit": _of_person(VERA, "edit/"),
    "edit-errors": _errors_of_changing,
    "edit-awaiting": _of_person(AWAITING, "edit/"),
    "remove": _of_person(DMITRY, "remove/"),
    "remove-window": _window_of_removal,
    "person": _of_person(ANNA),
    "person-own-bookings": _of_person(DMITRY),
    "person-awaiting": _of_person(AWAITING),
    "person-refused": _of_person(REFUSED),
    "record": _record_of_vera(""),
    "record-history": _record_of_vera("history/"),
    "record-history-sifted": _record_of_vera("history/?kind=inpatient"),
    "record-searched": _record_searched,
    "record-case": _record_of_vera("history/?kind=inpatient", "Стационарное лечение"),
    "record-results": _record_of_vera("results/"),
    "record-result": _record_of_vera("results/", "Биохимический анализ крови"),
    "record-trend": _record_of_vera("", "Холестерин общий"),
    "record-prescriptions": _record_of_vera("prescriptions/"),
    "record-observation": _record_of_vera("observation/"),
    "record-of-a-child": _record_for_anna(MARIA),
    "record-closed": _record_for_anna(VERA),
    "record-awaiting": _record_for_anna(AWAITING),
    "progress": _of_person(AWAITING, "verification/"),
    "refusal": _of_person(REFUSED, "verification/"),
    "listings": _page("/card-index/listings/", "vera"),
    "listings-unconfirmed": _page("/card-index/listings/", "darya"),
    "sign-up": _page("/sign-up/"),
    "sign-up-errors": _sign_up_errors,
    "sign-up-sent": _page("/sign-up/sent/"),
    "sign-up-password": _sign_up_password,
    "sign-up-password-errors": _password_errors,
    "consent": _consent,
    "forgotten-password": _page("/password/"),
    "forgotten-password-sent": _page("/password/sent/"),
    "proof": _page("/proof/", "anna"),
    "step-up-without-number": _page("/step-up/", "anna"),
    "step-up": _page("/step-up/", "vera"),
    "step-up-too-early": _step_up_too_early,
    "step-up-code": _step_up_code,
    "change-password": _change_password,
    "profile": _page("/profile/", "anna"),
    "profile-copying": _number_to_be_copied,
    "profile-empty": _page("/profile/", "new"),
    "activation": _activation,
    "activation-wrong-code": _activation_wrong_code,
    "desk": _page("/desk/", "moderator"),
    "desk-empty": _page("/desk/?overdue=on", "moderator"),
    "desk-request": _request_in_work,
    "desk-refusal-errors": _refusal_errors,
    "not-found": _page("/nowhere/", "anna", HTTPStatus.NOT_FOUND),
    "not-by-link": _page("/sign-out/", "anna", HTTPStatus.METHOD_NOT_ALLOWED),
    "stale": _stale_page,
    "poor-sight": _for_poor_sight,
    "very-poor-sight": _for_very_poor_sight,
}
