from datetime import datetime
from uuid import UUID, uuid4

import pytest

from cast import CastMember
from factories.people import PERM, new_card
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.card_index import services as card_services
from kartoteka.domain.card_index.errors import PersonNotFound
from kartoteka.domain.card_index.opening import NewCard
from kartoteka.domain.card_index.types import Card
from kartoteka.domain.moderation import decisions, services
from kartoteka.domain.moderation.selectors import card_progress
from kartoteka.domain.moderation.types import RefusalReason
from kartoteka.shared.actor import Actor


def search_in_vain(account: UUID, new: NewCard, registry: FakeInsuredRegistry, now: datetime) -> None:
    """A search that finds nobody: what must come before a request."""
    with pytest.raises(PersonNotFound):
        card_services.add_person(
            account_id=account, new=new, registry=registry, form_key=uuid4(), by=Actor.account(account), now=now
        )


def send(account: UUID, new: NewCard, now: datetime, *, form_key: UUID | None = None) -> Card:
    """«Отправить на проверку»."""
    return services.send_for_verification(
        account_id=account,
        new=new,
        form_key=form_key or uuid4(),
        time_zone=PERM.time_zone,
        by=Actor.account(account),
        now=now,
    )


def given_awaiting(account: UUID, member: CastMember, now: datetime) -> Card:
    """A person whom the registry does not know, sent for checking."""
    search_in_vain(account, new_card(member), FakeInsuredRegistry(), now)
    return send(account, new_card(member), now)


def refuse(account: UUID, card: Card, now: datetime) -> None:
    """A moderator takes the request of a card and refuses it."""
    _, progress = card_progress(account_id=account, card_id=card.card_id)
    decisions.take_request(number=progress.number, by=Actor.system(), now=now)
    decisions.refuse_request(
        number=progress.number,
        reason=RefusalReason.DATA_DIFFER,
        text="Дата рождения не совпала",
        by=Actor.system(),
        now=now,
    )
