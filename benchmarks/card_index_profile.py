"""Where the time of «Моя картотека» goes, in one process without a server."""

import cProfile
import pstats
import random
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from django.db import connection
from django.template.loader import get_template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks.card_index_measure import CONSTANT_PATH, PAGE_PATH
from benchmarks.family import LOGIN
from benchmarks.figures import table
from kartoteka import wiring
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.card_index.kin_types import KinPrompts
from kartoteka.domain.card_index.selectors import card_index

_TIMES = 300
_LONGEST_QUERY = 110
_TEMPLATE = "web/card_index/templates/list.html"
_OK = 200


def profile() -> None:
    """Print the queries of the page, what its parts take, and the functions that take most."""
    account = Account.objects.get(login=LOGIN)
    page = _client(account).get(PAGE_PATH)
    _print_queries(_client(account))
    parts = {
        "the page": _visit(_client(account), PAGE_PATH),
        "  signed in: session, account, name, region": _visit(_client(account), CONSTANT_PATH),
        "    a guest's request": _visit(_client(None), CONSTANT_PATH),
        "  card_index(): people and services": lambda: card_index(
            account_id=account.pk, booked_services=wiring.booked_services(), now=timezone.now()
        ),
        "  the template": _rendering(page),
    }
    print(f"\nProcessor time of this process, medians of {_TIMES} in random order, milliseconds:")
    print(table(("part", "ms"), [(name, f"{taken:.2f}") for name, taken in _time(parts).items()]))
    _print_functions(parts["the page"])


def _client(account: Account | None) -> Client:
    client = Client(headers={"host": "127.0.0.1", "x-forwarded-proto": "https", "x-real-ip": "127.0.0.1"})
    if account is not None:
        client.force_login(account)
    return client


def _visit(client: Client, path: str) -> Callable[[], object]:
    def visit() -> None:
        status = client.get(path).status_code
        if status != _OK:
            raise RuntimeError(f"{path} answers {status}")

    return visit


def _rendering(page: Any) -> Callable[[], object]:
    """The page's template once more, with what its view gave it."""
    template, request = get_template(_TEMPLATE), page.wsgi_request
    context = {
        "index": card_index(account_id=request.user.pk, booked_services=wiring.booked_services(), now=timezone.now()),
        "prompts": KinPrompts(),
        "today": timezone.now().date(),
        "now": timezone.now(),
    }
    return lambda: template.render(context, request)


def _print_queries(client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        client.get(PAGE_PATH)
    print(f"\n{len(queries)} queries:")
    for query in queries.captured_queries:
        words = query["sql"].partition(" FROM ")[2]
        print(f"  {len(query['sql']):5} characters  FROM {words[:_LONGEST_QUERY]}")


def _time(parts: dict[str, Callable[[], object]]) -> dict[str, float]:
    taken: dict[str, list[float]] = {name: [] for name in parts}
    order = list(parts.items())
    for _ in range(_TIMES):
        random.shuffle(order)
        for name, part in order:
            began = time.thread_time_ns()
            part()
            taken[name].append((time.thread_time_ns() - began) / 1e6)
    return {name: median(values) for name, values in taken.items()}


def _print_functions(visit: Callable[[], object]) -> None:
    profiler = cProfile.Profile()
    with profiler:
        for _ in range(_TIMES):
            visit()
    stats = pstats.Stats(profiler, stream=sys.stdout)
    stats.sort_stats("cumulative").print_stats(60)
    stats.sort_stats("tottime").print_stats(40)
