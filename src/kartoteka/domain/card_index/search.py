"""
Searching the registry of insured persons without becoming an oracle (C-04, C-05, R14–R18).

Whoever asks learns one thing: these data, with this document, belong to an insured person, or not. All misses look
alike, take the same steps and are counted.
"""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max

from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index import rules
from kartoteka.domain.card_index.errors import PersonNotFound, SearchLimitReached, SearchPaused
from kartoteka.domain.card_index.models import FailedSearchRow, ListingBlockRow
from kartoteka.domain.card_index.ports import InsuredRegistry
from kartoteka.domain.card_index.types import InsuredPerson, PersonDetails
from kartoteka.domain.limits import services as limits
from kartoteka.domain.limits.errors import LimitReached
from kartoteka.shared.actor import Actor


@dataclass(frozen=True, slots=True)
class _Places:
    """Places of the three limits of a search, taken before it is made."""

    account_miss: limits.Place
    account_hit: limits.Place
    sought_miss: limits.Place


def find_person(
    *, account_id: UUID, details: PersonDetails, registry: InsuredRegistry, by: Actor, now: datetime
) -> InsuredPerson:
    """
    The insured person whom the details describe, for the account that asks.

    :raises PersonNotFound: nobody, somebody with other data, several such people, or a person who left this
        account's index himself (R8): one answer for all
    :raises SearchPaused: too many misses in a row
    :raises SearchLimitReached: the day's searches are used up
    :raises Unavailable: the registry does not answer; nothing is counted
    """
    if not details.has_document:
        # Without a document a name and a birth date would find strangers, so nothing is asked of the registry.
        _remember_failure(account_id, details, now, is_miss=False)
        raise PersonNotFound
    _check_pause(account_id, now)
    places = _take_places(account_id, details, by, now)
    person = _ask(registry, details, places, now)
    blocked = _is_blocked(account_id, person)
    if person is None or blocked:
        limits.give_back(places.account_hit)
        _remember_failure(account_id, details, now, is_miss=True)
        _record(Event.SEARCH_MISSED, account_id, by, now)
        raise PersonNotFound
    limits.give_back(places.account_miss)
    limits.give_back(places.sought_miss)
    return person


def was_searched_in_vain(*, account_id: UUID, details: PersonDetails, now: datetime) -> bool:
    """Whether exactly these data were searched for by this account lately and not found (R18)."""
    return FailedSearchRow.objects.filter(
        account_id=account_id, digest=rules.details_digest(details), at__gt=now - rules.SEARCH_MEMORY
    ).exists()


def forget_old_searches(*, now: datetime) -> int:
    """Delete failed searches that no longer matter; returns how many."""
    deleted, _ = FailedSearchRow.objects.filter(at__lt=now - 2 * rules.SEARCH_MEMORY).delete()
    return deleted


def _check_pause(account_id: UUID, now: datetime) -> None:
    misses = FailedSearchRow.objects.filter(
        account_id=account_id, is_miss=True, at__gt=now - rules.SEARCH_MEMORY
    ).aggregate(count=Count("pk"), last=Max("at"))
    again_at = rules.next_search_at(misses=misses["count"], last_miss_at=misses["last"])
    if again_at is not None and now < again_at:
        raise SearchPaused(again_at)


def _take_places(account_id: UUID, details: PersonDetails, by: Actor, now: datetime) -> _Places:
    asker, sought = str(account_id), rules.identity_key(details).hex()
    with ExitStack() as undo:
        try:
            account_miss = limits.take("search-misses-per-account", subject=asker, now=now)
            undo.callback(limits.give_back, account_miss)
            account_hit = limits.take("search-hits-per-account", subject=asker, now=now)
            undo.callback(limits.give_back, account_hit)
            sought_miss = limits.take("search-misses-per-person-sought", subject=sought, now=now)
        except LimitReached as reached:
            _remember_failure(account_id, details, now, is_miss=False)
            _record(Event.SEARCH_LIMITED, account_id, by, now)
            raise SearchLimitReached(reached.again_at) from reached
        undo.pop_all()
    return _Places(account_miss, account_hit, sought_miss)


def _ask(registry: InsuredRegistry, details: PersonDetails, places: _Places, now: datetime) -> InsuredPerson | None:
    try:
        return registry.find(details, now=now)
    except Exception:
        for place in (places.account_miss, places.account_hit, places.sought_miss):
            limits.give_back(place)
        raise


def _is_blocked(account_id: UUID, person: InsuredPerson | None) -> bool:
    # Asked for a miss as well, so that a miss takes as long as a block (R17).
    return ListingBlockRow.objects.filter(
        account_id=account_id, person_id=person.person_id if person else "", lifted_at=None
    ).exists()


def _remember_failure(account_id: UUID, details: PersonDetails, now: datetime, *, is_miss: bool) -> None:
    FailedSearchRow.objects.create(account_id=account_id, digest=rules.details_digest(details), is_miss=is_miss, at=now)


def _record(event: Event, account_id: UUID, by: Actor, now: datetime) -> None:
    audit.record(event, subject_type="account", subject_id=account_id, account_id=account_id, by=by, now=now)
