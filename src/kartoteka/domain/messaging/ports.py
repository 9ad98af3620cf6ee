from typing import Protocol

from kartoteka.domain.messaging.types import OutgoingMessage


class Sender(Protocol):
    """Hands letters, or SMS, to whoever carries them. One caller at a time."""

    def send(self, message: OutgoingMessage) -> None:
        """
        Return as soon as the carrier has taken the message on itself; within a time shorter than the lease.

        :raises Unavailable: it has not, or nobody knows; the same message may be sent again
        :raises Refused: it will never take this message
        """

    def close(self) -> None:
        """Give up the connection, if one is kept. The next message makes another."""
