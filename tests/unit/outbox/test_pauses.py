from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from kartoteka.domain.outbox.rules import pause_after
from kartoteka.domain.outbox.types import RetryPolicy

POLICY = RetryPolicy(timedelta(seconds=5), timedelta(hours=2), max_attempts=40, lease=timedelta(minutes=1))


class TestPauses:
    def test_double_up_to_the_longest(self) -> None:
        pauses = [pause_after(attempt, POLICY, jitter=0).total_seconds() for attempt in (1, 2, 3, 11, 12, 40)]

        assert pauses == [5, 10, 20, 5120, 7200, 7200]

    @given(st.integers(1, 10_000), st.floats(0, 1))
    def test_are_shortened_by_a_half_at_most(self, attempt: int, jitter: float) -> None:
        whole = pause_after(attempt, POLICY, jitter=0)

        assert whole / 2 <= pause_after(attempt, POLICY, jitter=jitter) <= whole

    def test_last_two_days_in_all(self) -> None:
        whole = sum((pause_after(attempt, POLICY, jitter=0.5) for attempt in range(1, 40)), timedelta())

        assert timedelta(days=1, hours=12) < whole < timedelta(days=3)
