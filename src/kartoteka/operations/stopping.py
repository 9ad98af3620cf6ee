"""The wish to stop, as it reaches a long-running command."""

import os
import select
import signal
from types import FrameType
from typing import Protocol


class Stop(Protocol):
    """The wish to stop, wherever it comes from."""

    @property
    def is_set(self) -> bool: ...

    def wait(self, seconds: float) -> bool:
        """Wait at most so long; True as soon as it is time to stop."""


class StopSignal:
    """
    SIGINT, SIGTERM or SIGHUP as something that can be asked and waited for.

    Nothing is interrupted: the command ends what it does and looks. Further signals change nothing, since a
    terminal and `make` may both deliver theirs; the commands bound the time they take to stop instead.
    """

    def __init__(self) -> None:
        self.is_set = False
        # Not threading.Event: its lock may be held by the very code that the signal interrupted.
        self._reader, self._writer = os.pipe()

    def listen(self) -> None:
        """From now on, heed the signals."""
        signal.signal(signal.SIGINT, self._hear)
        signal.signal(signal.SIGTERM, self._hear)
        # `nohup` ignores the hang-up on purpose.
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            signal.signal(signal.SIGHUP, self._hear)

    def wait(self, seconds: float) -> bool:
        """Wait at most so long; True as soon as it is time to stop."""
        select.select([self._reader], [], [], seconds)
        return self.is_set

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        if not self.is_set:
            self.is_set = True
            os.write(self._writer, b".")
