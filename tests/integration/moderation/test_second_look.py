"""Four eyes: who confirms against the registry does not do so alone."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

import pytest

from cast import ANNA, ARTYOM
from factories.people import add
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.card_index.selectors import find_card
from kartoteka.domain.card_index.types import Card, CardState
from kartoteka.domain.messaging.selectors import list_messages_of_account
from kartoteka.domain.moderation import decisions, services
from kartoteka.domain.moderation.errors import IllegalMove, OwnRequest, PersonNotAmongCandidates, SameEyes
from kartoteka.domain.moderation.models import VerificationRequestRow
from kartoteka.domain.moderation.types import RefusalReason, RequestState
from kartoteka.shared.actor import Actor
from kartoteka.shared.names import PersonName

pytestmark = [pytest.mark.manual("C-07"), pytest.mark.rule("R16")]

WHO = f"person-{ARTYOM.number}"


@pytest.fixture
def registry() -> FakeInsuredRegistry:
    """Анна typed the 27th of January; the registry knows the 28th."""
    return FakeInsuredRegistry([ANNA, replace(ARTYOM, birth_date=date(2024, 1, 28))])


@pytest.fixture
def proposed(number: str, gleb: Actor, registry: FakeInsuredRegistry, now: datetime) -> str:
    """Глеб recognised him all the same."""
    decisions.take_request(number=number, by=gleb, now=now)
    confirmation = decisions.confirm_request(number=number, person_id=WHO, registry=registry, by=gleb, now=now)
    assert confirmation is None
    return number


def state_of(number: str) -> str:
    return VerificationRequestRow.objects.get(number=number).state


class TestAConfirmationAgainstTheRegistry:
    def test_confirms_nothing_yet(self, anna: UUID, awaiting: Card, proposed: str) -> None:
        assert state_of(proposed) == RequestState.SECOND_LOOK
        assert find_card(account_id=anna, card_id=awaiting.card_id).state is CardState.AWAITING
        assert list_messages_of_account(anna) == ()

    def test_is_made_whole_by_a_colleague(
        self, anna: UUID, awaiting: Card, proposed: str, colleague: Actor, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        decisions.agree_with_colleague(number=proposed, registry=registry, by=colleague, now=now)

        card = find_card(account_id=anna, card_id=awaiting.card_id)
        assert (card.state, card.person_id, card.birth_date) == (CardState.CONFIRMED, WHO, date(2024, 1, 28))
        assert [one.template for one in list_messages_of_account(anna)] == ["data-confirmed"]
        assert [step.by_account for step in VerificationRequestRow.objects.get(number=proposed).steps.order_by("id")][
            -1
        ] == colleague.account_id

    def test_is_not_made_whole_by_the_same_eyes(
        self, proposed: str, gleb: Actor, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        with pytest.raises(SameEyes):
            decisions.agree_with_colleague(number=proposed, registry=registry, by=gleb, now=now)

        assert state_of(proposed) == RequestState.SECOND_LOOK

    @pytest.mark.rule("R19")
    def test_is_not_made_whole_by_somebody_close(
        self, proposed: str, colleague: Actor, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        assert colleague.account_id is not None
        add(colleague.account_id, ANNA, registry, now)

        with pytest.raises(OwnRequest):
            decisions.agree_with_colleague(number=proposed, registry=registry, by=colleague, now=now)

    def test_is_seen_otherwise_by_a_colleague_who_takes_it(
        self, proposed: str, gleb: Actor, colleague: Actor, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        with pytest.raises(IllegalMove):
            decisions.refuse_request(number=proposed, reason=RefusalReason.OTHER, text="", by=colleague, now=now)

        decisions.take_request(number=proposed, by=colleague, now=now)

        with pytest.raises(IllegalMove):
            decisions.agree_with_colleague(number=proposed, registry=registry, by=gleb, now=now)
        decisions.refuse_request(number=proposed, reason=RefusalReason.DATA_DIFFER, text="", by=colleague, now=now)
        assert state_of(proposed) == RequestState.REFUSED

    def test_falls_with_the_registry_that_offers_him_no_more(
        self, proposed: str, colleague: Actor, now: datetime
    ) -> None:
        with pytest.raises(PersonNotAmongCandidates):
            decisions.agree_with_colleague(number=proposed, registry=FakeInsuredRegistry(), by=colleague, now=now)

        assert state_of(proposed) == RequestState.SECOND_LOOK

    @pytest.mark.rule("R6")
    def test_falls_with_the_entry(
        self,
        anna: UUID,
        awaiting: Card,
        proposed: str,
        colleague: Actor,
        registry: FakeInsuredRegistry,
        now: datetime,
    ) -> None:
        services.remove_card(account_id=anna, card_id=awaiting.card_id, by=Actor.account(anna), now=now)

        with pytest.raises(IllegalMove):
            decisions.agree_with_colleague(number=proposed, registry=registry, by=colleague, now=now)
        assert state_of(proposed) == RequestState.WITHDRAWN

    @pytest.mark.rule("R20")
    def test_is_overtaken_by_the_funds_answer(self, proposed: str, now: datetime) -> None:
        assert services.confirm_matched_requests(registry=FakeInsuredRegistry([ARTYOM]), now=now) == 1

        assert state_of(proposed) == RequestState.CONFIRMED


class TestAConfirmationWithTheRegistry:
    @pytest.mark.rule("R14")
    def test_needs_one_moderator_whatever_the_spelling(self, number: str, gleb: Actor, now: datetime) -> None:
        spelled = replace(ARTYOM, name=PersonName("Соколов", "Артем", "Дмитриевич"))
        decisions.take_request(number=number, by=gleb, now=now)

        confirmation = decisions.confirm_request(
            number=number, person_id=WHO, registry=FakeInsuredRegistry([spelled]), by=gleb, now=now
        )

        assert confirmation is not None
        assert state_of(number) == RequestState.CONFIRMED


class TestSomebodyWithAnotherBirthDate:
    def test_is_found_by_surname_and_takes_two(self, number: str, gleb: Actor, colleague: Actor, now: datetime) -> None:
        aunt = replace(ARTYOM, birth_date=date(1961, 9, 9), number=905)
        registry = FakeInsuredRegistry([aunt])
        decisions.take_request(number=number, by=gleb, now=now)

        decisions.confirm_request(number=number, person_id="person-905", registry=registry, by=gleb, now=now)
        decisions.agree_with_colleague(number=number, registry=registry, by=colleague, now=now)

        assert state_of(number) == RequestState.CONFIRMED
