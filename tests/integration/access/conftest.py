from datetime import datetime
from uuid import UUID, uuid4

import pytest

from cast import ANNA, DARYA, DMITRY, MARIA, VERA
from factories.access import represent
from factories.people import add, add_with_identity, make_account
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.shared.actor import Actor


@pytest.fixture
def registrar(db: None) -> Actor:
    """Somebody at the clinic's desk, who knows none of the people."""
    return Actor.account(uuid4())


@pytest.fixture
def mother(anna: UUID, registry: FakeInsuredRegistry, registrar: Actor, now: datetime) -> UUID:
    """Анна's account: her identity is confirmed, Мария stands in her index, the desk saw the certificate of birth."""
    add_with_identity(anna, ANNA, registry, now)
    add(anna, MARIA, registry, now)
    represent(ANNA, MARIA, now, by=registrar)
    return anna


@pytest.fixture
def father(dmitry: UUID, registry: FakeInsuredRegistry, registrar: Actor, now: datetime) -> UUID:
    """Дмитрий's account, as his wife's."""
    add_with_identity(dmitry, DMITRY, registry, now)
    add(dmitry, MARIA, registry, now)
    represent(DMITRY, MARIA, now, by=registrar)
    return dmitry


@pytest.fixture
def grandmother(db: None, registry: FakeInsuredRegistry, now: datetime) -> UUID:
    """Вера's account: Мария stands in her index, and that is all."""
    vera = make_account(VERA, now)
    add_with_identity(vera, VERA, registry, now)
    add(vera, MARIA, registry, now)
    return vera


@pytest.fixture
def stranger(darya: UUID, registry: FakeInsuredRegistry, now: datetime) -> UUID:
    """Дарья's account: nobody stands in her index but herself."""
    add_with_identity(darya, DARYA, registry, now)
    return darya


@pytest.fixture
def patient(darya: UUID, registry: FakeInsuredRegistry, now: datetime) -> UUID:
    """Дарья's account, when she is the adult whose record others want to see."""
    add_with_identity(darya, DARYA, registry, now)
    return darya


@pytest.fixture
def friend(dmitry: UUID, registry: FakeInsuredRegistry, now: datetime) -> UUID:
    """Дмитрий's account: Дарья stands in his index, and nothing joins the two."""
    add_with_identity(dmitry, DMITRY, registry, now)
    add(dmitry, DARYA, registry, now)
    return dmitry
