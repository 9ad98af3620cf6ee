"""What wakes the pages that lie open (R53)."""

from datetime import datetime
from uuid import UUID

import pytest

from kartoteka.domain.access.watching import Lookout
from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.shared.actor import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R53")]


class TestTheLookout:
    @pytest.mark.parametrize(
        "event",
        [
            Event.CARD_REMOVED, Event.CARD_AWAITS_AGAIN, Event.CARD_REFRESHED, Event.APP_DEVICE_ENDED,
            Event.APP_LOCKED_OUT,
        ],
    )  # fmt: skip
    def test_sees_what_ends_the_rights_of_one(self, patient: UUID, friend: UUID, now: datetime, event: Event) -> None:
        lookout = Lookout()

        audit.record_on_account(event, patient, by=Actor.system(), now=now)

        news = lookout.news()
        assert (news.concerns(patient), news.concerns(friend)) == (True, False)

    @pytest.mark.parametrize("event", [Event.ACCESS_ENDED, Event.ACCESS_FORBIDDEN, Event.DISPUTE_OPENED])
    def test_sees_what_may_end_those_of_anybody(self, patient: UUID, now: datetime, event: Event) -> None:
        lookout = Lookout()

        audit.record(event, subject_type="patient", subject_id="1", account_id=None, by=Actor.system(), now=now)

        assert lookout.news().concerns(patient)

    @pytest.mark.parametrize("event", [Event.ACCESS_ASKED, Event.ACCESS_GIVEN, Event.ACCESS_DECLINED])
    def test_wakes_nobody_for_what_ends_no_right(
        self, patient: UUID, friend: UUID, now: datetime, event: Event
    ) -> None:
        """Asking is in every stranger's hand: it must not make all open pages look again."""
        lookout = Lookout()

        audit.record_on_account(event, friend, by=Actor.account(friend), now=now)

        assert not lookout.news().concerns(patient)
