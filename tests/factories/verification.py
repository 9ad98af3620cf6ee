from datetime import datetime
from uuid import UUID, uuid4

import pytest

from cast import CastMember
from factories.people import PERM, add, new_card
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.card_index.errors import PersonNotFound
from kartoteka.domain.card_index.types import Card
from kartoteka.domain.moderation.selectors import card_progress
from kartoteka.domain.moderation.services import refuse_request, send_for_verification, take_request
from kartoteka.domain.moderation.types import RefusalReason
from kartoteka.shared.actor import Actor


def given_awaiting(account: UUID, member: CastMember, now: datetime) -> Card:
    """A person whom the registry does not know, sent for checking."""
    with pytest.raises(PersonNotFound):
        add(account, member, FakeInsuredRegistry(), now)
    return send_for_verification(
        account_id=account,
        new=new_card(member),
        form_key=uuid4(),
        time_zone=PERM.time_zone,
        by=Actor.account(account),
        now=now,
    )


def refuse(account: UUID, card: Card, now: datetime) -> None:
    """A moderator takes the request of a card and refuses it."""
    _, progress = card_progress(account_id=account, card_id=card.card_id)
    take_request(number=progress.number, by=Actor.system(), now=now)
    refuse_request(
        number=progress.number,
        reason=RefusalReason.DATA_DIFFER,
        text="Дата рождения не совпала",
        by=Actor.system(),
        now=now,
    )
