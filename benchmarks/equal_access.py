"""The questions of `equal_answers` about records: pages of a stranger, and codes for children (R5, R48)."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from uuid import UUID, uuid4

from django.test import Client
from django.utils import timezone

from benchmarks.family import LOGIN, make_family
from kartoteka.domain.access.code_symbols import new_code, shown
from kartoteka.domain.access.codes import issue_child_code, switch_codes
from kartoteka.domain.access.representations import Paper, record_representation
from kartoteka.domain.access.types import BasisKind
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.accounts.rules import STEP_UP_LASTS
from kartoteka.domain.card_index.models import CardRow
from kartoteka.domain.card_index.types import InsuredPerson
from kartoteka.shared.actor import Actor
from kartoteka.shared.dates import FULL_AGE, age_on
from kartoteka.web.request import acting_as
from kartoteka.wiring import insured_registry

Ask = Callable[[bool, int], None]
_NOT_FOUND, _REFUSED = 404, 422


def prepare(headers: dict[str, str], stranger: UUID) -> dict[str, Ask]:
    """A full card index beside a stranger; children with a code and without. Returns what is asked."""
    now = timezone.now()
    make_family(now=now)
    owner = Account.objects.get(login=LOGIN)
    cards = list(CardRow.objects.filter(index_id=owner.pk, is_main=False).order_by("added_at"))
    return {
        "somebody's page, by a stranger": _strangers_pages(_signed_in(headers, stranger, now), cards),
        "a wrong code for a child": _codes(_signed_in(headers, owner.pk, now), cards, now),
    }


def _signed_in(headers: dict[str, str], account_id: UUID, now: datetime) -> Client:
    client = Client(headers=headers)
    client.force_login(Account.objects.get(pk=account_id))
    session = client.session
    session["stepped_up_until"] = (now + STEP_UP_LASTS).isoformat()
    session.save()
    return client


def _strangers_pages(client: Client, cards: list[CardRow]) -> Ask:
    def ask(is_known: bool, number: int) -> None:  # noqa: FBT001 - named by its callers
        card_id = cards[number % len(cards)].pk if is_known else uuid4()
        page = ("", "access/", "access/journal/", "record/")[number % 4]
        _expect(client.get(f"/card-index/{card_id}/{page}").status_code, _NOT_FOUND)

    return ask


def _codes(client: Client, cards: list[CardRow], now: datetime) -> Ask:
    """Half of the children have a code that waits, of the others nobody has said anything yet."""
    children = list(_children(cards, now))
    desk = Actor.account(uuid4())
    parent = next(person for card in cards if (person := _adult(card, now)) is not None)
    given, silent = children[::2], children[1::2]
    for number, (_, child) in enumerate(given):
        paper = Paper(BasisKind.BIRTH_RECORD, f"I-АА {number:06d}", date(2020, 1, 1), date(2020, 1, 1))
        basis = record_representation(representative=parent, patient=child, paper=paper, by=desk, now=now)
        switch_codes(person_id=child.person_id, is_on=True, by=desk, now=now, representation_id=basis)
        issue_child_code(person_id=child.person_id, by=desk, now=now, representation_id=basis)

    def ask(is_known: bool, number: int) -> None:  # noqa: FBT001 - named by its callers
        some = given if is_known else silent
        card, child = some[number % len(some)]
        born = child.birth_date
        form = {
            "acting_as": acting_as(card.index_id),
            "card": str(card.pk),
            "code": shown(new_code()),
            "birth_day": str(born.day),
            "birth_month": str(born.month),
            "birth_year": str(born.year),
        }
        _expect(client.post(f"/card-index/{card.pk}/access/redeem/", form).status_code, _REFUSED)

    return ask


def _children(cards: list[CardRow], now: datetime) -> Iterator[tuple[CardRow, InsuredPerson]]:
    for card in cards:
        person = insured_registry().get(card.person_id or "")
        if person is not None and age_on(person.birth_date, now.date()) < FULL_AGE:
            yield card, person


def _adult(card: CardRow, now: datetime) -> InsuredPerson | None:
    person = insured_registry().get(card.person_id or "")
    return person if person is not None and age_on(person.birth_date, now.date()) >= FULL_AGE else None


def _expect(status: int, wanted: int) -> None:
    if status != wanted:
        raise RuntimeError(f"a page answers {status}")
