"""The console commands for the first administrator, and for the only one."""

from collections.abc import Iterator
from datetime import datetime
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from cast import NINA
from factories.people import PERM, make_account, make_region
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.accounts.types import Role
from kartoteka.domain.audit.models import AuditEvent
from kartoteka.domain.audit.types import Event

pytestmark = [pytest.mark.django_db, pytest.mark.manual("A-02")]
PASSWORD = "correct-horse-battery"


def make(login: str = "nina", *, region: str = PERM.code, typed: tuple[str, ...] = (PASSWORD, PASSWORD)) -> None:
    answers: Iterator[str] = iter(typed)
    call_command(
        "make_administrator",
        login,
        f"{login}@example.org",
        region=region,
        ask=lambda _: next(answers),
        stdout=StringIO(),
    )


class TestMakeAdministrator:
    def test_makes_one_who_can_sign_in(self, now: datetime) -> None:
        make_region(now)

        make()

        account = Account.objects.get(login="nina")
        assert (account.role, account.email) == (Role.ADMINISTRATOR, "nina@example.org")
        assert account.check_password(PASSWORD)
        assert AuditEvent.objects.filter(event=Event.MADE_ADMINISTRATOR, actor_id=None).count() == 1

    @pytest.mark.parametrize(
        ("typed", "mistake"),
        [(("short", "short"), "12 characters"), ((PASSWORD, "another-password"), "two different passwords")],
    )
    def test_wants_a_long_password_typed_twice(self, now: datetime, typed: tuple[str, ...], mistake: str) -> None:
        make_region(now)

        with pytest.raises(CommandError, match=mistake):
            make(typed=typed)
        assert not Account.objects.exists()

    def test_makes_none_with_what_another_has(self, now: datetime) -> None:
        make_account(NINA, now)

        with pytest.raises(CommandError, match="There is an account"):
            make()

    def test_makes_none_in_an_unknown_region(self) -> None:
        with pytest.raises(CommandError, match="no such region"):
            make(region="99")


class TestResetSecondFactor:
    def test_takes_it_away_and_notes_it(self, now: datetime) -> None:
        account = make_account(NINA, now)
        Authenticator.objects.create(user_id=account, type=Authenticator.Type.TOTP, data={})

        call_command("reset_second_factor", "Nina@example.org", stdout=StringIO())

        assert not Authenticator.objects.exists()
        assert AuditEvent.objects.filter(event=Event.SECOND_FACTOR_RESET, account_id=account).count() == 1

    def test_says_when_there_is_no_such_account(self) -> None:
        with pytest.raises(CommandError, match="no such account"):
            call_command("reset_second_factor", "nobody")
