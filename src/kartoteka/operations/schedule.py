"""Periodic tasks, and the clockwork that enqueues each once, however many workers look at the clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from kartoteka.operations.models import Schedule


@dataclass(frozen=True, slots=True)
class PeriodicTask:
    """A task that repeats. The name is its key in the database, `task` the dotted name of the task."""

    name: str
    task: str
    every: timedelta


PERIODIC_TASKS = (
    PeriodicTask("forget-expired", "kartoteka.operations.tasks.forget_expired", timedelta(hours=1)),
    PeriodicTask("expire-requests", "kartoteka.operations.tasks.expire_requests", timedelta(hours=1)),
    PeriodicTask("match-awaiting-cards", "kartoteka.operations.tasks.match_awaiting_cards", timedelta(minutes=1)),
    PeriodicTask("keep-access", "kartoteka.operations.tasks.keep_access", timedelta(minutes=15)),
    PeriodicTask("end-downloads", "kartoteka.operations.tasks.end_downloads", timedelta(minutes=1)),
    # Its period is what keeps knocks apart: an account hears one an hour, whatever came in.
    PeriodicTask("tell-record-news", "kartoteka.operations.tasks.tell_record_news", timedelta(hours=1)),
    PeriodicTask("refresh-access", "kartoteka.operations.tasks.refresh_access", timedelta(minutes=30)),
    PeriodicTask("cut-journal", "kartoteka.operations.tasks.cut_journal", timedelta(days=1)),
)


def tick(*, now: datetime, periodic: Iterable[PeriodicTask] = PERIODIC_TASKS) -> int:
    """Enqueue the tasks that are due; returns how many. Turns missed while nothing ran are left out."""
    by_name = {task.name: task for task in periodic}
    known = dict(Schedule.objects.filter(name__in=by_name).values_list("name", "next_run_at"))
    if newcomers := by_name.keys() - known.keys():
        Schedule.objects.bulk_create(
            [Schedule(name=name, next_run_at=now) for name in sorted(newcomers)], ignore_conflicts=True
        )
        known = dict(Schedule.objects.filter(name__in=by_name).values_list("name", "next_run_at"))
    due = [(by_name[name], at) for name, at in sorted(known.items()) if at <= now]
    return sum(_take_turn(task, due_at=at, now=now) for task, at in due)


def _take_turn(periodic: PeriodicTask, *, due_at: datetime, now: datetime) -> bool:
    turns_passed = (now - due_at) // periodic.every + 1
    # The turn and the task are kept or lost together, and who finds the turn taken enqueues nothing.
    with transaction.atomic():
        taken = Schedule.objects.filter(name=periodic.name, next_run_at=due_at).update(
            next_run_at=due_at + periodic.every * turns_passed
        )
        if not taken or _is_unfinished(periodic.task):
            return False
        import_string(periodic.task).enqueue()
        return True


def _is_unfinished(task_path: str) -> bool:
    # A task slower than its period, or one that rests after a failure, must not pile up behind itself.
    return DBTaskResult.objects.filter(
        task_path=task_path, status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING]
    ).exists()
