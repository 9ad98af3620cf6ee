"""Requests that wait for a moderator, about insured people whose data were mistyped."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from benchmarks.sought import Sought
from kartoteka.domain.accounts import consents
from kartoteka.domain.accounts.services import create_account
from kartoteka.domain.accounts.types import NewAccount, Role
from kartoteka.domain.card_index import rules as card_rules
from kartoteka.domain.card_index.models import CardIndexRow, CardRow
from kartoteka.domain.card_index.rows import put_details
from kartoteka.domain.card_index.slips import swapped_date
from kartoteka.domain.card_index.types import CardState, Kinship, PersonDetails
from kartoteka.domain.moderation import rules
from kartoteka.domain.moderation.models import VerificationRequestRow, VerificationStepRow
from kartoteka.domain.moderation.types import RequestState
from kartoteka.domain.regions.services import save_region
from kartoteka.domain.regions.types import Region
from kartoteka.domain.regions.working_days import WorkingCalendar
from kartoteka.shared.actor import Actor
from kartoteka.shared.identifiers import Snils

PASSWORD = "one moderator and many requests"  # noqa: S105 - of a database that is thrown away
_REGION = "35"
# An account may have five open requests at once.
_A_FAMILY = rules.MAX_OPEN_REQUESTS


def _wrong_snils(person: Sought) -> PersonDetails:
    digits = person.snils.digits
    return replace(person.details, snils=Snils(f"{digits[:4]}{(int(digits[4]) + 1) % 10}{digits[5:]}"), policy=None)


def _swapped(person: Sought) -> PersonDetails:
    day = swapped_date(person.details.birth_date) or person.details.birth_date
    return replace(person.details, birth_date=day)


def _wrong_year(person: Sought) -> PersonDetails:
    born = person.details.birth_date
    day = min(born.day, 28)
    return replace(person.details, birth_date=born.replace(year=born.year + 1, day=day), snils=None, policy=None)


# How people are wrong, each as often as the others.
SLIPS: Mapping[str, Callable[[Sought], PersonDetails]] = {
    "nothing wrong": lambda person: person.details,
    "one wrong digit of the SNILS": _wrong_snils,
    "day and month swapped": _swapped,
    "wrong year, no document": _wrong_year,
    "documents of nobody": lambda person: person.stranger,
}


def make_moderator(now: datetime) -> UUID:
    """The account at the desk, which agreed to the processing of its data."""
    by = Actor.system()
    save_region(
        Region(_REGION, "Вологодская область", "Europe/Moscow", is_active=True, services=(), phones=()), by=by, now=now
    )
    new = NewAccount("moderator", "moderator@example.org", PASSWORD, _REGION, Role.MODERATOR)
    account_id = create_account(new, by=by, now=now)
    version = consents.current_text().version
    consents.give_consent(account_id=account_id, version=version, network_address="127.0.0.1", by=by, now=now)
    return account_id


def make_requests(people: Sequence[Sought], now: datetime) -> None:
    """One open request about each of the people, five in the index of one account."""
    slips = list(SLIPS.values())
    for start in range(0, len(people), _A_FAMILY):
        family = people[start : start + _A_FAMILY]
        new = NewAccount(f"sender{start}", f"sender{start}@example.org", PASSWORD, _REGION)
        account_id = create_account(new, by=Actor.system(), now=now)
        index = CardIndexRow.objects.create(account_id=account_id, created_at=now)
        for place, person in enumerate(family):
            sent_at = now - timedelta(minutes=start + place)
            _make_request(index, place, slips[place % len(slips)](person), sent_at)


def _make_request(index: CardIndexRow, place: int, details: PersonDetails, sent_at: datetime) -> None:
    card = CardRow(
        index=index,
        slot=place + 1,
        is_main=place == 0,
        state=CardState.AWAITING,
        kinship=Kinship.OTHER if place else Kinship.SELF,
        identity_key=card_rules.identity_key(details),
        added_at=sent_at,
    )
    put_details(card, details)
    card.save(force_insert=True)
    number = f"{index.pk.hex[:4]}-{place:04d}".upper()
    request = VerificationRequestRow.objects.create(
        number=number,
        card=card,
        account_id=index.pk,
        details_digest=card_rules.details_digest(details),
        state=RequestState.NEW,
        sent_at=sent_at,
        decide_by=rules.decide_by(sent_at.date(), WorkingCalendar()),
    )
    VerificationStepRow.objects.create(request=request, state=RequestState.NEW, at=sent_at, by_account=index.pk)
