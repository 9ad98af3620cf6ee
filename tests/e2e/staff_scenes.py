"""Every page of the staff in every state that looks different."""

from playwright.sync_api import Page, expect

from e2e.at_desk import fill_child_code, prove_identity, record_consent, seek_patient
from e2e.browsing import Browsing
from e2e.scene import Scene, page_at
from e2e.walk import (
    FREE,
    ask_about,
    mistyped,
    notice,
    open_request,
    sign_in,
    take_request,
)
from kartoteka.devtools import cast
from kartoteka.devtools.people import DemoPerson


def _request_in_work(browsing: Browsing) -> Page:
    ask_about(browsing.signed_in("anna"), mistyped(FREE))
    page = browsing.signed_in("moderator")
    open_request(page, 1)
    take_request(page)
    return page


def _second_look(browsing: Browsing) -> Page:
    page = _request_in_work(browsing)
    page.get_by_label("Данные сверены, это один и тот же человек").first.check()
    page.get_by_role("button", name="Подтвердить: это").first.click()
    colleagues = browsing.signed_in("moderator2")
    open_request(colleagues, 1)
    expect(colleagues.get_by_role("button", name="Подтвердить вторым")).to_be_visible()
    return colleagues


def _decided(browsing: Browsing) -> Page:
    page = _request_in_work(browsing)
    page.get_by_label("Причина").select_option(label="В фонде ОМС нет человека с такими данными")
    page.get_by_role("button", name="Отказать").click()
    notice(page, "Готово").get_by_role("link", name="К заявке").click()
    expect(page.get_by_role("button", name="Отменить решение")).to_be_visible()
    return page


def _refusal_errors(browsing: Browsing) -> Page:
    page = _request_in_work(browsing)
    page.get_by_role("button", name="Отказать").click()
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def _patient_found(browsing: Browsing) -> Page:
    page = page_at("/desk/registrar/", "registrar")(browsing)
    seek_patient(page, cast.DARYA)
    expect(page.get_by_role("link", name="Открыть")).to_be_visible()
    return page


def _patient(browsing: Browsing) -> Page:
    page = _patient_found(browsing)
    page.get_by_role("link", name="Открыть").click()
    expect(page.get_by_role("button", name="Подтвердить личность")).to_be_visible()
    return page


def _patient_errors(browsing: Browsing) -> Page:
    page = _patient(browsing)
    page.get_by_role("button", name="Подтвердить личность").click()
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def _patient_proved(browsing: Browsing) -> Page:
    page = _patient(browsing)
    prove_identity(page, "darya")
    expect(notice(page, "Готово")).to_be_visible()
    return page


def _patient_proof_errors(browsing: Browsing) -> Page:
    page = _patient_proved(browsing)
    page.get_by_role("button", name="Отменить подтверждение").click()
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def _slip(browsing: Browsing) -> Page:
    page = _patient(browsing)
    page.get_by_role("link", name="Памятка для печати").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Памятка пользователю Портала")
    return page


def _child_code(browsing: Browsing) -> Page:
    page = page_at("/desk/registrar/child-code/", "registrar")(browsing)
    fill_child_code(page, cast.ANNA, cast.MARIA)
    page.get_by_role("button", name="Выдать код").click()
    expect(page.get_by_role("img", name="Тот же код для камеры телефона")).to_be_visible()
    return page


def _child_code_errors(browsing: Browsing) -> Page:
    page = page_at("/desk/registrar/child-code/", "registrar")(browsing)
    page.get_by_role("button", name="Выдать код").click()
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def _rights(login: str, person: DemoPerson) -> Scene:
    def show(browsing: Browsing) -> Page:
        page = page_at("/desk/registrar/rights/", login)(browsing)
        seek_patient(page, person)
        expect(page.get_by_role("heading", name="Кому открыта карта")).to_be_visible()
        for summary in page.locator("main summary").all():
            summary.click()
        return page

    return show


def _consent(browsing: Browsing) -> Page:
    page = _rights("registrar", cast.EKATERINA)(browsing)
    page.get_by_role("button", name="Записать согласие").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Согласие на бумаге")
    return page


def _consent_errors(browsing: Browsing) -> Page:
    page = _consent(browsing)
    page.get_by_role("button", name="Открыть доступ").click()
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def _consent_slip(browsing: Browsing) -> Page:
    page = page_at("/desk/registrar/", "registrar")(browsing)
    seek_patient(page, cast.DMITRY)
    page.get_by_role("link", name="Открыть").click()
    prove_identity(page, "dmitry")
    expect(notice(page, "Готово")).to_be_visible()
    page = _consent(browsing)
    record_consent(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Памятка: Вы открыли свою медкарту")
    return page


def _take_back(browsing: Browsing) -> Page:
    _consent_slip(browsing)
    page = _rights("registrar", cast.EKATERINA)(browsing)
    page.get_by_role("button", name="Закрыть по заявлению").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Отзыв согласия")
    return page


def _figures_after_a_decision(browsing: Browsing) -> Page:
    page = _request_in_work(browsing)
    page.get_by_label("Причина").select_option(index=1)
    page.get_by_role("button", name="Отказать").click()
    expect(notice(page, "Готово")).to_contain_text("отказано")
    page = browsing.guest()
    sign_in(page, "admin@example.org")
    page.goto("/desk/figures/")
    page.get_by_text("Те же числа таблицей").click()
    expect(page.get_by_role("img", name="Решения по дням")).to_be_visible()
    return page


def _figures_of_no_days(browsing: Browsing) -> Page:
    page = browsing.guest()
    sign_in(page, "admin@example.org")
    page.goto("/desk/figures/?first=x")
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def _role_proposed(browsing: Browsing, administrator: str, login: str) -> Page:
    page = browsing.signed_in(administrator)
    page.goto("/admin/administration/account/")
    page.get_by_role("link", name=login, exact=True).click()
    page.get_by_role("link", name="Изменить роль").click()
    page.get_by_label("Роль").select_option(label="Регистратор")
    page.get_by_role("button", name="Изменить роль").click()
    expect(page.locator(".messagelist")).to_contain_text("Роль предложена")
    return page


def _roles_that_wait(browsing: Browsing) -> Page:
    """One that the administrator proposed himself, one of the other's."""
    _role_proposed(browsing, "admin2", "darya")
    page = _role_proposed(browsing, "admin", "vera")
    page.goto("/admin/administration/account/roles/")
    expect(page.get_by_role("button", name="Отклонить")).to_have_count(2)
    return page


STAFF_SCENES: dict[str, Scene] = {
    "desk": page_at("/desk/", "moderator"),
    "desk-empty": page_at("/desk/?deadline=overdue", "moderator"),
    "desk-request": _request_in_work,
    "desk-refusal-errors": _refusal_errors,
    "desk-second-look": _second_look,
    "desk-decided": _decided,
    "roles-waiting": _roles_that_wait,
    "figures": _figures_after_a_decision,
    "figures-errors": _figures_of_no_days,
    "desk-of-registrar": page_at("/desk/", "registrar"),
    "registrar": page_at("/desk/registrar/", "registrar"),
    "registrar-found": _patient_found,
    "registrar-patient": _patient,
    "registrar-patient-errors": _patient_errors,
    "registrar-patient-proved": _patient_proved,
    "registrar-patient-proof-errors": _patient_proof_errors,
    "registrar-slip": _slip,
    "child-code": page_at("/desk/registrar/child-code/", "registrar"),
    "child-code-errors": _child_code_errors,
    "child-code-slip": _child_code,
    "rights-search": page_at("/desk/registrar/rights/", "registrar"),
    "rights": _rights("moderator", cast.MARIA),
    "consent": _consent,
    "consent-errors": _consent_errors,
    "consent-slip": _consent_slip,
    "take-back": _take_back,
    "kin-denials": page_at("/desk/kin-denials/", "moderator"),
}
