"""The background worker: takes tasks one by one, and between them looks after the schedule and the dead."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils.crypto import get_random_string

from kartoteka.operations import attempts
from kartoteka.operations.beats import Heartbeat
from kartoteka.operations.reaper import reap
from kartoteka.operations.schedule import PERIODIC_TASKS, PeriodicTask, tick
from kartoteka.operations.stopping import Stop

_POLL = timedelta(seconds=1)
_HOUSEKEEPING = timedelta(seconds=5)

logger = logging.getLogger(__name__)


class Worker:
    """
    One background worker.

    A task runs at least once: when a worker dies, another repeats its task. The result of a task is written
    once, by the worker that holds it. What the task itself writes can't be held back so: it must bear being
    repeated.
    """

    def __init__(
        self,
        *,
        stop: Stop,
        clock: Callable[[], datetime],
        periodic: tuple[PeriodicTask, ...] = PERIODIC_TASKS,
    ) -> None:
        self.worker_id = get_random_string(32)
        self._stop = stop
        self._clock = clock
        self._periodic = periodic
        self._housekeeping_at: datetime | None = None

    def run(self) -> None:
        """Work until told to stop; the task at hand is finished first."""
        with Heartbeat(self.worker_id, clock=self._clock):
            while not self._stop.is_set:
                if not self._work_or_tell():
                    self._stop.wait(_POLL.total_seconds())

    def work_once(self) -> bool:
        """Look after the house if it is time, then do one task. False: there was none."""
        self._keep_house()
        task = attempts.claim(worker_id=self.worker_id, now=self._clock())
        if task is None:
            return False
        try:
            value = attempts.call(task)
        except Exception as error:
            # Whatever a task raises is its failure, not the worker's.
            held = attempts.record_failure(task, error, now=self._clock())
        else:
            held = attempts.record_success(task, value, now=self._clock())
        if not held:
            logger.warning("Task %s was taken over while it ran; its result is dropped", task.task_path)
        return True

    def _work_or_tell(self) -> bool:
        # The database may be away for a while; the worker waits for it instead of dying.
        close_old_connections()
        try:
            return self.work_once()
        except (OperationalError, InterfaceError) as error:
            logger.warning("The worker can't reach its tasks: %s", type(error).__name__)
            return False

    def _keep_house(self) -> None:
        now = self._clock()
        if self._housekeeping_at is None or now >= self._housekeeping_at:
            tick(now=now, periodic=self._periodic)
            reap(by=self.worker_id, now=now)
            self._housekeeping_at = now + _HOUSEKEEPING
