"""
What holds for every test.

The other guards are settings of pyproject.toml: no network but loopback, warnings are errors.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import settings as hypothesis_settings

E2E = Path(__file__).parent / "e2e"
BROWSER_FIXTURES = {"page", "context", "browser", "new_context"}

# A busy machine is no failure; what must be quick is measured in benchmarks.
hypothesis_settings.register_profile("house", deadline=None)
hypothesis_settings.load_profile("house")


def pytest_configure() -> None:
    if "DJANGO_ALLOW_ASYNC_UNSAFE" in os.environ:
        raise pytest.UsageError("DJANGO_ALLOW_ASYNC_UNSAFE hides mistakes; e2e tests need no ORM")
    # Whitenoise warns of a folder of static files that is not there, and warnings are errors.
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


def pytest_itemcollected(item: pytest.Item) -> None:
    """
    Keep Playwright in tests/e2e.

    It runs an event loop in the thread of the tests, where Django's ORM refuses to work. So an e2e test talks
    to a server in a process of its own and never touches the database.
    """
    if not BROWSER_FIXTURES.intersection(getattr(item, "fixturenames", ())):
        return
    if not item.path.is_relative_to(E2E):
        raise pytest.UsageError(f"{item.nodeid} drives a browser: it belongs to tests/e2e")
    if item.get_closest_marker("django_db"):
        raise pytest.UsageError(f"{item.nodeid} drives a browser and the ORM in one process")
    item.add_marker(pytest.mark.browser)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """
    Let the browser come last.

    Once Playwright runs, its event loop stays in the thread of the tests, and Django's ORM refuses to work there.
    """
    items.sort(key=lambda item: item.path.is_relative_to(E2E))


@pytest.fixture
def now() -> datetime:
    """The moment at which the tests happen, where they don't say otherwise."""
    return datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
