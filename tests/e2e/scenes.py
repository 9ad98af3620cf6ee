"""Every page of the Portal in every state that looks different."""

from http import HTTPStatus

from playwright.sync_api import Page, expect

from e2e.browsing import Browsing
from e2e.record_scenes import RECORD_SCENES
from e2e.scene import Scene, page_at
from e2e.staff_scenes import STAFF_SCENES
from e2e.walk import (
    ANNA,
    AWAITING,
    DMITRY,
    FREE,
    MY_INDEX,
    REFUSED,
    UNKNOWN,
    VERA,
    address_of,
    ask_to_sign_up,
    choose_password,
    code_sent_to,
    enter_by_esia,
    fill_person,
    fill_sign_in,
    notice,
    open_letter,
    open_menu,
    open_removal,
    send,
    sign_in,
    type_number,
    write_to_support,
)
from kartoteka.devtools import cast

NEWCOMER = "someone.new@example.org"


def _of_person(name: str, then: str = "") -> Scene:
    """A page about one of Anna's people."""

    def open_page(browsing: Browsing) -> Page:
        page = browsing.signed_in("anna")
        page.goto(address_of(page, name, then=then))
        expect(page.locator("[data-failure]")).to_have_count(0)
        return page

    return open_page


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
    page = page_at("/card-index/add/", "anna")(browsing)
    fill_person(page, FREE)
    send(page)
    expect(notice(page, "Готово")).to_be_visible()
    return page


def _listed_anew(browsing: Browsing) -> Page:
    adding = page_at("/card-index/add/", "darya")(browsing)
    fill_person(adding, cast.VERA)
    send(adding)
    expect(notice(adding, "Готово")).to_be_visible()
    page = page_at(MY_INDEX, "vera")(browsing)
    expect(page.get_by_role("heading", name="Вас добавили в чужую картотеку")).to_be_visible()
    return page


def _form_errors(browsing: Browsing) -> Page:
    page = page_at("/card-index/add/", "anna")(browsing)
    page.get_by_label("Старого образца").check()
    send(page)
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def _person_missed(browsing: Browsing) -> Page:
    page = page_at("/card-index/add/", "anna")(browsing)
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
    page = page_at(MY_INDEX, "anna")(browsing)
    open_menu(page, DMITRY)
    return page


def _window_of_removal(browsing: Browsing) -> Page:
    page = page_at(MY_INDEX, "anna")(browsing)
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
    page = page_at("/region/")(browsing)
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
    page = page_at(MY_INDEX, "anna")(browsing)
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
    page = page_at("/sign-up/")(browsing)
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


def _kin_offered(browsing: Browsing) -> Page:
    browsing.portal.deliver_messages()
    page = page_at(MY_INDEX, "vera")(browsing)
    expect(page.get_by_role("heading", name="Добавить родственников?")).to_be_visible()
    return page


def _kin_answered(browsing: Browsing) -> Page:
    page = _kin_offered(browsing)
    page.get_by_role("button", name="Это не мой родственник (Мария)").click()
    page.get_by_role("button", name="Добавить", exact=True).click()
    expect(notice(page, "Готово")).to_contain_text("ждём согласия")
    page.goto("/card-index/kin/")
    return page


def _invited_by_kin(browsing: Browsing) -> Page:
    _kin_answered(browsing)
    page = page_at(MY_INDEX, "anna")(browsing)
    expect(page.get_by_role("heading", name="Вера К. хочет добавить Вас")).to_be_visible()
    return page


def _feedback_errors(browsing: Browsing) -> Page:
    page = browsing.guest()
    page.goto("/feedback/")
    page.get_by_role("button", name="Отправить").click()
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def _feedback_sent(browsing: Browsing) -> Page:
    page = browsing.guest()
    page.goto("/feedback/")
    write_to_support(page)
    return page


SCENES: dict[str, Scene] = (
    STAFF_SCENES
    | RECORD_SCENES
    | {
        "start": page_at("/"),
        "start-signed-in": page_at("/", "anna"),
        "install": page_at("/install/"),
        "region": page_at("/region/"),
        "region-closed": _closed_region,
        "services": page_at("/services/", "anna"),
        "feedback": page_at("/feedback/", "anna"),
        "feedback-without-region": page_at("/feedback/?incident=K-7F3Q-92KD"),
        "feedback-errors": _feedback_errors,
        "feedback-sent": _feedback_sent,
        "sign-in": page_at("/sign-in/"),
        "sign-in-empty": _sign_in_without_anything,
        "sign-in-wrong-password": _wrong_password,
        "list": page_at(MY_INDEX, "anna"),
        "list-empty": page_at(MY_INDEX, "new"),
        "list-added": _person_added,
        "list-listed-anew": _listed_anew,
        "list-removed": _person_removed,
        "list-main-user-stays": _main_user_stays,
        "list-kin-offered": _kin_offered,
        "list-invited-by-kin": _invited_by_kin,
        "kin": _kin_answered,
        "kin-nobody": page_at("/card-index/kin/", "darya"),
        "menu-open": _menu_open,
        "add": page_at("/card-index/add/", "anna"),
        "add-first": page_at("/card-index/add/", "new"),
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
        "progress": _of_person(AWAITING, "verification/"),
        "refusal": _of_person(REFUSED, "verification/"),
        "listings": page_at("/card-index/listings/", "vera"),
        "listings-unconfirmed": page_at("/card-index/listings/", "darya"),
        "sign-up": page_at("/sign-up/"),
        "sign-up-errors": _sign_up_errors,
        "sign-up-sent": page_at("/sign-up/sent/"),
        "sign-up-password": _sign_up_password,
        "sign-up-password-errors": _password_errors,
        "consent": _consent,
        "forgotten-password": page_at("/password/"),
        "forgotten-password-sent": page_at("/password/sent/"),
        "proof": page_at("/proof/", "anna"),
        "step-up-without-number": page_at("/step-up/", "anna"),
        "step-up": page_at("/step-up/", "vera"),
        "step-up-too-early": _step_up_too_early,
        "step-up-code": _step_up_code,
        "change-password": _change_password,
        "profile": page_at("/profile/", "anna"),
        "profile-copying": _number_to_be_copied,
        "profile-empty": page_at("/profile/", "new"),
        "activation": _activation,
        "activation-wrong-code": _activation_wrong_code,
        "not-found": page_at("/nowhere/", "anna", HTTPStatus.NOT_FOUND),
        "not-by-link": page_at("/sign-out/", "anna", HTTPStatus.METHOD_NOT_ALLOWED),
        "stale": _stale_page,
        "poor-sight": _for_poor_sight,
        "very-poor-sight": _for_very_poor_sight,
    }
)
