from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from integration.operations.sample_tasks import DATABASE_QUEUE, SteppingClock, actions, enqueue, reread
from integration.operations.stand_ins import StopAfter
from kartoteka.operations import attempts, beats
from kartoteka.operations.models import WorkerBeat
from kartoteka.operations.reaper import reap
from kartoteka.operations.schedule import PeriodicTask
from kartoteka.operations.worker import Worker

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def database_queue(settings: Settings) -> Iterator[None]:
    settings.TASKS = DATABASE_QUEUE
    yield
    actions.clear()


@pytest.fixture
def clock() -> SteppingClock:
    return SteppingClock(NOW)


@pytest.fixture
def worker(clock: SteppingClock) -> Worker:
    return Worker(stop=StopAfter(1), clock=clock, periodic=())


@pytest.mark.django_db
class TestWorker:
    def test_does_a_task_and_keeps_its_result(self, worker: Worker) -> None:
        row = enqueue("greet", "Anna")

        assert worker.work_once()

        row = reread(row)
        assert (row.status, row.return_value) == (TaskResultStatus.SUCCESSFUL, "Hello, Anna")
        assert row.worker_ids == [worker.worker_id]

    def test_says_when_there_is_nothing_to_do(self, worker: Worker) -> None:
        assert not worker.work_once()

    def test_repeats_a_task_that_failed_once_its_pause_is_over(self, worker: Worker, clock: SteppingClock) -> None:
        row = enqueue("fail")
        worker.work_once()

        clock.advance(seconds=9)
        too_early = worker.work_once()
        clock.advance(seconds=1)
        in_time = worker.work_once()

        assert (too_early, in_time) == (False, True)
        assert len(reread(row).worker_ids) == 2

    def test_tells_a_task_which_attempt_it_is(self, worker: Worker) -> None:
        row = enqueue("tell_attempt")

        worker.work_once()

        assert reread(row).return_value == 1

    @pytest.mark.parametrize("name", ["return_something_unkeepable", "take_part"])
    def test_survives_a_task_that_it_can_not_do(self, worker: Worker, name: str) -> None:
        row = enqueue(name)
        DBTaskResult.objects.filter(task_path__endswith="take_part").update(
            task_path="integration.operations.sample_tasks.removed"
        )

        assert worker.work_once()

        row = reread(row)
        assert row.status == TaskResultStatus.READY
        assert row.exception_class_path in {"builtins.TypeError", "builtins.ImportError"}

    def test_drops_the_result_of_a_task_that_was_taken_over(
        self, worker: Worker, clock: SteppingClock, caplog: pytest.LogCaptureFixture
    ) -> None:
        row = enqueue("take_part")
        # The worker's beat stalls, another worker reaps the task and claims it again, all while it runs.
        actions.append(lambda: clock.advance(minutes=1))
        actions.append(lambda: reap(by="another", now=clock()))
        actions.append(lambda: clock.advance(minutes=1))
        actions.append(lambda: attempts.claim(worker_id="another", now=clock()))

        worker.work_once()

        row = reread(row)
        assert (row.status, row.worker_ids) == (TaskResultStatus.RUNNING, [worker.worker_id, "another"])
        assert "taken over" in caplog.text

    def test_takes_over_the_task_of_a_dead_worker(self, worker: Worker, clock: SteppingClock) -> None:
        row = enqueue("greet", "Anna")
        attempts.claim(worker_id="killed", now=NOW)

        put_back = worker.work_once()
        clock.advance(seconds=10)
        done = worker.work_once()

        assert (put_back, done) == (False, True)
        assert reread(row).status == TaskResultStatus.SUCCESSFUL

    def test_looks_at_the_schedule(self, clock: SteppingClock) -> None:
        periodic = PeriodicTask("now and then", "integration.operations.sample_tasks.take_part", timedelta(hours=1))
        worker = Worker(stop=StopAfter(1), clock=clock, periodic=(periodic,))

        assert worker.work_once()

        assert DBTaskResult.objects.get().status == TaskResultStatus.SUCCESSFUL


@pytest.mark.django_db(transaction=True)
class TestWorkerThatRuns:
    def test_does_everything_that_waits_before_it_rests(self, clock: SteppingClock) -> None:
        for name in ("Anna", "Vera", "Maria"):
            enqueue("greet", name)

        Worker(stop=StopAfter(1), clock=clock, periodic=()).run()

        assert DBTaskResult.objects.successful().count() == 3

    def test_is_alive_while_it_works_and_takes_leave_at_the_end(self, clock: SteppingClock) -> None:
        worker = Worker(stop=StopAfter(1), clock=clock, periodic=())
        seen: list[frozenset[str]] = []
        actions.append(lambda: seen.append(beats.live_workers(now=clock())))
        enqueue("take_part")

        worker.run()

        assert seen == [{worker.worker_id}]
        assert not WorkerBeat.objects.exists()

    def test_waits_for_a_database_that_is_away(self, clock: SteppingClock, monkeypatch: pytest.MonkeyPatch) -> None:
        outages = [OperationalError("gone"), OperationalError("gone")]
        claim = attempts.claim

        def claim_later(*, worker_id: str, now: datetime) -> attempts.ClaimedTask | None:
            if outages:
                raise outages.pop()
            return claim(worker_id=worker_id, now=now)

        monkeypatch.setattr(attempts, "claim", claim_later)
        row = enqueue("greet", "Anna")

        Worker(stop=StopAfter(3), clock=clock, periodic=()).run()

        assert reread(row).status == TaskResultStatus.SUCCESSFUL
