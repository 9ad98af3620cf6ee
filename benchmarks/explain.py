"""What PostgreSQL itself says of a statement that the ORM sends."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection


@dataclass(frozen=True, slots=True)
class Explained:
    """One run of a statement inside the server, in milliseconds."""

    planning: float
    execution: float
    plan: dict[str, Any]

    @property
    def indexes(self) -> set[str]:
        """Names of the indexes that the plan reads."""
        return {node["Index Name"] for node in _nodes(self.plan) if "Index Name" in node}


def explain(read: Callable[[], object]) -> Explained:
    """Run a read's only statement once more, under EXPLAIN."""
    with connection.cursor() as cursor:
        # Clocks around each node of the plan would cost more than the plan.
        cursor.execute(*_explaining(read, "ANALYZE, TIMING OFF, FORMAT JSON"))
        [[[answer]]] = cursor.fetchall()
    return Explained(answer["Planning Time"], answer["Execution Time"], answer["Plan"])


def plan_text(read: Callable[[], object]) -> str:
    """The plan as people read it."""
    with connection.cursor() as cursor:
        cursor.execute(*_explaining(read, "ANALYZE, BUFFERS"))
        return "\n".join(line for [line] in cursor.fetchall())


def _explaining(read: Callable[[], object], options: str) -> tuple[str, Any]:
    [(sql, parameters)] = _statements(read)
    return f"EXPLAIN ({options}) {sql}", parameters


def _statements(read: Callable[[], object]) -> list[tuple[str, Any]]:
    sent: list[tuple[str, Any]] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:  # noqa: FBT001 - Django's signature
        sent.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        read()
    return sent


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", []):
        yield from _nodes(child)
