"""Programs that the supervisor starts, each with everything that it starts itself."""

import contextlib
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Program:
    """What to start, and what to call it in messages."""

    name: str
    command: tuple[str, ...]


class Process(Protocol):
    """A started program."""

    def poll(self) -> int | None:
        """Its exit code; None while it runs. When it has ended, so has everything it started."""

    def terminate(self) -> None:
        """Ask it to finish what it does and stop."""

    def kill(self) -> None:
        """End it and everything it started, at once."""


class LeashedProcess:
    """
    A program in a process group of its own, tied to the life of this process.

    The group keeps a Ctrl-C in the terminal away from it: the supervisor decides who stops and when. It is
    also how the workers of a web server that was killed are found: they would keep the port and serve on.
    """

    def __init__(self, program: Program) -> None:
        leash = (sys.executable, "-m", "kartoteka.operations.leash", str(os.getpid()))
        self._popen = subprocess.Popen([*leash, *program.command], stdin=subprocess.DEVNULL, start_new_session=True)

    def poll(self) -> int | None:
        if self._popen.returncode is None and self._has_ended():
            # Before the leader is waited for: until then nobody else can get its number, nor the group's.
            self._signal_group(signal.SIGKILL)
            self._popen.wait()
        return self._popen.returncode

    def terminate(self) -> None:
        # The leader only: a web server stops its workers itself, each after its requests.
        if self._popen.returncode is None:
            self._popen.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        if self._popen.returncode is None:
            self._signal_group(signal.SIGKILL)
            self._popen.wait()

    def _has_ended(self) -> bool:
        seen = os.waitid(os.P_PID, self._popen.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        return seen is not None

    def _signal_group(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._popen.pid, number)
