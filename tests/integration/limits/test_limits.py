from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from kartoteka.domain.limits import services as limits
from kartoteka.domain.limits.errors import LimitReached
from kartoteka.domain.limits.models import LimitCounter
from kartoteka.shared.limits import Limit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def three_a_day(settings: Settings) -> None:
    settings.KARTOTEKA_LIMITS = {"tries": Limit(3, timedelta(days=1)), "none": Limit(0, timedelta(days=1))}


class TestTake:
    def test_gives_exactly_as_many_places_as_there_are(self, now: datetime) -> None:
        for _ in range(3):
            limits.take("tries", subject="anna", now=now)

        with pytest.raises(LimitReached) as reached:
            limits.take("tries", subject="anna", now=now)

        assert reached.value.again_at > now

    def test_counts_each_subject_by_itself(self, now: datetime) -> None:
        for _ in range(3):
            limits.take("tries", subject="anna", now=now)

        limits.take("tries", subject="darya", now=now)

    def test_begins_anew_with_the_next_period(self, now: datetime) -> None:
        for _ in range(3):
            limits.take("tries", subject="anna", now=now)

        limits.take("tries", subject="anna", now=now + timedelta(days=1))

    def test_gives_nothing_of_a_limit_of_nothing(self, now: datetime) -> None:
        with pytest.raises(LimitReached):
            limits.take("none", subject="anna", now=now)

    def test_does_not_let_refused_tries_eat_places_that_come_back(self, now: datetime) -> None:
        places = [limits.take("tries", subject="anna", now=now) for _ in range(3)]
        for _ in range(5):
            with pytest.raises(LimitReached):
                limits.take("tries", subject="anna", now=now)

        limits.give_back(places[0])

        limits.take("tries", subject="anna", now=now)

    def test_can_be_asked_whether_a_place_is_left_without_taking_it(self, now: datetime) -> None:
        for _ in range(5):
            limits.require_place("tries", subject="anna", now=now)
        for _ in range(3):
            limits.take("tries", subject="anna", now=now)

        with pytest.raises(LimitReached):
            limits.require_place("tries", subject="anna", now=now)
        with pytest.raises(LimitReached):
            limits.require_place("none", subject="anna", now=now)

    def test_writes_down_nobodys_name(self, now: datetime) -> None:
        limits.take("tries", subject="anna@example.org", now=now)

        assert b"anna" not in bytes(LimitCounter.objects.get().subject)


class TestForgetExpired:
    def test_keeps_the_counters_of_today(self, now: datetime) -> None:
        limits.take("tries", subject="anna", now=now)

        assert limits.forget_expired(now=now) == 0
        assert limits.forget_expired(now=now + timedelta(days=3)) == 1
