"""Answers that take the same time whoever is asked about (R69)."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings


@contextmanager
def no_sooner_than_others() -> Iterator[None]:
    """
    Let the block last as long as the setting says, however quickly it is done.

    An address with an account takes the database a few tenths of a millisecond more or less than one without: too
    little to see in one answer, enough in a thousand.
    """
    ends = time.monotonic() + settings.KARTOTEKA_EQUAL_ANSWERS_TAKE.total_seconds()
    try:
        yield
    finally:
        time.sleep(max(0.0, ends - time.monotonic()))
