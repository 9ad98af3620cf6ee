"""«Добавить» beside an offered relative: a child is added, an adult is asked first (F-05, R10, R32)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index import kin_offers, opening, rules
from kartoteka.domain.card_index.errors import CardIndexFull, KinOfferGone, KinOfferNotFound, PersonAlreadyInIndex
from kartoteka.domain.card_index.kin_questions import living_proved_main
from kartoteka.domain.card_index.kin_types import KinAnswer, KinGround, KinOfferState
from kartoteka.domain.card_index.listing_news import tell_of_listing
from kartoteka.domain.card_index.models import CardRow, KinOfferRow
from kartoteka.domain.card_index.opening import NewCard
from kartoteka.domain.card_index.ports import InsuredRegistry, KnownRelatives
from kartoteka.domain.card_index.types import InsuredPerson, Kinship, PersonDetails
from kartoteka.shared.actor import Actor
from kartoteka.shared.dates import local_day


@dataclass(slots=True)
class _Outcome:
    """What has become of the chosen ones so far."""

    added: list[str] = field(default_factory=list)
    invited: list[str] = field(default_factory=list)
    # Of those invited just now, as the registry knows them.
    asked: list[str] = field(default_factory=list)
    # Entries made just now: of whom they are, hears of it.
    made: list[CardRow] = field(default_factory=list)
    without_place: list[str] = field(default_factory=list)
    gone: int = 0


def add_relatives(
    *,
    account_id: UUID,
    offer_ids: Collection[UUID],
    relatives: KnownRelatives,
    registry: InsuredRegistry,
    time_zone: str,
    by: Actor,
    now: datetime,
) -> KinAnswer:
    """
    Add the chosen relatives, the oldest first, as long as there are places; tells which went in (R10).

    The medical system is asked once more: whoever was protected, or stopped to be kin, since he was offered is not
    added (R29, R31). The same form sent twice changes nothing the second time and answers the same.

    :param time_zone: of the region, where somebody comes of age
    :raises KinOfferNotFound: none of the offers is this account's, or its owner is not proved any more
    :raises Unavailable: the medical system or the registry does not answer; nothing is done
    """
    main = living_proved_main(account_id)
    if main is None or main.person_id is None:
        raise KinOfferNotFound
    chosen = list(KinOfferRow.objects.filter(account_id=account_id, pk__in=offer_ids))
    # The world is asked before the transaction: no row stays locked while we wait for it.
    day = local_day(now, time_zone)
    people = _still_kin(main.person_id, chosen, relatives, registry, day)
    outcome = _Outcome()
    with transaction.atomic():
        for row in kin_offers.locked_offers(account_id, offer_ids, now):
            _add_or_invite(row, people.get(row.person_id), outcome, day=day, by=by, now=now)
        # Those who are told come into it too: whoever adds or invites this account meanwhile locks them in one order.
        told = [row.person_id for row in outcome.made if row.person_id is not None]
        kin_offers.renew_prompts(account_id, and_of_people=[*outcome.asked, *told])
        for made in outcome.made:
            tell_of_listing(made, by=by, now=now)
    return KinAnswer(tuple(outcome.added), tuple(outcome.invited), tuple(outcome.without_place), outcome.gone)


def agree_to_listing(*, account_id: UUID, offer_id: UUID, registry: InsuredRegistry, by: Actor, now: datetime) -> None:
    """
    An adult agrees to stand in the card index of whoever invited him (R32). It gives no right to his record (D2).

    :param account_id: of the adult, who proved who he is
    :raises KinOfferNotFound: nobody invited him by this
    :raises KinOfferGone: it is settled, or was taken back
    :raises CardIndexFull: there is no place in that index now; the invitation stays
    :raises Unavailable: the registry does not answer; nothing is done
    """
    host = _invitation(account_id, offer_id).account_id
    person = registry.get(_invitation(account_id, offer_id).person_id)
    with transaction.atomic():
        (row,) = kin_offers.locked_offers(host, [offer_id], now)
        if row.state == KinOfferState.ADDED:
            return
        if row.state != KinOfferState.INVITED or person is None or person.deceased_on is not None:
            raise KinOfferGone
        # He is not told that he was listed: he has just agreed to it.
        _open(row, person, by=by, now=now)
        kin_offers.record(Event.KIN_AGREED, row, by, now)
        kin_offers.settle_added(row, by=by, now=now)
        kin_offers.renew_prompts(account_id)


@transaction.atomic
def decline_listing(*, account_id: UUID, offer_id: UUID, by: Actor, now: datetime) -> None:
    """
    An adult does not agree. Whoever invited him is told nothing, and does not get him offered again.

    :raises KinOfferNotFound: nobody invited him by this
    :raises KinOfferGone: it is settled otherwise
    """
    (row,) = kin_offers.locked_offers(_invitation(account_id, offer_id).account_id, [offer_id], now)
    if row.state == KinOfferState.INVITED:
        kin_offers.settle_declined(row, by=by, now=now)
        kin_offers.renew_prompts(account_id)
    elif row.state != KinOfferState.DECLINED:
        raise KinOfferGone


def _invitation(account_id: UUID, offer_id: UUID) -> KinOfferRow:
    """An invitation to the account's main person, settled ones too."""
    main = living_proved_main(account_id)
    row = KinOfferRow.objects.filter(pk=offer_id).exclude(account_id=account_id).first()
    asked = (KinOfferState.INVITED, KinOfferState.ADDED, KinOfferState.DECLINED)
    if main is None or row is None or row.person_id != main.person_id or row.state not in asked:
        raise KinOfferNotFound
    return row


def _still_kin(
    person_id: str, chosen: list[KinOfferRow], relatives: KnownRelatives, registry: InsuredRegistry, day: date
) -> Mapping[str, InsuredPerson]:
    ids = [row.person_id for row in chosen]
    told = {one.person.person_id for one in relatives.list_relatives(person_id, on=day)}
    hidden = relatives.withheld(person_id, ids, on=day)
    kin = [
        row.person_id
        for row in chosen
        if row.person_id not in hidden and (row.ground == KinGround.ESIA or row.person_id in told)
    ]
    found = (registry.get(one) for one in kin)
    return {one.person_id: one for one in found if one is not None and one.deceased_on is None}


def _add_or_invite(
    row: KinOfferRow, person: InsuredPerson | None, outcome: _Outcome, *, day: date, by: Actor, now: datetime
) -> None:
    if row.state == KinOfferState.ADDED:
        outcome.added.append(row.given)
    elif row.state in (KinOfferState.INVITED, KinOfferState.DECLINED):
        outcome.invited.append(row.given)
    elif row.state == KinOfferState.DENIED:
        outcome.gone += 1
    elif person is None or kin_offers.is_barred(row.account_id, row.person_id):
        kin_offers.withdraw(row, by=by, now=now)
        outcome.gone += 1
    elif rules.needs_agreement(person.birth_date, day):
        kin_offers.settle_invited(row, by=by, now=now)
        outcome.invited.append(row.given)
        outcome.asked.append(row.person_id)
    else:
        try:
            made = _open(row, person, by=by, now=now)
        except CardIndexFull:
            outcome.without_place.append(row.given)
        else:
            outcome.made += [made] if made else []
            kin_offers.settle_added(row, by=by, now=now)
            outcome.added.append(row.given)


def _open(row: KinOfferRow, person: InsuredPerson, *, by: Actor, now: datetime) -> CardRow | None:
    """Give the relative an entry in the locked index; nothing happens to one who has it already: None."""
    new = NewCard(PersonDetails(person.name, person.birth_date, person.sex), Kinship(row.kinship))
    index = opening.lock_index(row.account_id, now)
    try:
        return opening.open_card(index, new, person=person, by=by, now=now)
    except PersonAlreadyInIndex:
        # Added by hand between the page and the button.
        return None
