"""The day of an import, and whom the registry knows on it."""

from collections.abc import Iterator

import pytest
import time_machine
from pytest_django import Settings

from cast import ANNA, VERA
from factories.records import (
    CLINIC,
)
from kartoteka import wiring
from kartoteka.adapters.mis_embedded import scheduling
from kartoteka.adapters.mis_embedded.types import NewOrganization

from .hands import NOW, registered


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """The command takes the time from the clock."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def authorities(settings: Settings) -> Iterator[None]:
    """Nobody is trusted unless a test says so; the door to the checker keeps what it made."""
    settings.KARTOTEKA_AUTHORITIES = None
    wiring.signature_checker.cache_clear()
    yield
    wiring.signature_checker.cache_clear()


@pytest.fixture
def vera(db: None) -> str:
    scheduling.open_organization(NewOrganization(CLINIC, "Asia/Yekaterinburg"))
    return registered(VERA)


@pytest.fixture
def anna(vera: str) -> str:
    return registered(ANNA)
