"""Whoever carries letters and SMS, for tests that need none of the real ones."""

from kartoteka.domain.messaging.types import OutgoingMessage
from kartoteka.shared.errors import Refused, Unavailable


class FakeCarrier:
    """Takes each message once, refuses whom it does not serve, and is down when told to."""

    def __init__(self, *, refused: str = "") -> None:
        self.taken: dict[str, OutgoingMessage] = {}
        self.attempts = 0
        self.is_down = False
        self.is_closed = False
        self._refused = refused

    def send(self, message: OutgoingMessage) -> None:
        self.attempts += 1
        if self.is_down:
            raise Unavailable("the carrier is down")
        if message.to == self._refused:
            raise Refused("the carrier does not serve this address")
        self.taken.setdefault(str(message.reference), message)

    def close(self) -> None:
        self.is_closed = True
