"""The desk's pages and the questions behind them, one by one in random order."""

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.test import Client

from benchmarks.explain import explain
from benchmarks.figures import p99, table, verdict
from benchmarks.sought import Sought, draw_sought
from benchmarks.waiting import SLIPS, make_moderator, make_requests
from kartoteka.adapters.mis_embedded import likeness as questions
from kartoteka.adapters.mis_embedded.insured_registry import EmbeddedInsuredRegistry
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.card_index import likeness
from kartoteka.domain.card_index.types import PersonDetails
from kartoteka.domain.moderation.models import VerificationRequestRow

TARGET_MS = 300.0
_ROUNDS = 200
_registry = EmbeddedInsuredRegistry()
_NOW = datetime.now(UTC)
# Each question with the index that must answer it.
_QUESTIONS: dict[str, Callable[[PersonDetails], Callable[[], object]]] = {
    "insured_birth_date": lambda details: lambda: list(questions.born_about(details)),
    "document_number": lambda details: lambda: list(questions.bearers_of_numbers_alike(details)),
    "insured_name": lambda details: (
        lambda: list(questions.bearers(Q(family=details.name.family, given=details.name.given)))
    ),
}
_Calls = dict[str, list[Callable[[], object]]]


def measure(*, requests: int) -> bool:
    """Print the figures; False if a question does without its index."""
    people = draw_sought(requests)
    moderator = make_moderator(_NOW)
    make_requests(people, _NOW)
    calls = _rankings(people[:_ROUNDS]) | _pages(moderator, _ROUNDS)
    _time({name: some[: len(some) // 10] for name, some in calls.items()})
    _print(_time(calls))
    return _explain(people)


def _rankings(people: list[Sought]) -> _Calls:
    def ranked(details: PersonDetails) -> Callable[[], object]:
        return lambda: likeness.rank(details, _registry.list_alike(details, now=_NOW))

    def by_surname(details: PersonDetails) -> Callable[[], object]:
        return lambda: likeness.rank(details, _registry.list_namesakes(details, now=_NOW))

    calls: _Calls = {f"candidates: {name}": [ranked(slip(one)) for one in people] for name, slip in SLIPS.items()}
    return calls | {"candidates: by surname alone": [by_surname(one.details) for one in people]}


def _pages(moderator: UUID, rounds: int) -> _Calls:
    # The second factor costs the session a look; it is measured nowhere else either.
    settings.KARTOTEKA_STAFF_NEEDS_SECOND_FACTOR = False
    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    client.force_login(Account.objects.get(pk=moderator))
    numbers = list(VerificationRequestRow.objects.order_by("sent_at").values_list("number", flat=True)[:rounds])

    def page(path: str) -> Callable[[], object]:
        def get() -> object:
            answer = client.get(path, secure=True)
            if answer.status_code != 200:
                raise RuntimeError(f"{path}: {answer.status_code} measures nothing")
            return answer

        return get

    return {
        "page: the queue": [page("/desk/") for _ in range(rounds)],
        "page: a request": [page(f"/desk/requests/{number}/") for number in numbers],
        "page: a request, by surname": [page(f"/desk/requests/{number}/?surname") for number in numbers],
    }


def _time(calls: _Calls) -> dict[str, list[float]]:
    order = [(name, call) for name, some in calls.items() for call in some]
    # Each kind meets the machine's good and bad moments alike.
    random.Random("order of calls").shuffle(order)
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for name, call in order:
        began = time.perf_counter_ns()
        call()
        taken[name].append((time.perf_counter_ns() - began) / 1e6)
    return taken


def _print(taken: dict[str, list[float]]) -> None:
    rows = [
        (name, f"{median(values):.1f}", f"{p99(values):.1f}", verdict(median(values), TARGET_MS))
        for name, values in taken.items()
    ]
    print(f"\nMilliseconds, {_ROUNDS} calls of each kind in random order:")
    print(table(("", "median", "p99", ""), rows))


def _explain(people: list[Sought]) -> bool:
    used = True
    print()
    for index, question in _QUESTIONS.items():
        plans = [explain(question(one.details)) for one in people[:_ROUNDS]]
        used &= all(index in plan.indexes for plan in plans)
        print(f"Inside the server, by {index}: {median(plan.execution for plan in plans):.2f} ms")
    return used
