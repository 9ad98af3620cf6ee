from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from integration.operations.sample_tasks import DATABASE_QUEUE
from kartoteka.operations import schedule
from kartoteka.operations.models import Schedule
from kartoteka.operations.schedule import PERIODIC_TASKS, PeriodicTask, tick

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOURLY = PeriodicTask("hourly", "integration.operations.sample_tasks.take_part", timedelta(hours=1))
BY_MINUTE = PeriodicTask("by-minute", "integration.operations.sample_tasks.fail", timedelta(minutes=1))


@pytest.fixture(autouse=True)
def database_queue(settings: Settings) -> None:
    settings.TASKS = DATABASE_QUEUE


def finish_all() -> None:
    DBTaskResult.objects.update(status=TaskResultStatus.SUCCESSFUL)


def queued() -> list[str]:
    return sorted(DBTaskResult.objects.values_list("task_path", flat=True))


@pytest.mark.django_db
class TestSchedule:
    def test_starts_with_every_task(self) -> None:
        tick(now=NOW, periodic=[HOURLY, BY_MINUTE])

        assert queued() == ["integration.operations.sample_tasks.fail", "integration.operations.sample_tasks.take_part"]

    def test_repeats_a_task_when_its_period_is_over(self) -> None:
        tick(now=NOW, periodic=[HOURLY])
        finish_all()

        early = tick(now=NOW + timedelta(minutes=59), periodic=[HOURLY])
        due = tick(now=NOW + timedelta(minutes=60), periodic=[HOURLY])

        assert (early, due) == (0, 1)

    def test_gives_one_turn_to_one_worker(self) -> None:
        first = tick(now=NOW, periodic=[HOURLY])
        finish_all()
        second = tick(now=NOW, periodic=[HOURLY])

        assert (first, second) == (1, 0)

    def test_gives_no_turn_to_a_worker_that_saw_it_free_before_it_was_taken(self) -> None:
        tick(now=NOW, periodic=[HOURLY])
        finish_all()

        late = schedule._take_turn(HOURLY, due_at=NOW, now=NOW)

        assert not late
        assert len(queued()) == 1

    def test_leaves_out_the_turns_that_were_missed(self) -> None:
        tick(now=NOW, periodic=[BY_MINUTE])
        finish_all()

        enqueued = tick(now=NOW + timedelta(hours=3, seconds=20), periodic=[BY_MINUTE])

        assert enqueued == 1
        assert Schedule.objects.get().next_run_at == NOW + timedelta(hours=3, minutes=1)

    @pytest.mark.parametrize("status", [TaskResultStatus.READY, TaskResultStatus.RUNNING])
    def test_does_not_pile_up_tasks_behind_a_slow_one(self, status: TaskResultStatus) -> None:
        tick(now=NOW, periodic=[BY_MINUTE])
        DBTaskResult.objects.update(status=status)

        enqueued = tick(now=NOW + timedelta(minutes=1), periodic=[BY_MINUTE])

        assert enqueued == 0
        assert len(queued()) == 1

    def test_does_not_spend_a_turn_on_a_task_that_can_not_be_enqueued(self) -> None:
        broken = PeriodicTask("broken", "integration.operations.sample_tasks.nothing", timedelta(hours=1))

        with pytest.raises(ImportError):
            tick(now=NOW, periodic=[broken])

        assert Schedule.objects.get(name="broken").next_run_at == NOW


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory has one writer at a time")
class TestScheduleUnderRace:
    def test_gives_one_turn_to_one_of_many_workers(self) -> None:
        with ThreadPoolExecutor(8) as pool:
            enqueued = list(pool.map(lambda _: self._tick(), range(8)))

        assert sum(enqueued) == 1
        assert queued() == ["integration.operations.sample_tasks.take_part"]

    def _tick(self) -> int:
        try:
            return tick(now=NOW, periodic=[HOURLY])
        finally:
            connections.close_all()


class TestPeriodicTasksOfThePortal:
    @pytest.mark.parametrize("periodic", PERIODIC_TASKS, ids=lambda periodic: str(periodic.name))
    def test_exist(self, periodic: PeriodicTask) -> None:
        task = import_string(periodic.task)

        assert isinstance(task, Task)
        assert task.module_path == periodic.task

    def test_have_names_of_their_own(self) -> None:
        names = [periodic.name for periodic in PERIODIC_TASKS]

        assert len(names) == len(set(names))
        assert all(len(name) <= (Schedule._meta.get_field("name").max_length or 0) for name in names)
