"""
Whether the time of an answer tells who has an account, a record or a code: `python -m benchmarks.equal_answers`.

Asks the pages of sign-in, sign-up and forgotten passwords for addresses with and without an account, a stranger's pages
about people who are there and who never were, and the page of codes for children with a code and without, in random
order. Prints how well the time tells one from the other: 0.5 is blind, the target is at most 0.55 (R5, R48, R69).
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from statistics import median

from benchmarks.django_setup import set_up_django
from benchmarks.figures import table
from benchmarks.postgresql import database
from benchmarks.stopping import leave_nothing_when_ended

ROUNDS = 400
BLIND = 0.55


def main() -> None:
    """Make an account, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="questions of each kind")
    rounds: int = parser.parse_args().rounds
    leave_nothing_when_ended()
    with tempfile.TemporaryDirectory() as data, database("") as server:
        set_up_django(database_url=server.url, data=data)
        from benchmarks.equal_answers_measure import ask_for, prepare  # noqa: PLC0415 - models can be imported only now

        prepare()
        rows = []
        for name, ask in ask_for().items():
            known, unknown = measure(ask, rounds)
            rows.append((name, f"{median(known):.1f}", f"{median(unknown):.1f}", f"{telling(known, unknown):.3f}"))
    print(table(("page", "known, ms", "unknown, ms", "told by time"), rows))
    worst = max(float(row[3]) for row in rows)
    print(f"\nThe worst is {worst:.3f}, target {BLIND}: {'met' if worst <= BLIND else 'MISSED'}.")


def measure(ask: Callable[[bool, int], None], rounds: int) -> tuple[list[float], list[float]]:
    """Times of answers in milliseconds, for addresses with an account and without."""
    order = [is_known for is_known in (True, False) for _ in range(rounds)]
    random.shuffle(order)
    taken: dict[bool, list[float]] = {True: [], False: []}
    for number, is_known in enumerate(order):
        began = time.perf_counter_ns()
        ask(is_known, number)
        taken[is_known].append((time.perf_counter_ns() - began) / 1e6)
    return taken[True], taken[False]


def telling(known: list[float], unknown: list[float]) -> float:
    """The chance of guessing right, of two answers, which is which: the area under the curve, from 0.5 to 1."""
    wins = sum((one > other) + (one == other) / 2 for one in known for other in unknown)
    area = wins / (len(known) * len(unknown))
    return max(area, 1 - area)


if __name__ == "__main__":
    main()
