"""To whom the administrator's pages exist, and what all of them have in common (A-02)."""

import re
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

import pytest
from django.contrib.admin.models import LogEntry
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cast import GLEB
from factories.people import PASSWORD, account_row, make_account
from kartoteka.administration.acts import ACTS
from kartoteka.administration.words import BLOCK_GROUNDS, EVENTS, ROLES, event_words
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.accounts.types import BlockGround, Role
from kartoteka.domain.audit.models import AuditEvent
from kartoteka.domain.audit.types import Event

from .administrators_pages import LIST, every_page_of_accounts, page_of, words
from .conftest import Visitor

pytestmark = pytest.mark.manual("A-02")


class TestStranger:
    """Whoever is no administrator."""

    @pytest.mark.parametrize("role", [Role.USER, Role.MODERATOR, Role.REGISTRAR])
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_finds_no_page(self, anna: UUID, now: datetime, role: Role, method: str) -> None:
        gleb = make_account(GLEB, now)
        Account.objects.filter(pk=gleb).update(role=role)
        visitor = Visitor(gleb)
        ask: Callable[[str], HttpResponse] = getattr(visitor, method)

        for address in every_page_of_accounts(anna):
            answer = ask(address)

            assert answer.status_code == HTTPStatus.NOT_FOUND, address
            assert "Страница не найдена" in words(answer)
        assert account_row(anna).is_active

    def test_is_told_the_same_as_of_a_page_that_never_was(self, darya: UUID) -> None:
        visitor = Visitor(darya)

        answers = [words(visitor.get(path)) for path in ("/admin/", "/nowhere/")]

        assert answers[0] == answers[1]

    def test_is_noted(self, darya: UUID) -> None:
        Visitor(darya).get("/admin/")

        assert AuditEvent.objects.get(event=Event.ADMINISTRATION_REFUSED).actor_id == darya

    def test_as_a_guest_finds_no_page_either(self, anna: UUID, client: Client) -> None:
        for address in every_page_of_accounts(anna):
            assert client.get(address).status_code == HTTPStatus.NOT_FOUND, address

    def test_finds_no_sign_in_of_djangos_own(self, nina: Visitor) -> None:
        for name in ("login", "logout", "password_change", "jsi18n/x", "autocomplete", "r/1/1"):
            assert nina.get(f"/admin/{name}/").status_code == HTTPStatus.NOT_FOUND, name


class TestAForm:
    @pytest.mark.rule("R13")
    def test_of_another_accounts_page_is_refused(self, anna: UUID, nina: Visitor) -> None:
        answer = nina.post(page_of(anna, "block"), {"ground": BlockGround.OWNER_ASKED, "acting_as": "0" * 32})

        assert answer.status_code == HTTPStatus.FORBIDDEN
        assert "Страница устарела" in words(answer)
        assert account_row(anna).is_active

    def test_carries_the_mark_of_the_account(self, anna: UUID, nina: Visitor) -> None:
        needless = {"unblock", "reset-second-factor"}
        for address in (LIST, f"{LIST}add/", *(page_of(anna, act.name) for act in ACTS if act.name not in needless)):
            assert 'name="acting_as" value="' in nina.get(address).content.decode(), address

    def test_needs_its_token(self, anna: UUID, nina: Visitor) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = nina.client.cookies

        assert strict.post(page_of(anna, "lift-pause")).status_code == HTTPStatus.FORBIDDEN


class TestThePages:
    def test_are_kept_by_no_browser(self, anna: UUID, nina: Visitor) -> None:
        for address in every_page_of_accounts(anna):
            if not address.endswith("/unblock/"):
                assert nina.get(address).headers["Cache-Control"] == "no-store", address

    def test_leave_the_journal_of_djangos_admin_empty(self, anna: UUID, nina: Visitor) -> None:
        nina.post(page_of(anna, "block"), {"ground": BlockGround.OWNER_ASKED})

        assert not LogEntry.objects.exists()

    def test_are_where_an_administrator_begins(self, nina: Visitor) -> None:
        answer = Client().post("/sign-in/", {"login": "nina", "password": PASSWORD})

        assert answer.headers["Location"] == reverse("admin:index")
        assert 'href="/admin/"' in nina.get("/").content.decode()

    def test_are_named_to_nobody_else(self, anna_visits: Visitor) -> None:
        assert "/admin/" not in anna_visits.get("/card-index/").content.decode()


class TestWords:
    def test_name_every_event_role_and_ground(self) -> None:
        assert set(EVENTS) == set(Event)
        assert set(ROLES) == set(Role)
        assert set(BLOCK_GROUNDS) == set(BlockGround)

    def test_are_russian(self) -> None:
        assert [said for said in EVENTS.values() if not re.match("[А-Я]", said)] == []
        assert event_words(Event.SIGNED_IN) == "Вход"
