"""What the registry settles by itself, and entries that turn out to be one person."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from cast import ANNA, ARTYOM, DMITRY, MARIA
from factories.people import add, add_with_identity, new_card, without_documents
from factories.verification import refuse, search_in_vain, send
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.card_index import services as card_services
from kartoteka.domain.card_index.errors import (
    CardNotFound,
    PersonAlreadyInIndex,
)
from kartoteka.domain.card_index.opening import NewCard
from kartoteka.domain.card_index.selectors import count_cards, find_card
from kartoteka.domain.card_index.types import Card, CardState
from kartoteka.domain.moderation import services
from kartoteka.domain.moderation.selectors import card_progress
from kartoteka.domain.moderation.types import RequestState
from kartoteka.shared.actor import Actor


class TestAMendedRefusal:
    @pytest.fixture
    def mended(self, awaiting: Card) -> NewCard:
        """The refused data with the birth date put right: another person to whoever compares."""
        right = replace(ARTYOM, birth_date=ARTYOM.birth_date + timedelta(days=1))
        return replace(new_card(right), mends=awaiting.card_id)

    @pytest.mark.rule("R2")
    def test_keeps_one_entry_when_the_person_is_found(
        self, anna: UUID, awaiting: Card, mended: NewCard, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        refuse(anna, awaiting, now)
        registry.learn(replace(ARTYOM, birth_date=mended.details.birth_date))

        found = services.add_person(
            account_id=anna, new=mended, registry=registry, form_key=uuid4(), by=Actor.account(anna), now=now
        )

        assert (found.card_id, found.state) == (awaiting.card_id, CardState.CONFIRMED)
        assert found.birth_date == mended.details.birth_date
        assert count_cards(account_id=anna) == 2

    @pytest.mark.rule("R2")
    def test_keeps_one_entry_when_it_is_sent_again(
        self, anna: UUID, awaiting: Card, mended: NewCard, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        refuse(anna, awaiting, now)
        search_in_vain(anna, mended, registry, now)

        sent = send(anna, mended, now)

        assert (sent.card_id, sent.state) == (awaiting.card_id, CardState.AWAITING)
        assert count_cards(account_id=anna) == 2

    @pytest.mark.rule("R2")
    def test_gives_its_place_to_the_entry_that_the_person_had_before(
        self, anna: UUID, awaiting: Card, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        known = add(anna, MARIA, registry, now)
        services.remove_card(account_id=anna, card_id=known.card_id, by=Actor.account(anna), now=now)
        refuse(anna, awaiting, now)

        found = services.add_person(
            account_id=anna,
            new=replace(new_card(MARIA), mends=awaiting.card_id),
            registry=registry,
            form_key=uuid4(),
            by=Actor.account(anna),
            now=now,
        )

        assert found.card_id == known.card_id
        assert count_cards(account_id=anna) == 2
        with pytest.raises(CardNotFound):
            find_card(account_id=anna, card_id=awaiting.card_id)

    def test_mends_no_entry_that_is_not_refused(
        self, anna: UUID, awaiting: Card, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        found = services.add_person(
            account_id=anna,
            new=replace(new_card(MARIA), mends=awaiting.card_id),
            registry=registry,
            form_key=uuid4(),
            by=Actor.account(anna),
            now=now,
        )

        assert found.card_id != awaiting.card_id
        assert count_cards(account_id=anna) == 3


class TestANewbornWithTheFirstPolicy:
    @pytest.mark.rule("R20", "R23")
    def test_is_confirmed_by_adding_him_with_it(self, anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> None:
        add(anna, ANNA, registry, now)
        search_in_vain(anna, without_documents(ARTYOM), registry, now)
        sent = send(anna, without_documents(ARTYOM), now)
        registry.learn(ARTYOM)

        added = services.add_person(
            account_id=anna, new=new_card(ARTYOM), registry=registry, form_key=uuid4(), by=Actor.account(anna), now=now
        )

        _, progress = card_progress(account_id=anna, card_id=sent.card_id)
        assert (added.card_id, added.state) == (sent.card_id, CardState.CONFIRMED)
        assert progress.state is RequestState.CONFIRMED

    @pytest.mark.rule("R2")
    def test_is_not_added_twice_all_the_same(self, anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> None:
        add(anna, ANNA, registry, now)

        with pytest.raises(PersonAlreadyInIndex):
            services.add_person(
                account_id=anna,
                new=new_card(ANNA),
                registry=registry,
                form_key=uuid4(),
                by=Actor.account(anna),
                now=now,
            )


class TestConfirmMatchedRequests:
    @pytest.mark.rule("R20")
    def test_confirms_by_itself_who_came_into_the_registry(
        self, anna: UUID, awaiting: Card, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        registry.learn(ARTYOM)

        confirmed = services.confirm_matched_requests(registry=registry, now=now + timedelta(days=1))

        card, progress = card_progress(account_id=anna, card_id=awaiting.card_id)
        assert confirmed == 1
        assert (card.state, card.person_id) == (CardState.CONFIRMED, "person-104")
        assert progress.state is RequestState.CONFIRMED

    @pytest.mark.rule("R20")
    def test_leaves_the_others_waiting(
        self, anna: UUID, awaiting: Card, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        assert services.confirm_matched_requests(registry=registry, now=now) == 0
        assert find_card(account_id=anna, card_id=awaiting.card_id).state is CardState.AWAITING

    @pytest.mark.rule("R2", "R20")
    def test_keeps_one_entry_when_the_person_was_in_the_index_before(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add(anna, ANNA, registry, now)
        known = add(anna, MARIA, registry, now)
        services.remove_card(account_id=anna, card_id=known.card_id, by=Actor.account(anna), now=now)
        other_snils = replace(new_card(MARIA), details=replace(MARIA.details, snils=ARTYOM.snils, policy=None))
        search_in_vain(anna, other_snils, registry, now)
        sent = send(anna, other_snils, now)
        corrected = FakeInsuredRegistry()
        corrected.learn(replace(MARIA, number=ARTYOM.number), person_id="person-103")

        services.confirm_matched_requests(registry=corrected, now=now)

        assert count_cards(account_id=anna) == 2
        assert find_card(account_id=anna, card_id=known.card_id).is_confirmed
        with pytest.raises(CardNotFound):
            find_card(account_id=anna, card_id=sent.card_id)

    @pytest.mark.rule("R8", "R20")
    def test_leaves_a_person_who_left_the_index_to_the_moderator(
        self, anna: UUID, dmitry: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add(anna, ANNA, registry, now)
        listing = add(anna, DMITRY, registry, now)
        add_with_identity(dmitry, DMITRY, registry, now)
        card_services.leave_index(
            account_id=dmitry,
            listing_id=listing.card_id,
            by=Actor.account(dmitry),
            now=now,
        )
        search_in_vain(anna, new_card(DMITRY), registry, now)
        sent = send(anna, new_card(DMITRY), now)

        assert services.confirm_matched_requests(registry=registry, now=now) == 0
        assert find_card(account_id=anna, card_id=sent.card_id).state is CardState.AWAITING
