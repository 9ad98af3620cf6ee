"""The pages in turn, run by run, with the processor time that each took of the web server and of the database."""

from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median

from django.db import connection, connections

from benchmarks.cpu import cpu_seconds
from benchmarks.family import LOGIN, PASSWORD, make_family
from benchmarks.figures import table, verdict
from benchmarks.portal import Portal, running_portal
from benchmarks.postgresql import Server
from benchmarks.wrk import send_requests
from kartoteka.domain.card_index.types import MAX_CARDS
from kartoteka.operations.portal import prepare

# CPU-milliseconds of the page where the constant one takes 0.35, as it did when the target was set.
TARGET, TARGET_CONSTANT = 6.3, 0.35
PAGE_PATH, CONSTANT_PATH = "/card-index/", "/constant/"


@dataclass(frozen=True, slots=True)
class _View:
    name: str
    path: str
    cookies: str


@dataclass(frozen=True, slots=True)
class _Run:
    """CPU-milliseconds a request, and requests a second."""

    app: float
    db: float
    rate: float


def prepare_portal() -> None:
    """Migrations, static files, the family."""
    prepare()
    make_family(now=datetime.now(UTC))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    connections.close_all()


def measure(server: Server, *, rounds: int, seconds: int) -> None:
    """Print the costs of the pages."""
    with running_portal() as portal:
        session = portal.sign_in(LOGIN, PASSWORD)
        _check_page(portal.page(PAGE_PATH, session))
        views = (
            _View("constant page", CONSTANT_PATH, ""),
            _View("constant page, signed in", CONSTANT_PATH, session),
            _View(f"«Моя картотека», {MAX_CARDS} people", PAGE_PATH, session),
        )
        for view in views:
            _run(portal, server, view, seconds=2)
        runs: dict[_View, list[_Run]] = {view: [] for view in views}
        for number in range(rounds):
            # There and back: none of them always follows the same other.
            for view in views[:: -1 if number % 2 else 1]:
                runs[view].append(_run(portal, server, view, seconds=seconds))
    _print(runs, splits_db=server.pid is not None)


def _check_page(page: str) -> None:
    if page.count('id="card-') != MAX_CARDS or page.count("Предстоящих: 2") != MAX_CARDS:
        raise RuntimeError("the page does not show all people with their services")
    print(f"The page has {len(page.encode()) / 1024:.0f} KiB.")


def _run(portal: Portal, server: Server, view: _View, *, seconds: int) -> _Run:
    app, db = cpu_seconds(portal.pid), cpu_seconds(server.pid) if server.pid else 0.0
    count, rate = send_requests(portal.url(view.path), portal.headers(view.cookies), seconds=seconds)
    app, db = cpu_seconds(portal.pid) - app, (cpu_seconds(server.pid) if server.pid else 0.0) - db
    return _Run(app * 1000 / count, db * 1000 / count, rate)


def _print(runs: dict[_View, list[_Run]], *, splits_db: bool) -> None:
    totals = {view: median(run.app + run.db for run in taken) for view, taken in runs.items()}
    constant, *_, page = totals.values()
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
    print(f"\nThe page: {page:.2f} CPU-ms, {verdict(page, TARGET)}.")
    print(
        f"The constant page took {constant:.2f}, and {TARGET_CONSTANT} when the target was set: "
        f"the page is at {page / constant:.1f} of it, and the target at {TARGET / TARGET_CONSTANT:.1f}."
    )
