import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from e2e.operations.running_portal import BEGUN, MAY_END, RunningPortal, command_of, wait_for
from kartoteka.operations.companions import answers


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("portal") / "data"


@pytest.fixture(scope="module")
def portal(data: Path) -> Iterator[RunningPortal]:
    """A Portal that runs; its tests leave it running."""
    portal = RunningPortal(data)
    try:
        portal.wait_until_ready()
        yield portal
    finally:
        portal.kill()


@pytest.fixture
def own_portal(tmp_path: Path) -> Iterator[RunningPortal]:
    """A Portal that the test may stop."""
    own = RunningPortal(tmp_path / "data")
    try:
        own.wait_until_ready()
        wait_for(lambda: own.worker() and len(own.web_workers()) == 2 and len(own.processes()) == 7)
        yield own
    finally:
        own.kill()


class TestPortal:
    def test_is_ready_at_the_address_it_tells(self, portal: RunningPortal) -> None:
        assert portal.ask("/health/live") == 200
        assert portal.ask("/health/ready") == 200
        assert f"Kartoteka is ready: {portal.url}" in portal.told

    def test_keeps_its_data_to_its_owner(self, portal: RunningPortal) -> None:
        kept = list(portal.data.glob("kartoteka.sqlite3*"))

        assert kept
        assert [path.name for path in kept if path.stat().st_mode & 0o077] == []

    def test_starts_a_killed_background_worker_again(self, portal: RunningPortal) -> None:
        killed = wait_for(portal.worker)

        os.kill(killed, signal.SIGKILL)

        wait_for(lambda: (portal.worker() or killed) != killed)
        assert portal.ask("/health/ready") == 200

    def test_goes_on_answering_when_a_web_process_is_killed(self, portal: RunningPortal) -> None:
        before = wait_for(lambda: workers if len(workers := portal.web_workers()) == 2 else None)
        killed = min(before)

        os.kill(killed, signal.SIGKILL)

        after = wait_for(
            lambda: workers if len(workers := portal.web_workers()) == 2 and killed not in workers else None
        )
        assert len(after & before) == 1
        wait_for(lambda: portal.ask("/health/ready") == 200)

    def test_starts_a_killed_web_server_again_with_nothing_left_of_the_old(self, portal: RunningPortal) -> None:
        killed = wait_for(portal.web_server)
        orphans = portal.web_workers()

        os.kill(killed, signal.SIGKILL)

        wait_for(lambda: (portal.web_server() or killed) != killed)
        wait_for(lambda: not any(command_of(pid) for pid in orphans))
        wait_for(lambda: portal.ask("/health/ready") == 200)

    def test_starts_a_killed_server_of_events_again(self, portal: RunningPortal) -> None:
        killed = wait_for(portal.event_server)
        port = int(command_of(killed).split()[-1])

        os.kill(killed, signal.SIGKILL)

        wait_for(lambda: (portal.event_server() or killed) != killed)
        wait_for(lambda: answers(port, "/events/health"))

    def test_starts_a_killed_simulator_of_esia_again(self, portal: RunningPortal) -> None:
        killed = wait_for(portal.simulator)

        os.kill(killed, signal.SIGKILL)

        wait_for(lambda: (portal.simulator() or killed) != killed)
        wait_for(lambda: portal.ask("/sign-in/esia/") == 302)


class TestTakenPort:
    def test_is_told_in_one_line_with_the_way_out(self, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
            second = RunningPortal(tmp_path / "data", port)
            code = second.process.wait(timeout=30)

        assert code == 2
        assert second.told.count("\n") == 1
        assert f"Port {port} is taken" in second.told
        assert "make run PORT=" in second.told

    def test_after_the_portals_is_left_to_whoever_has_it(self, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as neighbour:
            portal = RunningPortal(tmp_path / "data", neighbour.getsockname()[1] - 1)
            try:
                portal.wait_until_ready()

                assert f"--port {neighbour.getsockname()[1]} " not in command_of(wait_for(portal.simulator))
            finally:
                portal.kill()


class TestStop:
    def test_leaves_no_process(self, own_portal: RunningPortal) -> None:
        started = own_portal.processes()

        own_portal.process.send_signal(signal.SIGTERM)
        code = own_portal.process.wait(timeout=60)

        assert code == 0
        # The web server with two workers, the server of events with one, the background worker, the simulator of ESIA.
        assert len(started) == 7
        assert [command_of(pid) for pid in started if command_of(pid)] == []
        assert own_portal.ask("/health/live") == 0
        assert "Traceback" not in own_portal.told

    def test_lets_a_request_end_that_has_begun(self, own_portal: RunningPortal) -> None:
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(own_portal.ask, "/wait")
            wait_for((own_portal.data / BEGUN).exists)

            own_portal.process.send_signal(signal.SIGINT)
            with pytest.raises(subprocess.TimeoutExpired):
                own_portal.process.wait(timeout=1)
            (own_portal.data / MAY_END).touch()

            assert answer.result(timeout=60) == 200
        assert own_portal.process.wait(timeout=60) == 0

    def test_reaches_the_children_of_a_portal_that_was_killed(self, own_portal: RunningPortal) -> None:
        started = own_portal.processes()

        own_portal.process.kill()
        own_portal.process.wait()

        wait_for(lambda: not any(command_of(pid) for pid in started))
