import os
import signal
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management.base import OutputWrapper
from pytest_django import Settings

from integration.operations.stand_ins import SERVER, FakeProcess, Spawner, StopAfter
from kartoteka.operations.address import Address
from kartoteka.operations.portal import CannotStartError, programs, serve
from kartoteka.operations.processes import Program
from kartoteka.operations.stopping import StopSignal
from kartoteka.operations.supervisor import Supervisor

ADDRESS = Address("127.0.0.1", 8000)


class NeverStop(StopAfter):
    """Waits no time at all, and never says stop."""

    def __init__(self) -> None:
        super().__init__(1)

    def wait(self, seconds: float) -> bool:
        assert seconds > 0
        return False


class DyingSpawner(Spawner):
    """Starts programs that end at once."""

    def __call__(self, program: Program) -> FakeProcess:
        process = super().__call__(program)
        process.code = 1
        return process


class TestStart:
    def test_tells_the_address_once_the_portal_is_ready(self) -> None:
        told = StringIO()
        answers = [False, False, True]

        serve(
            Supervisor([SERVER], spawn=Spawner()),
            ADDRESS,
            StopAfter(10),
            OutputWrapper(told),
            probe=lambda _: answers.pop(0),
        )

        assert told.getvalue() == "Kartoteka is ready: http://127.0.0.1:8000/\n"

    def test_is_given_up_when_the_web_server_keeps_ending(self) -> None:
        spawn = DyingSpawner()

        with pytest.raises(CannotStartError):
            serve(
                Supervisor([SERVER], spawn=spawn),
                ADDRESS,
                NeverStop(),
                OutputWrapper(StringIO()),
                probe=lambda _: False,
            )

        assert spawn.count(SERVER) == 3

    def test_may_be_broken_off(self) -> None:
        told, spawn = StringIO(), Spawner()

        serve(Supervisor([SERVER], spawn=spawn), ADDRESS, StopAfter(2), OutputWrapper(told), probe=lambda _: False)

        assert told.getvalue() == ""
        assert spawn.started[SERVER.name][0].code == 0

    def test_survives_a_greeting_that_fails(self, settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
        settings.KARTOTEKA_WHEN_HEALTHY = ["no_such_command", "check"]
        spawn = Spawner()

        serve(Supervisor([SERVER], spawn=spawn), ADDRESS, StopAfter(1), OutputWrapper(StringIO()), probe=lambda _: True)

        assert "no_such_command failed" in caplog.text

    def test_is_of_the_web_server_and_the_background_worker(self) -> None:
        assert [program.name for program in programs(ADDRESS, with_worker=True)] == ["web server", "background worker"]

    def test_may_leave_the_worker_to_another_service(self) -> None:
        assert [program.name for program in programs(ADDRESS, with_worker=False)] == ["web server"]


class TestStopSignal:
    @pytest.fixture
    def stop(self) -> Iterator[StopSignal]:
        numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = {number: signal.getsignal(number) for number in numbers}
        # Whoever runs the tests under `nohup` has it ignored.
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        yield StopSignal()
        for number, handler in before.items():
            signal.signal(number, handler)

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
    def test_is_set_by_a_signal_and_ends_the_wait(self, stop: StopSignal, number: signal.Signals) -> None:
        stop.listen()
        before = stop.wait(0)

        os.kill(os.getpid(), number)
        os.kill(os.getpid(), number)

        assert not before
        assert stop.wait(60)

    def test_leaves_the_hang_up_to_those_who_ignore_it(self, stop: StopSignal) -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        stop.listen()

        os.kill(os.getpid(), signal.SIGHUP)

        assert not stop.wait(0)
