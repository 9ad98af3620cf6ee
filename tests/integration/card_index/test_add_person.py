from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from cast import ANNA, ARTYOM, DMITRY, MARIA
from factories.people import add, fill_index, new_card, stranger
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.audit.selectors import list_traces
from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index.errors import (
    CardIndexFull,
    PersonAlreadyInIndex,
    PersonNotFound,
)
from kartoteka.domain.card_index.models import CardRow
from kartoteka.domain.card_index.selectors import count_cards
from kartoteka.domain.card_index.services import add_person, close_card
from kartoteka.domain.card_index.types import MAX_CARDS, CardState, Kinship
from kartoteka.shared.actor import Actor
from kartoteka.shared.errors import Unavailable


class TestAddPerson:
    @pytest.mark.manual("C-04", "C-05")
    def test_opens_a_confirmed_card_and_leaves_a_trace(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        card = add(anna, ANNA, registry, now)

        assert (card.state, card.person_id, card.name) == (CardState.CONFIRMED, "person-101", ANNA.name)
        traces = list_traces(subject_type="card", subject_id=card.card_id)
        assert [(trace.event, trace.actor_id, trace.at) for trace in traces] == [(Event.CARD_ADDED, anna, now)]

    @pytest.mark.manual("C-02")
    @pytest.mark.rule("R3")
    def test_makes_the_first_person_the_main_one(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        first = add(anna, ANNA, registry, now)
        second = add(anna, MARIA, registry, now)

        assert (first.is_main, first.kinship) == (True, Kinship.SELF)
        assert (second.is_main, second.kinship) == (False, Kinship.CHILD)

    @pytest.mark.rule("R3")
    def test_can_never_make_a_second_main_person(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add(anna, ANNA, registry, now)
        maria = add(anna, MARIA, registry, now)

        with pytest.raises(IntegrityError), transaction.atomic():
            CardRow.objects.filter(pk=maria.card_id).update(is_main=True, kinship=Kinship.SELF)

    @pytest.mark.rule("R2")
    def test_knows_a_person_who_is_in_the_index_already(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        first = add(anna, ANNA, registry, now)

        with pytest.raises(PersonAlreadyInIndex) as refusal:
            add(anna, ANNA, registry, now)

        assert refusal.value.card_id == first.card_id
        assert count_cards(account_id=anna) == 1

    @pytest.mark.rule("R4")
    def test_lets_two_accounts_list_the_same_person(
        self, anna: UUID, dmitry: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        for account, member in ((anna, ANNA), (dmitry, DMITRY)):
            add(account, member, registry, now)

        cards = [add(account, MARIA, registry, now) for account in (anna, dmitry)]

        assert cards[0].person_id == cards[1].person_id
        assert cards[0].card_id != cards[1].card_id

    @pytest.mark.rule("R12")
    def test_makes_one_card_of_a_form_sent_twice(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add(anna, ANNA, registry, now)
        key = uuid4()

        cards = [add(anna, MARIA, registry, now, form_key=key) for _ in range(2)]

        assert cards[0].card_id == cards[1].card_id
        assert count_cards(account_id=anna) == 2

    @pytest.mark.rule("R12")
    def test_takes_the_same_form_with_other_contents_for_another(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add(anna, ANNA, registry, now)
        key = uuid4()

        cards = [add(anna, member, registry, now, form_key=key) for member in (MARIA, ARTYOM)]

        assert cards[0].card_id != cards[1].card_id

    @pytest.mark.rule("R1", "D6")
    def test_does_not_confirm_an_identity(self, anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> None:
        assert add(anna, ANNA, registry, now).identity_confirmed is False

    def test_takes_the_name_as_the_registry_writes_it(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add(anna, ANNA, registry, now)
        name = replace(ARTYOM.name, given="Артем", family="СОКОЛОВ")
        typed = replace(new_card(ARTYOM), details=replace(ARTYOM.details, name=name))

        card = add_person(
            account_id=anna, new=typed, registry=registry, form_key=uuid4(), by=Actor.account(anna), now=now
        )

        assert card.name == ARTYOM.name

    def test_adds_nobody_while_the_registry_is_silent(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        registry.is_down = True

        with pytest.raises(Unavailable):
            add(anna, ANNA, registry, now)

        assert count_cards(account_id=anna) == 0


class TestTheLimitOfFifty:
    @pytest.mark.manual("C-03")
    @pytest.mark.rule("R10", "D3")
    def test_counts_the_main_person_and_refuses_the_fifty_first(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        fill_index(anna, registry, now, up_to=MAX_CARDS)

        with pytest.raises(CardIndexFull):
            add(anna, MARIA, registry, now)

        assert count_cards(account_id=anna) == MAX_CARDS

    @pytest.mark.manual("C-03")
    @pytest.mark.rule("R10")
    def test_frees_a_place_with_each_removal(self, anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> None:
        cards = fill_index(anna, registry, now, up_to=MAX_CARDS)
        close_card(account_id=anna, card_id=cards[7].card_id, by=Actor.account(anna), now=now)

        add(anna, MARIA, registry, now)

        assert count_cards(account_id=anna) == MAX_CARDS

    @pytest.mark.rule("R10")
    def test_is_held_by_the_database_itself(self, anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> None:
        card = add(anna, ANNA, registry, now)

        with pytest.raises(IntegrityError), transaction.atomic():
            CardRow.objects.filter(pk=card.card_id).update(slot=MAX_CARDS + 1)

    @pytest.mark.rule("R11")
    def test_removes_nobody_when_it_is_lowered(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fill_index(anna, registry, now, up_to=4)
        monkeypatch.setattr("kartoteka.domain.card_index.rules.MAX_CARDS", 3)

        with pytest.raises(CardIndexFull):
            add(anna, MARIA, registry, now)

        assert count_cards(account_id=anna) == 4


class TestARemovedPerson:
    @pytest.mark.manual("C-10")
    @pytest.mark.rule("R7")
    def test_gets_the_same_card_back(self, anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> None:
        add(anna, ANNA, registry, now)
        old = add(anna, MARIA, registry, now)
        close_card(account_id=anna, card_id=old.card_id, by=Actor.account(anna), now=now)

        new = add(anna, MARIA, registry, now + timedelta(days=1))

        assert new.card_id == old.card_id
        assert [one.event for one in list_traces(subject_type="card", subject_id=old.card_id)] == [
            Event.CARD_ADDED,
            Event.CARD_REMOVED,
            Event.CARD_REOPENED,
        ]

    @pytest.mark.rule("R7")
    def test_does_not_get_back_an_identity_older_than_the_register(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add(anna, ANNA, registry, now)
        old = add(anna, MARIA, registry, now)
        CardRow.objects.filter(pk=old.card_id).update(identity_confirmed_at=now, identity_ground="registrar")
        close_card(account_id=anna, card_id=old.card_id, by=Actor.account(anna), now=now)
        registry.rename("person-103", replace(MARIA.name, family="Лебедева"), now=now + timedelta(hours=1))

        new = add(anna, MARIA, registry, now + timedelta(days=1))

        assert new.identity_confirmed is False
        assert new.name.family == "Лебедева"

    @pytest.mark.rule("R7")
    def test_keeps_an_identity_confirmed_after_the_last_change(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add(anna, ANNA, registry, now)
        old = add(anna, MARIA, registry, now)
        CardRow.objects.filter(pk=old.card_id).update(identity_confirmed_at=now, identity_ground="registrar")
        close_card(account_id=anna, card_id=old.card_id, by=Actor.account(anna), now=now)

        assert add(anna, MARIA, registry, now).identity_confirmed is True


class TestANotFoundPerson:
    @pytest.mark.manual("C-05")
    def test_gets_no_card(self, anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> None:
        with pytest.raises(PersonNotFound):
            add(anna, stranger(1), registry, now)

        assert count_cards(account_id=anna) == 0
