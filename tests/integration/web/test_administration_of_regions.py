"""The administrator's pages of regions (A-02)."""

import re
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus

import pytest
from django.http import HttpResponse
from pytest_django import DjangoAssertNumQueries

from factories.people import PERM, make_region
from kartoteka.domain.audit.models import AuditEvent
from kartoteka.domain.audit.types import Event
from kartoteka.domain.regions.selectors import find_region
from kartoteka.domain.regions.types import CallCentrePhone, Region, RegionService, ServiceAccess

from .administrators_pages import words
from .conftest import Visitor

pytestmark = pytest.mark.manual("A-02")
LIST = "/admin/administration/region/"
PERMS_PAGE = f"{LIST}59/change/"
# The session with its account; how many regions there are; the regions.
LIST_QUERIES = 3
# The session; the region, its services, its phones.
REGION_QUERIES = 4
TOMSK = Region("70", "Томская область", "Asia/Tomsk", is_active=True, services=(), phones=())
VISIT = RegionService(
    "mobile-clinic", "Выездная клиника", "Раз в неделю", ServiceAccess.BASIC, "https://clinic.example/"
)
DUTY = CallCentrePhone("8 (800) 000-59-02", "Дежурный врач", "круглосуточно")


def fields_of(page: HttpResponse) -> dict[str, object]:
    """The form of a region as a browser would send it back untouched."""
    html = page.content.decode()
    form = html[html.index('action="/admin/administration/region/') :]
    sent: dict[str, object] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        is_box = attributes.get("type") == "checkbox"
        if "name" in attributes and " disabled" not in tag and (not is_box or " checked" in tag):
            sent[attributes["name"]] = attributes.get("value", "on" if is_box else "")
    sent |= dict(re.findall(r'<textarea name="([^"]+)"[^>]*>\s*([^<]*)</textarea>', form))
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    return sent


def send(nina: Visitor, changes: dict[str, object], address: str = PERMS_PAGE) -> HttpResponse:
    return nina.post(address, fields_of(nina.get(address)) | changes)


def service_line(number: int, service: RegionService, order: str = "") -> dict[str, object]:
    prefix = f"services-{number}"
    return {
        f"{prefix}-code": service.code,
        f"{prefix}-title": service.title,
        f"{prefix}-description": service.description,
        f"{prefix}-access": service.access,
        f"{prefix}-url": service.url,
        f"{prefix}-ORDER": order,
    }


def phone_line(number: int, phone: CallCentrePhone) -> dict[str, object]:
    prefix = f"phones-{number}"
    return {f"{prefix}-number": phone.number, f"{prefix}-purpose": phone.purpose, f"{prefix}-hours": phone.hours}


def changes_noted() -> int:
    return AuditEvent.objects.filter(event=Event.REGION_CHANGED, subject_id="59", actor_id__isnull=False).count()


class TestTheList:
    def test_shows_all_regions(self, nina: Visitor, now: datetime) -> None:
        make_region(now, replace(TOMSK, is_active=False))

        page = words(nina.get(LIST))

        assert "Пермский край 59 МСК+2, Екатеринбург Да" in page
        assert "Томская область 70 МСК+4, Томск Нет" in page

    def test_asks_a_fixed_number_of_times(
        self, nina: Visitor, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        make_region(now, TOMSK)

        with django_assert_num_queries(LIST_QUERIES):
            nina.get(LIST)


class TestThePageOfARegion:
    def test_shows_services_and_phones(self, nina: Visitor) -> None:
        page = nina.get(PERMS_PAGE).content.decode()

        for expected in ("Пермский край", "Вызов врача на дом", "8 (800) 000-59-01", "ежедневно с 8:00 до 20:00"):
            assert expected in page

    def test_asks_a_fixed_number_of_times(
        self, nina: Visitor, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(REGION_QUERIES):
            nina.get(PERMS_PAGE)

    @pytest.mark.parametrize("code", ["99", "xx", "5", "%00"])
    @pytest.mark.parametrize("name", ["change", "history"])
    def test_is_not_found_where_there_is_none(self, nina: Visitor, code: str, name: str) -> None:
        assert nina.get(f"{LIST}{code}/{name}/").status_code == HTTPStatus.NOT_FOUND

    def test_keeps_a_zone_that_is_not_offered_otherwise(self, nina: Visitor, now: datetime) -> None:
        make_region(now, replace(PERM, time_zone="Asia/Novokuznetsk"))

        send(nina, {"is_active": ""})

        assert find_region("59") == replace(PERM, time_zone="Asia/Novokuznetsk", is_active=False)


class TestChangingARegion:
    def test_keeps_everything_as_it_was_where_nothing_was_changed(self, nina: Visitor) -> None:
        answer = send(nina, {})

        assert answer.headers["Location"] == LIST
        assert find_region("59") == PERM
        assert changes_noted() == 0

    def test_changes_its_name_and_zone_and_is_noted(self, nina: Visitor) -> None:
        send(nina, {"name": "Пермь", "time_zone": "Asia/Omsk"})

        assert find_region("59") == replace(PERM, name="Пермь", time_zone="Asia/Omsk")
        row = AuditEvent.objects.filter(event=Event.REGION_CHANGED).latest("id")
        assert (row.subject_id, row.actor_id) == ("59", nina.account_id)
        assert "Изменен регион Портала nina" in words(nina.get(f"{LIST}59/history/"))

    @pytest.mark.rule("R73")
    def test_sets_how_long_looks_at_records_are_kept_and_is_noted(self, nina: Visitor) -> None:
        send(nina, {"looks_kept_years": "10"})

        assert find_region("59") == replace(PERM, looks_kept_years=10)
        assert changes_noted() == 1

    @pytest.mark.rule("R73")
    def test_tells_in_its_history_how_long_looks_were_kept_and_by_whom_that_was_changed(self, nina: Visitor) -> None:
        for years in ("10", "3", "3"):
            send(nina, {"looks_kept_years": years})

        rows = AuditEvent.objects.filter(event=Event.LOOKS_TERM_CHANGED).order_by("id")
        assert [(row.subject_id, row.actor_id) for row in rows] == [
            ("59/5/10", nina.account_id),
            ("59/10/3", nina.account_id),
        ]
        history = words(nina.get(f"{LIST}59/history/"))
        shorter = "Изменен срок хранения просмотров медкарты, лет: было 10, стало 3 nina"
        assert shorter in history
        assert "лет: было 5, стало 10 nina" in history[history.index(shorter) :]

    @pytest.mark.rule("R73")
    def test_of_other_facts_says_nothing_of_the_term_of_looks(self, nina: Visitor) -> None:
        send(nina, {"name": "Пермь"})

        assert not AuditEvent.objects.filter(event=Event.LOOKS_TERM_CHANGED).exists()

    @pytest.mark.rule("R73")
    @pytest.mark.parametrize("years", ["2", "26", "-5", "", "много"])
    def test_keeps_looks_at_records_no_shorter_than_the_law_needs(self, nina: Visitor, years: str) -> None:
        answer = send(nina, {"looks_kept_years": years})

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert find_region("59") == PERM

    def test_adds_services_and_phones(self, nina: Visitor) -> None:
        send(nina, service_line(2, VISIT) | phone_line(1, DUTY))

        expected = replace(PERM, services=(*PERM.services, VISIT), phones=(*PERM.phones, DUTY))
        assert find_region("59") == expected

    def test_puts_services_into_another_order(self, nina: Visitor) -> None:
        send(nina, service_line(2, VISIT, order="1") | {"services-0-ORDER": "3", "services-1-ORDER": "2"})

        first, second = PERM.services
        assert find_region("59") == replace(PERM, services=(VISIT, second, first))

    def test_takes_services_and_phones_away(self, nina: Visitor) -> None:
        send(nina, {"services-0-DELETE": "on", "phones-0-DELETE": "on"})

        assert find_region("59") == replace(PERM, services=PERM.services[1:], phones=())

    def test_never_changes_its_code(self, nina: Visitor) -> None:
        send(nina, {"code": "77", "name": "Пермь"})

        assert find_region("77") is None
        assert find_region("59") == replace(PERM, name="Пермь")

    @pytest.mark.rule("R72")
    def test_closes_it_and_opens_it_again(self, nina: Visitor) -> None:
        send(nina, {"is_active": ""})
        assert find_region("59") == replace(PERM, is_active=False)

        send(nina, {"is_active": "on"})

        assert find_region("59") == PERM

    @pytest.mark.parametrize(
        ("wrong", "mistake"),
        [
            ({"name": ""}, "Обязательное поле"),
            ({"time_zone": "Mars/Phobos"}, "Выберите корректный вариант"),
            ({"phones-0-number": "звоните"}, "Только цифры, пробелы, скобки и дефисы"),
            ({"services-0-code": "Вызов"}, "Латинские строчные буквы"),
            ({"services-1-code": "house-call"}, "У двух услуг один код"),
            ({"services-0-url": "javascript:alert(1)"}, "Введите правильный URL"),
            ({"services-0-title": "x" * 121}, "не более 120 символов"),
            ({"services-TOTAL_FORMS": "x"}, "Проверьте, что отмечено ниже"),
        ],
    )
    def test_says_what_is_wrong(self, nina: Visitor, wrong: dict[str, object], mistake: str) -> None:
        answer = send(nina, wrong)

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert mistake in words(answer)
        assert find_region("59") == PERM

    def test_does_not_take_another_regions_name(self, nina: Visitor, now: datetime) -> None:
        make_region(now, TOMSK)

        answer = send(nina, {"name": TOMSK.name})

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "Регион с таким названием уже есть" in words(answer)

    def test_is_refused_when_somebody_else_changed_it_meanwhile(self, nina: Visitor, now: datetime) -> None:
        form = fields_of(nina.get(PERMS_PAGE))
        changed = make_region(now, replace(PERM, phones=()))

        answer = nina.post(PERMS_PAGE, form | {"name": "Пермь"})

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "только что изменил кто-то другой" in words(answer)
        assert find_region("59") == changed

    @pytest.mark.rule("R12")
    def test_sent_twice_is_made_once(self, nina: Visitor) -> None:
        form = fields_of(nina.get(PERMS_PAGE)) | phone_line(1, DUTY) | service_line(2, VISIT)

        answers = [nina.post(PERMS_PAGE, form) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [HTTPStatus.FOUND] * 2
        assert find_region("59") == replace(PERM, services=(*PERM.services, VISIT), phones=(*PERM.phones, DUTY))
        assert changes_noted() == 1


class TestAddingARegion:
    ADD = f"{LIST}add/"

    def test_makes_it(self, nina: Visitor) -> None:
        facts: dict[str, object] = {"code": "70", "name": TOMSK.name, "time_zone": TOMSK.time_zone}

        answer = send(nina, facts | phone_line(0, DUTY), self.ADD)

        assert answer.headers["Location"] == LIST
        assert find_region("70") == replace(TOMSK, phones=(DUTY,))

    @pytest.mark.parametrize(
        ("wrong", "mistake"),
        [
            ({"code": "7"}, "Две цифры"),
            ({"code": "59"}, "Регион с таким кодом уже есть"),
            ({"name": ""}, "Обязательное"),
        ],
    )
    def test_says_what_is_wrong(self, nina: Visitor, wrong: dict[str, object], mistake: str) -> None:
        facts: dict[str, object] = {"code": "70", "name": TOMSK.name}

        answer = send(nina, facts | wrong, self.ADD)

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert mistake in words(answer)
        assert find_region("70") is None
        assert find_region("59") == PERM


class TestStranger:
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_finds_no_page(self, anna_visits: Visitor, method: str) -> None:
        for address in (LIST, f"{LIST}add/", PERMS_PAGE, f"{LIST}59/history/"):
            assert getattr(anna_visits, method)(address).status_code == HTTPStatus.NOT_FOUND, address

        assert find_region("59") == PERM
