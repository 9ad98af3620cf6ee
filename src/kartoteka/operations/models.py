from django.db import models


class WorkerBeat(models.Model):
    """A background worker that is alive, and when it last said so."""

    personal_fields = frozenset[str]()
    plain_fields = frozenset({"worker_id", "beat_at"})

    worker_id = models.CharField(max_length=64, primary_key=True)
    beat_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.worker_id


class Schedule(models.Model):
    """When a periodic task is due next. What the tasks are is in `kartoteka.operations.schedule`."""

    personal_fields = frozenset[str]()
    plain_fields = frozenset({"name", "next_run_at"})

    name = models.CharField(max_length=60, primary_key=True)
    next_run_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
