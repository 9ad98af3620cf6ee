"""Where the time of «Моя картотека» goes, in one process without a server."""

import cProfile
import pstats
import sys
import time
from statistics import median

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.card_index_measure import PAGE_PATH
from benchmarks.family import LOGIN
from kartoteka.domain.accounts.models import Account

_TIMES = 300


def profile() -> None:
    """Print the queries of the page and the functions that take its time."""
    client = Client(headers={"host": "127.0.0.1", "x-forwarded-proto": "https"})
    client.force_login(Account.objects.get(login=LOGIN))
    for _ in range(20):
        _get(client)
    with CaptureQueriesContext(connection) as queries:
        _get(client)
    for query in queries.captured_queries:
        print(f"{float(query['time']) * 1000:6.1f} ms  {query['sql'][:150]}")
    taken = [_timed(client) for _ in range(_TIMES)]
    print(f"\nProcessor time of a request in this process, without the profiler: {median(taken):.2f} ms")
    profiler = cProfile.Profile()
    profiler.enable()
    for _ in range(_TIMES):
        _get(client)
    profiler.disable()
    stats = pstats.Stats(profiler, stream=sys.stdout)
    stats.sort_stats("cumulative").print_stats(70)
    stats.sort_stats("tottime").print_stats(40)


def _get(client: Client) -> None:
    response = client.get(PAGE_PATH)
    if response.status_code != 200:
        raise RuntimeError(f"the page answers {response.status_code}")


def _timed(client: Client) -> float:
    began = time.thread_time_ns()
    _get(client)
    return (time.thread_time_ns() - began) / 1e6
