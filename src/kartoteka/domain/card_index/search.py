"""
Searching the registry of insured persons without becoming an oracle (C-04, C-05, R14–R18).

Whoever asks learns one thing: these data, with this document, belong to an insured person, or not. All misses look
alike, take the same steps and are counted.
"""

from collections.abc import Sequence
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

_HITS = "search-hits-per-account"
_MISSES = ("search-misses-per-account", "search-misses-per-person-sought")


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
    _take_places(account_id, details, by, now, taken=())
    person = registry.find(details, now=now)
    if person is None or _is_blocked(account_id, person):
        _take_places(account_id, details, by, now, taken=_MISSES)
        _remember_failure(account_id, details, now, is_miss=True)
        audit.record_on_account(Event.SEARCH_MISSED, account_id, by=by, now=now)
        raise PersonNotFound
    # Told only while there are places left for misses: many questions asked at once get no more answers than the same
    # questions asked one by one.
    _take_places(account_id, details, by, now, taken=(_HITS,))
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


def _take_places(account_id: UUID, details: PersonDetails, by: Actor, now: datetime, *, taken: Sequence[str]) -> None:
    """
    Make sure that every limit has a place left, and take those of `taken`.

    Places are taken once the answer is known, so that equal forms sent at the same moment do not use up the places for
    misses before the first of them is found.
    """
    subjects = {
        "search-misses-per-account": str(account_id),
        "search-hits-per-account": str(account_id),
        "search-misses-per-person-sought": rules.identity_key(details).hex(),
    }
    try:
        for name, subject in subjects.items():
            if name in taken:
                limits.take(name, subject=subject, now=now)
            else:
                limits.require_place(name, subject=subject, now=now)
    except LimitReached as reached:
        _remember_failure(account_id, details, now, is_miss=False)
        audit.record_on_account(Event.SEARCH_LIMITED, account_id, by=by, now=now)
        raise SearchLimitReached(reached.again_at) from reached


def _is_blocked(account_id: UUID, person: InsuredPerson | None) -> bool:
    # Asked for a miss as well, so that a miss takes as long as a block (R17).
    return ListingBlockRow.objects.filter(
        account_id=account_id, person_id=person.person_id if person else "", lifted_at=None
    ).exists()


def _remember_failure(account_id: UUID, details: PersonDetails, now: datetime, *, is_miss: bool) -> None:
    FailedSearchRow.objects.create(account_id=account_id, digest=rules.details_digest(details), is_miss=is_miss, at=now)
