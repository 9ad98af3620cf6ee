"""Gives the tasks of dead workers to the living: `django_tasks_db` alone leaves them RUNNING for ever."""

from datetime import datetime

from django_tasks_db.models import DBTaskResult

from kartoteka.operations.attempts import WorkerLostError, record_failure
from kartoteka.operations.beats import forget_old_beats, live_workers


def reap(*, by: str, now: datetime) -> int:
    """
    Put back, or give up, each running task whose worker is gone; returns how many.

    :param by: the worker that calls. It calls between its tasks, so a task that still runs under its name
        was abandoned too: its result could not be written.
    """
    # The tasks are read before the beats. A worker beats before it claims, so the beat of whoever claimed
    # a task seen here is seen as well; read the other way round, a newcomer's task would look orphaned.
    running = list(DBTaskResult.objects.running())
    alive = live_workers(now=now) - {by}
    orphans = [task for task in running if not task.worker_ids or task.worker_ids[-1] not in alive]
    reaped = sum(record_failure(task, WorkerLostError(), now=now) for task in orphans)
    forget_old_beats(now=now)
    return reaped
