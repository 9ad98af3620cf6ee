"""Sessions as pages see them: whose they are, how they end, and what a copy of their table is worth."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.test import Client

from factories.people import account_row
from kartoteka.domain.accounts.models import Account, AccountSession
from kartoteka.web.sessions import SessionStore

from .conftest import Visitor

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def kept(words: str) -> str:
    session = SessionStore()
    session["words"] = words
    session.save()
    assert session.session_key
    return session.session_key


@pytest.mark.django_db
class TestASession:
    def test_is_found_by_its_key(self) -> None:
        key = kept("hello")

        assert SessionStore(key)["words"] == "hello"

    def test_keeps_its_key_out_of_the_table(self) -> None:
        key = kept("hello")

        row = AccountSession.objects.get()

        assert key.encode() not in bytes(row.key_hash)
        assert len(row.key_hash) == 16

    def test_keeps_what_it_holds_out_of_the_table(self) -> None:
        key = kept("JBSWY3DPEHPK3PXP")

        row = AccountSession.objects.get()

        assert "JBSWY3DPEHPK3PXP" not in row.data
        # Nor merely written in another alphabet, or packed.
        assert row.data != SessionStore().encode(SessionStore(key).load())

    @pytest.mark.parametrize("data", ["", "e30:1w0abc:forged", "gAAAAA"])
    def test_that_is_not_ours_to_read_is_an_empty_one(self, data: str) -> None:
        key = kept("hello")
        AccountSession.objects.update(data=data)

        assert dict(SessionStore(key).items()) == {}

    def test_is_not_found_once_its_time_is_over(self) -> None:
        with time_machine.travel(NOW, tick=False):
            key = kept("hello")
        with time_machine.travel(NOW + timedelta(hours=12, seconds=1), tick=False):
            session = SessionStore(key)

            assert session.get("words") is None
            assert session.session_key is None

    def test_takes_no_key_that_another_has(self) -> None:
        session = SessionStore(kept("hello"))

        with pytest.raises(CreateError):
            session.save(must_create=True)

    def test_does_not_come_back_once_it_was_ended(self) -> None:
        key = kept("hello")
        late = SessionStore(key)
        late["words"] = "too late"
        SessionStore(key).delete()

        with pytest.raises(UpdateError):
            late.save()
        assert not SessionStore().exists(key)

    def test_can_be_cleared_away_when_it_is_over(self) -> None:
        with time_machine.travel(NOW, tick=False):
            kept("old")
        with time_machine.travel(NOW + timedelta(days=1), tick=False):
            key = kept("new")
            SessionStore.clear_expired()

            assert AccountSession.objects.count() == 1
            assert SessionStore(key)["words"] == "new"


class TestASessionOfAnAccount:
    def test_names_its_account(self, anna: UUID) -> None:
        Visitor(anna)

        assert AccountSession.objects.get().account_id == anna

    def test_ends_when_the_account_is_blocked(self, anna: UUID) -> None:
        visitor = Visitor(anna)
        Account.objects.filter(pk=anna).update(is_active=False)

        assert visitor.get("/card-index/").status_code == 302

    def test_ends_when_the_password_is_changed(self, anna: UUID) -> None:
        visitor = Visitor(anna)
        account = account_row(anna)
        account.set_password("another-password-2026")
        account.save()

        assert visitor.get("/card-index/").status_code == 302
        assert not AccountSession.objects.filter(account=anna).exists()

    def test_is_nobodys_after_sign_out(self, anna: UUID) -> None:
        visitor = Visitor(anna)
        key = visitor.client.cookies["sessionid"].value
        visitor.post("/sign-out/")

        assert not AccountSession.objects.filter(account=anna).exists()
        assert Client(headers={"cookie": f"sessionid={key}"}).get("/card-index/").status_code == 302
