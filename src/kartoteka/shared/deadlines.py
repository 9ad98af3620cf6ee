"""An end to conversations with neighbours that answer, but too slowly to be of use."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Protocol

_BOTH_WAYS = 2


class Door(Protocol):
    """What of a socket is needed to end a conversation from outside."""

    def shutdown(self, how: int, /) -> None: ...


class Deadline:
    """
    The end of a conversation, for who wants to know whether it has come.

    Ask before the one thing that must not happen late: looking a name up, say, can't be hung up on.
    """

    def __init__(self) -> None:
        self._over = threading.Event()

    @property
    def is_over(self) -> bool:
        return self._over.is_set()

    def end(self) -> None:
        self._over.set()


@contextlib.contextmanager
def hang_up_after(seconds: float, find_door: Callable[[], Door | None]) -> Iterator[Deadline]:
    """
    End a conversation when the block lasts longer than so many seconds.

    A time-out of a socket counts from byte to byte, so a neighbour that drips could hold us for hours.

    :param find_door: asked when the time is over, since a conversation may change its socket on the way
    """
    deadline = Deadline()

    def hang_up() -> None:
        deadline.end()
        door = find_door()
        if door is not None:
            # It may have been closed a moment ago.
            with contextlib.suppress(OSError):
                door.shutdown(_BOTH_WAYS)

    timer = threading.Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield deadline
    finally:
        timer.cancel()
