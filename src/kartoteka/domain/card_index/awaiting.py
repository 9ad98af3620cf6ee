"""The way back: an entry that a decision confirmed or refused waits again, as it did before (C-07)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings

from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index import opening
from kartoteka.domain.card_index.errors import CardChangedMeanwhile
from kartoteka.domain.card_index.models import CardRow
from kartoteka.domain.card_index.rows import card_of
from kartoteka.domain.card_index.rules import lowest_free_slot
from kartoteka.domain.card_index.types import Card, CardState
from kartoteka.shared.actor import Actor
from kartoteka.shared.identity_key import person_key
from kartoteka.shared.names import PersonName
from kartoteka.shared.sex import Sex


@dataclass(frozen=True, slots=True)
class CardBefore:
    """What an awaiting entry said before the registry's data took the place of what was typed."""

    name: PersonName
    birth_date: date
    sex: Sex
    # The entry of the same person to which it gave up its place, and whether that one came back by it.
    gave_place_to: UUID | None = None
    brought_back: bool = False


def await_again(
    *,
    account_id: UUID,
    card_id: UUID,
    before: CardBefore,
    was: CardState,
    person_id: str | None,
    by: Actor,
    now: datetime,
) -> Card:
    """
    Take a confirmation or a refusal back whole: state, typed data, the link with the insured person and with it the
    extended services, the place in the index. Call inside a transaction.

    :param was: what the decision made of the entry
    :raises CardChangedMeanwhile: the entry is not as the decision left it; nothing is done
    """
    opening.lock_index(account_id, now)
    cards = {row.pk: row for row in CardRow.objects.filter(index_id=account_id)}
    row = cards.get(card_id)
    if row is None:
        raise CardChangedMeanwhile
    if before.gave_place_to is not None:
        _take_place_back(row, cards, before, by, now)
    elif row.removed_at is not None or row.state != was or row.person_id != person_id:
        raise CardChangedMeanwhile
    if row.identity_confirmed_at is not None:
        raise CardChangedMeanwhile
    row.state, row.refusal_reason, row.person_id = CardState.AWAITING, "", None
    _put_back(row, before)
    if any(
        one.person_id is None and one.pk != row.pk and one.identity_key == row.identity_key for one in cards.values()
    ):
        raise CardChangedMeanwhile
    row.version += 1
    row.save()
    opening.record(Event.CARD_AWAITS_AGAIN, row, by=by, now=now)
    return card_of(row)


def _take_place_back(row: CardRow, cards: dict[UUID, CardRow], before: CardBefore, by: Actor, now: datetime) -> None:
    other = cards.get(before.gave_place_to) if before.gave_place_to else None
    if other is None or row.removed_at is None or row.state != CardState.AWAITING:
        raise CardChangedMeanwhile
    if before.brought_back and other.removed_at is None:
        opening.take_out(other, by=by, now=now)
    row.slot = lowest_free_slot({one.slot for one in cards.values() if one.slot is not None})
    if row.slot is None:
        raise CardChangedMeanwhile
    row.removed_at = row.removed_by = None


def _put_back(row: CardRow, before: CardBefore) -> None:
    row.family, row.given, row.patronymic = before.name.family, before.name.given, before.name.patronymic
    row.birth_date, row.sex, row.deceased_on = before.birth_date, before.sex, None
    row.identity_key = person_key(settings.KARTOTEKA_IDENTITY_SECRET, before.name, before.birth_date)
