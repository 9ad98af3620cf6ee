from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, connections
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from integration.operations.sample_tasks import DATABASE_QUEUE, enqueue, reread
from kartoteka.operations.attempts import (
    MAX_ATTEMPTS,
    call,
    claim,
    forget_finished,
    pause_after,
    record_failure,
    record_success,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def database_queue(settings: Settings) -> None:
    settings.TASKS = DATABASE_QUEUE


@pytest.mark.django_db
class TestClaim:
    def test_takes_a_waiting_task_and_names_its_owner(self) -> None:
        row = enqueue("greet", "Anna")

        claimed = claim(worker_id="first", now=NOW)

        assert claimed is not None
        assert claimed.id == row.id
        row = reread(row)
        assert (row.status, row.worker_ids, row.started_at) == (TaskResultStatus.RUNNING, ["first"], NOW)

    def test_leaves_a_task_that_somebody_runs(self) -> None:
        enqueue("greet", "Anna")
        claim(worker_id="first", now=NOW)

        assert claim(worker_id="second", now=NOW) is None

    def test_leaves_a_task_that_is_not_due_yet(self) -> None:
        row = enqueue("greet", "Anna")
        DBTaskResult.objects.filter(id=row.id).update(run_after=NOW + timedelta(seconds=1))

        assert claim(worker_id="first", now=NOW) is None
        assert claim(worker_id="first", now=NOW + timedelta(seconds=1)) is not None


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory has one writer at a time")
class TestClaimUnderRace:
    def test_gives_each_task_to_one_worker(self) -> None:
        rows = {enqueue("greet", str(number)).id for number in range(40)}

        with ThreadPoolExecutor(4) as pool:
            takings = list(pool.map(lambda number: list(self._claim_all(f"worker-{number}")), range(4)))

        taken = [task for taking in takings for task in taking]
        assert len(taken) == len(rows)
        assert set(taken) == rows

    def _claim_all(self, worker_id: str) -> Iterator[UUID]:
        try:
            while (task := claim(worker_id=worker_id, now=NOW)) is not None:
                yield task.id
        finally:
            connections.close_all()


@pytest.mark.django_db
class TestSuccess:
    def test_is_kept_with_the_value(self) -> None:
        row = enqueue("greet", "Anna")
        task = claim(worker_id="first", now=NOW)
        assert task is not None

        written = record_success(task, "Hello", now=NOW + timedelta(seconds=2))

        row = reread(row)
        assert written
        assert (row.status, row.return_value) == (TaskResultStatus.SUCCESSFUL, "Hello")
        assert row.finished_at == NOW + timedelta(seconds=2)


@pytest.mark.django_db
class TestFailure:
    def test_puts_the_task_back_for_later(self) -> None:
        row = enqueue("fail")
        task = claim(worker_id="first", now=NOW)
        assert task is not None

        record_failure(task, ValueError(), now=NOW)

        row = reread(row)
        assert (row.status, row.run_after) == (TaskResultStatus.READY, NOW + pause_after(1))
        assert claim(worker_id="first", now=NOW + pause_after(1)) is not None

    def test_makes_the_pause_grow_until_the_task_is_given_up(self) -> None:
        row = enqueue("fail")
        now = NOW
        pauses = []

        for _ in range(MAX_ATTEMPTS):
            task = claim(worker_id="first", now=now)
            assert task is not None
            record_failure(task, ValueError(), now=now)
            pauses.append(reread(row).run_after - now)
            now = reread(row).run_after

        row = reread(row)
        assert [pause.total_seconds() for pause in pauses[:-1]] == [10, 30, 90, 270]
        assert (row.status, len(row.worker_ids)) == (TaskResultStatus.FAILED, MAX_ATTEMPTS)
        assert row.finished_at is not None
        assert claim(worker_id="first", now=NOW + timedelta(days=1)) is None

    def test_is_kept_without_the_words_of_the_error(self, caplog: pytest.LogCaptureFixture) -> None:
        row = enqueue("fail")
        task = claim(worker_id="first", now=NOW)
        assert task is not None

        with pytest.raises(ValueError, match="112-233-445 95") as caught:
            call(task)
        record_failure(task, caught.value, now=NOW)

        row = reread(row)
        assert row.exception_class_path == "builtins.ValueError"
        assert "sample_tasks.py" in row.traceback
        assert "112-233-445 95" not in row.traceback + caplog.text


@pytest.mark.django_db
class TestFence:
    """A worker whose beat stalled lost its task, and comes back with a result."""

    def test_keeps_a_late_result_away_from_a_task_that_was_put_back(self) -> None:
        row = enqueue("greet", "Anna")
        late = claim(worker_id="late", now=NOW)
        assert late is not None
        record_failure(late, TimeoutError(), now=NOW)

        written = record_success(late, "late", now=NOW + timedelta(seconds=1))

        assert not written
        assert reread(row).status == TaskResultStatus.READY

    def test_keeps_a_late_result_away_from_the_next_attempt(self) -> None:
        row = enqueue("greet", "Anna")
        late = claim(worker_id="late", now=NOW)
        assert late is not None
        record_failure(late, TimeoutError(), now=NOW)
        heir = claim(worker_id="heir", now=NOW + pause_after(1))
        assert heir is not None

        assert not record_success(late, "late", now=NOW + timedelta(minutes=1))
        assert not record_failure(late, ValueError(), now=NOW + timedelta(minutes=1))
        assert record_success(heir, "heir", now=NOW + timedelta(minutes=1))

        assert reread(row).return_value == "heir"

    def test_tells_two_attempts_of_one_worker_apart(self) -> None:
        row = enqueue("greet", "Anna")
        first = claim(worker_id="same", now=NOW)
        assert first is not None
        record_failure(first, TimeoutError(), now=NOW)
        second = claim(worker_id="same", now=NOW + pause_after(1))
        assert second is not None

        assert not record_success(first, "first", now=NOW + timedelta(minutes=1))
        assert record_success(second, "second", now=NOW + timedelta(minutes=1))

        assert reread(row).return_value == "second"


@pytest.mark.django_db
class TestFinishedTasks:
    def test_are_forgotten_when_old_and_failures_later(self) -> None:
        ages = {"fresh": timedelta(hours=1), "old": timedelta(days=2), "very old": timedelta(days=31)}
        for status in (TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED, TaskResultStatus.READY):
            for name, age in ages.items():
                row = enqueue("greet", f"{status} {name}")
                DBTaskResult.objects.filter(id=row.id).update(status=status, finished_at=NOW - age)

        forgotten = forget_finished(now=NOW)

        left = {row.args_kwargs["args"][0] for row in DBTaskResult.objects.all()}
        assert forgotten == 3
        assert left == {
            "SUCCESSFUL fresh", "FAILED fresh", "FAILED old", "READY fresh", "READY old", "READY very old",
        }  # fmt: skip
