"""
Portals and browsers.

Nothing here touches the database from the process of the tests: Playwright and the ORM do not get along in one process.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from e2e.browsing import Browsing
from e2e.portal import Ground, Portal, copy_data, own_database, prepare_data, running

POSTGRESQL_SERVER = "KARTOTEKA_TEST_POSTGRESQL"
SIGN_INS = ("anna", "dmitry", "vera", "darya", "new", "olga", "moderator", "moderator2", "registrar", "admin", "admin2")
# A busy machine is no failure.
expect.set_options(timeout=10_000)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, which asks nobody on the network for anything."""
    quiet = (
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
        "--disable-extensions", "--disable-software-rasterizer",
    )  # fmt: skip
    return browser_type_launch_args | {"executable_path": "/usr/bin/chromium", "args": list(quiet)}


@pytest.fixture(scope="session")
def base_url(running_portal: Portal) -> str:
    """Where the paths that the tests name are. On `localhost`, as browsers want it of a trusted address."""
    return running_portal.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return browser_context_args | {"locale": "ru-RU", "reduced_motion": "reduce", "service_workers": "block"}


@pytest.fixture(scope="session")
def prepared_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One data folder with the demo region for all workers of the run; to be copied."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    return prepare_data(shared / "prepared-portal")


@pytest.fixture(scope="session")
def running_portal(prepared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    data = copy_data(prepared_data, tmp_path_factory.mktemp("portal") / "data")
    with running(Ground(data)) as portal:
        portal.keep_telephones("anna", "vera")
        portal.keep_signed_in(*SIGN_INS)
        yield portal


@pytest.fixture
def portal(running_portal: Portal) -> Portal:
    """The Portal as the demo region leaves it, whatever other tests did."""
    running_portal.reset()
    return running_portal


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def crowded_portal(
    request: pytest.FixtureRequest, prepared_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Portal]:
    """A Portal for many requests at once, with the limits of every day."""
    data = copy_data(prepared_data, tmp_path_factory.mktemp("crowded") / "data")
    with _running_on(request.param, data, "e2e.settings_long_periods") as portal:
        yield portal


@contextmanager
def _running_on(database: str, data: Path, settings: str) -> Iterator[Portal]:
    if database == "sqlite":
        with running(Ground(data, settings)) as portal:
            yield portal
        return
    server = os.environ.get(POSTGRESQL_SERVER)
    if not server:
        pytest.skip(f"{POSTGRESQL_SERVER} names no PostgreSQL server")
    with own_database(server) as address, running(Ground(data, settings, address)) as portal:
        yield portal


@pytest.fixture
def browsing(portal: Portal, new_context: Callable[..., BrowserContext]) -> Iterator[Browsing]:
    """Browsers on the Portal; at the end no page may have complained, of the content policy above all."""
    browsing = Browsing(portal, new_context)
    yield browsing
    assert browsing.complaints == []
