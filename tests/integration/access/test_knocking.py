from datetime import datetime
from uuid import UUID

import pytest
from pytest_django import Settings

from cast import DARYA
from factories.access import ask
from factories.telephones import reachable
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.accounts.app_devices import push


@pytest.mark.rule("R45")
class TestARequestToReadARecord:
    def test_knocks_at_the_telephone_of_the_patient(
        self, patient: UUID, friend: UUID, registry: FakeInsuredRegistry, settings: Settings, now: datetime
    ) -> None:
        endpoint = reachable(patient, settings, now)

        ask(friend, DARYA, registry, now)

        claimed = push.claim_push(now=now)
        assert claimed is not None
        assert claimed.endpoint == endpoint
