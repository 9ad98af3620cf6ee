"""Changes of a card index. Each is one transaction with its row of the journal."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index import opening
from kartoteka.domain.card_index.errors import (
    AddressChangedMeanwhile,
    CardNotConfirmed,
    CardNotFound,
    MainCardStays,
)
from kartoteka.domain.card_index.listing_news import tell_of_listing
from kartoteka.domain.card_index.models import CardRow, IdentityWithdrawalRow, ListingBlockRow
from kartoteka.domain.card_index.opening import NewCard
from kartoteka.domain.card_index.ports import InsuredRegistry
from kartoteka.domain.card_index.rows import card_of, put_address, put_registry_data
from kartoteka.domain.card_index.search import find_person
from kartoteka.domain.card_index.types import Address, Card, CardState, IdentityGround, InsuredPerson
from kartoteka.domain.idempotency import services as idempotency
from kartoteka.shared.actor import Actor
from kartoteka.shared.dates import local_day


def add_person(
    *, account_id: UUID, new: NewCard, registry: InsuredRegistry, form_key: UUID, by: Actor, now: datetime
) -> Card:
    """
    Put an insured person into a card index (C-04, C-05). The first person becomes the main one (C-02).

    A person removed earlier gets the same card back (C-10). The same form sent again answers with the same card.

    :raises PersonNotFound, SearchPaused, SearchLimitReached: see `find_person`
    :raises PersonAlreadyInIndex: the person has an entry (R2)
    :raises CardIndexFull: all fifty places are taken (C-03)
    :raises Unavailable: the registry does not answer
    """
    form = opening.form_key(account_id, form_key, new)
    if (done := opening.card_made_by(form)) is not None:
        return done
    # The world is asked before the transaction: no row stays locked while we wait for it.
    person = find_person(account_id=account_id, details=new.details, registry=registry, by=by, now=now)
    with transaction.atomic():
        index = opening.lock_index(account_id, now)
        if (done := opening.card_made_by(form)) is not None:
            return done
        row = opening.open_card(index, new, person=person, by=by, now=now)
        idempotency.remember(form, result_id=row.pk, now=now)
        tell_of_listing(row, by=by, now=now)
    return card_of(row)


@transaction.atomic
def close_card(*, account_id: UUID, card_id: UUID, by: Actor, now: datetime) -> Card:
    """
    Take an entry out of a card index; the row stays for the day the person is added again (C-03, C-10).

    Removing what is removed already changes nothing. Booked services stay booked.

    :raises CardNotFound: no such card in this index
    :raises MainCardStays: the main person can't be removed (C-02)
    """
    opening.lock_index(account_id, now)
    row = _own_row(account_id, card_id, removed_too=True)
    if row.is_main:
        raise MainCardStays
    if row.removed_at is None:
        opening.take_out(row, by=by, now=now)
    return card_of(row)


@transaction.atomic
def change_address(
    *, account_id: UUID, card_id: UUID, address: Address, version: int, by: Actor, now: datetime
) -> Card:
    """
    Save the address block of an entry: the only part edited by hand (C-08, R9).

    :param version: the version of the card that the form was made from
    :raises CardNotFound: no such card in this index
    :raises AddressChangedMeanwhile: the card was saved by somebody else since (R75)
    """
    opening.lock_index(account_id, now)
    row = _own_row(account_id, card_id)
    before = card_of(row)
    if before.address == address:
        return before
    if row.version != version:
        raise AddressChangedMeanwhile
    put_address(row, address)
    row.version += 1
    row.save()
    opening.record(Event.CARD_ADDRESS_CHANGED, row, by=by, now=now)
    return card_of(row)


def refresh_from_registry(
    *, account_id: UUID, card_id: UUID, registry: InsuredRegistry, by: Actor, now: datetime
) -> Card:
    """
    Take name, birth date, sex and death from the registry: the way to a new surname (R9, R24: the register wins).

    :raises CardNotFound: no such card in this index
    :raises CardNotConfirmed: the entry is not linked with an insured person
    :raises Unavailable: the registry does not answer
    """
    person_id = _own_row(account_id, card_id).person_id
    if person_id is None:
        raise CardNotConfirmed
    person = registry.get(person_id)
    if person is None:
        raise CardNotConfirmed
    with transaction.atomic():
        opening.lock_index(account_id, now)
        row = _own_row(account_id, card_id)
        put_registry_data(row, person)
        row.version += 1
        row.save()
        opening.record(Event.CARD_REFRESHED, row, by=by, now=now)
    return card_of(row)


@transaction.atomic
def follow_registry(people: Iterable[InsuredPerson], *, by: Actor, now: datetime) -> int:
    """
    Let the entries of people whom the registry knows better now say what it says: the register wins (R24), and an entry
    of somebody who died stays as an archive (R27). Returns how many entries changed.
    """
    known = {person.person_id: person for person in people}
    listed = CardRow.objects.filter(person_id__in=known)
    # One index after the other, in one order, so that two who do so don't wait for each other for ever.
    for index_id in sorted(set(listed.values_list("index_id", flat=True))):
        opening.lock_index(index_id, now)
    changed = 0
    for row in listed.order_by("pk"):
        before = card_of(row)
        put_registry_data(row, known[str(row.person_id)])
        if card_of(row) != before:
            row.version += 1
            row.save()
            opening.record(Event.CARD_REFRESHED, row, by=by, now=now)
            changed += 1
    return changed


@transaction.atomic
def confirm_identity(*, account_id: UUID, card_id: UUID, ground: IdentityGround, by: Actor, now: datetime) -> None:
    """
    Record that the person of a card proved who he is (D6). A match of data alone never comes here.

    :raises CardNotFound: no such card in this index
    :raises CardNotConfirmed: the entry is not linked with an insured person
    """
    row = _own_row(account_id, card_id)
    if row.person_id is None:
        raise CardNotConfirmed
    row.identity_confirmed_at, row.identity_ground = now, ground
    row.save()
    opening.record(Event.IDENTITY_CONFIRMED, row, by=by, now=now)


@transaction.atomic
def withdraw_identity(*, card_id: UUID, reason: str, by: Actor, now: datetime) -> Card:
    """
    Take back what the desk recorded by mistake: the main person of the card has not proved who he is (D6).

    :raises CardNotFound: no such main card, or its proof is not the desk's
    """
    if by.account_id is None:
        raise CardNotFound
    found = CardRow.objects.filter(pk=card_id, is_main=True, identity_ground=IdentityGround.REGISTRAR).first()
    if found is None:
        raise CardNotFound
    opening.lock_index(found.index_id, now)
    row = _own_row(found.index_id, card_id)
    if row.identity_ground != IdentityGround.REGISTRAR or row.person_id is None:
        raise CardNotFound
    IdentityWithdrawalRow.objects.create(
        card=row, person_id=row.person_id, reason=reason, withdrawn_at=now, withdrawn_by=by.account_id
    )
    row.identity_confirmed_at, row.identity_ground = None, ""
    row.save()
    opening.record(Event.IDENTITY_WITHDRAWN, row, by=by, now=now)
    return card_of(row)


def attach_person(
    *,
    account_id: UUID,
    card_id: UUID,
    person: InsuredPerson,
    tell_not_before: datetime | None = None,
    by: Actor,
    now: datetime,
) -> Card:
    """
    Link an awaiting entry with the insured person it turned out to be (R20). Call inside a transaction.

    If the person has another entry in the same index, the awaiting one gives up its place to it and is gone: one
    person, one entry (R2).

    :param tell_not_before: so long the person's own letter waits, because this may be taken back
    :raises CardNotFound: no such card in this index, or it does not wait any more
    :raises MainCardStays: the person has another entry, and the awaiting one is the main person's, which can't go
    """
    opening.lock_index(account_id, now)
    row = _own_row(account_id, card_id)
    if row.state != CardState.AWAITING:
        raise CardNotFound
    twin = CardRow.objects.filter(index_id=account_id, person_id=person.person_id).first()
    if twin is not None:
        if row.is_main:
            raise MainCardStays
        return _give_place_to(twin, row, tell_not_before, by=by, now=now)
    row.state = CardState.CONFIRMED
    put_registry_data(row, person)
    row.version += 1
    row.save()
    opening.record(Event.CARD_CONFIRMED, row, by=by, now=now)
    tell_of_listing(row, not_before=tell_not_before, by=by, now=now)
    return card_of(row)


@transaction.atomic
def refuse_card(*, account_id: UUID, card_id: UUID, reason: str, by: Actor, now: datetime) -> None:
    """
    Mark an awaiting entry as refused; it stays in the index with the reason (C-07).

    :raises CardNotFound: no such awaiting card in this index
    """
    row = _own_row(account_id, card_id)
    if row.state != CardState.AWAITING:
        raise CardNotFound
    row.state, row.refusal_reason = CardState.REFUSED, reason
    row.version += 1
    row.save()
    opening.record(Event.CARD_REFUSED, row, by=by, now=now)


@transaction.atomic
def leave_index(*, account_id: UUID, listing_id: UUID, by: Actor, now: datetime) -> None:
    """
    Take oneself out of somebody else's card index and keep that account from adding again without consent (R4, R8).
    The other account is told nothing but the removal. For a child nobody does so: its representatives only see who
    lists it, for none of them may shut out the other (R55).

    :param account_id: the account that acts; its main person's identity must be confirmed
    :raises CardNotFound: no such listing of this person, or the identity is not confirmed
    """
    main = _proved_main(account_id)
    listing = CardRow.objects.filter(pk=listing_id, removed_at=None, is_main=False).first()
    if main is None or listing is None or listing.person_id != main.person_id or listing.index_id == account_id:
        raise CardNotFound
    opening.lock_index(listing.index_id, now)
    row = _own_row(listing.index_id, listing_id)
    ListingBlockRow.objects.get_or_create(
        account_id=row.index_id,
        person_id=main.person_id,
        lifted_at=None,
        defaults={"blocked_at": now, "blocked_by": account_id},
    )
    opening.take_out(row, by=by, now=now)
    opening.record(Event.LISTING_LEFT, row, by=by, now=now)


def represented_people(*, account_id: UUID, registry: InsuredRegistry, time_zone: str, now: datetime) -> frozenset[str]:
    """
    Identifiers of the people of whose listings an account is told: its main person, and the children he represents.

    Empty until the main person's identity is confirmed (D6).

    :param time_zone: of the region, where a child's eighteenth birthday begins (R35, R37)
    :raises Unavailable: the registry does not answer
    """
    main = _proved_main(account_id)
    if main is None or main.person_id is None:
        return frozenset()
    return registry.represented_by(main.person_id, on=local_day(now, time_zone)) | {main.person_id}


def _proved_main(account_id: UUID) -> CardRow | None:
    """The card of the account's main person, once he proved who he is: a confirmed identity always has a person."""
    return CardRow.objects.filter(index_id=account_id, is_main=True, identity_confirmed_at__isnull=False).first()


def _own_row(account_id: UUID, card_id: UUID, *, removed_too: bool = False) -> CardRow:
    rows = CardRow.objects.filter(index_id=account_id, pk=card_id)
    row = rows.first() if removed_too else rows.filter(removed_at=None).first()
    if row is None:
        raise CardNotFound
    return row


def _give_place_to(
    twin: CardRow, awaiting: CardRow, tell_not_before: datetime | None, *, by: Actor, now: datetime
) -> Card:
    slot = awaiting.slot
    opening.take_out(awaiting, by=by, now=now)
    if twin.removed_at is not None:
        twin.slot, twin.removed_at, twin.removed_by = slot, None, None
        # He stands in the index since today: rights from before his removal are not revived (R7).
        twin.added_at = now
        twin.version += 1
        twin.save()
        opening.record(Event.CARD_REOPENED, twin, by=by, now=now)
        tell_of_listing(twin, not_before=tell_not_before, by=by, now=now)
    return card_of(twin)
