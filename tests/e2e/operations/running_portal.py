"""A Portal started as its users start it, with the hands to look at its processes."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

TESTS = Path(__file__).resolve().parent.parent.parent
START_DEADLINE = 90
DEADLINE = 40

# How the processes of a Portal are told apart, by their command lines.
WEB = "kartoteka.operations.web_server"
WORKER = "kartoteka worker"
SIMULATOR = "simulators.esia"
EVENTS = "kartoteka.operations.event_server"

# Files by which the page `wait` of these tests talks to them.
BEGUN = "request-has-begun"
MAY_END = "request-may-end"

Found = TypeVar("Found")


def wait_for(look: Callable[[], Found | None], *, deadline: float = DEADLINE) -> Found:
    """What `look` finds as soon as it finds something."""
    give_up_at = time.monotonic() + deadline
    while not (found := look()):
        assert time.monotonic() < give_up_at, "it did not happen in time"
        time.sleep(0.02)
    return found


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def command_of(pid: int) -> str:
    """The command line of a process; empty when it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def children_of(parent: int) -> set[int]:
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # After the name, which may hold anything: the state and the parent.
            state, ppid = stat.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if int(ppid) == parent and state != "Z":
            found.add(int(stat.parent.name))
    return found


class RunningPortal:
    """`kartoteka run` in a process of its own."""

    def __init__(self, data: Path, port: int | None = None) -> None:
        self.port = port or free_port()
        self.data = data
        self.output = data.with_name(f"{data.name}-{self.port}.log")
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "kartoteka", "run", "--port", str(self.port)],
                env=self._environment(),
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @property
    def told(self) -> str:
        """What it has written so far."""
        return self.output.read_text()

    def wait_until_ready(self) -> None:
        def is_announced() -> bool:
            assert self.process.poll() is None, self.told
            return self.url in self.told

        wait_for(is_announced, deadline=START_DEADLINE)

    def ask(self, path: str) -> int:
        """The status of the answer; 0 when there is none."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=DEADLINE)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def web_server(self) -> int | None:
        return self._child(WEB)

    def worker(self) -> int | None:
        return self._child(WORKER)

    def event_server(self) -> int | None:
        return self._child(EVENTS)

    def simulator(self) -> int | None:
        return self._child(SIMULATOR)

    def web_workers(self) -> set[int]:
        server = self.web_server()
        return children_of(server) if server else set()

    def processes(self) -> set[int]:
        """All it has started, and what that has started."""
        children = children_of(self.process.pid)
        return children.union(*(children_of(child) for child in children))

    def kill(self) -> None:
        """End it, whatever state it is in."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(DEADLINE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def _child(self, command: str) -> int | None:
        # The leash names the command too, before it becomes the program.
        found = [
            pid
            for pid in children_of(self.process.pid)
            if command in command_of(pid) and "kartoteka.operations.leash" not in command_of(pid)
        ]
        return found[0] if found else None

    def _environment(self) -> dict[str, str]:
        return {name: value for name, value in os.environ.items() if name != "KARTOTEKA_DATABASE_URL"} | {
            "DJANGO_SETTINGS_MODULE": "e2e.operations.waiting_settings",
            "KARTOTEKA_DATA": str(self.data),
            "PYTHONPATH": str(TESTS),
        }
