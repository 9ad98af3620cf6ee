"""The way of a question about relatives out of the outbox, and of its answer into offers (F-05, R28, R29)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from kartoteka.domain.accounts.selectors import account, is_active
from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index import kin_offers, kin_questions, opening, rules
from kartoteka.domain.card_index.kin_types import KinGround, ToldRelative
from kartoteka.domain.card_index.models import CardRow, KinOfferRow, KinQuestionRow
from kartoteka.domain.card_index.ports import InsuredRegistry, KnownRelatives
from kartoteka.domain.card_index.types import InsuredPerson, Kinship, PersonDetails
from kartoteka.domain.outbox import services as outbox
from kartoteka.domain.outbox.types import DeliveryState, RetryPolicy, Trouble
from kartoteka.shared.actor import Actor
from kartoteka.shared.dates import local_day
from kartoteka.shared.identifiers import Snils
from kartoteka.shared.names import PersonName
from kartoteka.shared.sex import Sex


@dataclass(frozen=True, slots=True)
class ClaimedKinQuestion:
    """A question that the caller holds for one lease."""

    question_id: UUID
    attempt_id: UUID
    attempt: int
    account_id: UUID
    person_id: str
    children: tuple[PersonDetails, ...]
    asked_at: datetime
    # The calendar day in the region of the account.
    day: date

    @property
    def delivery_id(self) -> UUID:
        """The name under which logs know it."""
        return self.question_id


def claim_question(*, now: datetime) -> ClaimedKinQuestion | None:
    """
    The next question that is due, held by the caller for one lease; None when nothing is.

    Questions that have run out, or that nobody may ask any more, are given up on the way.
    """
    while (row := outbox.claim(KinQuestionRow.objects.all(), policy=_policy(), now=now)) is not None:
        claimed = _claimed(row, now)
        trouble = _why_not(row, now)
        if trouble is None:
            return claimed
        record_failure(claimed, trouble, jitter=0, now=now)
    return None


def ask(
    claimed: ClaimedKinQuestion, *, relatives: KnownRelatives, registry: InsuredRegistry
) -> tuple[ToldRelative, ...]:
    """
    Ask the medical system, and the registry for the children whom ESIA named. Call outside of any transaction.

    Where both know of somebody, the medical system's word stands: it tells the kinship more exactly. Where the region
    offers no relatives, nobody is asked for.

    :raises Unavailable: one of them does not answer now
    """
    if not settings.KARTOTEKA_OFFERS_KIN:
        return ()
    told = {
        one.person.person_id: ToldRelative(one.person, one.kinship, KinGround.MEDICAL)
        for one in relatives.list_relatives(claimed.person_id, on=claimed.day)
    }
    children = _children_in_registry(claimed, registry)
    hidden = relatives.withheld(claimed.person_id, list(children), on=claimed.day) if children else frozenset()
    for person_id, person in children.items():
        if person_id not in hidden and person_id not in told:
            told[person_id] = ToldRelative(person, Kinship.CHILD, KinGround.ESIA)
    return tuple(told.values())


@transaction.atomic
def record_answered(claimed: ClaimedKinQuestion, told: Sequence[ToldRelative], *, now: datetime) -> bool:
    """Make offers of the answer. False: the attempt is no longer ours, and nothing was written."""
    question = KinQuestionRow.objects.filter(pk=claimed.question_id).first()
    if question is None:
        return False
    opening.lock_index(question.account_id, now)
    if not outbox.record_delivered(_held(claimed), now=now):
        return False
    question.clues.all().delete()
    _renew_offers(question.account_id, told, now)
    kin_offers.renew_prompts(question.account_id)
    return True


@transaction.atomic
def record_failure(
    claimed: ClaimedKinQuestion, trouble: Trouble, *, jitter: float, now: datetime
) -> DeliveryState | None:
    """Put the question back for later, or give it up. None: the attempt is no longer ours."""
    state = outbox.record_failure(
        _held(claimed), trouble, attempt=claimed.attempt, policy=_policy(), jitter=jitter, now=now
    )
    if state is DeliveryState.DEAD:
        question = KinQuestionRow.objects.get(pk=claimed.question_id)
        question.clues.all().delete()
        kin_questions.record(Event.KIN_QUESTION_GIVEN_UP, question, Actor.system(), now)
    return state


def _renew_offers(account_id: UUID, told: Sequence[ToldRelative], now: datetime) -> None:
    """Offer whom the answer names and nobody else; what the owner decided before stays decided."""
    known = {row.person_id: row for row in KinOfferRow.objects.filter(account_id=account_id)}
    wanted = {one.person.person_id: one for one in told if _may_be_offered(account_id, one.person)}
    for person_id, row in known.items():
        if person_id not in wanted and row.state in kin_offers.OPEN_STATES:
            kin_offers.withdraw(row, by=Actor.system(), now=now)
    for person_id, one in wanted.items():
        row = known.get(person_id) or KinOfferRow(account_id=account_id, person_id=person_id, offered_at=now)
        if row.state in kin_offers.OPEN_STATES:
            _put(row, one)
            row.save()
        if person_id not in known:
            kin_offers.record(Event.KIN_OFFERED, row, Actor.system(), now)


def _may_be_offered(account_id: UUID, person: InsuredPerson) -> bool:
    if person.deceased_on is not None or kin_offers.is_barred(account_id, person.person_id):
        return False
    # Whoever stands in the index, or stood there and was taken out on purpose, is not offered.
    cards = CardRow.objects.filter(index_id=account_id)
    key = rules.identity_key(PersonDetails(person.name, person.birth_date, person.sex))
    return not (
        cards.filter(person_id=person.person_id).exists()
        or cards.filter(identity_key=key, person_id=None, removed_at=None).exists()
    )


def _put(row: KinOfferRow, one: ToldRelative) -> None:
    row.given, row.birth_date, row.sex = one.person.name.given, one.person.birth_date, one.person.sex
    row.kinship = Kinship.OTHER if one.kinship is Kinship.SELF else one.kinship
    row.ground = one.ground


def _children_in_registry(claimed: ClaimedKinQuestion, registry: InsuredRegistry) -> Mapping[str, InsuredPerson]:
    found = (registry.find(child, now=claimed.asked_at) for child in claimed.children)
    return {one.person_id: one for one in found if one is not None and one.person_id != claimed.person_id}


def _why_not(row: KinQuestionRow, now: datetime) -> Trouble | None:
    """What keeps a claimed question from being asked: decided now, from the facts of now."""
    if row.useful_until <= now:
        return Trouble.TOO_LATE
    if row.attempts > _policy().max_attempts:
        return Trouble.INTERRUPTED
    main = kin_questions.living_proved_main(row.account_id)
    may_ask = main is not None and main.person_id == row.person_id and is_active(row.account_id)
    return None if may_ask else Trouble.WITHDRAWN


def _held(claimed: ClaimedKinQuestion) -> QuerySet[KinQuestionRow]:
    return KinQuestionRow.objects.filter(
        pk=claimed.question_id, attempt_id=claimed.attempt_id, state=DeliveryState.SENDING
    )


def _claimed(row: KinQuestionRow, now: datetime) -> ClaimedKinQuestion:
    if row.attempt_id is None:
        raise ValueError("the row is not claimed")
    return ClaimedKinQuestion(
        question_id=row.pk,
        attempt_id=row.attempt_id,
        attempt=row.attempts,
        account_id=row.account_id,
        person_id=row.person_id,
        children=tuple(
            PersonDetails(
                PersonName(clue.family, clue.given, clue.patronymic), clue.birth_date, Sex(clue.sex), Snils(clue.snils)
            )
            for clue in row.clues.order_by("pk")
        ),
        asked_at=now,
        day=local_day(now, account(row.account_id).region.time_zone),
    )


def _policy() -> RetryPolicy:
    return rules.kin_policy(settings.KARTOTEKA_DELIVERY_LEASE)
