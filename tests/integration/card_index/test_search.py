from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from pytest_django import Settings

from cast import ANNA, DARYA, DMITRY, MARIA, CastMember
from factories.people import add, add_with_identity, stranger, without_documents
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.card_index import search, services
from kartoteka.domain.card_index.errors import PersonNotFound, SearchLimitReached, SearchPaused
from kartoteka.domain.card_index.selectors import list_listings
from kartoteka.domain.card_index.types import InsuredPerson, PersonDetails
from kartoteka.shared.actor import Actor
from kartoteka.shared.errors import Unavailable
from kartoteka.shared.limits import Limit


def find(account: UUID, details: PersonDetails, registry: FakeInsuredRegistry, now: datetime) -> InsuredPerson:
    return search.find_person(
        account_id=account, details=details, registry=registry, by=Actor.account(account), now=now
    )


def miss(account: UUID, member: CastMember, registry: FakeInsuredRegistry, now: datetime) -> None:
    with pytest.raises(PersonNotFound):
        find(account, member.details, registry, now)


class SlowRegistry(FakeInsuredRegistry):
    """Takes so long to answer that something else happens meanwhile."""

    meanwhile: Callable[[], None] | None = None

    def find(self, details: PersonDetails, *, now: datetime) -> InsuredPerson | None:
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            meanwhile()
        return super().find(details, now=now)


class TestFindPerson:
    @pytest.mark.rule("R17")
    def test_answers_alike_whether_nobody_is_there_or_one_digit_differs(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        unknown = stranger(1).details
        mistyped = replace(MARIA.details, snils=DARYA.snils)

        answers = []
        for details in (unknown, mistyped):
            with pytest.raises(PersonNotFound) as answer:
                find(anna, details, registry, now)
            answers.append((type(answer.value), answer.value.args))

        assert answers[0] == answers[1]

    @pytest.mark.rule("R17")
    def test_does_not_even_ask_without_a_document(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        with pytest.raises(PersonNotFound):
            find(anna, without_documents(MARIA).details, registry, now)

        assert registry.searches == 0

    @pytest.mark.rule("R17")
    def test_counts_nothing_while_the_registry_is_silent(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        registry.is_down = True
        for _ in range(30):
            with pytest.raises(Unavailable):
                find(anna, MARIA.details, registry, now)
        registry.is_down = False

        assert find(anna, MARIA.details, registry, now).person_id == "person-103"


class TestPauses:
    @pytest.mark.rule("R17")
    def test_grow_from_the_third_miss_on(self, anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> None:
        waits = []
        for number in range(6):
            miss(anna, stranger(number), registry, now)
            try:
                find(anna, MARIA.details, registry, now)
            except SearchPaused as paused:
                waits.append((paused.again_at - now).total_seconds())
                now = paused.again_at

        assert waits == [10, 20, 40, 80]

    @pytest.mark.rule("R17")
    def test_end_by_themselves(self, anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> None:
        for number in range(3):
            miss(anna, stranger(number), registry, now)

        with pytest.raises(SearchPaused):
            find(anna, MARIA.details, registry, now + timedelta(seconds=9))
        found = find(anna, MARIA.details, registry, now + timedelta(seconds=10))

        assert found.person_id == "person-103"

    @pytest.mark.rule("R17")
    def test_of_one_account_hold_up_no_other(
        self, anna: UUID, darya: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        for number in range(3):
            miss(anna, stranger(number), registry, now)

        assert find(darya, MARIA.details, registry, now).person_id == "person-103"


class TestTheDaysLimits:
    @pytest.mark.rule("R17")
    def test_stop_after_ten_misses_and_say_nothing_more(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        for number in range(10):
            miss(anna, stranger(number), registry, now + timedelta(minutes=10 * number))

        with pytest.raises(SearchLimitReached):
            find(anna, MARIA.details, registry, now + timedelta(hours=2))

        assert registry.searches == 10

    @pytest.mark.rule("R17")
    def test_begin_anew_with_the_next_day(self, anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> None:
        for number in range(10):
            miss(anna, stranger(number), registry, now + timedelta(minutes=10 * number))

        assert find(anna, MARIA.details, registry, now + timedelta(days=1)).person_id == "person-103"

    @pytest.mark.rule("R17")
    def test_count_hits_apart_from_misses(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime, settings: Settings
    ) -> None:
        limits = settings.KARTOTEKA_LIMITS
        settings.KARTOTEKA_LIMITS = limits | {"search-hits-per-account": Limit(2, timedelta(days=1))}
        for _ in range(2):
            find(anna, MARIA.details, registry, now)

        with pytest.raises(SearchLimitReached):
            find(anna, MARIA.details, registry, now)

    @pytest.mark.rule("R17")
    def test_let_nobody_be_sought_more_than_three_times_in_vain_by_all(
        self, anna: UUID, darya: UUID, dmitry: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        guesses = [replace(MARIA.details, snils=stranger(number).snils, policy=None) for number in range(4)]
        for account, guess in zip((anna, darya, dmitry), guesses, strict=False):
            with pytest.raises(PersonNotFound):
                find(account, guess, registry, now)

        with pytest.raises(SearchLimitReached):
            find(anna, MARIA.details, registry, now)

    @pytest.mark.rule("R17")
    @pytest.mark.parametrize(
        "asked", [MARIA.details, replace(MARIA.details, snils=stranger(1).snils)], ids=["hit", "miss"]
    )
    def test_leave_an_answer_untold_when_others_used_up_the_misses_meanwhile(
        self, asked: PersonDetails, anna: UUID, darya: UUID, now: datetime, settings: Settings
    ) -> None:
        limits = settings.KARTOTEKA_LIMITS
        settings.KARTOTEKA_LIMITS = limits | {"search-misses-per-person-sought": Limit(1, timedelta(days=1))}
        registry = SlowRegistry([MARIA])
        mistyped = replace(MARIA.details, snils=stranger(2).snils)

        def darya_mistypes() -> None:
            with pytest.raises(PersonNotFound):
                find(darya, mistyped, registry, now)

        registry.meanwhile = darya_mistypes

        with pytest.raises(SearchLimitReached):
            find(anna, asked, registry, now)

    @pytest.mark.rule("R17")
    def test_take_nothing_of_a_refused_search(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime, settings: Settings
    ) -> None:
        limits = settings.KARTOTEKA_LIMITS
        settings.KARTOTEKA_LIMITS = limits | {"search-misses-per-person-sought": Limit(0, timedelta(days=1))}
        for _ in range(30):
            with pytest.raises(SearchLimitReached):
                find(anna, MARIA.details, registry, now)
        settings.KARTOTEKA_LIMITS = limits

        assert find(anna, MARIA.details, registry, now).person_id == "person-103"


class TestAPersonWhoLeft:
    @pytest.fixture
    def left(self, anna: UUID, dmitry: UUID, registry: FakeInsuredRegistry, now: datetime) -> UUID:
        """Анна listed her husband, and he took himself out of her index."""
        add(anna, ANNA, registry, now)
        listing = add(anna, DMITRY, registry, now)
        add_with_identity(dmitry, DMITRY, registry, now)
        services.leave_index(
            account_id=dmitry,
            listing_id=listing.card_id,
            by=Actor.account(dmitry),
            now=now,
        )
        return listing.card_id

    @pytest.mark.rule("R8", "R17")
    def test_is_not_found_by_that_account_any_more(
        self, left: UUID, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        with pytest.raises(PersonNotFound) as blocked:
            find(anna, DMITRY.details, registry, now)
        with pytest.raises(PersonNotFound) as unknown:
            find(anna, stranger(1).details, registry, now)

        assert blocked.value.args == unknown.value.args

    @pytest.mark.rule("R8")
    def test_is_found_by_others(self, left: UUID, darya: UUID, registry: FakeInsuredRegistry, now: datetime) -> None:
        assert find(darya, DMITRY.details, registry, now).person_id == "person-102"

    @pytest.mark.rule("R4")
    def test_is_told_of_that_listing_no_more(
        self, left: UUID, dmitry: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        people = list_listings(account_id=dmitry, registry=registry, time_zone="Asia/Yekaterinburg", now=now)

        assert [person.listings for person in people] == [()]


class TestForgettingOldSearches:
    def test_keeps_what_may_still_be_sent_for_checking(
        self, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        miss(anna, stranger(1), registry, now)

        assert search.forget_old_searches(now=now + timedelta(hours=23)) == 0
        assert search.forget_old_searches(now=now + timedelta(days=3)) == 1
