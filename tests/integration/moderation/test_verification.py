from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from cast import ANNA, ARTYOM, DMITRY, GLEB, MARIA, CastMember
from factories.people import add, add_with_identity, make_account, new_card, stranger, without_documents
from fakes.medical_system import FakeInsuredRegistry

from kartoteka.domain.card_index import services as card_services
from kartoteka.domain.card_index.errors import (
    CardIndexFull,
    CardNotFound,
    PersonAlreadyInIndex,
    PersonNotFound,
    SearchFirst,
)
from kartoteka.domain.card_index.opening import NewCard
from kartoteka.domain.card_index.selectors import count_cards, find_card
from kartoteka.domain.card_index.types import MAX_CARDS, Card, CardState
from kartoteka.domain.moderation import services
from kartoteka.domain.moderation.errors import (
    IllegalMove,
    RequestNotFound,
    TooManyRequests,
    UnchangedSinceRefusal,
)
from kartoteka.domain.moderation.selectors import card_progress
from kartoteka.domain.moderation.types import RefusalReason, RequestState
from kartoteka.shared.actor import Actor

# Monday the 23rd of November 2026: five working days end on Monday the 30th.


def search_in_vain(account: UUID, new: NewCard, registry: FakeInsuredRegistry, now: datetime) -> None:
    with pytest.raises(PersonNotFound):
        card_services.add_person(
            account_id=account, new=new, registry=registry, form_key=uuid4(), by=Actor.account(account), now=now
        )


def send(account: UUID, new: NewCard, now: datetime, *, form_key: UUID | None = None) -> Card:
    return services.send_for_verification(
        account_id=account,
        new=new,
        form_key=form_key or uuid4(),
        time_zone="Asia/Yekaterinburg",
        by=Actor.account(account),
        now=now,
    )


def send_unknown(account: UUID, member: CastMember, registry: FakeInsuredRegistry, now: datetime) -> Card:
    search_in_vain(account, new_card(member), registry, now)
    return send(account, new_card(member), now)


def refuse(account: UUID, card: Card, now: datetime) -> None:
    _, progress = card_progress(account_id=account, card_id=card.card_id)
    moderator = make_account(GLEB, now)
    services.take_request(number=progress.number, by=Actor.account(moderator), now=now)
    services.refuse_request(
        number=progress.number,
        reason=RefusalReason.DATA_DIFFER,
        text="Дата рождения не совпала",
        by=Actor.account(moderator),
        now=now,
    )


@pytest.fixture
def registry() -> FakeInsuredRegistry:
    """A registry that does not know Артём yet."""
    return FakeInsuredRegistry([ANNA, DMITRY, MARIA])


@pytest.fixture
def awaiting(anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> Card:
    """Анна sent her son's data for checking."""
    add(anna, ANNA, registry, now)
    return send_unknown(anna, ARTYOM, registry, now)


class TestSendForVerification:
    @pytest.mark.manual("C-05", "C-06")
    @pytest.mark.rule("R20")
    def test_puts_the_person_into_the_index_at_once(self, anna: UUID, awaiting: Card, now: datetime) -> None:
        card, progress = card_progress(account_id=anna, card_id=awaiting.card_id)

        assert (card.state, card.person_id) == (CardState.AWAITING, None)
        assert (progress.state, progress.sent_at) == (RequestState.NEW, now)
        assert progress.decide_by.isoformat() == "2026-11-30"

    @pytest.mark.manual("C-02")
    def test_may_open_an_index_with_its_main_person(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        assert send_unknown(anna, ARTYOM, registry, now).is_main is True

    def test_wants_a_search_in_vain_first(self, anna: UUID, now: datetime) -> None:
        with pytest.raises(SearchFirst):
            send(anna, new_card(ARTYOM), now)

        assert count_cards(account_id=anna) == 0

    def test_wants_the_very_data_that_were_searched_for(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        search_in_vain(anna, new_card(ARTYOM), registry, now)
        changed = replace(new_card(ARTYOM), details=replace(ARTYOM.details, snils=None))

        with pytest.raises(SearchFirst):
            send(anna, changed, now)

    def test_takes_a_newborn_without_documents(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add(anna, ANNA, registry, now)
        search_in_vain(anna, without_documents(ARTYOM), registry, now)

        assert send(anna, without_documents(ARTYOM), now).state is CardState.AWAITING

    @pytest.mark.rule("R12")
    def test_makes_one_request_of_a_form_sent_twice(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        search_in_vain(anna, new_card(ARTYOM), registry, now)
        key = uuid4()

        cards = [send(anna, new_card(ARTYOM), now, form_key=key) for _ in range(2)]

        assert cards[0].card_id == cards[1].card_id
        assert count_cards(account_id=anna) == 1

    @pytest.mark.rule("R2")
    def test_opens_no_second_case_for_the_same_person(
        self, anna: UUID, awaiting: Card, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        search_in_vain(anna, new_card(ARTYOM), registry, now)

        with pytest.raises(PersonAlreadyInIndex):
            send(anna, new_card(ARTYOM), now)

    @pytest.mark.rule("R2")
    def test_takes_a_confirmed_person_with_another_document_for_the_same(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add(anna, ANNA, registry, now)
        add(anna, MARIA, registry, now)
        mistyped = replace(new_card(MARIA), details=replace(MARIA.details, snils=ARTYOM.snils))
        search_in_vain(anna, mistyped, registry, now)

        with pytest.raises(PersonAlreadyInIndex):
            send(anna, mistyped, now)

    @pytest.mark.rule("R10")
    def test_finds_no_place_when_the_index_is_full(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        for number in range(MAX_CARDS):
            add(anna, registry.learn(stranger(number)), registry, now + timedelta(hours=number))
        search_in_vain(anna, new_card(ARTYOM), registry, now)

        with pytest.raises(CardIndexFull):
            send(anna, new_card(ARTYOM), now)

    def test_lets_one_family_have_five_open_requests(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        for number in range(5):
            send_unknown(anna, stranger(number), registry, now + timedelta(hours=number))
        search_in_vain(anna, new_card(ARTYOM), registry, now + timedelta(hours=6))

        with pytest.raises(TooManyRequests):
            send(anna, new_card(ARTYOM), now + timedelta(hours=6))


class TestARefusedPerson:
    @pytest.mark.manual("C-05")
    def test_stays_in_the_index_with_the_reason(self, anna: UUID, awaiting: Card, now: datetime) -> None:
        refuse(anna, awaiting, now)

        card, progress = card_progress(account_id=anna, card_id=awaiting.card_id)

        assert (card.state, card.refusal_reason) == (CardState.REFUSED, "data-differ")
        assert [step.state for step in progress.steps] == [
            RequestState.NEW,
            RequestState.IN_WORK,
            RequestState.REFUSED,
        ]
        assert progress.refusal_text == "Дата рождения не совпала"

    def test_may_not_be_sent_again_with_the_same_data(
        self, anna: UUID, awaiting: Card, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        refuse(anna, awaiting, now)
        search_in_vain(anna, new_card(ARTYOM), registry, now)

        with pytest.raises(UnchangedSinceRefusal):
            send(anna, new_card(ARTYOM), now)

    def test_gets_the_same_card_when_sent_again_with_mended_data(
        self, anna: UUID, awaiting: Card, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        refuse(anna, awaiting, now)
        mended = replace(new_card(ARTYOM), details=replace(ARTYOM.details, policy=None))
        search_in_vain(anna, mended, registry, now)

        again = send(anna, mended, now + timedelta(hours=1))

        assert (again.card_id, again.state) == (awaiting.card_id, CardState.AWAITING)

    def test_is_confirmed_when_found_later(
        self, anna: UUID, awaiting: Card, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        refuse(anna, awaiting, now)
        registry.learn(ARTYOM)

        found = add(anna, ARTYOM, registry, now)

        assert (found.card_id, found.state) == (awaiting.card_id, CardState.CONFIRMED)


class TestMovesOfARequest:
    def test_let_one_moderator_take_it_and_not_two(self, anna: UUID, awaiting: Card, now: datetime) -> None:
        _, progress = card_progress(account_id=anna, card_id=awaiting.card_id)
        services.take_request(number=progress.number, by=Actor.system(), now=now)

        with pytest.raises(IllegalMove):
            services.take_request(number=progress.number, by=Actor.system(), now=now)

    def test_refuse_nothing_that_nobody_took(self, anna: UUID, awaiting: Card, now: datetime) -> None:
        _, progress = card_progress(account_id=anna, card_id=awaiting.card_id)

        with pytest.raises(IllegalMove):
            services.refuse_request(
                number=progress.number, reason=RefusalReason.OTHER, text="", by=Actor.system(), now=now
            )

        assert find_card(account_id=anna, card_id=awaiting.card_id).state is CardState.AWAITING

    def test_know_no_request_by_a_wrong_number(self, db: None, now: datetime) -> None:
        with pytest.raises(RequestNotFound):
            services.take_request(number="0000-0000", by=Actor.system(), now=now)


class TestRemoveCard:
    @pytest.mark.manual("C-09")
    @pytest.mark.rule("R6")
    def test_withdraws_the_open_request(
        self, anna: UUID, awaiting: Card, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        maria = add(anna, MARIA, registry, now)
        main_awaits_elsewhere = awaiting

        services.remove_card(
            account_id=anna, card_id=main_awaits_elsewhere.card_id, by=Actor.account(anna), now=now
        )
        services.remove_card(account_id=anna, card_id=maria.card_id, by=Actor.account(anna), now=now)

        assert count_cards(account_id=anna) == 1
        assert services.confirm_matched_requests(registry=FakeInsuredRegistry([ARTYOM]), now=now) == 0

    @pytest.mark.rule("R7")
    def test_lets_the_person_be_sent_again_later(
        self, anna: UUID, awaiting: Card, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        services.remove_card(account_id=anna, card_id=awaiting.card_id, by=Actor.account(anna), now=now)
        search_in_vain(anna, new_card(ARTYOM), registry, now)

        again = send(anna, new_card(ARTYOM), now)

        assert again.card_id == awaiting.card_id
        _, progress = card_progress(account_id=anna, card_id=again.card_id)
        assert progress.state is RequestState.NEW


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
            account_id=dmitry, listing_id=listing.card_id, registry=registry, by=Actor.account(dmitry), now=now
        )
        search_in_vain(anna, new_card(DMITRY), registry, now)
        sent = send(anna, new_card(DMITRY), now)

        assert services.confirm_matched_requests(registry=registry, now=now) == 0
        assert find_card(account_id=anna, card_id=sent.card_id).state is CardState.AWAITING
