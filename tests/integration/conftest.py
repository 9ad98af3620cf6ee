from datetime import datetime
from uuid import UUID

import pytest

from cast import ANNA, DARYA, DMITRY, FAMILY
from factories.people import make_account
from fakes.medical_system import FakeBookedServices, FakeInsuredRegistry


@pytest.fixture
def registry() -> FakeInsuredRegistry:
    """A registry that knows the family and the stranger."""
    return FakeInsuredRegistry([*FAMILY, DARYA])


@pytest.fixture
def booked_services() -> FakeBookedServices:
    return FakeBookedServices()


@pytest.fixture
def anna(db: None, now: datetime) -> UUID:
    """Анна's account."""
    return make_account(ANNA, now)


@pytest.fixture
def dmitry(db: None, now: datetime) -> UUID:
    """Her husband's account."""
    return make_account(DMITRY, now)


@pytest.fixture
def darya(db: None, now: datetime) -> UUID:
    """The stranger's account."""
    return make_account(DARYA, now)
