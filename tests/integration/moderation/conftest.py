from datetime import datetime
from uuid import UUID

import pytest

from cast import ANNA, ARTYOM, DMITRY, MARIA
from factories.people import add
from factories.verification import given_awaiting
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.card_index.types import Card


@pytest.fixture
def registry() -> FakeInsuredRegistry:
    """A registry that does not know Артём yet."""
    return FakeInsuredRegistry([ANNA, DMITRY, MARIA])


@pytest.fixture
def awaiting(anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> Card:
    """Анна sent her son's data for checking."""
    add(anna, ANNA, registry, now)
    return given_awaiting(anna, ARTYOM, now)
