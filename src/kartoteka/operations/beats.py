"""The sign of life of a background worker. Who stops giving it loses the task that he holds, see `reaper`."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from types import TracebackType

from django.db import Error, close_old_connections, connections

from kartoteka.operations.models import WorkerBeat

EVERY = timedelta(seconds=5)
# Three beats may be late or lost before a worker counts as dead.
LEASE = timedelta(seconds=15)
KEPT_FOR = timedelta(hours=1)

logger = logging.getLogger(__name__)


def beat(*, worker_id: str, now: datetime) -> None:
    """Write that the worker is alive; one statement, whether it is the first beat or not."""
    WorkerBeat.objects.bulk_create(
        [WorkerBeat(worker_id=worker_id, beat_at=now)],
        update_conflicts=True,
        unique_fields=["worker_id"],
        update_fields=["beat_at"],
    )


def stop_beating(*, worker_id: str) -> None:
    """Forget a worker that leaves, so that nobody waits for the end of its lease."""
    WorkerBeat.objects.filter(worker_id=worker_id).delete()


def live_workers(*, now: datetime) -> frozenset[str]:
    """Workers whose lease holds."""
    return frozenset(
        WorkerBeat.objects.filter(beat_at__gt=now - LEASE).values_list("worker_id", flat=True),
    )


def forget_old_beats(*, now: datetime) -> int:
    """Delete the rows of workers long dead; returns how many."""
    deleted, _ = WorkerBeat.objects.filter(beat_at__lt=now - KEPT_FOR).delete()
    return deleted


class Heartbeat:
    """
    Beats for a worker as long as the `with` block lasts.

    The first beat is written before the block starts: a task that is claimed inside has a live owner from the
    first moment. The rest is written by a thread with a connection of its own, because the worker's is busy
    with the task.
    """

    def __init__(self, worker_id: str, *, clock: Callable[[], datetime], every: timedelta = EVERY) -> None:
        self._worker_id = worker_id
        self._clock = clock
        self._every = every
        self._left = threading.Event()
        self._thread = threading.Thread(target=self._keep_beating, name="heartbeat", daemon=True)

    def __enter__(self) -> None:
        beat(worker_id=self._worker_id, now=self._clock())
        self._thread.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._left.set()
        self._thread.join()
        try:
            stop_beating(worker_id=self._worker_id)
        except Error as gone:
            # The row will count as dead by itself once the lease is over.
            logger.warning("The worker left without a word: %s", type(gone).__name__)

    def _keep_beating(self) -> None:
        try:
            while not self._left.wait(self._every.total_seconds()):
                self._beat_or_tell()
        finally:
            connections.close_all()

    def _beat_or_tell(self) -> None:
        # A database that is away must not end the thread: the worker would live on without a pulse.
        try:
            close_old_connections()
            beat(worker_id=self._worker_id, now=self._clock())
        except Error as error:
            logger.warning("A beat of the worker was not written: %s", type(error).__name__)
