"""The search and the read by primary key, call by call in random order, from outside and inside the server."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from statistics import median

from benchmarks.explain import explain, plan_text
from benchmarks.figures import p99, table, verdict
from benchmarks.sought import Sought, draw_sought
from kartoteka.adapters.mis_embedded.insured_registry import EmbeddedInsuredRegistry
from kartoteka.adapters.mis_embedded.models import InsuredPersonRow, MatchKeyRow

TARGET = 2.0
_EXPLAINED = 500
_MATCH_KEY = MatchKeyRow._meta.indexes[0].name  # noqa: SLF001 - Django's public name for it
_NOW = datetime.now(UTC)
_registry = EmbeddedInsuredRegistry()


def _read(person: Sought) -> bool:
    return InsuredPersonRow.objects.get(pk=person.person_id).pk == person.person_id


def _hit(person: Sought) -> bool:
    found = _registry.find(person.details, now=_NOW)
    return found is not None and found.person_id == str(person.person_id)


def _hit_by_snils(person: Sought) -> bool:
    return _registry.find(replace(person.details, policy=None), now=_NOW) is not None


def _miss(person: Sought) -> bool:
    return _registry.find(person.stranger, now=_NOW) is None


def _miss_by_snils(person: Sought) -> bool:
    return _registry.find(replace(person.stranger, policy=None), now=_NOW) is None


_KINDS: dict[str, Callable[[Sought], bool]] = {
    "read by primary key": _read,
    "find: hit, SNILS and policy": _hit,
    "find: hit, SNILS": _hit_by_snils,
    "find: miss, SNILS and policy": _miss,
    "find: miss, SNILS": _miss_by_snils,
}
_Series = dict[str, list[float]]


@dataclass(frozen=True, slots=True)
class _Call:
    kind: str
    person: Sought

    def __call__(self) -> None:
        if not _KINDS[self.kind](self.person):
            raise RuntimeError(f"{self.kind}: a wrong answer measures nothing")


def measure(*, rounds: int) -> bool:
    """Print the figures; False if a search does without the index of match keys."""
    chance = random.Random("order of calls")
    people = draw_sought(rounds)
    calls = [_Call(kind, person) for person in people for kind in _KINDS]
    explained = calls[: _EXPLAINED * len(_KINDS)]
    # Each kind meets the machine's good and bad moments alike, and none profits from the one before.
    chance.shuffle(calls)
    chance.shuffle(explained)
    _time(calls[: len(calls) // 10])
    _print("Through Django's ORM, milliseconds", _time(calls), target=True)
    indexes = _explain(explained)
    print(f"\nPlan of a hit:\n{plan_text(_Call('find: hit, SNILS and policy', people[0]))}")
    return all(_MATCH_KEY in used for kind, used in indexes.items() if kind.startswith("find"))


def _time(calls: Sequence[_Call]) -> _Series:
    taken: _Series = {kind: [] for kind in _KINDS}
    for call in calls:
        began = time.perf_counter_ns()
        call()
        taken[call.kind].append((time.perf_counter_ns() - began) / 1e6)
    return taken


def _explain(calls: Sequence[_Call]) -> dict[str, set[str]]:
    executing: _Series = {kind: [] for kind in _KINDS}
    planning: _Series = {kind: [] for kind in _KINDS}
    indexes: dict[str, set[str]] = {kind: set() for kind in _KINDS}
    for call in calls:
        explained = explain(call)
        executing[call.kind].append(explained.execution)
        planning[call.kind].append(explained.planning)
        indexes[call.kind] = indexes[call.kind] & explained.indexes if indexes[call.kind] else explained.indexes
    _print("Executing inside the server (EXPLAIN ANALYZE), milliseconds", executing)
    _print("Planning inside the server, milliseconds", planning)
    return indexes


def _print(title: str, taken: _Series, *, target: bool = False) -> None:
    baseline, *_ = (median(values) for values in taken.values())
    rows = []
    for kind, values in taken.items():
        ratio = median(values) / baseline
        judged = verdict(ratio, TARGET) if target and kind.startswith("find") else ""
        rows.append((kind, f"{median(values):.3f}", f"{p99(values):.3f}", f"{ratio:.2f}", judged))
    print(f"\n{title}, {len(next(iter(taken.values())))} calls of each kind in random order:")
    print(table(("", "median", "p99", "ratio", ""), rows))
