from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from cast import ANNA, DARYA, FAMILY, INNA, MARIA, NINA
from factories.people import account_row, add, make_account, make_region
from fakes.medical_system import FakeBookedServices, FakeInsuredRegistry
from fakes.relatives import FakeRelatives
from kartoteka import wiring
from kartoteka.domain.card_index.types import Card
from kartoteka.web.request import acting_as


class Visitor:
    """Somebody signed in, in a browser without scripts: his forms carry what the pages print into them."""

    def __init__(self, account_id: UUID) -> None:
        self.account_id = account_id
        self.client = Client(raise_request_exception=False)
        self.client.force_login(account_row(account_id))

    def get(self, path: str, **headers: str) -> HttpResponse:
        return cast("HttpResponse", self.client.get(path, headers=headers))

    def post(self, path: str, data: dict[str, object] | None = None, **headers: str) -> HttpResponse:
        form = {"acting_as": acting_as(self.account_id)} | (data or {})
        return cast("HttpResponse", self.client.post(path, form, headers=headers))


@pytest.fixture(autouse=True)
def neighbours(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """The Portal wired to neighbours in memory."""
    settings.KARTOTEKA_ADAPTERS = {
        "insured_registry": "fakes.medical_system.FakeInsuredRegistry",
        "booked_services": "fakes.medical_system.FakeBookedServices",
        "known_relatives": "fakes.relatives.FakeRelatives",
        "health_records": "fakes.health_records.FakeHealthRecords",
        "archive_store": "kartoteka.adapters.archive_folder.store.store_from_settings",
        "report_typesetter": "fakes.typesetter.FakeTypesetter",
        "medical_documents": "fakes.medical_documents.FakeMedicalDocuments",
        "clinical_documents": "kartoteka.adapters.cda.reader.CdaReader",
        "push_sender": "fakes.push.FakePushSender",
    }
    settings.KARTOTEKA_ARCHIVE_DIR = tmp_path
    # As in the demo; the tests of the second factor ask for it.
    settings.KARTOTEKA_STAFF_NEEDS_SECOND_FACTOR = False
    _unwire()
    yield
    _unwire()


def _unwire() -> None:
    wiring.insured_registry.cache_clear()
    wiring.booked_services.cache_clear()
    wiring.known_relatives.cache_clear()
    wiring.health_records.cache_clear()
    wiring.archive_store.cache_clear()
    wiring.report_typesetter.cache_clear()
    wiring.medical_documents.cache_clear()
    wiring.clinical_documents.cache_clear()
    wiring.push_sender.cache_clear()


@pytest.fixture
def registry(neighbours: None) -> FakeInsuredRegistry:
    """The registry that the pages ask; it knows the family and the stranger."""
    registry = cast("FakeInsuredRegistry", wiring.insured_registry())
    for member in (*FAMILY, DARYA):
        registry.learn(member)
    return registry


@pytest.fixture
def booked_services(neighbours: None) -> FakeBookedServices:
    """The services that the pages show."""
    return cast("FakeBookedServices", wiring.booked_services())


@pytest.fixture
def relatives(neighbours: None) -> FakeRelatives:
    """Whose kin the pages are told of."""
    return cast("FakeRelatives", wiring.known_relatives())


@pytest.fixture
def visit() -> Callable[[UUID], Visitor]:
    """Signs an account in."""
    return Visitor


@pytest.fixture
def now() -> datetime:
    """Pages read the clock themselves, so their tests happen when they run."""
    return timezone.now()


@pytest.fixture
def anna_visits(anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> Visitor:
    """Анна, signed in, with herself in the index."""
    add(anna, ANNA, registry, now - timedelta(hours=2))
    return Visitor(anna)


@pytest.fixture
def perm(db: None, now: datetime) -> None:
    """A region to sign up in."""
    make_region(now)


@pytest.fixture
def maria(anna_visits: Visitor, registry: FakeInsuredRegistry, now: datetime) -> Card:
    """Her daughter's card."""
    return add(anna_visits.account_id, MARIA, registry, now - timedelta(hours=1))


@pytest.fixture
def nina(db: None, now: datetime) -> Visitor:
    """An administrator, signed in."""
    return Visitor(make_account(NINA, now))


@pytest.fixture
def inna(db: None, now: datetime) -> Visitor:
    """The registrar, signed in."""
    return Visitor(make_account(INNA, now))


def page_of(card: Card, name: str = "") -> str:
    """Address of a page about a card."""
    return f"/card-index/{card.card_id}/{name}"
