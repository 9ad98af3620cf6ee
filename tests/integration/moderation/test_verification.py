from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from cast import ANNA, ARTYOM, MARIA
from factories.people import add, new_card, stranger, without_documents
from factories.verification import given_awaiting, refuse, search_in_vain, send
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.card_index.errors import (
    CardIndexFull,
    PersonAlreadyInIndex,
    SearchFirst,
)
from kartoteka.domain.card_index.selectors import count_cards, find_card
from kartoteka.domain.card_index.types import MAX_CARDS, Card, CardState
from kartoteka.domain.moderation import decisions, services
from kartoteka.domain.moderation.errors import (
    IllegalMove,
    RequestNotFound,
    TooManyRequests,
    UnchangedSinceRefusal,
)
from kartoteka.domain.moderation.models import VerificationRequestRow
from kartoteka.domain.moderation.selectors import card_progress
from kartoteka.domain.moderation.types import RefusalReason, RequestState
from kartoteka.domain.regions.services import set_working_calendar
from kartoteka.domain.regions.working_days import WorkingCalendar
from kartoteka.shared.actor import Actor


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
        assert given_awaiting(anna, ARTYOM, now).is_main is True

    @pytest.mark.rule("R18")
    def test_wants_a_search_in_vain_first(self, anna: UUID, now: datetime) -> None:
        with pytest.raises(SearchFirst):
            send(anna, new_card(ARTYOM), now)

        assert count_cards(account_id=anna) == 0

    @pytest.mark.rule("R18")
    def test_wants_the_very_data_that_were_searched_for(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        search_in_vain(anna, new_card(ARTYOM), registry, now)
        changed = replace(new_card(ARTYOM), details=replace(ARTYOM.details, snils=None))

        with pytest.raises(SearchFirst):
            send(anna, changed, now)

    @pytest.mark.rule("R18")
    def test_wants_a_search_of_this_account_and_of_today(
        self, anna: UUID, dmitry: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        search_in_vain(anna, new_card(ARTYOM), registry, now)

        for account, moment in ((dmitry, now), (anna, now + timedelta(days=1))):
            with pytest.raises(SearchFirst):
                send(account, new_card(ARTYOM), moment)

    @pytest.mark.rule("R18")
    def test_has_one_open_request_an_account_and_its_data_by_the_database_itself(
        self, anna: UUID, awaiting: Card, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        first = VerificationRequestRow.objects.get(card_id=awaiting.card_id)
        elsewhere = given_awaiting(anna, stranger(1), now)
        second = VerificationRequestRow.objects.filter(card_id=elsewhere.card_id)

        with pytest.raises(IntegrityError), transaction.atomic():
            second.update(details_digest=first.details_digest)

        VerificationRequestRow.objects.filter(pk=first.pk).update(state=RequestState.EXPIRED)
        assert second.update(details_digest=first.details_digest) == 1

    @pytest.mark.rule("R22", "R72")
    def test_is_answered_in_working_days_of_the_region(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        own = WorkingCalendar(frozenset({date(2026, 11, 25), date(2026, 11, 26)}), frozenset({date(2026, 11, 28)}))
        set_working_calendar(region_code="59", calendar=own, by=Actor.system(), now=now)
        card = given_awaiting(anna, ARTYOM, now)

        assert card_progress(account_id=anna, card_id=card.card_id)[1].decide_by == date(2026, 12, 1)

    def test_takes_a_newborn_without_documents(self, anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> None:
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
            given_awaiting(anna, stranger(number), now + timedelta(hours=number))
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

    @pytest.mark.rule("R22")
    def test_may_not_be_sent_again_with_the_same_data(
        self, anna: UUID, awaiting: Card, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        refuse(anna, awaiting, now)
        search_in_vain(anna, new_card(ARTYOM), registry, now)

        with pytest.raises(UnchangedSinceRefusal):
            send(anna, new_card(ARTYOM), now)

    @pytest.mark.rule("R22")
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
        decisions.take_request(number=progress.number, by=Actor.system(), now=now)

        with pytest.raises(IllegalMove):
            decisions.take_request(number=progress.number, by=Actor.system(), now=now)

    def test_refuse_nothing_that_nobody_took(self, anna: UUID, awaiting: Card, now: datetime) -> None:
        _, progress = card_progress(account_id=anna, card_id=awaiting.card_id)

        with pytest.raises(IllegalMove):
            decisions.refuse_request(
                number=progress.number, reason=RefusalReason.OTHER, text="", by=Actor.system(), now=now
            )

        assert find_card(account_id=anna, card_id=awaiting.card_id).state is CardState.AWAITING

    def test_know_no_request_by_a_wrong_number(self, db: None, now: datetime) -> None:
        with pytest.raises(RequestNotFound):
            decisions.take_request(number="0000-0000", by=Actor.system(), now=now)


class TestRemoveCard:
    @pytest.mark.manual("C-09")
    @pytest.mark.rule("R6")
    def test_withdraws_the_open_request(
        self, anna: UUID, awaiting: Card, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        maria = add(anna, MARIA, registry, now)
        main_awaits_elsewhere = awaiting

        services.remove_card(account_id=anna, card_id=main_awaits_elsewhere.card_id, by=Actor.account(anna), now=now)
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
