from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from cast import ANNA, MARIA
from kartoteka.domain.card_index.rules import (
    details_digest,
    identity_key,
    lowest_free_slot,
    next_search_at,
    service_scope,
)
from kartoteka.domain.card_index.types import MAX_CARDS, Address, Card, CardState, Kinship, ServiceScope

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def card(*, is_main: bool, identity_confirmed: bool, person_id: str | None = "person-101") -> Card:
    return Card(
        card_id=uuid4(),
        account_id=uuid4(),
        name=ANNA.name,
        birth_date=ANNA.birth_date,
        sex=ANNA.sex,
        kinship=Kinship.SELF if is_main else Kinship.OTHER,
        is_main=is_main,
        state=CardState.CONFIRMED if person_id else CardState.AWAITING,
        refusal_reason="",
        identity_confirmed=identity_confirmed,
        deceased_on=None,
        person_id=person_id,
        snils=None,
        policy=None,
        address=Address(),
        version=1,
        added_at=NOON,
    )


class TestLowestFreeSlot:
    @pytest.mark.rule("R10")
    def test_fills_gaps_first(self) -> None:
        assert lowest_free_slot({1, 2, 4}) == 3

    @pytest.mark.rule("R10")
    def test_ends_at_fifty(self) -> None:
        assert lowest_free_slot(set(range(1, MAX_CARDS + 1))) is None


class TestNextSearchAt:
    @pytest.mark.rule("R17")
    @pytest.mark.parametrize(("misses", "seconds"), [(3, 10), (4, 20), (5, 40), (8, 300), (500, 300)])
    def test_doubles_the_pause_up_to_five_minutes(self, misses: int, seconds: int) -> None:
        assert next_search_at(misses=misses, last_miss_at=NOON) == NOON + timedelta(seconds=seconds)

    @pytest.mark.rule("R17")
    @pytest.mark.parametrize("misses", [0, 1, 2])
    def test_asks_no_pause_of_who_slipped_twice(self, misses: int) -> None:
        assert next_search_at(misses=misses, last_miss_at=NOON if misses else None) is None


@pytest.mark.rule("D2", "R1")
class TestServiceScope:
    def test_is_everything_for_the_confirmed_main_person(self) -> None:
        assert service_scope(card(is_main=True, identity_confirmed=True)) == ServiceScope("person-101", None)

    @pytest.mark.parametrize(("is_main", "confirmed"), [(True, False), (False, True), (False, False)])
    def test_is_the_accounts_own_bookings_for_anybody_else(self, *, is_main: bool, confirmed: bool) -> None:
        one = card(is_main=is_main, identity_confirmed=confirmed)

        assert service_scope(one) == ServiceScope("person-101", one.account_id)

    def test_is_nothing_before_the_data_are_confirmed(self) -> None:
        assert service_scope(card(is_main=True, identity_confirmed=False, person_id=None)) is None


class TestKeysOfDetails:
    def test_tell_any_change_of_what_was_typed(self) -> None:
        same = details_digest(ANNA.details)

        assert details_digest(replace(ANNA.details)) == same
        for changed in (
            replace(ANNA.details, snils=None),
            replace(ANNA.details, policy=None),
            replace(ANNA.details, snils=MARIA.snils),
            MARIA.details,
        ):
            assert details_digest(changed) != same

    def test_know_a_person_whatever_the_documents(self) -> None:
        assert identity_key(ANNA.details) == identity_key(replace(ANNA.details, snils=None, policy=None))
