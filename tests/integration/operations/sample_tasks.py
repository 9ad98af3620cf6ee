"""Background tasks that only the tests know, and the hands to queue and read them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils.module_loading import import_string
from django_tasks import TaskContext, task
from django_tasks_db.models import DBTaskResult

DATABASE_QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# What the task `take_part` does while it runs; a test puts its own action here.
actions: list[Callable[[], object]] = []


class SteppingClock:
    """A clock that moves when it is told to."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **time: float) -> None:
        self.now += timedelta(**time)


@task()
def greet(name: str) -> str:
    return f"Hello, {name}"


@task()
def fail() -> None:
    number = "112-233-445 95"
    raise ValueError(f"the number {number} is wrong")


@task(takes_context=True)
def tell_attempt(context: TaskContext) -> int:
    return context.attempt


@task()
def take_part() -> None:
    for action in actions:
        action()


@task()
def return_something_unkeepable() -> object:
    return object()


def enqueue(name: str, *args: object) -> DBTaskResult[..., Any]:
    """Queue one of the tasks above; returns its row."""
    result = import_string(f"{__name__}.{name}").enqueue(*args)
    return DBTaskResult.objects.get(id=result.id)


def reread(row: DBTaskResult[..., Any]) -> DBTaskResult[..., Any]:
    return DBTaskResult.objects.get(id=row.id)
