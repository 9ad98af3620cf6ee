"""Анна, Дмитрий, Вера and Дарья at the pages about access; the desk has seen Мария's certificate of birth."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from cast import ANNA, DARYA, DMITRY, MARIA, VERA
from factories.access import ask, confirm, represent
from factories.people import add, add_with_identity, make_account
from fakes.medical_system import FakeInsuredRegistry
from integration.web.conftest import Visitor
from kartoteka.domain.accounts.rules import STEP_UP_LASTS
from kartoteka.domain.card_index.types import Card
from kartoteka.shared.actor import Actor


class Reader(Visitor):
    """Somebody who gave more than a password, as records want it (R82)."""

    def __init__(self, account_id: UUID) -> None:
        super().__init__(account_id)
        session = self.client.session
        session["stepped_up_until"] = (timezone.now() + STEP_UP_LASTS).isoformat()
        session.save()
        self.cards: dict[str, Card] = {}

    def path(self, whose: object, name: str = "") -> str:
        """A page about access to the record of somebody of his index."""
        return f"/card-index/{self.cards[str(whose)].card_id}/access/{name}"

    def send(self, whose: object, name: str, **data: object) -> str:
        """A form of such a page, sent; returns where it led to, or the words of the page."""
        answer = self.post(self.path(whose, name), {"card": str(self.cards[str(whose)].card_id)} | data)
        return answer.headers.get("Location") or answer.content.decode()

    def read(self, whose: object, name: str = "") -> str:
        return self.get(self.path(whose, name)).content.decode()


@pytest.fixture
def long_ago(now: datetime) -> datetime:
    """When everybody joined."""
    return now - timedelta(days=5)


@pytest.fixture
def registrar(db: None) -> Actor:
    return Actor.account(uuid4())


@pytest.fixture
def anna_reads(anna: UUID, registry: FakeInsuredRegistry, registrar: Actor, long_ago: datetime) -> Reader:
    """Анна: herself, her daughter for whom she acts, her husband and her mother stand in her index."""
    reader = Reader(anna)
    reader.cards[str(ANNA.name)] = add_with_identity(anna, ANNA, registry, long_ago)
    for member in (MARIA, DMITRY, VERA):
        reader.cards[str(member.name)] = add(anna, member, registry, long_ago)
    represent(ANNA, MARIA, long_ago, by=registrar)
    return reader


@pytest.fixture
def vera_reads(db: None, registry: FakeInsuredRegistry, long_ago: datetime) -> Reader:
    """Вера: herself, her daughter and her granddaughter."""
    vera = make_account(VERA, long_ago)
    reader = Reader(vera)
    reader.cards[str(VERA.name)] = add_with_identity(vera, VERA, registry, long_ago)
    for member in (ANNA, MARIA):
        reader.cards[str(member.name)] = add(vera, member, registry, long_ago)
    return reader


@pytest.fixture
def trusted(anna_reads: Reader, vera_reads: Reader, registry: FakeInsuredRegistry, long_ago: datetime) -> Reader:
    """Вера, to whom Анна opened her own record."""
    asked = ask(vera_reads.account_id, ANNA, registry, long_ago)
    confirm(anna_reads.account_id, asked.request_id, long_ago)
    return vera_reads


@pytest.fixture
def stranger(darya: UUID, registry: FakeInsuredRegistry, long_ago: datetime) -> Reader:
    """Дарья: herself alone."""
    reader = Reader(darya)
    reader.cards[str(DARYA.name)] = add_with_identity(darya, DARYA, registry, long_ago)
    return reader


@pytest.fixture
def unproved(visit: Callable[[UUID], Visitor], anna_reads: Reader) -> Visitor:
    """Анна in another browser, with a password alone."""
    return visit(anna_reads.account_id)
