"""
Relatives who may be added: what is shown of them, and what the owner says to it (F-05, R28 to R32).

An offer gives no right and stands for none: whoever is added by it is listed, like anybody added by hand. Whether the
owner represents a child is asked of the registry each time somebody wants to know.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from kartoteka.domain.accounts import services as accounts
from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index import opening, rules
from kartoteka.domain.card_index.errors import KinOfferGone, KinOfferNotFound
from kartoteka.domain.card_index.kin_types import (
    KinDenial,
    KinGround,
    KinInvitation,
    KinOffer,
    KinOfferState,
    KinPrompts,
)
from kartoteka.domain.card_index.models import CardRow, KinOfferRow, ListingBlockRow
from kartoteka.domain.card_index.types import Kinship
from kartoteka.shared.actor import Actor
from kartoteka.shared.names import PersonName
from kartoteka.shared.sex import Sex

# Not settled yet: the next answer of the medical system may still change them.
OPEN_STATES = frozenset({KinOfferState.OFFERED, KinOfferState.INVITED})


def prompts(*, account_id: UUID, prompts_from: datetime | None, now: datetime) -> KinPrompts:
    """
    What the card index asks its owner now (R29).

    :param prompts_from: from when the account says that there is something: only then it is looked for
    """
    if prompts_from is None or prompts_from > now:
        return KinPrompts()
    offers = _askable(account_id).exclude(hidden_until__gt=now).order_by("birth_date", "pk")
    return KinPrompts(tuple(_offer_of(row) for row in offers), _invitations(account_id))


def all_offers(*, account_id: UUID) -> tuple[KinOffer, ...]:
    """
    Everybody ever offered to an account and not added, the postponed and the denied too: where a denial is taken back.

    That an adult did not agree is not told: he counts as asked.
    """
    rows = _askable(account_id) | KinOfferRow.objects.filter(
        account_id=account_id, state__in=[KinOfferState.INVITED, KinOfferState.DECLINED, KinOfferState.DENIED]
    )
    return tuple(_offer_of(row) for row in rows.order_by("birth_date", "pk"))


@transaction.atomic
def postpone_offers(*, account_id: UUID, offer_ids: Collection[UUID], by: Actor, now: datetime) -> None:
    """
    «Не сейчас»: hide offers for thirty days.

    :raises KinOfferNotFound: none of them is this account's
    """
    for row in locked_offers(account_id, offer_ids, now):
        if row.state == KinOfferState.OFFERED:
            row.hidden_until = now + rules.KIN_POSTPONED_FOR
            row.save(update_fields=["hidden_until"])
            record(Event.KIN_POSTPONED, row, by, now)
    renew_prompts(account_id)


@transaction.atomic
def deny_kinship(*, account_id: UUID, offer_id: UUID, by: Actor, now: datetime) -> str:
    """
    «Это не мой родственник»: never offer this person again; what is wrong waits for the desk (R30). The other one is
    told nothing. Returns his first name.

    :raises KinOfferNotFound: it is not this account's
    :raises KinOfferGone: he was added or invited meanwhile
    """
    (row,) = locked_offers(account_id, [offer_id], now)
    if row.state == KinOfferState.OFFERED:
        _settle(row, KinOfferState.DENIED, now)
        record(Event.KIN_DENIED, row, by, now)
        renew_prompts(account_id)
    elif row.state != KinOfferState.DENIED:
        raise KinOfferGone
    return row.given


@transaction.atomic
def take_denial_back(*, account_id: UUID, offer_id: UUID, by: Actor, now: datetime) -> str:
    """
    Offer somebody again who was denied by mistake (R30). Returns his first name.

    :raises KinOfferNotFound: it is not this account's
    :raises KinOfferGone: he is not denied
    """
    (row,) = locked_offers(account_id, [offer_id], now)
    if row.state == KinOfferState.DENIED:
        row.state, row.decided_at = KinOfferState.OFFERED, None
        row.save()
        record(Event.KIN_DENIAL_TAKEN_BACK, row, by, now)
        renew_prompts(account_id)
    elif row.state != KinOfferState.OFFERED:
        raise KinOfferGone
    return row.given


@transaction.atomic
def list_denials(*, at_most: int, by: Actor, now: datetime) -> tuple[KinDenial, ...]:
    """
    Kinships that somebody says are wrong, the newest first, for those who see to the data (R30). Who looked stays in
    the journal.
    """
    audit.record(
        Event.KIN_DENIALS_LOOKED_AT, subject_type="desk", subject_id="kin-denials", account_id=None, by=by, now=now
    )
    rows = list(KinOfferRow.objects.filter(state=KinOfferState.DENIED).order_by("-decided_at", "pk")[:at_most])
    mains = CardRow.objects.filter(index_id__in=[row.account_id for row in rows], is_main=True)
    people = {main.index_id: (PersonName(main.family, main.given, main.patronymic), main.birth_date) for main in mains}
    return tuple(
        KinDenial(
            said_by=people[row.account_id][0],
            born_on=people[row.account_id][1],
            relative=row.given,
            relative_born_on=row.birth_date,
            sex=Sex(row.sex),
            kinship=Kinship(row.kinship),
            ground=KinGround(row.ground),
            said_at=row.decided_at,
        )
        for row in rows
        if row.decided_at is not None
    )


def locked_offers(account_id: UUID, offer_ids: Collection[UUID], now: datetime) -> list[KinOfferRow]:
    """
    Offers of an account, under the lock of its index: of two tabs one comes second.

    :raises KinOfferNotFound: none of them is this account's
    """
    opening.lock_index(account_id, now)
    rows = list(KinOfferRow.objects.filter(account_id=account_id, pk__in=offer_ids).order_by("birth_date", "pk"))
    if not rows:
        raise KinOfferNotFound
    return rows


def is_barred(account_id: UUID, person_id: str) -> bool:
    """Whether the person took himself out of this account's index: then he is neither offered nor added (R8)."""
    return ListingBlockRow.objects.filter(account_id=account_id, person_id=person_id, lifted_at=None).exists()


def withdraw(row: KinOfferRow, *, by: Actor, now: datetime) -> None:
    """Take an open offer back: nobody says any more that the two are kin."""
    record(Event.KIN_WITHDRAWN, row, by, now)
    row.delete()


def settle_added(row: KinOfferRow, *, by: Actor, now: datetime) -> None:
    """The relative stands in the index."""
    _settle(row, KinOfferState.ADDED, now)
    record(Event.KIN_ADDED, row, by, now)


def settle_invited(row: KinOfferRow, *, by: Actor, now: datetime) -> None:
    """The adult is asked (R32). What his accounts show him is renewed together with the rest: see `renew_prompts`."""
    _settle(row, KinOfferState.INVITED, now)
    record(Event.KIN_INVITED, row, by, now)


def settle_declined(row: KinOfferRow, *, by: Actor, now: datetime) -> None:
    """The adult does not agree; he is not offered to this account again."""
    _settle(row, KinOfferState.DECLINED, now)
    record(Event.KIN_DECLINED, row, by, now)


def renew_prompts(account_id: UUID, *, and_of_people: Collection[str] = ()) -> None:
    """
    Write on the account from when its card index has something to ask. Call after every change, once in a transaction.

    :param and_of_people: who were invited: the same for their accounts
    """
    # Two who invite each other change both accounts: in one order, and each looking only when the other is done.
    for one in accounts.lock_prompts([account_id, *_accounts_of(and_of_people)]):
        times = [row.hidden_until or row.offered_at for row in _askable(one)]
        times += [row.decided_at for row in invitations_of(one) if row.decided_at is not None]
        accounts.set_prompts(account_id=one, at=min(times, default=None))


def invitations_of(account_id: UUID) -> QuerySet[KinOfferRow]:
    """Invitations of others to the main person of an account, who proved who he is."""
    main = CardRow.objects.filter(index_id=account_id, is_main=True, identity_confirmed_at__isnull=False)
    return KinOfferRow.objects.filter(
        state=KinOfferState.INVITED, person_id__in=main.values("person_id"), account__is_active=True
    ).exclude(account_id=account_id)


def record(event: Event, row: KinOfferRow, by: Actor, now: datetime) -> None:
    """Tell the journal of an offer."""
    audit.record(event, subject_type="kin-offer", subject_id=row.pk, account_id=row.account_id, by=by, now=now)


def _askable(account_id: UUID) -> QuerySet[KinOfferRow]:
    """Offers that wait for an answer, without those whom the owner added by hand meanwhile."""
    listed = CardRow.objects.filter(index_id=account_id, person_id=OuterRef("person_id"), removed_at=None)
    return KinOfferRow.objects.filter(~Exists(listed), account_id=account_id, state=KinOfferState.OFFERED)


def _invitations(account_id: UUID) -> tuple[KinInvitation, ...]:
    rows = list(invitations_of(account_id).order_by("decided_at", "pk"))
    mains = CardRow.objects.filter(index_id__in=[row.account_id for row in rows], is_main=True)
    names = {main.index_id: PersonName(main.family, main.given, main.patronymic).masked for main in mains}
    return tuple(KinInvitation(row.pk, names[row.account_id]) for row in rows)


def _accounts_of(people: Collection[str]) -> list[UUID]:
    if not people:
        return []
    proved = CardRow.objects.filter(person_id__in=people, is_main=True, identity_confirmed_at__isnull=False)
    return list(proved.values_list("index_id", flat=True))


def _settle(row: KinOfferRow, state: KinOfferState, now: datetime) -> None:
    row.state, row.decided_at, row.hidden_until = state, now, None
    row.save()


def _offer_of(row: KinOfferRow) -> KinOffer:
    state = KinOfferState(row.state)
    return KinOffer(
        offer_id=row.pk,
        given=row.given,
        birth_year=row.birth_date.year,
        sex=Sex(row.sex),
        kinship=Kinship(row.kinship),
        ground=KinGround(row.ground),
        state=KinOfferState.INVITED if state is KinOfferState.DECLINED else state,
    )
