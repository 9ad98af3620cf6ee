"""Staff who come by ESIA give the code too, and what they showed at the beginning is remembered till the end."""

from collections.abc import Iterator

import pytest
import time_machine
from pytest_django import Settings

from cast import NINA, ROMAN
from factories.esia import vouched
from factories.people import PASSWORD, make_account
from integration.web.staff_at_work import START, Clock, Staff
from kartoteka.domain.accounts import administration, esia
from kartoteka.domain.accounts.models import Account
from kartoteka.shared.actor import Actor

from .conftest import Guest

CODE = "/sign-in/code/"

pytestmark = [pytest.mark.manual("A-02"), pytest.mark.manual("A-06")]


@pytest.fixture
def clock() -> Iterator[Clock]:
    with time_machine.travel(START, tick=False) as traveller:
        yield Clock(traveller)


@pytest.fixture
def nina_works(clock: Clock, guest: Guest, settings: Settings) -> Staff:
    """An administrator with a second factor, whose account is linked with ESIA."""
    settings.KARTOTEKA_STAFF_NEEDS_SECOND_FACTOR = True
    account = make_account(NINA, START)
    nina = Staff("nina", clock)
    nina.set_up()
    esia.link_account(account_id=account, person=vouched(NINA), by=Actor.account(account), now=START)
    clock.pass_by(300)
    return nina


class TestStaffByEsia:
    def test_are_in_after_the_code_and_not_before(self, nina_works: Staff, guest: Guest) -> None:
        assert guest.enter(NINA)["Location"] == CODE
        assert not guest.is_in()

        guest.client.post(CODE, {"code": nina_works.code})

        assert guest.is_in()
        assert "Администрирование" in guest.reads("/admin/")

    def test_are_not_taken_for_somebody_who_typed_the_password(self, nina_works: Staff, guest: Guest) -> None:
        guest.enter(NINA)

        guest.client.post(CODE, {"code": nina_works.code})

        assert guest.client.session["auth_method"] == "esia"

    def test_who_type_the_password_after_all_are_taken_at_their_word(self, nina_works: Staff, guest: Guest) -> None:
        guest.enter(NINA)
        guest.client.post("/sign-out/")
        guest.client.post("/sign-in/", {"login": "nina", "password": PASSWORD})

        guest.client.post(CODE, {"code": nina_works.code})

        assert guest.client.session["auth_method"] == "password"

    def test_begin_again_when_the_sign_in_was_reset_meanwhile(self, nina_works: Staff, guest: Guest) -> None:
        roman = Actor.account(make_account(ROMAN, START))
        guest.enter(NINA)
        administration.reset_sign_in(
            account_id=Account.objects.get(login="nina").pk, reset_address=str, by=roman, now=nina_works.clock.now
        )

        guest.client.post(CODE, {"code": nina_works.code})

        assert not guest.is_in()
