from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from integration.operations.sample_tasks import DATABASE_QUEUE, enqueue, reread
from kartoteka.operations.attempts import MAX_ATTEMPTS, claim, pause_after
from kartoteka.operations.beats import KEPT_FOR, LEASE, beat, live_workers, stop_beating
from kartoteka.operations.models import WorkerBeat
from kartoteka.operations.reaper import reap

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LEASE_IS_OVER = NOW + LEASE


@pytest.fixture(autouse=True)
def database_queue(settings: Settings) -> None:
    settings.TASKS = DATABASE_QUEUE


def start_task(*, worker_id: str) -> DBTaskResult[..., Any]:
    """A task that a worker claimed after its first beat."""
    row = enqueue("greet", "Anna")
    beat(worker_id=worker_id, now=NOW)
    assert claim(worker_id=worker_id, now=NOW) is not None
    return row


@pytest.mark.django_db
class TestReaper:
    def test_puts_back_the_task_of_a_dead_worker(self) -> None:
        row = start_task(worker_id="killed")

        reaped = reap(by="living", now=LEASE_IS_OVER)

        row = reread(row)
        assert reaped == 1
        assert (row.status, row.run_after) == (TaskResultStatus.READY, LEASE_IS_OVER + pause_after(1))
        assert row.exception_class_path == "kartoteka.operations.attempts.WorkerLostError"

    def test_leaves_the_task_of_a_live_worker(self) -> None:
        row = start_task(worker_id="busy")
        beat(worker_id="busy", now=NOW + timedelta(seconds=5))

        reaped = reap(by="living", now=LEASE_IS_OVER)

        assert reaped == 0
        assert reread(row).status == TaskResultStatus.RUNNING

    def test_does_not_wait_for_a_worker_that_took_leave(self) -> None:
        row = start_task(worker_id="gone")
        stop_beating(worker_id="gone")

        reap(by="living", now=NOW + timedelta(seconds=1))

        assert reread(row).status == TaskResultStatus.READY

    def test_takes_a_task_once(self) -> None:
        start_task(worker_id="killed")

        assert reap(by="living", now=LEASE_IS_OVER) == 1
        assert reap(by="another", now=LEASE_IS_OVER) == 0

    def test_puts_back_what_the_caller_itself_could_not_finish(self) -> None:
        row = start_task(worker_id="forgetful")

        reap(by="forgetful", now=NOW)

        assert reread(row).status == TaskResultStatus.READY

    def test_gives_up_a_task_that_kills_its_workers(self) -> None:
        row = enqueue("greet", "Anna")
        now = NOW

        for number in range(MAX_ATTEMPTS):
            assert claim(worker_id=f"victim-{number}", now=now) is not None
            reap(by="living", now=now)
            now += timedelta(hours=1)

        row = reread(row)
        assert row.status == TaskResultStatus.FAILED
        assert claim(worker_id="living", now=now) is None


@pytest.mark.django_db
class TestBeat:
    def test_keeps_a_worker_alive_for_the_lease(self) -> None:
        beat(worker_id="one", now=NOW)

        assert live_workers(now=NOW + LEASE - timedelta(seconds=1)) == {"one"}
        assert live_workers(now=NOW + LEASE) == frozenset()

    def test_has_one_row_a_worker(self) -> None:
        for seconds in (0, 5, 10):
            beat(worker_id="one", now=NOW + timedelta(seconds=seconds))

        assert list(WorkerBeat.objects.values_list("worker_id", "beat_at")) == [("one", NOW + timedelta(seconds=10))]

    def test_is_forgotten_once_it_is_long_past(self) -> None:
        beat(worker_id="ancient", now=NOW - KEPT_FOR - timedelta(seconds=1))
        beat(worker_id="dead", now=NOW - LEASE)

        reap(by="living", now=NOW)

        assert [row.worker_id for row in WorkerBeat.objects.all()] == ["dead"]
