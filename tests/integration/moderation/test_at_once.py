"""People and machines that decide about one request in the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection, connections

from cast import ANNA, ARTYOM
from factories.fund import record_of
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.adapters.mis_embedded.fund import EmbeddedTerritorialFund
from kartoteka.adapters.mis_embedded.models import DocumentRow, InsuredPersonRow
from kartoteka.domain.card_index.selectors import find_card
from kartoteka.domain.card_index.types import Card, CardState
from kartoteka.domain.messaging import delivery
from kartoteka.domain.messaging.models import MessageRow
from kartoteka.domain.messaging.types import Channel
from kartoteka.domain.moderation import decisions, services
from kartoteka.domain.moderation.errors import ModerationError
from kartoteka.domain.moderation.models import VerificationRequestRow, VerificationStepRow
from kartoteka.domain.moderation.rules import UNDO_FOR
from kartoteka.domain.moderation.types import RefusalReason, RequestState
from kartoteka.domain.moderation.undo import undo_decision
from kartoteka.shared.actor import Actor

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory has one writer at a time"),
    pytest.mark.manual("C-07"),
    pytest.mark.rule("R19"),
]

WHO = f"person-{ARTYOM.number}"


def at_once(*acts: Callable[[], object]) -> list[bool]:
    """Which of the acts succeeded; the others were told why not."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> bool:
        start.wait(10)
        try:
            act()
        except ModerationError:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(len(acts)) as pool:
        return [done.result(30) for done in [pool.submit(run, act) for act in acts]]


def state_of(number: str) -> str:
    return VerificationRequestRow.objects.get(number=number).state


@pytest.fixture(params=range(3))
def attempt() -> None:
    """A race is run more than once."""


@pytest.mark.usefixtures("attempt")
class TestAtOnce:
    def test_a_moderator_and_the_fund_decide_once(
        self, anna: UUID, awaiting: Card, number: str, gleb: Actor, now: datetime
    ) -> None:
        knowing = FakeInsuredRegistry([ANNA, ARTYOM])
        decisions.take_request(number=number, by=gleb, now=now)

        at_once(
            lambda: decisions.refuse_request(number=number, reason=RefusalReason.OTHER, text="", by=gleb, now=now),
            lambda: services.confirm_matched_requests(registry=knowing, now=now),
        )

        ends = VerificationStepRow.objects.filter(state__in=[RequestState.CONFIRMED, RequestState.REFUSED])
        assert ends.count() == 1
        card = find_card(account_id=anna, card_id=awaiting.card_id)
        assert card.state is (CardState.CONFIRMED if state_of(number) == "confirmed" else CardState.REFUSED)
        assert MessageRow.objects.count() == 1

    def test_a_letter_goes_or_the_decision_is_taken_back(
        self, anna: UUID, awaiting: Card, number: str, gleb: Actor, now: datetime
    ) -> None:
        decisions.take_request(number=number, by=gleb, now=now)
        decisions.refuse_request(number=number, reason=RefusalReason.OTHER, text="", by=gleb, now=now)
        gone: list[object] = []

        (undone, _) = at_once(
            lambda: undo_decision(number=number, by=gleb, now=now + UNDO_FOR - timedelta(seconds=1)),
            lambda: gone.append(delivery.claim_message(channel=Channel.EMAIL, now=now + UNDO_FOR)),
        )

        assert undone is (gone == [None])
        card = find_card(account_id=anna, card_id=awaiting.card_id)
        assert card.state is (CardState.AWAITING if undone else CardState.REFUSED)

    def test_two_second_moderators_confirm_once(
        self, anna: UUID, awaiting: Card, number: str, gleb: Actor, colleague: Actor, darya: UUID, now: datetime
    ) -> None:
        registry = FakeInsuredRegistry([ANNA, replace(ARTYOM, birth_date=date(2024, 1, 28))])
        decisions.take_request(number=number, by=gleb, now=now)
        decisions.confirm_request(number=number, person_id=WHO, registry=registry, by=gleb, now=now)

        won = at_once(
            *(
                lambda by=by: decisions.agree_with_colleague(number=number, registry=registry, by=by, now=now)
                for by in (colleague, Actor.account(darya))
            )
        )

        assert sorted(won) == [False, True]
        assert VerificationStepRow.objects.filter(state=RequestState.CONFIRMED).count() == 1
        assert MessageRow.objects.count() == 1

    @pytest.mark.rule("R20")
    def test_two_imports_add_a_person_once(self, now: datetime) -> None:
        def take_over() -> None:
            EmbeddedTerritorialFund().take_over([record_of(ARTYOM)], region_code="59", is_rehearsal=False, now=now)

        at_once(take_over, take_over)

        assert (InsuredPersonRow.objects.count(), DocumentRow.objects.count()) == (1, 2)
