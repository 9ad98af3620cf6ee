from datetime import timedelta

from kartoteka.domain.outbox.types import RetryPolicy

# Past this the pause has long reached its limit; bounds the number.
_LAST_DOUBLING = 20


def pause_after(attempt: int, policy: RetryPolicy, *, jitter: float) -> timedelta:
    """
    How long a delivery rests after its attempt number `attempt`: twice as long each time, up to the limit.

    :param jitter: 0 to 1, by chance; takes up to a half off, so that what failed together does not return together
    """
    doublings = min(attempt - 1, _LAST_DOUBLING)
    pause: timedelta = min(policy.first_pause * 2**doublings, policy.longest_pause)
    return pause * (1 - jitter / 2)
