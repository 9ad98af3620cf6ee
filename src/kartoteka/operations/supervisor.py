"""Keeps programs running: who ends is started again, after a pause that grows while it keeps ending."""

import logging
import time
from collections.abc import Callable, Iterable

from kartoteka.operations.processes import Process, Program

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
# Who ran so long is healthy again, whatever came before.
_FORGIVEN_AFTER = 60.0
_STOP_POLL = 0.05

logger = logging.getLogger(__name__)


class _Ward:
    """One program under supervision."""

    def __init__(self, program: Program, spawn: Callable[[Program], Process]) -> None:
        self.program = program
        self.failures = 0
        self._spawn = spawn
        self._process: Process | None = None
        self._started_at = 0.0
        self._restart_at = 0.0

    def tend(self, now: float) -> None:
        if self._process is None:
            if now >= self._restart_at:
                self._process = self._spawn(self.program)
                self._started_at = now
        elif (code := self._process.poll()) is not None:
            self._process = None
            self._plan_restart(code, now)

    def terminate(self) -> None:
        if self._process is not None:
            self._process.terminate()

    def has_stopped(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()

    def _plan_restart(self, code: int, now: float) -> None:
        if now - self._started_at >= _FORGIVEN_AFTER:
            self.failures = 0
        pause = min(FIRST_PAUSE * 2**self.failures, LONGEST_PAUSE)
        self.failures += 1
        self._restart_at = now + pause
        logger.warning("The %s ended with code %d; starting it again in %.1f s", self.program.name, code, pause)


class Supervisor:
    """Starts the programs at the first `tend` and keeps them running at each further one, until `stop`."""

    def __init__(self, programs: Iterable[Program], *, spawn: Callable[[Program], Process]) -> None:
        self._wards = [_Ward(program, spawn) for program in programs]

    def tend(self, *, now: float) -> None:
        """
        Look after each program once.

        :param now: seconds of a clock that is never set back
        """
        for ward in self._wards:
            ward.tend(now)

    def count_failures(self, name: str) -> int:
        """How often the program has ended lately."""
        return sum(ward.failures for ward in self._wards if ward.program.name == name)

    def _all_stopped(self) -> bool:
        # Each is asked, not only up to the first that runs: asking is what clears away a process that ended.
        return False not in [ward.has_stopped() for ward in self._wards]

    def stop(self, *, patience: float) -> None:
        """Ask all programs to stop, wait `patience` seconds at most, and end who has not."""
        for ward in self._wards:
            ward.terminate()
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline and not self._all_stopped():
            time.sleep(_STOP_POLL)
        for ward in self._wards:
            if not ward.has_stopped():
                logger.warning("The %s did not stop in time and was ended", ward.program.name)
                ward.kill()
