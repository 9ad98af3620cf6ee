"""How a person gets an entry: a new one, or the one he had before."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index import rules
from kartoteka.domain.card_index.errors import CardIndexFull, PersonAlreadyInIndex
from kartoteka.domain.card_index.models import CardIndexRow, CardRow
from kartoteka.domain.card_index.rows import card_of, put_address, put_details, put_registry_data
from kartoteka.domain.card_index.types import Address, Card, CardState, InsuredPerson, Kinship, PersonDetails
from kartoteka.domain.idempotency import services as idempotency
from kartoteka.domain.idempotency.services import FormKey
from kartoteka.shared.actor import Actor


@dataclass(frozen=True, slots=True)
class NewCard:
    """What a person fills in to add somebody."""

    details: PersonDetails
    kinship: Kinship
    address: Address = field(default_factory=Address)
    # The refused entry whose data are mended here: it is opened again instead of standing beside a new one (R2, R22).
    mends: UUID | None = None


def form_key(account_id: UUID, key: UUID, new: NewCard) -> FormKey:
    """What makes two forms of adding the same form (R12)."""
    return FormKey.of(account_id, key, rules.details_digest(new.details).hex(), new.kinship, str(new.address))


def card_made_by(form: FormKey) -> Card | None:
    """The entry that this very form made before."""
    made = idempotency.find_result(form)
    row = CardRow.objects.filter(pk=made, index_id=form.account_id).first() if made else None
    return card_of(row) if row else None


def lock_index(account_id: UUID, now: datetime) -> CardIndexRow:
    """The account's card index, locked until the transaction ends, so that places are given out one at a time."""
    index, _ = CardIndexRow.objects.select_for_update().get_or_create(
        account_id=account_id, defaults={"created_at": now}
    )
    return index


def open_card(index: CardIndexRow, new: NewCard, *, person: InsuredPerson | None, by: Actor, now: datetime) -> CardRow:
    """
    Give a person an entry: confirmed where the insured person is known, awaiting moderation otherwise (C-05, C-06).

    The index must be locked. A removed or refused entry of the same person is opened again.

    :raises PersonAlreadyInIndex: the person has an open entry (R2)
    :raises CardIndexFull: all places are taken (C-03)
    """
    cards = list(CardRow.objects.filter(index=index))
    former = _former_card(cards, new.details, person)
    if former is not None and former.removed_at is None and former.state != CardState.REFUSED:
        raise PersonAlreadyInIndex(former.pk, person)
    mended = _mended_card(cards, new)
    row = former or mended or CardRow(index=index, is_main=not cards)
    if row.slot is None:
        row.slot = _slot_of(mended, by=by, now=now) or _free_slot(cards)
    is_new = former is None and mended is None
    _fill(row, new, person, now)
    row.version += not is_new
    row.save(force_insert=is_new)
    record(Event.CARD_ADDED if is_new else Event.CARD_REOPENED, row, by=by, now=now)
    return row


def take_out(row: CardRow, *, by: Actor, now: datetime) -> None:
    """Take a card's place away; the card stays for the day the person is added again (C-10)."""
    row.slot = None
    row.removed_at, row.removed_by = now, by.account_id
    row.version += 1
    row.save()
    record(Event.CARD_REMOVED, row, by=by, now=now)


def record(event: Event, row: CardRow, *, by: Actor, now: datetime) -> None:
    """Write into the journal what happened to a card."""
    audit.record(event, subject_type="card", subject_id=row.pk, account_id=row.index_id, by=by, now=now)


def _mended_card(cards: list[CardRow], new: NewCard) -> CardRow | None:
    return next(
        (
            card
            for card in cards
            if card.pk == new.mends and card.removed_at is None and card.state == CardState.REFUSED
        ),
        None,
    )


def _slot_of(mended: CardRow | None, *, by: Actor, now: datetime) -> int | None:
    """The place of a refused entry that turned out to be a person whose entry was removed before."""
    if mended is None or mended.is_main:
        return None
    slot = mended.slot
    take_out(mended, by=by, now=now)
    return slot


def _former_card(cards: list[CardRow], details: PersonDetails, person: InsuredPerson | None) -> CardRow | None:
    """The person's own card, if he has or had one: by the registry's identifier, else by name and birth date."""
    if person is not None:
        by_person = next((card for card in cards if card.person_id == person.person_id), None)
        if by_person is not None:
            return by_person
    key = rules.identity_key(details)
    alike = [card for card in cards if bytes(card.identity_key) == key]
    unmatched = next((card for card in alike if card.person_id is None), None)
    if person is not None or unmatched is not None:
        return unmatched
    # Typed without or with other documents, yet the same name and birth date as a confirmed entry: the same person.
    return next((card for card in alike if card.removed_at is None), None)


def _free_slot(cards: list[CardRow]) -> int:
    slot = rules.lowest_free_slot({card.slot for card in cards if card.slot is not None})
    if slot is None:
        raise CardIndexFull
    return slot


def _fill(row: CardRow, new: NewCard, person: InsuredPerson | None, now: datetime) -> None:
    put_details(row, new.details)
    put_address(row, new.address)
    row.identity_key = rules.identity_key(new.details)
    # Of two people added to an empty index at the same moment, one is the main person and the other is not.
    row.kinship = Kinship.SELF if row.is_main else Kinship.OTHER if new.kinship is Kinship.SELF else new.kinship
    row.state, row.refusal_reason = CardState.AWAITING, ""
    row.removed_at = row.removed_by = None
    row.added_at = now
    if person is None:
        row.person_id = None
        _forget_identity(row)
        return
    row.state = CardState.CONFIRMED
    put_registry_data(row, person)
    if row.identity_confirmed_at is not None and row.identity_confirmed_at < person.changed_at:
        # The register changed since the identity was proved: proved again, or not at all (R7).
        _forget_identity(row)


def _forget_identity(row: CardRow) -> None:
    row.identity_confirmed_at, row.identity_ground = None, ""
