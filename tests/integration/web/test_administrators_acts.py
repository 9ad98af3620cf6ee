"""What the administrator does with accounts through his pages (A-02)."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus

import pytest
from django.test import Client

from cast import GLEB, ROMAN
from factories.people import PASSWORD, PERM, account_row, make_account
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.accounts.types import BlockGround, Role
from kartoteka.domain.audit.models import AuditEvent
from kartoteka.domain.audit.types import Event

from .administrators_pages import LIST, page_of, words
from .conftest import Visitor

pytestmark = pytest.mark.manual("A-02")


class TestBlocking:
    def test_ends_the_session_with_the_next_request(self, anna_visits: Visitor, nina: Visitor) -> None:
        anna = anna_visits.account_id
        assert anna_visits.get("/card-index/").status_code == HTTPStatus.OK

        answer = nina.post(page_of(anna, "block"), {"ground": BlockGround.OWNER_ASKED})

        assert answer.headers["Location"] == page_of(anna)
        assert anna_visits.get("/card-index/").status_code == HTTPStatus.FOUND
        page = words(nina.get(page_of(anna)))
        assert "Учетная запись заблокирована, все её сеансы завершены" in page
        assert "nina. Причина: Просьба владельца." in page

    def test_keeps_the_owner_from_signing_in_until_it_is_lifted(self, anna_visits: Visitor, nina: Visitor) -> None:
        anna = anna_visits.account_id
        form = {"login": "anna", "password": PASSWORD}
        nina.post(page_of(anna, "block"), {"ground": BlockGround.OWNER_ASKED})
        assert Client().post("/sign-in/", form).status_code == HTTPStatus.UNPROCESSABLE_ENTITY

        nina.post(page_of(anna, "unblock"))

        assert Client().post("/sign-in/", form).status_code == HTTPStatus.FOUND

    @pytest.mark.parametrize(
        ("form", "mistake"),
        [
            ({}, "Выберите причину"),
            ({"ground": "whim"}, "Выберите корректный вариант"),
            ({"ground": BlockGround.OTHER}, "Напишите, в чём причина"),
            ({"ground": BlockGround.OTHER, "note": "x" * 301}, "не более 300 символов"),
            ({"ground": BlockGround.OTHER, "note": "\0"}, "Данные содержат запрещённый символ"),
        ],
    )
    def test_wants_a_reason(self, anna_visits: Visitor, nina: Visitor, form: dict[str, object], mistake: str) -> None:
        answer = nina.post(page_of(anna_visits.account_id, "block"), form)

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert mistake in words(answer)
        assert account_row(anna_visits.account_id).is_active

    def test_shows_the_note_as_it_was_typed(self, anna_visits: Visitor, nina: Visitor) -> None:
        note = "<script>alert(1)</script> {{ 7*7 }}"

        nina.post(page_of(anna_visits.account_id, "block"), {"ground": BlockGround.OTHER, "note": note})

        page = nina.get(page_of(anna_visits.account_id)).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}" in page

    def test_of_a_blocked_account_leads_back_to_it(self, anna_visits: Visitor, nina: Visitor) -> None:
        anna = anna_visits.account_id
        nina.post(page_of(anna, "block"), {"ground": BlockGround.OWNER_ASKED})

        answer = nina.post(page_of(anna, "block"), {"ground": BlockGround.OWNER_ASKED})

        assert answer.headers["Location"] == page_of(anna)
        assert AuditEvent.objects.filter(event=Event.ACCOUNT_BLOCKED).count() == 1

    def test_of_ones_own_account_is_refused(self, nina: Visitor) -> None:
        answer = nina.post(page_of(nina.account_id, "block"), {"ground": BlockGround.OWNER_ASKED})

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "Со своей учетной записью этого сделать нельзя" in words(answer)


class TestResettingTheSignIn:
    def test_ends_the_session_and_the_password(self, anna_visits: Visitor, nina: Visitor) -> None:
        nina.post(page_of(anna_visits.account_id, "reset-sign-in"))

        assert anna_visits.get("/card-index/").status_code == HTTPStatus.FOUND
        answer = Client().post("/sign-in/", {"login": "anna", "password": PASSWORD})
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY

    def test_shows_no_password_and_sets_none(self, anna_visits: Visitor, nina: Visitor) -> None:
        nina.post(page_of(anna_visits.account_id, "reset-sign-in"), {"password": "Chosen-by-Nina-2026"})

        assert not account_row(anna_visits.account_id).check_password("Chosen-by-Nina-2026")


class TestRoles:
    def test_are_taken_at_once(self, nina: Visitor, now: datetime) -> None:
        gleb = make_account(GLEB, now)

        nina.post(page_of(gleb, "role"), {"role": Role.USER})

        assert account_row(gleb).role == Role.USER
        page = words(nina.get(page_of(gleb)))
        assert "Роль забрана" in page
        assert "Назначена роль «Пользователь» nina" in page

    def test_show_which_one_the_account_has(self, anna_visits: Visitor, nina: Visitor) -> None:
        page = nina.get(page_of(anna_visits.account_id, "role")).content.decode()

        assert '<option value="user" selected>' in page

    def test_of_the_administrator_end_with_the_next_request(self, nina: Visitor, now: datetime) -> None:
        roman = Visitor(make_account(ROMAN, now))
        assert roman.get("/admin/").status_code == HTTPStatus.OK

        nina.post(page_of(roman.account_id, "role"), {"role": Role.USER})

        assert roman.get("/admin/").status_code == HTTPStatus.NOT_FOUND

    def test_end_at_once_even_in_a_session_that_lives_on(self, nina: Visitor) -> None:
        Account.objects.filter(pk=nina.account_id).update(role=Role.MODERATOR)

        assert nina.get("/admin/").status_code == HTTPStatus.NOT_FOUND


class TestCreatingAnAccount:
    NEW: Mapping[str, object] = {
        "login": "olga",
        "email": "Olga@Example.org",
        "region": PERM.code,
        "role": Role.MODERATOR,
    }

    def test_makes_it(self, nina: Visitor) -> None:
        answer = nina.post(f"{LIST}add/", dict(self.NEW))

        row = Account.objects.get(login="olga")
        assert answer.headers["Location"] == page_of(row.pk)
        assert (row.email, row.role, row.region_id) == ("olga@example.org", Role.USER, PERM.code)
        page = words(nina.get(page_of(row.pk)))
        assert "когда её подтвердит другой администратор" in page
        assert "Предложена роль «Модератор» nina" in page

    @pytest.mark.parametrize(
        ("wrong", "mistake"),
        [
            ({"login": ""}, "Введите логин"),
            ({"login": "Ольга"}, "латинские буквы"),
            ({"login": "NINA"}, "Этот логин уже занят"),
            ({"email": "olga"}, "Проверьте адрес"),
            ({"email": "Nina@example.org"}, "уже есть учетная запись"),
            ({"region": "99"}, "Выберите корректный вариант"),
            ({"role": "god"}, "Выберите корректный вариант"),
        ],
    )
    def test_says_what_is_wrong(self, nina: Visitor, wrong: dict[str, object], mistake: str) -> None:
        answer = nina.post(f"{LIST}add/", {**self.NEW, **wrong})

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert mistake in words(answer)
        assert Account.objects.count() == 1
