from datetime import datetime
from uuid import UUID

import pytest

from cast import ANNA, ARTYOM, DMITRY, GLEB, MARIA, NINA
from factories.people import add, make_account
from factories.verification import given_awaiting
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.card_index.types import Card
from kartoteka.domain.moderation.selectors import card_progress
from kartoteka.shared.actor import Actor


@pytest.fixture
def registry() -> FakeInsuredRegistry:
    """A registry that does not know Артём yet."""
    return FakeInsuredRegistry([ANNA, DMITRY, MARIA])


@pytest.fixture
def awaiting(anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> Card:
    """Анна sent her son's data for checking."""
    add(anna, ANNA, registry, now)
    return given_awaiting(anna, ARTYOM, now)


@pytest.fixture
def gleb(db: None, now: datetime) -> Actor:
    """The moderator."""
    return Actor.account(make_account(GLEB, now))


@pytest.fixture
def colleague(db: None, now: datetime) -> Actor:
    """Another moderator."""
    return Actor.account(make_account(NINA, now))


@pytest.fixture
def number(anna: UUID, awaiting: Card) -> str:
    """Number of Анна's request about her son."""
    return card_progress(account_id=anna, card_id=awaiting.card_id)[1].number
