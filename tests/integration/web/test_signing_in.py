"""«Вход» and «Выход» over HTTP: chapters 3.4.1, 3.5.1 and 4.8 of the manual."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import Settings

from cast import ANNA
from factories.people import PASSWORD, account_row, add, make_account
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.config.settings import base
from kartoteka.domain.accounts.hashers import PortalArgon2PasswordHasher
from kartoteka.domain.audit.selectors import list_traces
from kartoteka.domain.audit.types import Event

from .conftest import Visitor

SIGN_IN = "/sign-in/"


class TestSignIn:
    @pytest.mark.manual("A-06")
    def test_has_the_labels_of_the_manual(self, client: Client, db: None) -> None:
        page = client.get(SIGN_IN).content.decode()

        for label in ("Логин или Электронная почта", "Пароль", "Вход"):
            assert label in page

    @pytest.mark.manual("A-06", "A-11")
    @pytest.mark.parametrize("login", ["anna", "anna@example.org", " Anna@Example.org "])
    def test_takes_login_or_e_mail(
        self, client: Client, anna: UUID, registry: FakeInsuredRegistry, now: datetime, login: str
    ) -> None:
        add(anna, ANNA, registry, now)

        answer = client.post(SIGN_IN, {"login": login, "password": PASSWORD})
        page = client.get(answer["Location"]).content.decode()

        assert answer.status_code == 302
        assert "Соколова Анна" in page
        assert "Выход" in page
        events = [one.event for one in list_traces(subject_type="account", subject_id=anna)]
        assert events[-1] is Event.SIGNED_IN

    @pytest.mark.parametrize(
        ("login", "password"),
        [("anna@example.org", "wrong"), ("anna", "wrong"), ("nobody@example.org", PASSWORD), ("nobody", PASSWORD)],
    )
    def test_answers_alike_for_a_wrong_password_and_an_unknown_login(
        self, client: Client, anna: UUID, login: str, password: str
    ) -> None:
        answer = client.post(SIGN_IN, {"login": login, "password": password})

        assert answer.status_code == 422
        assert "Неверный логин или пароль" in answer.content.decode()

    @pytest.mark.rule("R69")
    @pytest.mark.parametrize("login", ["anna", "anna@example.org", "nobody", "nobody@example.org"])
    def test_computes_one_hash_whoever_is_meant(
        self, client: Client, settings: Settings, db: None, now: datetime, monkeypatch: pytest.MonkeyPatch, login: str
    ) -> None:
        settings.PASSWORD_HASHERS = base.PASSWORD_HASHERS
        make_account(ANNA, now)
        turns: list[str] = []
        turn = PortalArgon2PasswordHasher._turn

        def counted(hasher: PortalArgon2PasswordHasher) -> AbstractContextManager[None]:
            turns.append("hash")
            return turn(hasher)

        monkeypatch.setattr(PortalArgon2PasswordHasher, "_turn", counted)

        client.post(SIGN_IN, {"login": login, "password": "wrong"})

        assert turns == ["hash"]

    def test_answers_a_blocked_account_like_a_wrong_password(self, client: Client, anna: UUID) -> None:
        row = account_row(anna)
        row.is_active = False
        row.save()

        answer = client.post(SIGN_IN, {"login": "anna", "password": PASSWORD})

        assert "Неверный логин или пароль" in answer.content.decode()

    def test_pauses_after_ten_wrong_passwords_and_counts_no_right_ones(self, client: Client, anna: UUID) -> None:
        for _ in range(12):
            client.post(SIGN_IN, {"login": "anna", "password": PASSWORD})
            client.post("/sign-out/")
        for _ in range(10):
            client.post(SIGN_IN, {"login": "anna", "password": "wrong"})

        answer = client.post(SIGN_IN, {"login": "anna", "password": PASSWORD})

        assert "Слишком много попыток входа" in answer.content.decode()

    def test_counts_the_login_and_the_e_mail_of_an_account_together(self, client: Client, anna: UUID) -> None:
        for login in ["anna", "ANNA@example.org"] * 5:
            client.post(SIGN_IN, {"login": login, "password": "wrong"})

        answer = client.post(SIGN_IN, {"login": "Anna", "password": PASSWORD})

        assert "Слишком много попыток входа" in answer.content.decode()

    def test_says_what_is_missing(self, client: Client, db: None) -> None:
        page = client.post(SIGN_IN, {}).content.decode()

        assert "Введите логин или электронную почту" in page
        assert "Введите пароль" in page

    @pytest.mark.parametrize("password", ["\x00", "п" * 129, " "])
    def test_survives_any_password(self, client: Client, anna: UUID, password: str) -> None:
        assert client.post(SIGN_IN, {"login": "anna", "password": password}).status_code == 422

    @pytest.mark.parametrize(
        ("wanted", "gets"),
        [
            ("/card-index/add/", "/card-index/add/"),
            ("https://evil.example/", "/card-index/"),
            ("//evil.example/", "/card-index/"),
            ("javascript:alert(1)", "/card-index/"),
            ("/\\evil.example", "/card-index/"),
            ("http://localhost/card-index/", "/card-index/"),
            ("https://127.0.0.1/profile/", "/card-index/"),
        ],
    )
    def test_leads_on_to_pages_of_the_portal_only(self, client: Client, anna: UUID, wanted: str, gets: str) -> None:
        answer = client.post(f"{SIGN_IN}?next={wanted}", {"login": "anna", "password": PASSWORD, "next": wanted})

        assert answer["Location"] == gets

    def test_begins_a_new_session(self, client: Client, anna: UUID) -> None:
        client.get(SIGN_IN)
        client.session.save()
        before = client.session.session_key

        client.post(SIGN_IN, {"login": "anna", "password": PASSWORD})

        assert client.session.session_key != before


class TestSignOut:
    @pytest.mark.manual("P-09")
    def test_ends_the_session_and_clears_the_browser(self, anna: UUID, visit: Callable[[UUID], Visitor]) -> None:
        visitor = visit(anna)

        answer = visitor.post("/sign-out/")

        assert answer["Clear-Site-Data"] == '"cache"'
        assert visitor.get("/card-index/").status_code == 302
        events = [one.event for one in list_traces(subject_type="account", subject_id=anna)]
        assert events[-1] is Event.SIGNED_OUT

    @pytest.mark.manual("P-09")
    def test_leaves_nothing_for_the_next_user(
        self,
        anna: UUID,
        darya: UUID,
        registry: FakeInsuredRegistry,
        now: datetime,
        visit: Callable[[UUID], Visitor],
    ) -> None:
        add(anna, ANNA, registry, now)
        visitor = visit(anna)
        visitor.get("/card-index/")
        visitor.post("/sign-out/")

        visitor.client.force_login(account_row(darya))
        page = visitor.get("/card-index/").content.decode()

        assert "Соколова" not in page

    def test_is_no_link(self, anna: UUID, visit: Callable[[UUID], Visitor]) -> None:
        visitor = visit(anna)

        assert visitor.get("/sign-out/").status_code == 405
        assert visitor.get("/card-index/").status_code == 200

    def test_does_not_mind_a_guest(self, client: Client, db: None) -> None:
        assert client.post("/sign-out/").status_code == 302
