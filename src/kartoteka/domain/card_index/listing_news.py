"""Whoever is put into somebody's card index is told, where he has an account of his own (R4)."""

from datetime import datetime
from uuid import UUID

from django.conf import settings

from kartoteka.domain.accounts import services as accounts
from kartoteka.domain.accounts.app_devices.push import announce
from kartoteka.domain.accounts.selectors import find_contact
from kartoteka.domain.card_index.models import CardRow
from kartoteka.domain.messaging import services as messaging
from kartoteka.domain.messaging.templates.letters import ListedByAnother
from kartoteka.shared.actor import Actor


def tell_of_listing(row: CardRow, *, by: Actor, now: datetime) -> None:
    """
    Tell the person of an entry that it was made: on «Моя картотека», and once a day by letter. Only the account whose
    owner proved to be him hears of it (D6); who lists him, he sees on the page that the letter leads to. Call last in
    the transaction that made the entry: other accounts are written to.
    """
    if row.is_main or row.person_id is None:
        return
    own = CardRow.objects.filter(person_id=row.person_id, is_main=True, identity_confirmed_at__isnull=False)
    # In one order, so that two who list each other don't wait for each other for ever.
    for account_id in own.exclude(index_id=row.index_id).order_by("index_id").values_list("index_id", flat=True):
        accounts.set_listed_at(account_id=account_id, at=now)
        event = f"listed {account_id}"
        announce([account_id], event=event, now=now)
        contact = find_contact(account_id)
        if contact is not None:
            messaging.send_letter(
                to=contact.email,
                template=ListedByAnother(f"{settings.KARTOTEKA_PUBLIC_ORIGIN}/card-index/listings/"),
                dedup_key=event,
                region_code=contact.region_code,
                account_id=account_id,
                by=by,
                now=now,
            )


def note_listings_seen(*, account_id: UUID) -> None:
    """The owner has looked who lists him: «Моя картотека» says it no more."""
    accounts.set_listed_at(account_id=account_id, at=None)
