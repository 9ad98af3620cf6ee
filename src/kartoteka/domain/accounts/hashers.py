import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from django.contrib.auth.hashers import Argon2PasswordHasher

from kartoteka.shared.errors import Unavailable

# Per process: while one password is checked, others wait, and pages that check none go on.
AT_ONCE = 1
_PATIENCE = 5.0  # seconds


class PortalArgon2PasswordHasher(Argon2PasswordHasher):
    """
    Argon2id at 46 MiB, two passes, one lane: above the accepted minimum of 19 MiB, and a third of the time that
    Django's own parameters take, so that a flood of wrong passwords costs the other pages less. They are checked one
    at a time in each process, so the flood never takes all processors and all memory.

    :raises Unavailable: so many passwords wait to be checked that the turn did not come in five seconds
    """

    time_cost = 2
    memory_cost = 46 * 1024
    parallelism = 1

    _turns: ClassVar[threading.BoundedSemaphore] = threading.BoundedSemaphore(AT_ONCE)

    def encode(self, password: str, salt: str) -> str:
        with self._turn():
            encoded: str = super().encode(password, salt)
        return encoded

    def verify(self, password: str, encoded: str) -> bool:
        with self._turn():
            return bool(super().verify(password, encoded))

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(timeout=_PATIENCE):
            raise Unavailable("too many passwords wait to be checked")
        try:
            yield
        finally:
            self._turns.release()
