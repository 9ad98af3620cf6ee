"""Questions about relatives, asked and answered."""

from datetime import datetime
from uuid import UUID

from factories.people import PERM, account_row
from fakes.medical_system import FakeInsuredRegistry
from fakes.relatives import FakeRelatives
from kartoteka.domain.accounts.types import VerifiedChild
from kartoteka.domain.audit.models import AuditEvent
from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index import kin_additions, kin_answers, kin_offers
from kartoteka.domain.card_index.kin_questions import ask_for_kin
from kartoteka.domain.card_index.kin_types import KinAnswer, KinPrompts
from kartoteka.domain.card_index.models import CardRow, KinOfferRow
from kartoteka.domain.card_index.ports import InsuredRegistry, KnownRelatives
from kartoteka.shared.actor import Actor


def tell_kin(
    account_id: UUID,
    relatives: KnownRelatives,
    registry: InsuredRegistry,
    now: datetime,
    *children: VerifiedChild,
) -> None:
    """What a sign-in sets going: the question, and the worker who brings the answer."""
    ask_for_kin(account_id=account_id, children=children, by=Actor.account(account_id), now=now)
    while (claimed := kin_answers.claim_question(now=now)) is not None:
        told = kin_answers.ask(claimed, relatives=relatives, registry=registry)
        kin_answers.record_answered(claimed, told, now=now)


def offer_of(account_id: UUID, given: str) -> UUID:
    """The offer of a relative, by his first name."""
    return KinOfferRow.objects.get(account_id=account_id, given=given).pk


def shown(account_id: UUID, now: datetime) -> list[str]:
    """Whom «Моя картотека» offers, as the page reads it."""
    return [one.given for one in prompts_of(account_id, now).offers]


def prompts_of(account_id: UUID, now: datetime) -> KinPrompts:
    """What «Моя картотека» asks."""
    prompts_from = account_row(account_id).prompts_from
    return kin_offers.prompts(account_id=account_id, prompts_from=prompts_from, now=now)


def add_kin(
    account_id: UUID, relatives: FakeRelatives, registry: FakeInsuredRegistry, now: datetime, *names: str
) -> KinAnswer:
    return kin_additions.add_relatives(
        account_id=account_id,
        offer_ids=[offer_of(account_id, name) for name in names],
        relatives=relatives,
        registry=registry,
        time_zone=PERM.time_zone,
        by=Actor.account(account_id),
        now=now,
    )


def listed(account_id: UUID) -> set[str]:
    """The first names in a card index."""
    return set(CardRow.objects.filter(index_id=account_id, removed_at=None).values_list("given", flat=True))


def events(*wanted: Event) -> list[str]:
    """What the journal has of these kinds."""
    return list(AuditEvent.objects.filter(event__in=wanted).order_by("id").values_list("event", flat=True))
