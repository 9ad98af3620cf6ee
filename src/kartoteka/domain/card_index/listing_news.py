"""Whoever is put into somebody's card index is told, where he has an account of his own (R4)."""

from datetime import datetime
from uuid import UUID

from django.conf import settings

from kartoteka.domain.accounts import services as accounts
from kartoteka.domain.accounts.app_devices.push import announce, withdraw_announcement
from kartoteka.domain.accounts.selectors import account, find_contact
from kartoteka.domain.card_index.models import CardRow
from kartoteka.domain.messaging import services as messaging
from kartoteka.domain.messaging.templates.letters import ListedByAnother
from kartoteka.shared.actor import Actor


def tell_of_listing(row: CardRow, *, not_before: datetime | None = None, by: Actor, now: datetime) -> None:
    """
    Tell the person of an entry that it was made: on «Моя картотека», and once a day by letter. Only the account whose
    owner proved to be him hears of it (D6); who lists him, he sees on the page that the letter leads to. Call last in
    the transaction that made the entry: other accounts are written to.

    :param not_before: so long the letter waits, because the entry may be taken back; see `take_telling_back`
    """
    if row.is_main or row.person_id is None:
        return
    for account_id in _owners(row.person_id, row.index_id):
        # What may be taken back hides nothing that he has not looked at yet.
        accounts.set_listed_at(account_id=account_id, at=now, over_former=not_before is None)
        event = _event(account_id)
        announce([account_id], event=event, not_before=not_before, now=now)
        contact = find_contact(account_id)
        if contact is not None:
            messaging.send_letter(
                to=contact.email,
                template=ListedByAnother(f"{settings.KARTOTEKA_PUBLIC_ORIGIN}/card-index/listings/"),
                dedup_key=event,
                region_code=contact.region_code,
                account_id=account_id,
                not_before=not_before,
                by=by,
                now=now,
            )


def take_telling_back(*, person_id: str, index_id: UUID, told_at: datetime, by: Actor, now: datetime) -> None:
    """
    Let a person hear nothing of an entry that was taken back while its letter waited. If somebody else listed him
    meanwhile, or he has not looked who did before, letter and word are true all the same, and stay.

    :param index_id: where the entry was
    """
    for account_id in _owners(person_id, index_id):
        accounts.clear_listed_at(account_id=account_id, since=told_at, up_to=told_at)
        if account(account_id).listed_at is None:
            messaging.withdraw_letter_of(dedup_key=_event(account_id), by=by, now=now)
            withdraw_announcement(event=_event(account_id))


def note_listings_seen(*, account_id: UUID, up_to: datetime) -> None:
    """The owner has looked who lists him: «Моя картотека» says it no more, unless he was listed since then."""
    accounts.clear_listed_at(account_id=account_id, up_to=up_to)


def _owners(person_id: str, index_id: UUID) -> list[UUID]:
    """Other accounts than that of the index whose owner proved to be this person."""
    own = CardRow.objects.filter(person_id=person_id, is_main=True, identity_confirmed_at__isnull=False)
    # In one order, so that two who list each other don't wait for each other for ever.
    return list(own.exclude(index_id=index_id).order_by("index_id").values_list("index_id", flat=True))


def _event(account_id: UUID) -> str:
    return f"listed {account_id}"
