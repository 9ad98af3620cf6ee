"""A question that nobody answered."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from cast import ARTYOM
from factories.people import new_card
from factories.verification import search_in_vain, send
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.card_index.types import Card, CardState
from kartoteka.domain.messaging.selectors import list_messages_of_account
from kartoteka.domain.moderation import decisions
from kartoteka.domain.moderation.expiry import expire_unanswered
from kartoteka.domain.moderation.models import VerificationRequestRow, VerificationStepRow
from kartoteka.domain.moderation.selectors import card_progress
from kartoteka.domain.moderation.types import RequestState
from kartoteka.shared.actor import Actor

pytestmark = [pytest.mark.manual("C-07"), pytest.mark.rule("R19")]

# Monday the 23rd of November; ten working days later is Monday the 7th of December, in Yekaterinburg five hours ahead.
LAST_MOMENT = timedelta(days=14, hours=9, minutes=59)
TOO_LATE = timedelta(days=14, hours=10)


@pytest.fixture
def asked(number: str, gleb: Actor, now: datetime) -> str:
    """Глеб asked Анна to call, at nine in the morning UTC."""
    decisions.take_request(number=number, by=gleb, now=now)
    decisions.ask_for_information(number=number, by=gleb, now=now)
    return number


def state_of(number: str) -> str:
    return VerificationRequestRow.objects.get(number=number).state


class TestAQuestion:
    def test_waits_ten_working_days_of_the_senders_region(self, asked: str, now: datetime) -> None:
        assert expire_unanswered(now=now + LAST_MOMENT) == 0
        assert state_of(asked) == RequestState.NEEDS_INFORMATION

        assert expire_unanswered(now=now + TOO_LATE) == 1
        assert state_of(asked) == RequestState.EXPIRED

    def test_is_closed_by_the_portal_and_the_data_stay_with_the_reason(
        self, anna: UUID, awaiting: Card, asked: str, now: datetime
    ) -> None:
        expire_unanswered(now=now + TOO_LATE)

        card, _ = card_progress(account_id=anna, card_id=awaiting.card_id)
        assert (card.state, card.refusal_reason, card.name) == (CardState.REFUSED, "no-answer", ARTYOM.name)
        assert VerificationStepRow.objects.get(state=RequestState.EXPIRED).by_account is None

    @pytest.mark.rule("R21")
    def test_is_told_to_the_sender_once(self, anna: UUID, asked: str, now: datetime) -> None:
        expire_unanswered(now=now + TOO_LATE)
        expire_unanswered(now=now + TOO_LATE)

        assert [one.template for one in list_messages_of_account(anna)] == ["data-expired", "data-unclear"]

    @pytest.mark.rule("R22")
    def test_may_be_sent_again_with_the_same_data(
        self, anna: UUID, awaiting: Card, asked: str, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        later = now + TOO_LATE
        expire_unanswered(now=later)
        search_in_vain(anna, new_card(ARTYOM), registry, later)

        again = send(anna, new_card(ARTYOM), later)

        assert (again.card_id, again.state) == (awaiting.card_id, CardState.AWAITING)

    def test_asked_again_waits_anew(self, asked: str, gleb: Actor, now: datetime) -> None:
        later = now + timedelta(days=7)
        decisions.take_request(number=asked, by=gleb, now=later)
        decisions.ask_for_information(number=asked, by=gleb, now=later)

        assert expire_unanswered(now=now + TOO_LATE) == 0

    def test_that_a_moderator_works_at_again_expires_no_more(self, asked: str, gleb: Actor, now: datetime) -> None:
        decisions.take_request(number=asked, by=gleb, now=now)

        assert expire_unanswered(now=now + timedelta(days=60)) == 0
        assert state_of(asked) == RequestState.IN_WORK
