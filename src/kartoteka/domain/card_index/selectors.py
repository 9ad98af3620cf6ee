"""Reading card indexes. Every selector starts from the account, so nobody reads another's (law 2, R5)."""

import re
from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from kartoteka.domain.card_index import rules
from kartoteka.domain.card_index.errors import CardNotFound
from kartoteka.domain.card_index.models import CardRow, ListingBlockRow
from kartoteka.domain.card_index.ports import BookedServices, InsuredRegistry
from kartoteka.domain.card_index.rows import card_of, card_summaries_of
from kartoteka.domain.card_index.services import represented_people
from kartoteka.domain.card_index.types import (
    Card,
    CardIndexView,
    CardState,
    CardSummary,
    CardWithServices,
    ListedPerson,
    Listing,
    PersonPage,
    PersonServices,
    ServiceSummary,
)
from kartoteka.shared.errors import Unavailable
from kartoteka.shared.identifiers import InvalidIdentifier, Snils
from kartoteka.shared.names import PersonName

_NAME_PARTS = ("family", "given", "patronymic")
_NAME_LETTERS = re.compile("[А-ЯЁа-яё]+(?:[-'.][А-ЯЁа-яё]+)*[-'.]?")


def card_index(*, account_id: UUID, booked_services: BookedServices, now: datetime) -> CardIndexView:
    """«Моя картотека» (C-01). While the medical system does not answer, the people are shown without services (R66)."""
    cards = card_summaries_of(_own_cards(account_id))
    scopes = [scope for card in cards if (scope := rules.service_scope(card)) is not None]
    try:
        summaries = booked_services.summaries(scopes, now=now)
    except Unavailable:
        return CardIndexView(tuple(CardWithServices(card, None) for card in cards), services_available=False)
    none_yet = ServiceSummary()
    return CardIndexView(tuple(CardWithServices(card, summaries.get(card.person_id or "", none_yet)) for card in cards))


def list_cards(*, account_id: UUID) -> tuple[CardSummary, ...]:
    """The people of an account's own index in their order, the main person first."""
    return tuple(card_summaries_of(_own_cards(account_id)))


def find_card(*, account_id: UUID, card_id: UUID) -> Card:
    """
    An entry of the account's own index.

    :raises CardNotFound: no such entry, a removed one, or somebody else's: one answer
    """
    row = CardRow.objects.filter(index_id=account_id, pk=card_id, removed_at=None).first()
    if row is None:
        raise CardNotFound
    return card_of(row)


def card_and_main_name(*, account_id: UUID, card_id: UUID) -> tuple[Card, PersonName | None]:
    """
    An entry of the account's own index, and whose index it is: one question for both.

    :raises CardNotFound: see `find_card`
    """
    rows = list(CardRow.objects.filter(Q(pk=card_id) | Q(is_main=True), index_id=account_id, removed_at=None))
    row = next((row for row in rows if row.pk == card_id), None)
    if row is None:
        raise CardNotFound
    names = (PersonName(one.family, one.given, one.patronymic) for one in rows if one.is_main)
    return card_of(row), next(names, None)


def person_page(*, account_id: UUID, card_id: UUID, booked_services: BookedServices, now: datetime) -> PersonPage:
    """
    One person with his services; `services` is None while the medical system does not answer (R66).

    :raises CardNotFound: see `find_card`
    """
    card = find_card(account_id=account_id, card_id=card_id)
    scope = rules.service_scope(card)
    if scope is None:
        return PersonPage(card, PersonServices(), only_own_bookings=True)
    only_own = scope.booked_by is not None
    try:
        services = booked_services.list_for(scope, now=now)
    except Unavailable:
        return PersonPage(card, None, only_own_bookings=only_own)
    return PersonPage(card, services, only_own_bookings=only_own)


def main_name(*, account_id: UUID) -> PersonName | None:
    """Name of the account's main person, None while the index is empty."""
    names = CardRow.objects.filter(index_id=account_id, is_main=True).values_list("family", "given", "patronymic")
    return next((PersonName(*name) for name in names), None)


def birth_dates(*, account_id: UUID) -> frozenset[date]:
    """The birth dates in an index: what a finder of the owner's telephone would try as its PIN (R70)."""
    return frozenset(CardRow.objects.filter(index_id=account_id).values_list("birth_date", flat=True))


def main_names(account_ids: Collection[UUID]) -> dict[UUID, PersonName]:
    """Names of the main persons of accounts; accounts with an empty index are left out."""
    rows = CardRow.objects.filter(index_id__in=account_ids, is_main=True)
    return {owner: PersonName(*name) for owner, *name in rows.values_list("index_id", "family", "given", "patronymic")}


def main_person(*, account_id: UUID) -> str | None:
    """The registry's identifier of the account's main person, once he proved who he is (D6)."""
    proved = CardRow.objects.filter(index_id=account_id, is_main=True, identity_confirmed_at__isnull=False)
    return proved.values_list("person_id", flat=True).first()


def proved_accounts(account_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of the accounts whose main person proved who he is (D6)."""
    rows = CardRow.objects.filter(is_main=True, index_id__in=account_ids, identity_confirmed_at__isnull=False)
    return frozenset(rows.values_list("index_id", flat=True))


def accounts_of_people(person_ids: Collection[str]) -> tuple[UUID, ...]:
    """Accounts whose main person proved to be one of these people (D6)."""
    rows = CardRow.objects.filter(is_main=True, person_id__in=person_ids, identity_confirmed_at__isnull=False)
    return tuple(rows.order_by("added_at", "pk").values_list("index_id", flat=True))


def accounts_that_list(person_id: str) -> tuple[UUID, ...]:
    """Accounts that keep this insured person in their index, as the main person or as another."""
    rows = CardRow.objects.filter(person_id=person_id, removed_at=None)
    return tuple(rows.order_by("added_at", "pk").values_list("index_id", flat=True))


def find_accounts_by_main_person(*, words: str, at_most: int) -> tuple[UUID, ...]:
    """
    Accounts by their main person, for the administrator (A-02): by the whole SNILS, or by how the name begins
    («Соколова», «соколова ан», «Анна»).
    """
    wanted = _by_snils(words) or _by_name(words)
    if wanted is None:
        return ()
    rows = CardRow.objects.filter(wanted, is_main=True).order_by("family", "given", "patronymic", "pk")
    return tuple(rows.values_list("index_id", flat=True)[:at_most])


def _by_snils(words: str) -> Q | None:
    try:
        return Q(snils=Snils.parse(words).digits)
    except InvalidIdentifier:
        return None


def _by_name(words: str) -> Q | None:
    parts = words.split()
    if not parts or len(parts) > len(_NAME_PARTS) or not all(_NAME_LETTERS.fullmatch(part) for part in parts):
        return None
    in_order = Q(**{f"{field}__regex": _beginning(part) for field, part in zip(_NAME_PARTS, parts, strict=False)})
    return in_order | Q(given__regex=_beginning(parts[0])) if len(parts) == 1 else in_order


def _beginning(part: str) -> str:
    # Spelled out letter by letter, because not every database knows that «с» and «С» are one letter, and none that
    # «е» and «ё» are.
    letters = ("её" if letter in "её" else letter for letter in part.lower())
    return "^" + "".join(f"[{letter}{letter.upper()}]" if letter.isalpha() else re.escape(letter) for letter in letters)


def count_cards(*, account_id: UUID) -> int:
    """How many places of the index are taken: confirmed, awaiting and refused entries, the main person too (R10)."""
    return CardRow.objects.filter(index_id=account_id, removed_at=None).count()


def list_listings(
    *, account_id: UUID, registry: InsuredRegistry, time_zone: str, now: datetime
) -> tuple[ListedPerson, ...]:
    """
    For the main person, and each child he represents that stands in his index: the other accounts that list them,
    with masked names (R4). Empty until the main person's identity is confirmed (D6).

    :raises Unavailable: the registry does not answer
    """
    people = represented_people(account_id=account_id, registry=registry, time_zone=time_zone, now=now)
    own = list(
        CardRow.objects.filter(index_id=account_id, removed_at=None, person_id__in=people).order_by(
            "-is_main", "added_at"
        )
    )
    others = CardRow.objects.filter(
        removed_at=None, is_main=False, person_id__in=[row.person_id for row in own]
    ).exclude(index_id=account_id)
    listed = list(others.order_by("added_at"))
    names = _main_names({row.index_id for row in listed})
    return tuple(
        ListedPerson(
            card_id=row.pk,
            name=PersonName(row.family, row.given, row.patronymic),
            is_main=row.is_main,
            listings=tuple(
                Listing(other.pk, names[other.index_id], other.added_at)
                for other in listed
                if other.person_id == row.person_id
            ),
        )
        for row in own
    )


def list_awaiting_cards() -> tuple[Card, ...]:
    """All entries that wait for the moderator, the oldest first: what an import is matched with (R20)."""
    rows = CardRow.objects.filter(state=CardState.AWAITING, removed_at=None).order_by("added_at", "id")
    return tuple(card_of(row) for row in rows)


def is_blocked(*, account_id: UUID, person_id: str) -> bool:
    """Whether the person took himself out of this account's index (R8)."""
    return ListingBlockRow.objects.filter(account_id=account_id, person_id=person_id, lifted_at=None).exists()


def is_listed(*, account_id: UUID, person_id: str) -> bool:
    """Whether the account keeps this insured person in its index."""
    return CardRow.objects.filter(index_id=account_id, person_id=person_id, removed_at=None).exists()


def have_people_in_common(one: UUID, other: UUID) -> bool:
    """Whether two accounts are one, or keep the same person in their indexes: then they are close to each other."""
    theirs = CardRow.objects.filter(index_id=other, removed_at=None)
    shared = Q(identity_key__in=theirs.values("identity_key")) | Q(
        person_id__in=theirs.exclude(person_id=None).values("person_id")
    )
    return one == other or CardRow.objects.filter(shared, index_id=one, removed_at=None).exists()


def count_alike(*, card_id: UUID) -> int:
    """How many other entries, in whosever index, bear the same name and birth date."""
    key = CardRow.objects.filter(pk=card_id).values("identity_key")[:1]
    return CardRow.objects.filter(identity_key=key, removed_at=None).exclude(pk=card_id).count()


def ids_alike(*, card_id: UUID) -> tuple[UUID, ...]:
    """Other entries, in whosever index and removed ones too, that bear the same name and birth date."""
    key = CardRow.objects.filter(pk=card_id).values("identity_key")[:1]
    return tuple(CardRow.objects.filter(identity_key=key).exclude(pk=card_id).values_list("pk", flat=True))


def _own_cards(account_id: UUID) -> QuerySet[CardRow]:
    return CardRow.objects.filter(index_id=account_id, removed_at=None).order_by("-is_main", "added_at", "id")


def _main_names(account_ids: set[UUID]) -> dict[UUID, str]:
    rows = CardRow.objects.filter(index_id__in=account_ids, is_main=True)
    return {row.index_id: PersonName(row.family, row.given, row.patronymic).masked for row in rows}
