"""Every page of health records, and of the access to them, in every state that looks different."""

from playwright.sync_api import Page, expect

from e2e.browsing import Browsing
from e2e.scene import Scene
from e2e.walk import (
    ANNA,
    AWAITING,
    DMITRY,
    MARIA,
    VERA,
    address_of,
    enter_by_esia,
    notice,
    open_record,
    prove_by_sms,
    type_child_code,
)

VERAS_NUMBER = "+79000000003"


def _access(name: str, then: str = "") -> Scene:
    """A page about access to the record of one of Anna's people, opened by her through ESIA."""

    def open_page(browsing: Browsing) -> Page:
        page = browsing.guest()
        enter_by_esia(page, ANNA)
        page.goto(address_of(page, name, then=f"access/{then}"))
        expect(page.locator("[data-failure]")).to_have_count(0)
        return page

    return open_page


def _records(browsing: Browsing) -> Page:
    """Whose records open to Anna: her own and her daughter's."""
    page = browsing.guest()
    enter_by_esia(page, ANNA)
    page.goto("/records/")
    expect(page.get_by_role("heading", level=2, name="Открыты Вам")).to_be_visible()
    return page


def _code_issued(browsing: Browsing) -> Page:
    page = _access(MARIA, "code/")(browsing)
    page.get_by_role("button", name="Выдать код").click()
    expect(page.get_by_role("heading", level=2, name="Код доступа к медкарте ребёнка")).to_be_visible()
    return page


def _journal(browsing: Browsing) -> Page:
    """After Anna has looked at her own record."""
    page = _access(ANNA, "journal/")(browsing)
    journal = page.url
    page.goto(journal.replace("access/journal/", "record/"))
    page.goto(journal)
    expect(page.get_by_role("link", name="Это не я").first).to_be_visible()
    return page


def _report(browsing: Browsing) -> Page:
    page = _journal(browsing)
    page.get_by_role("link", name="Это не я").first.click()
    expect(page.get_by_role("button", name="Сообщить")).to_be_visible()
    return page


def _report_errors(browsing: Browsing) -> Page:
    page = _report(browsing)
    page.get_by_label("Электронная почта").fill("")
    page.get_by_role("button", name="Сообщить").click()
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def _forbidding(browsing: Browsing) -> Page:
    page = _access(ANNA, "people/")(browsing)
    page.get_by_role("link", name="Запретить отображение").click()
    return page


def _display_forbidden(browsing: Browsing) -> Page:
    page = _forbidding(browsing)
    page.get_by_role("button", name="Запретить отображение").click()
    expect(notice(page, "Готово")).to_contain_text("Отображение запрещено")
    return page


def _requests(browsing: Browsing) -> Page:
    page = browsing.signed_in("vera")
    page.goto("/access-requests/")
    prove_by_sms(page, browsing.guest(), browsing.portal.deliver_messages, VERAS_NUMBER)
    expect(page.get_by_role("heading", level=1)).to_have_text("Запросы на доступ")
    return page


def _request(browsing: Browsing) -> Page:
    page = _requests(browsing)
    page.get_by_role("link", name="Рассмотреть").click()
    expect(page.get_by_role("button", name="Подтвердить")).to_be_visible()
    return page


def _giving_up(browsing: Browsing) -> Page:
    page = browsing.signed_in("dmitry")
    page.goto(address_of(page, ANNA, then="access/give-up/"))
    return page


def _redeeming(browsing: Browsing) -> Page:
    page = browsing.signed_in("dmitry")
    page.goto(address_of(page, MARIA, then="access/redeem/"))
    return page


def _redeeming_errors(browsing: Browsing) -> Page:
    page = _redeeming(browsing)
    page.get_by_role("button", name="Открыть медкарту").click()
    expect(page.get_by_role("alert")).to_be_visible()
    return page


def _code_not_accepted(browsing: Browsing) -> Page:
    page = _redeeming(browsing)
    type_child_code(page, "00000-00001-1", "19.05.2018")
    expect(notice(page, "Ошибка")).to_contain_text("Код не подошёл")
    return page


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


RECORD_SCENES: dict[str, Scene] = {
    "access-own": _access(ANNA),
    "access-child": _access(MARIA),
    "access-closed": _access(DMITRY),
    "access-awaiting": _access(AWAITING),
    "access-codes": _access(MARIA, "code/"),
    "access-codes-off": _access(MARIA, "code/?switch=off"),
    "access-codes-refused": _access(DMITRY, "code/"),
    "access-code-issued": _code_issued,
    "access-ask": _access(DMITRY, "ask/"),
    "access-asked": _access(VERA),
    "access-requests": _requests,
    "access-request": _request,
    "access-people": _access(ANNA, "people/"),
    "access-people-forbidden": _display_forbidden,
    "access-forbid": _forbidding,
    "access-journal-empty": _access(MARIA, "journal/"),
    "access-journal": _journal,
    "access-journal-report": _report,
    "access-journal-report-errors": _report_errors,
    "access-give-up": _giving_up,
    "access-redeem": _redeeming,
    "access-redeem-errors": _redeeming_errors,
    "access-redeem-not-accepted": _code_not_accepted,
    "records": _records,
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
}
