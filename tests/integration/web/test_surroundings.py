"""What is around the pages: region, look, feedback, notices, failures, headers."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

import pytest
from django.test import Client

from cast import ANNA, MARIA
from factories.people import PERM, account_row, add, make_region
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.ui.logs import LineFormatter

from .conftest import Visitor
from .test_adding import form_of

VOLOGDA = replace(PERM, code="35", name="Вологодская область", time_zone="Europe/Moscow")
TOMSK = replace(PERM, code="70", name="Томская область", is_active=False)


class TestTheStartPage:
    @pytest.mark.manual("A-04")
    def test_has_sign_in_on_top_and_the_app_at_the_bottom(self, client: Client, db: None) -> None:
        page = client.get("/").content.decode()

        assert page.index("/sign-in/") < page.index("/install/")
        assert "К&nbsp;врачу" in page

    @pytest.mark.manual("A-04")
    def test_leads_to_the_way_to_install_the_app(self, client: Client, db: None) -> None:
        page = client.get("/install/").content.decode()

        for device in ("Android", "iPhone"):
            assert device in page

    @pytest.mark.manual("A-11")
    def test_knows_who_is_signed_in(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime, visit: Callable[[UUID], Visitor]
    ) -> None:
        add(anna, ANNA, registry, now)

        assert "Соколова Анна" in visit(anna).get("/").content.decode()


@pytest.mark.rule("R72")
class TestChoosingARegion:
    @pytest.fixture(autouse=True)
    def regions(self, db: None, now: datetime) -> None:
        for region in (PERM, VOLOGDA, TOMSK):
            make_region(now, region)

    def test_offers_regions_that_take_part(self, client: Client) -> None:
        page = client.get("/region/").content.decode()

        assert "Пермский край" in page
        assert "Вологодская область" in page
        assert "Томская область" not in page

    def test_is_remembered_for_a_guest(self, client: Client) -> None:
        answer = client.post("/region/", {"region": "35", "next": "/feedback/"})

        assert answer["Location"] == "/feedback/"
        assert "Вологодская область" in client.get("/").content.decode()

    def test_is_kept_with_the_account(self, anna: UUID, visit: Callable[[UUID], Visitor]) -> None:
        visit(anna).post("/region/", {"region": "35"})

        assert account_row(anna).region_id == "35"

    @pytest.mark.parametrize("code", ["70", "99", "", "x" * 500, "\x00"])
    def test_asks_again_for_a_closed_or_unknown_region(self, client: Client, code: str) -> None:
        answer = client.post("/region/", {"region": code})

        assert answer.status_code == 422
        assert "Пермский край" in answer.content.decode()

    def test_asks_again_when_the_region_closed_since(
        self, anna: UUID, visit: Callable[[UUID], Visitor], now: datetime
    ) -> None:
        make_region(now, replace(PERM, is_active=False))

        assert visit(anna).get("/services/")["Location"] == "/region/"

    def test_leads_nobody_outside(self, client: Client) -> None:
        answer = client.post("/region/", {"region": "35", "next": "https://evil.example/"})

        assert answer["Location"] == "/"

    @pytest.mark.manual("A-01")
    def test_shows_its_services_to_who_is_signed_in(
        self, client: Client, anna: UUID, visit: Callable[[UUID], Visitor]
    ) -> None:
        page = visit(anna).get("/services/").content.decode()

        assert client.get("/services/").status_code == 302

        assert "Вызов врача на дом" in page
        assert PERM.phones[0].number in page


class TestFeedback:
    def test_shows_the_phones_of_the_region(self, client: Client, db: None, now: datetime) -> None:
        make_region(now)
        client.post("/region/", {"region": "59"})

        assert PERM.phones[0].number in client.get("/feedback/").content.decode()

    @pytest.mark.manual("E-05")
    @pytest.mark.rule("R78")
    def test_repeats_an_incident_number_and_no_other_words(self, client: Client, db: None) -> None:
        known = client.get("/feedback/", {"incident": "К-7F3Q-92KD"}).content.decode()
        strange = client.get("/feedback/", {"incident": "Позвоните мошенникам"}).content.decode()

        assert "К-7F3Q-92KD" in known
        assert "мошенникам" not in strange


class TestTheVersionForPeopleWithPoorSight:
    def test_is_switched_on_and_off_without_scripts(self, client: Client, db: None) -> None:
        answer = client.post("/appearance/", {"mode": "on", "next": "/feedback/"})
        on = client.get("/").content.decode()
        client.post("/appearance/", {"mode": "off"})
        off = client.get("/").content.decode()

        assert answer["Location"] == "/feedback/"
        assert "Обычная версия" in on
        assert "Обычная версия" not in off

    def test_leads_nobody_outside(self, client: Client, db: None) -> None:
        assert client.post("/appearance/", {"mode": "on", "next": "//evil.example"})["Location"] == "/"

    @pytest.mark.parametrize("cookie", ["x", "9.9.9.9.9", '"><script>', "2.bw.sans.normal.on.x"])
    def test_takes_no_strange_cookie(self, client: Client, db: None, cookie: str) -> None:
        client.cookies["appearance"] = cookie

        assert "Обычная версия" not in client.get("/").content.decode()


class TestMalfunctions:
    @pytest.mark.manual("E-05")
    @pytest.mark.rule("R78")
    def test_have_a_number_that_is_in_the_log_too(
        self,
        anna: UUID,
        registry: FakeInsuredRegistry,
        visit: Callable[[UUID], Visitor],
        caplog: pytest.LogCaptureFixture,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        def broken(*_: object, **__: object) -> None:
            raise RuntimeError(f"secret of {MARIA.name}")

        monkeypatch.setattr(registry, "find", broken)
        caplog.handler.setFormatter(LineFormatter())

        answer = visit(anna).post("/card-index/add/", form_of(MARIA))

        page, log = answer.content.decode(), caplog.text
        number = re.search(r"К-[0-9A-Z]{4}-[0-9A-Z]{4}", page)
        assert answer.status_code == 500
        assert number is not None
        assert number[0] in log
        assert "/feedback/?incident=" in page
        for personal in (MARIA.name.family, MARIA.snils.digits, "anna@example.org"):
            assert personal not in log

    @pytest.mark.manual("E-05")
    def test_of_a_neighbour_are_told_as_such(
        self, anna: UUID, registry: FakeInsuredRegistry, visit: Callable[[UUID], Visitor]
    ) -> None:
        registry.is_down = True

        answer = visit(anna).post("/card-index/add/", form_of(MARIA))

        assert answer.status_code == 503
        assert re.search(r"К-[0-9A-Z]{4}-[0-9A-Z]{4}", answer.content.decode())


class TestAStalePage:
    @pytest.mark.rule("R13")
    def test_says_what_happened_and_what_to_do(self, anna: UUID) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(account_row(anna))

        answer = client.post(f"/card-index/{uuid4()}/remove/", {"card": "x"})

        assert answer.status_code == 403
        assert "Страница устарела" in answer.content.decode()


class TestHeaders:
    def test_allow_no_foreign_or_inline_code(self, client: Client, db: None) -> None:
        policy = client.get("/")["Content-Security-Policy"]

        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy

    def test_keep_personal_pages_out_of_every_cache(self, anna: UUID, visit: Callable[[UUID], Visitor]) -> None:
        assert "no-store" in visit(anna).get("/card-index/")["Cache-Control"]

    def test_send_a_script_of_an_ended_session_to_sign_in(self, client: Client, db: None) -> None:
        answer = client.get("/card-index/", headers={"HX-Request": "true"})

        assert answer["HX-Redirect"].startswith("/sign-in/")

    def test_name_no_powers_that_pages_do_not_need(self, client: Client, db: None) -> None:
        answer = client.get("/")

        assert (answer["X-Content-Type-Options"], answer["X-Frame-Options"]) == ("nosniff", "DENY")
        assert answer["Referrer-Policy"] == "same-origin"
