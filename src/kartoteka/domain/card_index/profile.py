"""The profile of an account: its telephone, and the address of its main person (4.1, P-01)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kartoteka.domain.accounts import esia, phones
from kartoteka.domain.accounts.selectors import account
from kartoteka.domain.card_index import phone_copies, services
from kartoteka.domain.card_index.models import CardRow
from kartoteka.domain.card_index.rows import card_of
from kartoteka.domain.card_index.types import Address, Profile
from kartoteka.shared.actor import Actor
from kartoteka.shared.phones import MobilePhone


def profile(*, account_id: UUID, now: datetime) -> Profile:
    """What the owner of an account sees of it."""
    main = CardRow.objects.filter(index_id=account_id, is_main=True).select_related("index").first()
    owner = account(account_id)
    activation = phones.find_activation(account_id=account_id, now=now)
    return Profile(
        account=owner,
        main=card_of(main) if main else None,
        activation=activation,
        has_esia=esia.is_linked(account_id=account_id),
        copying=phone_copies.copying(main, owner, activation),
    )


@transaction.atomic
def save_profile(
    *,
    account_id: UUID,
    phone: MobilePhone | None,
    address: Address | None,
    version: int,
    copies_phone: bool | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """
    «Сохранить» on the profile: the address, the activated number and its copy for the medical system together, or
    nothing (P-01, P-06, F-01).

    :param address: of the main person; None while there is no such person
    :param version: the version of the main person's card that the form was made from
    :param copies_phone: whether the number is to be copied; None: the owner was not asked
    :raises PhoneNotActivated: the code of this number was not typed
    :raises AddressChangedMeanwhile: the card was saved by somebody else since (R75)
    """
    main = CardRow.objects.filter(index_id=account_id, is_main=True).first()
    if main is not None and address is not None:
        services.change_address(
            account_id=account_id, card_id=main.pk, address=address, version=version, by=by, now=now
        )
    if copies_phone is not None:
        phone_copies.choose_copying(account_id=account_id, is_wanted=copies_phone, by=by, now=now)
    # Locks the account, so of two that save at once the second sees what the first left in the outbox.
    phones.put_phone(account_id=account_id, phone=phone, by=by, now=now)
    phone_copies.copy_phone(account_id=account_id, by=by, now=now)
