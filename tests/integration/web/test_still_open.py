"""The question of a page that lies open, over HTTP (R53)."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client

from cast import ANNA
from factories.people import add_with_identity
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.accounts.models import AccountSession

from .conftest import Visitor

pytestmark = pytest.mark.rule("R53")


@pytest.fixture
def path(anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> str:
    """Where the page of Anna's own record asks."""
    card = add_with_identity(anna, ANNA, registry, now - timedelta(hours=1))
    return f"/still-open/{card.card_id}/history/"


@pytest.fixture
def owner(anna: UUID, path: str) -> Visitor:
    """Anna, signed in."""
    return Visitor(anna)


class TestTheQuestion:
    def test_is_answered_yes_while_the_right_stands(self, owner: Visitor, path: str) -> None:
        answer = owner.get(path)

        assert (answer.status_code, answer.content) == (204, b"")
        assert "no-store" in answer["Cache-Control"]

    def test_is_answered_no_after_the_sign_out(self, owner: Visitor, path: str) -> None:
        owner.post("/sign-out/")

        assert owner.get(path).status_code == 410

    def test_is_answered_no_to_a_guest_a_stranger_and_about_nobody(
        self, owner: Visitor, path: str, client: Client
    ) -> None:
        assert client.get(path).status_code == 410
        assert owner.get(f"/still-open/{uuid4()}/history/").status_code == 410
        assert owner.get(path.replace("history", "everything")).status_code == 410

    def test_keeps_no_session_awake(self, owner: Visitor, path: str) -> None:
        before = AccountSession.objects.get()
        long_ago = before.seen_at - timedelta(hours=1)
        AccountSession.objects.update(seen_at=long_ago)

        owner.get(path)

        assert AccountSession.objects.get().seen_at == long_ago
