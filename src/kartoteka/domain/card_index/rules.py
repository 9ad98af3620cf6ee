"""Decisions of the card index that need nothing but their arguments."""

from datetime import date, datetime, timedelta

from django.conf import settings

from kartoteka.domain.card_index.types import MAX_CARDS, CardSummary, PersonDetails, ServiceScope
from kartoteka.domain.outbox.types import RetryPolicy
from kartoteka.shared.dates import FULL_AGE, age_on
from kartoteka.shared.identity_key import keyed_hash, person_key

# The first two misses cost nothing: anybody may slip twice (R17).
_MISSES_WITHOUT_PAUSE = 2
_FIRST_PAUSE = timedelta(seconds=10)
_LONGEST_PAUSE = timedelta(minutes=5)
# How far back misses are counted for the pause, and how long a failed search may be sent for checking.
SEARCH_MEMORY = timedelta(days=1)
# A number that waited longer is not news any more: the owner is asked to save it anew.
COPY_USEFUL_FOR = timedelta(days=14)
COPY_KEPT_FOR = timedelta(days=90)
# «Не сейчас» of a relative who may be added.
KIN_POSTPONED_FOR = timedelta(days=30)
# The next sign-in asks anew.
KIN_QUESTION_USEFUL_FOR = timedelta(days=1)


def lowest_free_slot(taken: set[int]) -> int | None:
    """The place for a newcomer, or None when all fifty are taken (C-03, R10)."""
    return next((slot for slot in range(1, MAX_CARDS + 1) if slot not in taken), None)


def next_search_at(*, misses: int, last_miss_at: datetime | None) -> datetime | None:
    """
    When the next search may be made after `misses` in a row; None: at once.

    The pause doubles from the third miss on: a person who mistypes hardly notices, who tries many people gives up.
    """
    if last_miss_at is None or misses <= _MISSES_WITHOUT_PAUSE:
        return None
    doublings = min(misses - _MISSES_WITHOUT_PAUSE - 1, 10)
    pause: timedelta = min(_FIRST_PAUSE * 2**doublings, _LONGEST_PAUSE)
    return last_miss_at + pause


def service_scope(card: CardSummary) -> ServiceScope | None:
    """
    Which services of a card may be shown (D2, R1): all of the main person whose identity is confirmed, for anybody else
    what this account booked; None while the data are not confirmed.
    """
    if card.person_id is None:
        return None
    sees_all = card.is_main and card.identity_confirmed
    return ServiceScope(card.person_id, None if sees_all else card.account_id)


def identity_key(details: PersonDetails) -> bytes:
    """Key of the person a card is about: normalised name and birth date."""
    return person_key(settings.KARTOTEKA_IDENTITY_SECRET, details.name, details.birth_date)


def details_digest(details: PersonDetails) -> bytes:
    """Key of everything typed about a person: tells whether the data changed since a search (R18, R22)."""
    return keyed_hash(
        settings.KARTOTEKA_IDENTITY_SECRET,
        "details",
        identity_key(details).hex(),
        details.sex,
        details.snils.digits if details.snils else "",
        details.policy.kind if details.policy else "",
        details.policy.series if details.policy else "",
        details.policy.number if details.policy else "",
    )


def needs_agreement(birth_date: date, day: date) -> bool:
    """Whether a relative is asked before he is added: from the eighteenth birthday on (R32, R35)."""
    return day >= birth_date and age_on(birth_date, day) >= FULL_AGE


def kin_policy(lease: timedelta) -> RetryPolicy:
    """Five seconds at first, half an hour at last: a question of yesterday is asked anew at the next sign-in."""
    return RetryPolicy(
        first_pause=timedelta(seconds=5), longest_pause=timedelta(minutes=30), max_attempts=60, lease=lease
    )


def copy_policy(lease: timedelta) -> RetryPolicy:
    """Five seconds at first, two hours at last, about a week in all: longer than holidays last."""
    return RetryPolicy(
        first_pause=timedelta(seconds=5), longest_pause=timedelta(hours=2), max_attempts=120, lease=lease
    )
