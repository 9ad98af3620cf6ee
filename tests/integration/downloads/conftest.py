from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from cast import ANNA, VERA
from factories.downloads import ArchiveBench
from factories.people import add, add_with_identity, make_account
from fakes.medical_system import FakeInsuredRegistry

from .downloading import Two


@pytest.fixture
def bench(tmp_path: Path) -> ArchiveBench:
    return ArchiveBench.at(tmp_path)


@pytest.fixture
def two(anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> Two:
    vera, ago = make_account(VERA, now), now - timedelta(hours=2)
    veras = add_with_identity(vera, VERA, registry, ago)
    add_with_identity(anna, ANNA, registry, ago)
    return Two(vera, veras.card_id, anna, add(anna, VERA, registry, ago).card_id)
