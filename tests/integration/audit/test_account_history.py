"""What happened to an account, as the administrator reads it (A-02)."""

from datetime import datetime
from uuid import UUID

import pytest

from cast import DARYA, NINA
from factories.people import make_account
from kartoteka.domain.accounts import administration
from kartoteka.domain.audit.selectors import account_history
from kartoteka.domain.audit.types import Event
from kartoteka.shared.actor import Actor

pytestmark = pytest.mark.manual("A-02")


@pytest.fixture
def nina(db: None, now: datetime) -> Actor:
    """An administrator."""
    return Actor.account(make_account(NINA, now))


class TestTheHistoryOfAnAccount:
    def test_comes_newest_first_and_in_parts(self, anna: UUID, nina: Actor, now: datetime) -> None:
        administration.lift_sign_in_pause(account_id=anna, by=nina, now=now)
        administration.record_look(account_id=anna, by=nina, now=now)

        first = account_history(account_id=anna, length=2)
        rest = account_history(account_id=anna, length=2, before=first.older)

        assert [trace.event for trace in first.traces] == [Event.ACCOUNT_LOOKED_AT, Event.SIGN_IN_PAUSE_LIFTED]
        assert [trace.event for trace in rest.traces] == [Event.CONSENT_GIVEN, Event.ACCOUNT_CREATED]
        assert rest.older is None

    def test_is_that_of_the_account_alone(self, anna: UUID, nina: Actor, now: datetime) -> None:
        darya = make_account(DARYA, now)
        administration.lift_sign_in_pause(account_id=anna, by=nina, now=now)

        traces = account_history(account_id=darya, length=5).traces
        assert [trace.event for trace in traces] == [Event.CONSENT_GIVEN, Event.ACCOUNT_CREATED]

    def test_can_leave_out_what_is_not_wanted(self, anna: UUID, nina: Actor, now: datetime) -> None:
        administration.record_look(account_id=anna, by=nina, now=now)

        page = account_history(account_id=anna, length=5, besides=[Event.ACCOUNT_LOOKED_AT])

        assert [trace.event for trace in page.traces] == [Event.CONSENT_GIVEN, Event.ACCOUNT_CREATED]
