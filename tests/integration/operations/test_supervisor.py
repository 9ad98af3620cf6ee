import pytest

from integration.operations.stand_ins import SERVER, WORKER, Spawner
from kartoteka.operations.supervisor import FIRST_PAUSE, LONGEST_PAUSE, Supervisor


class TestSupervisor:
    def test_starts_every_program_once(self) -> None:
        spawn = Spawner()
        supervisor = Supervisor([SERVER, WORKER], spawn=spawn)

        for now in (0.0, 0.2, 0.4):
            supervisor.tend(now=now)

        assert (spawn.count(SERVER), spawn.count(WORKER)) == (1, 1)

    def test_starts_a_dead_program_again_after_a_pause(self) -> None:
        spawn = Spawner()
        supervisor = Supervisor([SERVER, WORKER], spawn=spawn)
        supervisor.tend(now=0.0)
        spawn.end(WORKER)

        supervisor.tend(now=10.0)
        supervisor.tend(now=10.0 + FIRST_PAUSE / 2)
        during_pause = spawn.count(WORKER)
        supervisor.tend(now=10.0 + FIRST_PAUSE)

        assert (during_pause, spawn.count(WORKER), spawn.count(SERVER)) == (1, 2, 1)

    def test_waits_longer_for_a_program_that_keeps_ending(self) -> None:
        spawn = Spawner()
        supervisor = Supervisor([WORKER], spawn=spawn)
        now, pauses = 0.0, []
        supervisor.tend(now=now)

        for _ in range(8):
            spawn.end(WORKER, code=1)
            supervisor.tend(now=now)
            died_at, count = now, spawn.count(WORKER)
            while spawn.count(WORKER) == count:
                now += FIRST_PAUSE
                supervisor.tend(now=now)
            pauses.append(now - died_at)

        assert pauses == [0.5, 1, 2, 4, 8, 16, LONGEST_PAUSE, LONGEST_PAUSE]

    def test_forgives_a_program_that_ran_for_long(self) -> None:
        spawn = Spawner()
        supervisor = Supervisor([WORKER], spawn=spawn)
        supervisor.tend(now=0.0)
        spawn.end(WORKER)
        supervisor.tend(now=1.0)
        supervisor.tend(now=2.0)
        early_failures = supervisor.count_failures(WORKER.name)

        spawn.end(WORKER)
        supervisor.tend(now=1000.0)
        supervisor.tend(now=1000.0 + FIRST_PAUSE)

        assert (early_failures, supervisor.count_failures(WORKER.name)) == (1, 1)
        assert spawn.count(WORKER) == 3

    def test_stops_every_program(self) -> None:
        spawn = Spawner()
        supervisor = Supervisor([SERVER, WORKER], spawn=spawn)
        supervisor.tend(now=0.0)

        supervisor.stop(patience=5)

        processes = [*spawn.started[SERVER.name], *spawn.started[WORKER.name]]
        assert [(process.code, process.was_killed) for process in processes] == [(0, False), (0, False)]

    def test_ends_a_program_that_does_not_stop(self, caplog: pytest.LogCaptureFixture) -> None:
        spawn = Spawner(stubborn=True)
        supervisor = Supervisor([WORKER], spawn=spawn)
        supervisor.tend(now=0.0)

        supervisor.stop(patience=0)

        assert spawn.started[WORKER.name][0].was_killed
        assert "background worker did not stop in time" in caplog.text

    def test_has_nothing_to_stop_before_it_began(self) -> None:
        Supervisor([SERVER, WORKER], spawn=Spawner()).stop(patience=0)
