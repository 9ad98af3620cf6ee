"""What an administrator does with accounts (A-02), and what he can't."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from cast import NINA, ROMAN
from factories.people import PASSWORD, PERM, account_row, make_account
from kartoteka.domain.accounts import administration, esia, links, passwords, sessions, staff_roles
from kartoteka.domain.accounts.errors import (
    AccountExists,
    AccountNotFound,
    LastAdministrator,
    LetterNotSent,
    LinkOver,
    NotAdministrator,
    OwnAccount,
)
from kartoteka.domain.accounts.models import Account, AccountBlockRow, PhoneActivationRow
from kartoteka.domain.accounts.selectors import count_sessions, open_block, waiting_roles
from kartoteka.domain.accounts.types import AccountBlock, BlockGround, LinkPurpose, NewAccount, Role
from kartoteka.domain.audit.selectors import account_history
from kartoteka.domain.audit.types import Event
from kartoteka.domain.limits import services as limits
from kartoteka.domain.limits.errors import LimitReached
from kartoteka.domain.messaging.models import MessageRow
from kartoteka.domain.regions.errors import RegionClosed
from kartoteka.shared.actor import Actor

pytestmark = pytest.mark.manual("A-02")
FAILURES = "sign-in-failures-per-account"


@pytest.fixture
def nina(db: None, now: datetime) -> Actor:
    """An administrator."""
    return Actor.account(make_account(NINA, now))


@pytest.fixture
def roman(db: None, now: datetime) -> UUID:
    """Another administrator's account."""
    return make_account(ROMAN, now)


def sign_in(account_id: UUID, now: datetime) -> None:
    sessions.begin_session(
        key=str(uuid4()), data="", account_id=account_id, expires_at=now + timedelta(hours=1), now=now
    )


def fail_to_sign_in(account_id: UUID, now: datetime) -> None:
    """Use up all places for wrong passwords."""
    for _ in range(settings.KARTOTEKA_LIMITS[FAILURES].capacity):
        limits.take(FAILURES, subject=str(account_id), now=now)


def block(account_id: UUID, by: Actor, now: datetime, note: str = "") -> None:
    administration.block_account(
        account_id=account_id,
        ground=BlockGround.STRANGER_SUSPECTED,
        note=note,
        feedback_address="https://portal.example/feedback/",
        by=by,
        now=now,
    )


def address_of(word: str) -> str:
    """Where the page of a new password is."""
    return f"https://portal.example/password/{word}/"


def reset(*, account_id: UUID, by: Actor, now: datetime) -> None:
    administration.reset_sign_in(account_id=account_id, reset_address=address_of, by=by, now=now)


def letters_to(account_id: UUID) -> list[tuple[str, str]]:
    """What was written to an account: templates and texts."""
    rows = MessageRow.objects.filter(recipient=account_row(account_id).email).order_by("created_at")
    return list(rows.values_list("template", "text"))


def word_of(letter: str) -> str:
    found = re.search(r"/password/([^/]+)/", letter)
    assert found
    return found[1]


def events(account_id: UUID) -> list[Event]:
    """What the journal says of an account, newest first."""
    return [trace.event for trace in account_history(account_id=account_id, length=50).traces]


class TestBlocking:
    def test_closes_the_account_and_ends_its_sessions_but_nobody_elses(
        self, anna: UUID, darya: UUID, nina: Actor, now: datetime
    ) -> None:
        sign_in(anna, now)
        sign_in(anna, now)
        sign_in(darya, now)

        block(anna, nina, now)

        assert not account_row(anna).is_active
        assert count_sessions(account_id=anna, now=now) == 0
        assert count_sessions(account_id=darya, now=now) == 1

    def test_keeps_who_did_it_when_and_why(self, anna: UUID, nina: Actor, now: datetime) -> None:
        block(anna, nina, now, "Звонок в центр записи")

        expected = AccountBlock(BlockGround.STRANGER_SUSPECTED, "Звонок в центр записи", now, nina.account_id)
        assert open_block(account_id=anna) == expected
        trace = account_history(account_id=anna, length=1).traces[0]
        assert (trace.event, trace.actor_id) == (Event.ACCOUNT_BLOCKED, nina.account_id)

    def test_is_told_to_the_owner_by_letter_without_the_reason(self, anna: UUID, nina: Actor, now: datetime) -> None:
        block(anna, nina, now, "Звонок в центр записи")

        ((template, text),) = letters_to(anna)
        assert template == "account-blocked"
        assert "https://portal.example/feedback/" in text
        assert "Звонок" not in text

    def test_voids_links_in_letters_and_codes_under_way(self, anna: UUID, nina: Actor, now: datetime) -> None:
        word = links.make_link(LinkPurpose.PASSWORD_RESET, email="anna@example.org", account_id=anna, now=now)
        PhoneActivationRow.objects.create(
            account_id=anna, phone="+79261234567", started_at=now, sent_at=now, expires_at=now + timedelta(minutes=10)
        )

        block(anna, nina, now)

        with pytest.raises(LinkOver):
            passwords.find_reset(word=word, now=now)
        assert not PhoneActivationRow.objects.filter(ended_at=None).exists()

    @pytest.mark.rule("R12")
    def test_done_twice_is_done_once(self, anna: UUID, nina: Actor, now: datetime) -> None:
        block(anna, nina, now)
        block(anna, nina, now)

        assert AccountBlockRow.objects.filter(account=anna).count() == 1
        assert events(anna).count(Event.ACCOUNT_BLOCKED) == 1

    def test_is_held_to_one_open_block_by_the_database(self, anna: UUID, nina: Actor, now: datetime) -> None:
        block(anna, nina, now)

        with pytest.raises(IntegrityError), transaction.atomic():
            AccountBlockRow.objects.create(account_id=anna, ground=BlockGround.OTHER, blocked_at=now)

    def test_can_be_undone_and_done_again(self, anna: UUID, nina: Actor, now: datetime) -> None:
        block(anna, nina, now)
        administration.unblock_account(account_id=anna, by=nina, now=now + timedelta(days=1))
        assert account_row(anna).is_active
        assert open_block(account_id=anna) is None

        block(anna, nina, now + timedelta(days=2))

        former, latter = AccountBlockRow.objects.filter(account=anna).order_by("blocked_at")
        assert (former.lifted_at, former.lifted_by) == (now + timedelta(days=1), nina.account_id)
        assert latter.lifted_at is None

    def test_leaves_the_password_as_it_was(self, anna: UUID, nina: Actor, now: datetime) -> None:
        block(anna, nina, now)
        administration.unblock_account(account_id=anna, by=nina, now=now)

        assert account_row(anna).check_password(PASSWORD)

    def test_that_is_lifted_opens_no_account_that_its_owner_gave_up(
        self, anna: UUID, nina: Actor, now: datetime
    ) -> None:
        esia.close_account(account_id=anna, by=Actor.system(), now=now)

        administration.unblock_account(account_id=anna, by=nina, now=now)

        assert not account_row(anna).is_active

    def test_is_not_lifted_where_there_is_none(self, anna: UUID, nina: Actor, now: datetime) -> None:
        administration.unblock_account(account_id=anna, by=nina, now=now)

        assert Event.ACCOUNT_UNBLOCKED not in events(anna)


class TestResettingTheSignIn:
    def test_takes_the_password_away_and_ends_the_sessions(self, anna: UUID, nina: Actor, now: datetime) -> None:
        sign_in(anna, now)

        reset(account_id=anna, by=nina, now=now)

        assert not account_row(anna).check_password(PASSWORD)
        assert count_sessions(account_id=anna, now=now) == 0
        assert events(anna)[0] == Event.SIGN_IN_RESET

    @pytest.mark.parametrize("act", [reset, administration.lift_sign_in_pause], ids=["reset", "lifted pause"])
    def test_gives_the_wrong_passwords_back(
        self, anna: UUID, nina: Actor, now: datetime, act: Callable[..., object]
    ) -> None:
        fail_to_sign_in(anna, now)

        act(account_id=anna, by=nina, now=now)

        limits.require_place(FAILURES, subject=str(anna), now=now)

    def test_gives_back_nobody_elses(self, anna: UUID, darya: UUID, nina: Actor, now: datetime) -> None:
        fail_to_sign_in(darya, now)

        administration.lift_sign_in_pause(account_id=anna, by=nina, now=now)

        with pytest.raises(LimitReached):
            limits.require_place(FAILURES, subject=str(darya), now=now)
        assert events(anna)[0] == Event.SIGN_IN_PAUSE_LIFTED

    def test_sends_the_owner_the_way_to_a_new_password(self, anna: UUID, nina: Actor, now: datetime) -> None:
        reset(account_id=anna, by=nina, now=now)

        ((template, text),) = letters_to(anna)
        assert template == "sign-in-reset"
        passwords.reset_password(word=word_of(text), password="a-new-password-2026", reset_address="", now=now)
        assert account_row(anna).check_password("a-new-password-2026")

    def test_writes_to_the_owner_whatever_strangers_asked_for_before(
        self, anna: UUID, nina: Actor, now: datetime
    ) -> None:
        for _ in range(settings.KARTOTEKA_LIMITS["letters-on-demand-per-address"].capacity):
            passwords.ask_for_reset(
                email=account_row(anna).email, client="192.0.2.1", reset_address=address_of, sign_up_address="", now=now
            )

        reset(account_id=anna, by=nina, now=now)

        assert letters_to(anna)[-1][0] == "sign-in-reset"

    def test_changes_nothing_where_no_letter_can_be_sent(self, anna: UUID, nina: Actor, now: datetime) -> None:
        Account.objects.filter(pk=anna).update(email="anna@two@example.org")

        with pytest.raises(LetterNotSent):
            reset(account_id=anna, by=nina, now=now)

        assert account_row(anna).check_password(PASSWORD)

    def test_voids_the_links_that_went_out_before(self, anna: UUID, nina: Actor, now: datetime) -> None:
        word = links.make_link(LinkPurpose.PASSWORD_RESET, email="anna@example.org", account_id=anna, now=now)

        reset(account_id=anna, by=nina, now=now)

        with pytest.raises(LinkOver):
            passwords.find_reset(word=word, now=now)

    def test_leaves_an_owner_who_comes_by_esia_alone_without_a_password(
        self, anna: UUID, nina: Actor, now: datetime
    ) -> None:
        account = account_row(anna)
        account.set_unusable_password()
        account.save()

        reset(account_id=anna, by=nina, now=now)

        assert not account_row(anna).has_usable_password()
        assert letters_to(anna) == []


class TestOpeningAnAccount:
    def test_sends_the_owner_the_way_to_his_password(self, nina: Actor, now: datetime) -> None:
        new = NewAccount("olga", "olga@example.org", None, PERM.code)

        account_id = administration.open_account(new, reset_address=address_of, by=nina, now=now)

        ((template, text),) = letters_to(account_id)
        assert template == "account-opened"
        assert passwords.find_reset(word=word_of(text), now=now) == account_id

    def test_makes_one_whose_role_waits_for_another_administrator(self, nina: Actor, now: datetime) -> None:
        new = NewAccount("olga", "Olga@Example.org", None, PERM.code, Role.MODERATOR)

        account_id = administration.open_account(new, reset_address=None, by=nina, now=now)

        row = account_row(account_id)
        assert (row.login, row.email, row.role) == ("olga", "olga@example.org", Role.USER)
        assert [one.role for one in waiting_roles(now=now, account_id=account_id)] == [Role.MODERATOR]
        assert events(account_id) == [Event.ROLE_PROPOSED, Event.ACCOUNT_CREATED]

    def test_gives_the_role_at_once_where_who_holds_the_server_asks(self, nina: Actor, now: datetime) -> None:
        new = NewAccount("olga", "olga@example.org", None, PERM.code, Role.ADMINISTRATOR)

        account_id = administration.open_account(new, reset_address=None, by=Actor.system(), now=now)

        assert account_row(account_id).role == Role.ADMINISTRATOR
        assert events(account_id) == [Event.MADE_ADMINISTRATOR, Event.ACCOUNT_CREATED]

    @pytest.mark.parametrize(
        ("login", "email"), [("ANNA", "other@example.org"), ("other", "Anna@example.org")], ids=["login", "address"]
    )
    def test_makes_none_with_what_another_has(
        self, anna: UUID, nina: Actor, now: datetime, login: str, email: str
    ) -> None:
        with pytest.raises(AccountExists):
            administration.open_account(NewAccount(login, email, None, PERM.code), reset_address=None, by=nina, now=now)

        assert Account.objects.count() == 2

    def test_makes_none_in_a_region_that_takes_no_part(self, nina: Actor, now: datetime) -> None:
        with pytest.raises(RegionClosed):
            administration.open_account(
                NewAccount("olga", "olga@example.org", None, "99"), reset_address=None, by=nina, now=now
            )


class TestAnAdministrator:
    @pytest.mark.parametrize(
        "act",
        [
            block,
            lambda own, by, now: administration.unblock_account(account_id=own, by=by, now=now),
            lambda own, by, now: staff_roles.take_role(account_id=own, by=by, now=now),
            lambda own, by, now: reset(account_id=own, by=by, now=now),
        ],
        ids=["block", "unblock", "role", "reset"],
    )
    def test_does_nothing_to_his_own_account(
        self, nina: Actor, roman: UUID, now: datetime, act: Callable[[UUID, Actor, datetime], object]
    ) -> None:
        assert nina.account_id is not None

        with pytest.raises(OwnAccount):
            act(nina.account_id, nina, now)

        assert account_row(nina.account_id).role == Role.ADMINISTRATOR
        assert account_row(nina.account_id).has_usable_password()

    def test_can_be_blocked_by_another(self, nina: Actor, roman: UUID, now: datetime) -> None:
        block(roman, nina, now)

        assert not account_row(roman).is_active

    def test_stays_if_he_is_the_last_one(self, nina: Actor, now: datetime) -> None:
        assert nina.account_id is not None

        with pytest.raises(LastAdministrator):
            block(nina.account_id, Actor.system(), now)
        with pytest.raises(LastAdministrator):
            staff_roles.take_role(account_id=nina.account_id, by=Actor.system(), now=now)

        assert account_row(nina.account_id).is_active

    def test_is_told_of_an_account_that_is_not_there(self, nina: Actor, now: datetime) -> None:
        with pytest.raises(AccountNotFound):
            block(uuid4(), nina, now)


class TestSomebodyElse:
    def test_does_nothing_with_accounts(self, anna: UUID, darya: UUID, nina: Actor, now: datetime) -> None:
        with pytest.raises(NotAdministrator):
            block(anna, Actor.account(darya), now)

        assert account_row(anna).is_active

    def test_who_was_an_administrator_does_nothing_any_more(
        self, anna: UUID, nina: Actor, roman: UUID, now: datetime
    ) -> None:
        staff_roles.take_role(account_id=roman, by=nina, now=now)

        with pytest.raises(NotAdministrator):
            block(anna, Actor.account(roman), now)

    def test_who_was_blocked_does_nothing_any_more(self, anna: UUID, nina: Actor, roman: UUID, now: datetime) -> None:
        block(roman, nina, now)

        with pytest.raises(NotAdministrator):
            administration.unblock_account(account_id=roman, by=Actor.account(roman), now=now)
