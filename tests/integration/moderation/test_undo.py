"""A decision taken back while its letter waits: whole or not at all."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from cast import ANNA, ARTYOM, DARYA, MARIA
from factories.people import add, add_with_identity, make_account, stranger
from factories.telephones import Telephone, bind
from factories.verification import given_awaiting
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.accounts.app_devices.models import PushRow, PushSubscriptionRow
from kartoteka.domain.accounts.selectors import account
from kartoteka.domain.audit.models import AuditEvent
from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index import services as card_services
from kartoteka.domain.card_index.selectors import count_cards, find_card
from kartoteka.domain.card_index.types import MAX_CARDS, Card, CardState, IdentityGround
from kartoteka.domain.messaging import delivery
from kartoteka.domain.messaging.models import MessageRow
from kartoteka.domain.messaging.selectors import list_dead_messages
from kartoteka.domain.messaging.types import Channel
from kartoteka.domain.moderation import decisions, services
from kartoteka.domain.moderation.errors import AnothersDecision, EntryChanged, RequestNotFound, UndoTooLate
from kartoteka.domain.moderation.models import UndoableDecisionRow, VerificationRequestRow
from kartoteka.domain.moderation.rules import UNDO_FOR
from kartoteka.domain.moderation.selectors import card_progress
from kartoteka.domain.moderation.types import RefusalReason, RequestState
from kartoteka.domain.moderation.undo import forget_undoable, undo_decision
from kartoteka.domain.outbox.types import DeliveryState, Trouble
from kartoteka.shared.actor import Actor
from kartoteka.shared.names import PersonName

pytestmark = [pytest.mark.manual("C-07"), pytest.mark.rule("R19")]

WHO = f"person-{ARTYOM.number}"
TYPED = replace(ARTYOM, name=PersonName("Соколов", "Артем", "Дмитриевич"))


@pytest.fixture
def awaiting(anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> Card:
    """Анна sent her son's data without the dots of his name."""
    add(anna, ANNA, registry, now)
    card = given_awaiting(anna, TYPED, now)
    registry.learn(ARTYOM)
    return card


@pytest.fixture
def confirmed(number: str, gleb: Actor, registry: FakeInsuredRegistry, now: datetime) -> str:
    decisions.take_request(number=number, by=gleb, now=now)
    decisions.confirm_request(number=number, person_id=WHO, registry=registry, by=gleb, now=now)
    return number


@pytest.fixture
def refused(number: str, gleb: Actor, now: datetime) -> str:
    decisions.take_request(number=number, by=gleb, now=now)
    decisions.refuse_request(number=number, reason=RefusalReason.DATA_DIFFER, text="Не тот год", by=gleb, now=now)
    return number


def state_of(number: str) -> str:
    return VerificationRequestRow.objects.get(number=number).state


class TestALetter:
    @pytest.mark.rule("R21")
    def test_waits_until_the_decision_stands(self, confirmed: str, now: datetime) -> None:
        almost = now + UNDO_FOR - timedelta(seconds=1)
        assert delivery.claim_message(channel=Channel.EMAIL, now=almost) is None

        claimed = delivery.claim_message(channel=Channel.EMAIL, now=now + UNDO_FOR)

        assert claimed is not None
        assert confirmed in claimed.message.text

    def test_of_a_decision_taken_back_never_goes(self, confirmed: str, gleb: Actor, now: datetime) -> None:
        undo_decision(number=confirmed, by=gleb, now=now)

        assert delivery.claim_message(channel=Channel.EMAIL, now=now + timedelta(days=1)) is None
        letter = MessageRow.objects.get()
        assert (letter.state, letter.recipient, letter.text) == (DeliveryState.DEAD, "", "")
        assert list_dead_messages() == ()
        assert AuditEvent.objects.filter(event=Event.MESSAGE_WITHDRAWN).count() == 1

    def test_goes_once_after_the_second_decision(
        self, confirmed: str, gleb: Actor, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        undo_decision(number=confirmed, by=gleb, now=now)
        decisions.confirm_request(number=confirmed, person_id=WHO, registry=registry, by=gleb, now=now)

        later = now + UNDO_FOR
        assert delivery.claim_message(channel=Channel.EMAIL, now=later) is not None
        assert delivery.claim_message(channel=Channel.EMAIL, now=later) is None


@pytest.mark.rule("R4")
class TestThePersonHimself:
    @pytest.fixture
    def artyom(self, awaiting: Card, registry: FakeInsuredRegistry, now: datetime) -> UUID:
        """An account whose owner proved to be the person whom Анна's entry means; his telephone is knocked at."""
        made = make_account(replace(ARTYOM, email="artyom@example.org"), now)
        add_with_identity(made, ARTYOM, registry, now)
        device_id = bind(made, Telephone(), now)
        PushSubscriptionRow.objects.create(device_id=device_id, endpoint="https://push.example/send", added_at=now)
        return made

    @staticmethod
    def letter_to(account_id: UUID) -> MessageRow:
        return MessageRow.objects.get(account_id=account_id, template="listed-by-another")

    def test_is_written_to_once_the_decision_stands(self, artyom: UUID, confirmed: str, now: datetime) -> None:
        assert self.letter_to(artyom).due_at == now + UNDO_FOR
        assert PushRow.objects.get().due_at == now + UNDO_FOR
        assert account(artyom).listed_at == now

    def test_hears_nothing_of_a_decision_taken_back(
        self, artyom: UUID, confirmed: str, gleb: Actor, now: datetime
    ) -> None:
        undo_decision(number=confirmed, by=gleb, now=now + timedelta(minutes=3))

        letter = self.letter_to(artyom)
        assert (letter.state, letter.trouble, letter.text) == (DeliveryState.DEAD, Trouble.WITHDRAWN, "")
        assert not PushRow.objects.exists()
        assert account(artyom).listed_at is None

    def test_keeps_the_letter_where_somebody_else_listed_him_meanwhile(
        self, artyom: UUID, confirmed: str, darya: UUID, gleb: Actor, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        registry.learn(DARYA)
        add(darya, DARYA, registry, now)
        add(darya, ARTYOM, registry, now + timedelta(minutes=1))

        undo_decision(number=confirmed, by=gleb, now=now + timedelta(minutes=3))

        assert self.letter_to(artyom).state == DeliveryState.QUEUED
        assert account(artyom).listed_at == now + timedelta(minutes=1)

    def test_keeps_the_word_of_what_he_has_not_looked_at(
        self, artyom: UUID, number: str, darya: UUID, gleb: Actor, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        registry.learn(DARYA)
        add(darya, DARYA, registry, now)
        add(darya, ARTYOM, registry, now)
        later = now + timedelta(days=2)
        decisions.take_request(number=number, by=gleb, now=later)
        decisions.confirm_request(number=number, person_id=WHO, registry=registry, by=gleb, now=later)

        undo_decision(number=number, by=gleb, now=later)

        assert account(artyom).listed_at == now


class TestUndo:
    def test_of_a_confirmation_brings_back_what_was_typed(
        self, anna: UUID, awaiting: Card, confirmed: str, gleb: Actor, now: datetime
    ) -> None:
        assert find_card(account_id=anna, card_id=awaiting.card_id).name == ARTYOM.name

        undo_decision(number=confirmed, by=gleb, now=now)

        card = find_card(account_id=anna, card_id=awaiting.card_id)
        assert (card.state, card.person_id, card.name) == (CardState.AWAITING, None, TYPED.name)
        assert (card.snils, card.policy) == (awaiting.snils, awaiting.policy)

    def test_of_a_refusal_forgets_its_reason(
        self, anna: UUID, awaiting: Card, refused: str, gleb: Actor, now: datetime
    ) -> None:
        undo_decision(number=refused, by=gleb, now=now)

        card, progress = card_progress(account_id=anna, card_id=awaiting.card_id)
        assert (card.state, card.refusal_reason) == (CardState.AWAITING, "")
        assert (progress.state, progress.refusal_reason, progress.refusal_text) == (RequestState.IN_WORK, None, "")

    def test_is_a_step_with_who_and_when(self, confirmed: str, gleb: Actor, now: datetime) -> None:
        later = now + timedelta(minutes=3)

        undo_decision(number=confirmed, by=gleb, now=later)

        steps = list(VerificationRequestRow.objects.get(number=confirmed).steps.order_by("id"))
        assert [step.state for step in steps][-2:] == [RequestState.CONFIRMED, RequestState.IN_WORK]
        assert (steps[-1].by_account, steps[-1].at) == (gleb.account_id, later)

    def test_leaves_the_request_with_who_decided(self, confirmed: str, gleb: Actor, now: datetime) -> None:
        undo_decision(number=confirmed, by=gleb, now=now)

        decisions.refuse_request(number=confirmed, reason=RefusalReason.OTHER, text="", by=gleb, now=now)
        assert state_of(confirmed) == RequestState.REFUSED

    def test_is_done_once(self, confirmed: str, gleb: Actor, now: datetime) -> None:
        undo_decision(number=confirmed, by=gleb, now=now)

        with pytest.raises(UndoTooLate):
            undo_decision(number=confirmed, by=gleb, now=now)
        assert state_of(confirmed) == RequestState.IN_WORK

    def test_is_for_whoever_decided(self, confirmed: str, colleague: Actor, now: datetime) -> None:
        with pytest.raises(AnothersDecision):
            undo_decision(number=confirmed, by=colleague, now=now)

        assert state_of(confirmed) == RequestState.CONFIRMED

    def test_comes_too_late_after_ten_minutes(
        self, anna: UUID, awaiting: Card, confirmed: str, gleb: Actor, now: datetime
    ) -> None:
        with pytest.raises(UndoTooLate):
            undo_decision(number=confirmed, by=gleb, now=now + UNDO_FOR)

        assert find_card(account_id=anna, card_id=awaiting.card_id).state is CardState.CONFIRMED

    def test_comes_too_late_once_the_letter_is_carried(
        self, anna: UUID, awaiting: Card, confirmed: str, gleb: Actor, now: datetime
    ) -> None:
        # The clock of another server is ahead.
        assert delivery.claim_message(channel=Channel.EMAIL, now=now + UNDO_FOR) is not None

        with pytest.raises(UndoTooLate):
            undo_decision(number=confirmed, by=gleb, now=now + UNDO_FOR - timedelta(seconds=1))

        assert state_of(confirmed) == RequestState.CONFIRMED
        assert find_card(account_id=anna, card_id=awaiting.card_id).state is CardState.CONFIRMED

    def test_takes_back_no_work_of_the_portal(
        self, number: str, gleb: Actor, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        assert services.confirm_matched_requests(registry=registry, now=now) == 1

        with pytest.raises(UndoTooLate):
            undo_decision(number=number, by=gleb, now=now)

    def test_knows_no_made_up_number(self, gleb: Actor, now: datetime) -> None:
        with pytest.raises(RequestNotFound):
            undo_decision(number="0000-0000", by=gleb, now=now)

    @pytest.mark.rule("R6")
    def test_leaves_alone_what_the_sender_removed(
        self, anna: UUID, awaiting: Card, confirmed: str, gleb: Actor, now: datetime
    ) -> None:
        services.remove_card(account_id=anna, card_id=awaiting.card_id, by=Actor.account(anna), now=now)

        with pytest.raises(EntryChanged):
            undo_decision(number=confirmed, by=gleb, now=now)

        assert state_of(confirmed) == RequestState.CONFIRMED
        assert delivery.claim_message(channel=Channel.EMAIL, now=now + UNDO_FOR) is not None

    def test_leaves_alone_whom_the_clinic_has_recognised(
        self, anna: UUID, awaiting: Card, confirmed: str, gleb: Actor, now: datetime
    ) -> None:
        card_services.confirm_identity(
            account_id=anna, card_id=awaiting.card_id, ground=IdentityGround.REGISTRAR, by=Actor.system(), now=now
        )

        with pytest.raises(EntryChanged):
            undo_decision(number=confirmed, by=gleb, now=now)

        assert find_card(account_id=anna, card_id=awaiting.card_id).identity_confirmed

    def test_leaves_alone_what_the_sender_sent_once_more(
        self, anna: UUID, gleb: Actor, colleague: Actor, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        mistyped = replace(MARIA, birth_date=MARIA.birth_date + timedelta(days=1))
        card = given_awaiting(anna, mistyped, now)
        number = card_progress(account_id=anna, card_id=card.card_id)[1].number
        decisions.take_request(number=number, by=gleb, now=now)
        who = f"person-{MARIA.number}"
        decisions.confirm_request(number=number, person_id=who, registry=registry, by=gleb, now=now)
        decisions.agree_with_colleague(number=number, registry=registry, by=colleague, now=now)
        # With the mistyped day again: to the index it is somebody else.
        again = given_awaiting(anna, mistyped, now)

        with pytest.raises(EntryChanged):
            undo_decision(number=number, by=colleague, now=now)

        assert again.card_id != card.card_id
        assert find_card(account_id=anna, card_id=card.card_id).state is CardState.CONFIRMED

    def test_forgets_what_it_needed_once_it_is_too_late(self, confirmed: str, now: datetime) -> None:
        assert forget_undoable(now=now + UNDO_FOR - timedelta(seconds=1)) == 0
        assert forget_undoable(now=now + UNDO_FOR) == 1
        assert not UndoableDecisionRow.objects.exists()


@pytest.mark.rule("R2")
class TestUndoOfAnEntryThatGaveUpItsPlace:
    @pytest.mark.parametrize("removed_before", [True, False])
    def test_leaves_two_entries_as_they_were(
        self,
        anna: UUID,
        gleb: Actor,
        registry: FakeInsuredRegistry,
        awaiting: Card,
        number: str,
        now: datetime,
        removed_before: bool,  # noqa: FBT001 - a parameter of the test
    ) -> None:
        maria = add(anna, MARIA, registry, now)
        if removed_before:
            card_services.close_card(account_id=anna, card_id=maria.card_id, by=Actor.account(anna), now=now)
        registry.learn(ARTYOM, person_id=f"person-{MARIA.number}")
        before = count_cards(account_id=anna)
        decisions.take_request(number=number, by=gleb, now=now)
        confirmation = decisions.confirm_request(
            number=number, person_id=f"person-{MARIA.number}", registry=registry, by=gleb, now=now
        )
        assert confirmation is not None
        assert confirmation.card.card_id == maria.card_id

        undo_decision(number=number, by=gleb, now=now)

        assert count_cards(account_id=anna) == before
        card = find_card(account_id=anna, card_id=awaiting.card_id)
        assert (card.state, card.name) == (CardState.AWAITING, TYPED.name)

    @pytest.mark.rule("R10")
    def test_finds_no_place_in_a_full_index(
        self, anna: UUID, gleb: Actor, registry: FakeInsuredRegistry, awaiting: Card, number: str, now: datetime
    ) -> None:
        maria = add(anna, MARIA, registry, now)
        registry.learn(ARTYOM, person_id=f"person-{MARIA.number}")
        decisions.take_request(number=number, by=gleb, now=now)
        who = f"person-{MARIA.number}"
        decisions.confirm_request(number=number, person_id=who, registry=registry, by=gleb, now=now)
        for place in range(MAX_CARDS - count_cards(account_id=anna)):
            add(anna, registry.learn(stranger(place)), registry, now + timedelta(days=1 + place // 5))

        with pytest.raises(EntryChanged):
            undo_decision(number=number, by=gleb, now=now)

        assert count_cards(account_id=anna) == MAX_CARDS
        assert find_card(account_id=anna, card_id=maria.card_id).state is CardState.CONFIRMED
