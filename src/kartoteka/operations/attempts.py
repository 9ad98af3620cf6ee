"""
Attempts at a background task: claimed, finished, repeated, given up.

The list of workers that claimed a task grows with every attempt, so it names the attempt as well as its
owner. Each change here is one conditional update on that list: who lost the task while its beat stalled finds
the task put back, or the list longer than the one it holds, and its late result changes nothing.
"""

import logging
from datetime import datetime, timedelta
from traceback import format_tb
from typing import Any, TypeAlias, cast

from django.db.models import Q
from django_tasks import TaskContext, TaskResult, TaskResultStatus
from django_tasks.utils import normalize_json
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet, get_date_max

MAX_ATTEMPTS = 5
_FIRST_PAUSE = timedelta(seconds=10)
_KEPT_FOR = timedelta(days=1)
_FAILURES_KEPT_FOR = timedelta(days=30)

logger = logging.getLogger(__name__)

# The library types a row by the function that it calls; here any will do.
ClaimedTask: TypeAlias = DBTaskResult[..., Any]


class WorkerLostError(Exception):
    """The worker that ran the task died or lost touch with the database."""


def pause_after(attempt: int) -> timedelta:
    """How long a task rests after its attempt number `attempt`: 10 s, 30 s, 90 s, 270 s."""
    return _FIRST_PAUSE * int(3 ** (attempt - 1))


def claim(*, worker_id: str, now: datetime) -> ClaimedTask | None:
    """The next task that is due, now running under `worker_id`; None when there is nothing to do."""
    due = DBTaskResult.objects.filter(
        Q(run_after=get_date_max()) | Q(run_after__lte=now), status=TaskResultStatus.READY
    )
    while (task := due.first()) is not None:
        claimed_by = [*task.worker_ids, worker_id]
        claimed = DBTaskResult.objects.filter(
            id=task.id, status=TaskResultStatus.READY, worker_ids=task.worker_ids
        ).update(status=TaskResultStatus.RUNNING, started_at=now, worker_ids=claimed_by)
        if claimed:
            task.status, task.started_at, task.worker_ids = TaskResultStatus.RUNNING, now, claimed_by
            return task
    return None


def call(task: ClaimedTask) -> object:
    """
    Call the function of a claimed task.

    :raises Exception: whatever the task raises; ImportError when the program no longer has it; TypeError when
        the value can't be kept
    """
    function, result = task.task, task.task_result
    first = [TaskContext(task_result=cast("TaskResult[Any]", result))] if function.takes_context else []
    return normalize_json(function.call(*first, *result.args, **result.kwargs))


def record_success(task: ClaimedTask, value: object, *, now: datetime) -> bool:
    """Keep the result of an attempt. False: the attempt is no longer ours, and nothing was written."""
    written = _held(task).update(
        status=TaskResultStatus.SUCCESSFUL,
        finished_at=now,
        return_value=value,
        exception_class_path="",
        traceback="",
    )
    return bool(written)


def record_failure(task: ClaimedTask, error: Exception, *, now: datetime) -> bool:
    """
    Put a task whose attempt failed back after a pause, or give it up after `MAX_ATTEMPTS`.

    False: the attempt is no longer ours, and nothing was written.
    """
    attempt = len(task.worker_ids)
    kind = type(error)
    # Where it happened, without the message: messages quote what they choke on, be it somebody's data.
    reason = {
        "exception_class_path": f"{kind.__module__}.{kind.__qualname__}",
        "traceback": "".join(format_tb(error.__traceback__)),
    }
    if attempt < MAX_ATTEMPTS:
        rest = now + pause_after(attempt)
        written = _held(task).update(status=TaskResultStatus.READY, run_after=rest, **reason)
    else:
        written = _held(task).update(status=TaskResultStatus.FAILED, finished_at=now, return_value=None, **reason)
    if written:
        logger.error("Task %s failed with %s, attempt %d of %d", task.task_path, kind.__name__, attempt, MAX_ATTEMPTS)
    return bool(written)


def forget_finished(*, now: datetime) -> int:
    """Delete finished tasks that nobody will ask about; failures stay longer. Returns how many."""
    deleted, _ = DBTaskResult.objects.filter(
        Q(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - _KEPT_FOR)
        | Q(status=TaskResultStatus.FAILED, finished_at__lt=now - _FAILURES_KEPT_FOR)
    ).delete()
    return deleted


def _held(task: ClaimedTask) -> DBTaskResultQuerySet:
    """The row of this very attempt, if it still runs."""
    return DBTaskResult.objects.filter(id=task.id, status=TaskResultStatus.RUNNING, worker_ids=task.worker_ids)
