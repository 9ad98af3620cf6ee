"""Numbers whose codes were typed, and such as are on their way to the medical system."""

from datetime import datetime
from uuid import UUID

from cast import CastMember
from factories.people import add
from kartoteka.domain.accounts import phones, rules
from kartoteka.domain.accounts.models import PhoneActivationRow
from kartoteka.domain.card_index import profile, services
from kartoteka.domain.card_index.ports import InsuredRegistry
from kartoteka.domain.card_index.types import Card, IdentityGround
from kartoteka.shared.actor import Actor
from kartoteka.shared.phones import MobilePhone

OWN, OTHER = MobilePhone("+79120000001"), MobilePhone("+79120000002")


def add_by_esia(account_id: UUID, member: CastMember, registry: InsuredRegistry, now: datetime) -> Card:
    """A main person for whom ESIA vouches."""
    card = add(account_id, member, registry, now)
    services.confirm_identity(
        account_id=account_id, card_id=card.card_id, ground=IdentityGround.ESIA, by=Actor.system(), now=now
    )
    return card


def activate(account_id: UUID, now: datetime, phone: MobilePhone = OWN) -> None:
    """Type the code that was sent to a number."""
    by = Actor.account(account_id)
    phones.send_activation_code(account_id=account_id, phone=phone, by=by, now=now)
    row = PhoneActivationRow.objects.get(account_id=account_id, ended_at=None)
    code = rules.sms_code(rules.CodePurpose.PHONE_ACTIVATION, row.pk)
    phones.activate_phone(account_id=account_id, code=code, by=by, now=now)


def save(account_id: UUID, now: datetime, phone: MobilePhone | None = OWN, *, copies: bool | None = True) -> None:
    """«Сохранить» on the profile."""
    profile.save_profile(
        account_id=account_id,
        phone=phone,
        address=None,
        version=0,
        copies_phone=copies,
        by=Actor.account(account_id),
        now=now,
    )


def queue_copy(account_id: UUID, now: datetime, phone: MobilePhone = OWN) -> None:
    """A number activated and saved, on its way to the medical system."""
    activate(account_id, now, phone)
    save(account_id, now, phone)
