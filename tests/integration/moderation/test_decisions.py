"""What a moderator may do with a request, and what nobody may (R19)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection, connections

from cast import ANNA, ARTYOM, DARYA, GLEB, MARIA
from factories.people import add
from factories.verification import given_awaiting
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.card_index import services as card_services
from kartoteka.domain.card_index.selectors import count_cards, find_card
from kartoteka.domain.card_index.types import Card, CardState, IdentityGround
from kartoteka.domain.messaging.selectors import list_messages_of_account
from kartoteka.domain.moderation import decisions, services
from kartoteka.domain.moderation.decisions import Confirmation
from kartoteka.domain.moderation.errors import (
    IllegalMove,
    MainPersonStands,
    OwnRequest,
    PersonDied,
    PersonLeftIndex,
    PersonNotAmongCandidates,
    RequestNotFound,
    TakenByAnother,
)
from kartoteka.domain.moderation.models import VerificationRequestRow
from kartoteka.domain.moderation.rules import ABANDONED_AFTER
from kartoteka.domain.moderation.selectors import card_progress
from kartoteka.domain.moderation.types import RefusalReason, RequestState
from kartoteka.shared.actor import Actor
from kartoteka.shared.errors import Unavailable

WHO_ARTYOM_IS = f"person-{ARTYOM.number}"


def state_of(number: str) -> str:
    return VerificationRequestRow.objects.get(number=number).state


def confirm(
    number: str, registry: FakeInsuredRegistry, by: Actor, now: datetime, who: str = WHO_ARTYOM_IS
) -> Confirmation | None:
    return decisions.confirm_request(number=number, person_id=who, registry=registry, by=by, now=now)


@pytest.mark.manual("C-07")
@pytest.mark.rule("R19")
class TestTakeRequest:
    def test_is_noted_with_who_and_when(self, number: str, gleb: Actor, now: datetime) -> None:
        decisions.take_request(number=number, by=gleb, now=now)

        step = VerificationRequestRow.objects.get(number=number).steps.order_by("id").last()
        assert step is not None
        assert (step.state, step.by_account, step.at) == (RequestState.IN_WORK, gleb.account_id, now)

    def test_lets_one_of_two_win(self, number: str, gleb: Actor, colleague: Actor, now: datetime) -> None:
        decisions.take_request(number=number, by=gleb, now=now)

        with pytest.raises(IllegalMove):
            decisions.take_request(number=number, by=colleague, now=now)

    def test_takes_over_what_a_colleague_left_for_a_day(
        self, number: str, gleb: Actor, colleague: Actor, now: datetime
    ) -> None:
        decisions.take_request(number=number, by=gleb, now=now)
        almost = now + ABANDONED_AFTER - timedelta(seconds=1)
        with pytest.raises(IllegalMove):
            decisions.take_request(number=number, by=colleague, now=almost)

        decisions.take_request(number=number, by=colleague, now=now + ABANDONED_AFTER)

        with pytest.raises(TakenByAnother):
            decisions.give_back(number=number, by=gleb, now=now + ABANDONED_AFTER)
        assert state_of(number) == RequestState.IN_WORK

    def test_is_not_for_the_sender(self, anna: UUID, number: str, now: datetime) -> None:
        with pytest.raises(OwnRequest):
            decisions.take_request(number=number, by=Actor.account(anna), now=now)

    def test_is_not_for_those_who_keep_the_same_people(
        self, number: str, gleb: Actor, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        assert gleb.account_id is not None
        add(gleb.account_id, registry.learn(GLEB), registry, now)
        add(gleb.account_id, ANNA, registry, now)

        with pytest.raises(OwnRequest):
            decisions.take_request(number=number, by=gleb, now=now)

    def test_finds_no_withdrawn_request(
        self, anna: UUID, awaiting: Card, number: str, gleb: Actor, now: datetime
    ) -> None:
        services.remove_card(account_id=anna, card_id=awaiting.card_id, by=Actor.account(anna), now=now)

        with pytest.raises(IllegalMove):
            decisions.take_request(number=number, by=gleb, now=now)


@pytest.mark.manual("C-07")
class TestConfirmRequest:
    def test_links_the_card_and_tells_the_sender(
        self, anna: UUID, awaiting: Card, number: str, gleb: Actor, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        registry.learn(ARTYOM)
        decisions.take_request(number=number, by=gleb, now=now)

        confirm(number, registry, gleb, now)

        card, progress = card_progress(account_id=anna, card_id=awaiting.card_id)
        assert (card.state, card.person_id) == (CardState.CONFIRMED, WHO_ARTYOM_IS)
        assert progress.state is RequestState.CONFIRMED
        assert [one.template for one in list_messages_of_account(anna)] == ["data-confirmed"]

    @pytest.mark.rule("D6")
    def test_proves_no_identity(
        self, anna: UUID, awaiting: Card, number: str, gleb: Actor, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        registry.learn(ARTYOM)
        decisions.take_request(number=number, by=gleb, now=now)

        confirm(number, registry, gleb, now)

        assert not find_card(account_id=anna, card_id=awaiting.card_id).identity_confirmed

    @pytest.mark.rule("R19")
    def test_wants_the_request_taken(
        self, number: str, gleb: Actor, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        registry.learn(ARTYOM)

        # The registry alone may confirm what nobody took (R20).
        with pytest.raises(IllegalMove):
            confirm(number, registry, gleb, now)

        assert state_of(number) == RequestState.NEW

    def test_is_for_whoever_took_it(
        self, number: str, gleb: Actor, colleague: Actor, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        registry.learn(ARTYOM)
        decisions.take_request(number=number, by=gleb, now=now)

        with pytest.raises(TakenByAnother):
            confirm(number, registry, colleague, now)

    @pytest.mark.rule("R16")
    def test_takes_nobody_whom_the_registry_does_not_offer(
        self, number: str, gleb: Actor, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        registry.learn(DARYA)
        decisions.take_request(number=number, by=gleb, now=now)

        with pytest.raises(PersonNotAmongCandidates):
            confirm(number, registry, gleb, now, who=f"person-{DARYA.number}")

    @pytest.mark.rule("R19")
    def test_is_not_for_a_moderator_who_keeps_that_person(
        self, number: str, gleb: Actor, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        assert gleb.account_id is not None
        twin = registry.learn(ARTYOM, person_id="another")
        add(gleb.account_id, registry.learn(GLEB), registry, now)
        decisions.take_request(number=number, by=gleb, now=now)
        add(gleb.account_id, twin, registry, now)

        with pytest.raises(OwnRequest):
            confirm(number, registry, gleb, now, who="another")

    @pytest.mark.rule("R2")
    def test_makes_no_second_entry_of_a_person(
        self, anna: UUID, gleb: Actor, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add(anna, ANNA, registry, now)
        maria = add(anna, MARIA, registry, now)
        registry.learn(ARTYOM)
        awaiting = given_awaiting(anna, ARTYOM, now)
        registry.learn(ARTYOM, person_id=f"person-{MARIA.number}")
        number = card_progress(account_id=anna, card_id=awaiting.card_id)[1].number
        decisions.take_request(number=number, by=gleb, now=now)

        confirmation = confirm(number, registry, gleb, now, who=f"person-{MARIA.number}")

        assert confirmation is not None
        assert confirmation.stood_already
        assert confirmation.card.card_id == maria.card_id

    @pytest.mark.rule("R8")
    def test_brings_nobody_back_who_left(
        self, anna: UUID, darya: UUID, gleb: Actor, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        registry.learn(DARYA)
        add(anna, ANNA, registry, now)
        listed = add(anna, DARYA, registry, now)
        main = add(darya, DARYA, registry, now)
        card_services.confirm_identity(
            account_id=darya, card_id=main.card_id, ground=IdentityGround.ESIA, by=Actor.account(darya), now=now
        )
        card_services.leave_index(account_id=darya, listing_id=listed.card_id, by=Actor.account(darya), now=now)
        again = given_awaiting(anna, DARYA, now)
        number = card_progress(account_id=anna, card_id=again.card_id)[1].number
        decisions.take_request(number=number, by=gleb, now=now)

        with pytest.raises(PersonLeftIndex):
            confirm(number, registry, gleb, now, who=f"person-{DARYA.number}")

    @pytest.mark.rule("R27")
    def test_opens_no_services_for_somebody_who_died(
        self, anna: UUID, number: str, gleb: Actor, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        registry.learn(ARTYOM)
        registry.record_death(WHO_ARTYOM_IS, on=now.date())
        decisions.take_request(number=number, by=gleb, now=now)

        with pytest.raises(PersonDied):
            confirm(number, registry, gleb, now)

        assert state_of(number) == RequestState.IN_WORK
        assert list_messages_of_account(anna) == ()

    @pytest.mark.rule("R2", "R3")
    def test_leaves_a_main_person_who_has_a_second_entry_to_the_sender(
        self, anna: UUID, gleb: Actor, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        waits = given_awaiting(anna, ARTYOM, now)
        assert waits.is_main
        add(anna, registry.learn(MARIA), registry, now)
        registry.learn(ARTYOM, person_id=f"person-{MARIA.number}")
        number = card_progress(account_id=anna, card_id=waits.card_id)[1].number
        decisions.take_request(number=number, by=gleb, now=now)

        with pytest.raises(MainPersonStands):
            confirm(number, registry, gleb, now, who=f"person-{MARIA.number}")

        assert state_of(number) == RequestState.IN_WORK
        assert find_card(account_id=anna, card_id=waits.card_id).state is CardState.AWAITING
        assert services.confirm_matched_requests(registry=registry, now=now) == 0

    def test_does_nothing_while_the_registry_is_silent(
        self, number: str, gleb: Actor, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        decisions.take_request(number=number, by=gleb, now=now)
        registry.is_down = True

        with pytest.raises(Unavailable):
            confirm(number, registry, gleb, now)

        assert state_of(number) == RequestState.IN_WORK

    @pytest.mark.rule("R6")
    def test_of_a_card_removed_meanwhile_is_too_late(
        self, anna: UUID, awaiting: Card, number: str, gleb: Actor, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        registry.learn(ARTYOM)
        add(anna, MARIA, registry, now)
        decisions.take_request(number=number, by=gleb, now=now)
        services.remove_card(account_id=anna, card_id=awaiting.card_id, by=Actor.account(anna), now=now)

        with pytest.raises(IllegalMove):
            confirm(number, registry, gleb, now)

        assert state_of(number) == RequestState.WITHDRAWN

    def test_knows_no_made_up_number(self, gleb: Actor, registry: FakeInsuredRegistry, now: datetime) -> None:
        with pytest.raises(RequestNotFound):
            confirm("0000-0000", registry, gleb, now)


@pytest.mark.manual("C-07")
@pytest.mark.rule("R19")
class TestOtherMoves:
    def test_give_a_request_back_for_a_colleague(
        self, number: str, gleb: Actor, colleague: Actor, now: datetime
    ) -> None:
        decisions.take_request(number=number, by=gleb, now=now)

        decisions.give_back(number=number, by=gleb, now=now)

        decisions.take_request(number=number, by=colleague, now=now)
        assert state_of(number) == RequestState.IN_WORK

    @pytest.mark.rule("R21")
    def test_ask_the_sender_each_time_by_a_letter_of_its_own(
        self, anna: UUID, number: str, gleb: Actor, now: datetime
    ) -> None:
        for _ in range(2):
            decisions.take_request(number=number, by=gleb, now=now)
            decisions.ask_for_information(number=number, by=gleb, now=now)

        assert state_of(number) == RequestState.NEEDS_INFORMATION
        assert [one.template for one in list_messages_of_account(anna)] == ["data-unclear", "data-unclear"]

    def test_refuse_only_what_one_took_oneself(self, number: str, gleb: Actor, colleague: Actor, now: datetime) -> None:
        decisions.take_request(number=number, by=gleb, now=now)

        with pytest.raises(TakenByAnother):
            decisions.refuse_request(number=number, reason=RefusalReason.OTHER, text="", by=colleague, now=now)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory has one writer at a time")
class TestTwoModeratorsAtOnce:
    @pytest.mark.rule("R19")
    def test_take_a_request_once(self, number: str, gleb: Actor, colleague: Actor, now: datetime) -> None:
        def take(by: Actor) -> bool:
            try:
                decisions.take_request(number=number, by=by, now=now)
            except IllegalMove:
                return False
            finally:
                connections.close_all()
            return True

        with ThreadPoolExecutor(2) as pool:
            won = list(pool.map(take, (gleb, colleague)))

        assert sorted(won) == [False, True]
        assert VerificationRequestRow.objects.get(number=number).steps.filter(state=RequestState.IN_WORK).count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory has one writer at a time")
class TestADecisionAndARemovalAtOnce:
    @pytest.mark.rule("R6", "R19")
    @pytest.mark.parametrize("attempt", range(5))
    def test_do_not_wait_for_each_other_for_ever(
        self, anna: UUID, awaiting: Card, number: str, gleb: Actor, now: datetime, attempt: int
    ) -> None:
        decisions.take_request(number=number, by=gleb, now=now)
        start = Barrier(2)

        def refuse() -> None:
            start.wait(10)
            try:
                decisions.refuse_request(number=number, reason=RefusalReason.OTHER, text="", by=gleb, now=now)
            except IllegalMove:
                pass
            finally:
                connections.close_all()

        def remove() -> None:
            start.wait(10)
            try:
                services.remove_card(account_id=anna, card_id=awaiting.card_id, by=Actor.account(anna), now=now)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(refuse), pool.submit(remove)]:
                done.result(30)

        assert state_of(number) in {RequestState.REFUSED, RequestState.WITHDRAWN}
        assert count_cards(account_id=anna) == 1
