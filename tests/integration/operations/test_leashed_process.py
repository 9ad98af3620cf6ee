import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kartoteka.operations import leash
from kartoteka.operations.processes import LeashedProcess, Program

DEADLINE = 20
SLEEP = (sys.executable, "-c", "import time; time.sleep(120)")
DEAF = (sys.executable, "-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(120)")
# Starts a helper, writes its number into the file that the argument names, and waits.
HELPED = """
import pathlib, subprocess, sys, time
helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(120)"])
pathlib.Path(sys.argv[1]).write_text(f"{helper.pid}.")
time.sleep(120)
"""
WITH_HELPER = (sys.executable, "-c", HELPED)
# Starts a program the way the supervisor does, writes its number, and waits.
SUPERVISING = """
import pathlib, sys, time
from kartoteka.operations.processes import LeashedProcess, Program
child = LeashedProcess(Program("child", tuple(sys.argv[2:])))
pathlib.Path(sys.argv[1]).write_text(f"{child._popen.pid}.")
time.sleep(120)
"""
PARENT = (sys.executable, "-c", SUPERVISING)


def wait_for(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def is_running(pid: int) -> bool:
    try:
        # A process that ended and was not waited for runs no more.
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def read_pid(note: Path) -> int:
    wait_for(lambda: note.exists() and note.read_text().endswith("."))
    return int(note.read_text().rstrip("."))


@pytest.fixture
def started() -> Iterator[list[LeashedProcess]]:
    processes: list[LeashedProcess] = []
    yield processes
    for process in processes:
        process.kill()


def start(started: list[LeashedProcess], *command: str) -> LeashedProcess:
    started.append(LeashedProcess(Program("test", command)))
    return started[-1]


class TestLeashedProcess:
    def test_runs_until_it_is_asked_to_stop(self, started: list[LeashedProcess]) -> None:
        process = start(started, *SLEEP)
        before = process.poll()

        process.terminate()
        wait_for(lambda: process.poll() is not None)

        assert (before, process.poll()) == (None, -signal.SIGTERM)

    def test_is_ended_when_it_does_not_listen(self, started: list[LeashedProcess]) -> None:
        process = start(started, *DEAF)

        process.kill()

        assert process.poll() == -signal.SIGKILL

    def test_takes_what_it_started_along_when_it_dies(self, started: list[LeashedProcess], tmp_path: Path) -> None:
        process = start(started, *WITH_HELPER, str(tmp_path / "helper"))
        helper = read_pid(tmp_path / "helper")

        os.kill(process._popen.pid, signal.SIGKILL)
        wait_for(lambda: process.poll() is not None)

        wait_for(lambda: not is_running(helper))

    def test_can_be_stopped_and_ended_again_to_no_harm(self, started: list[LeashedProcess]) -> None:
        process = start(started, *SLEEP)
        process.kill()

        process.terminate()
        process.kill()

        assert process.poll() == -signal.SIGKILL


class TestLeash:
    def test_stops_a_program_whose_parent_was_killed(self, tmp_path: Path) -> None:
        note = tmp_path / "child"
        with subprocess.Popen([*PARENT, str(note), *SLEEP]) as parent:
            child = read_pid(note)
            # Not before it is the program: the leash is fastened by then.
            wait_for(lambda: b"time.sleep" in Path(f"/proc/{child}/cmdline").read_bytes())
            wait_for(lambda: b"leash" not in Path(f"/proc/{child}/cmdline").read_bytes())

            parent.kill()

        wait_for(lambda: not is_running(child))

    def test_lets_nothing_start_whose_parent_is_gone_already(self) -> None:
        with pytest.raises(SystemExit):
            leash.fasten(parent=0)
