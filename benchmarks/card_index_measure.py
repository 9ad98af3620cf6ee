"""«Моя картотека» beside a page that is always the same."""

from datetime import UTC, datetime

from django.db import connection, connections

from benchmarks.family import LOGIN, PASSWORD, make_family
from benchmarks.figures import verdict
from benchmarks.portal import running_portal
from benchmarks.postgresql import Server
from benchmarks.views import View, print_runs, run_in_turn, totals_of
from kartoteka.domain.card_index.types import MAX_CARDS
from kartoteka.operations.portal import prepare

# CPU-milliseconds of the page where the constant one takes 0.35, as it did when the target was set.
TARGET, TARGET_CONSTANT = 6.3, 0.35
PAGE_PATH, CONSTANT_PATH = "/card-index/", "/constant/"


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
            View("constant page", CONSTANT_PATH, ""),
            View("constant page, signed in", CONSTANT_PATH, session),
            View(f"«Моя картотека», {MAX_CARDS} people", PAGE_PATH, session),
        )
        runs = run_in_turn(portal, server, views, rounds=rounds, seconds=seconds)
    print_runs(runs, splits_db=server.pid is not None)
    constant, *_, page = totals_of(runs).values()
    print(f"\nThe page: {page:.2f} CPU-ms, {verdict(page, TARGET)}.")
    print(
        f"The constant page took {constant:.2f}, and {TARGET_CONSTANT} when the target was set: "
        f"the page is at {page / constant:.1f} of it, and the target at {TARGET / TARGET_CONSTANT:.1f}."
    )


def _check_page(page: str) -> None:
    if page.count('id="card-') != MAX_CARDS or page.count("Предстоящих: 2") != MAX_CARDS:
        raise RuntimeError("the page does not show all people with their services")
    print(f"The page has {len(page.encode()) / 1024:.0f} KiB.")
