from datetime import datetime, timedelta
from uuid import UUID

import pytest

from cast import ANNA, ARTYOM, MARIA, VERA
from factories.kin import tell_kin
from factories.people import add_with_identity
from fakes.medical_system import FakeInsuredRegistry
from fakes.relatives import FakeRelatives
from kartoteka.domain.card_index.types import Kinship


@pytest.fixture
def relatives() -> FakeRelatives:
    """Анна's children and her mother."""
    relatives = FakeRelatives()
    relatives.learn(ANNA, MARIA, Kinship.CHILD)
    relatives.learn(ANNA, ARTYOM, Kinship.CHILD)
    relatives.learn(ANNA, VERA, Kinship.PARENT)
    return relatives


@pytest.fixture
def proved(anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> UUID:
    """Анна's account, alone in her index, her identity confirmed."""
    add_with_identity(anna, ANNA, registry, now - timedelta(days=9))
    return anna


@pytest.fixture
def offered(proved: UUID, relatives: FakeRelatives, registry: FakeInsuredRegistry, now: datetime) -> UUID:
    tell_kin(proved, relatives, registry, now)
    return proved
