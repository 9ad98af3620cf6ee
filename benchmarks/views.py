"""Pages in turn, run by run, with the processor time that each took of the web server and of the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.cpu import cpu_seconds
from benchmarks.figures import table
from benchmarks.portal import Portal
from benchmarks.postgresql import Server
from benchmarks.wrk import send_requests


@dataclass(frozen=True, slots=True)
class View:
    """A page, and the session that asks for it."""

    name: str
    path: str
    cookies: str


@dataclass(frozen=True, slots=True)
class Run:
    """CPU-milliseconds a request, and requests a second."""

    app: float
    db: float
    rate: float


def run_in_turn(
    portal: Portal, server: Server, views: Sequence[View], *, rounds: int, seconds: int
) -> dict[View, list[Run]]:
    """Every page so many times, after a run that warms it up."""
    for view in views:
        _run(portal, server, view, seconds=2)
    runs: dict[View, list[Run]] = {view: [] for view in views}
    for number in range(rounds):
        # There and back: none of them always follows the same other.
        for view in views[:: -1 if number % 2 else 1]:
            runs[view].append(_run(portal, server, view, seconds=seconds))
    return runs


def totals_of(runs: Mapping[View, Sequence[Run]]) -> dict[View, float]:
    """The median of each page, of the server and the database together."""
    return {view: median(run.app + run.db for run in taken) for view, taken in runs.items()}


def print_runs(runs: Mapping[View, Sequence[Run]], *, splits_db: bool) -> None:
    """The table of all pages; the first is what the others are compared with."""
    totals = totals_of(runs)
    constant = next(iter(totals.values()))
    rows = [
        (
            view.name,
            f"{totals[view]:.2f}",
            f"{median(run.app for run in taken):.2f}",
            f"{median(run.db for run in taken):.2f}" if splits_db else "in app",
            f"{min(run.app + run.db for run in taken):.2f} to {max(run.app + run.db for run in taken):.2f}",
            f"{median(run.rate for run in taken):.0f}",
            f"{totals[view] / constant:.1f}",
        )
        for view, taken in runs.items()
    ]
    print("\nCPU-milliseconds a request, medians of runs in turn:")
    print(table(("", "total", "app", "db", "from run to run", "requests/s", "to constant"), rows))


def _run(portal: Portal, server: Server, view: View, *, seconds: int) -> Run:
    app, db = cpu_seconds(portal.pid), cpu_seconds(server.pid) if server.pid else 0.0
    count, rate = send_requests(portal.url(view.path), portal.headers(view.cookies), seconds=seconds)
    app, db = cpu_seconds(portal.pid) - app, (cpu_seconds(server.pid) if server.pid else 0.0) - db
    return Run(app * 1000 / count, db * 1000 / count, rate)
