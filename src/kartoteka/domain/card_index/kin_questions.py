"""
Asking who is kin to the main person of an account: put into the outbox at sign-in, answered later (F-05, R28).

A sign-in waits for nobody: it leaves a row, the worker asks, and the answer becomes offers on «Моя картотека».
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from kartoteka.domain.accounts.types import VerifiedChild
from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index import opening, rules
from kartoteka.domain.card_index.models import CardRow, KinClueRow, KinQuestionRow
from kartoteka.domain.outbox.selectors import OutboxSummary, summary_of
from kartoteka.shared.actor import Actor


@transaction.atomic
def ask_for_kin(*, account_id: UUID, children: Sequence[VerifiedChild] = (), by: Actor, now: datetime) -> None:
    """
    Have the medical system asked for whom the account's main person acts by law, and for his relatives where the region
    offers them. Call at a sign-in. Nothing is asked unless he proved who he is (R28).

    :param children: whom ESIA named at this sign-in
    """
    children = children if settings.KARTOTEKA_OFFERS_KIN else ()
    main = living_proved_main(account_id)
    if main is None or main.person_id is None:
        return
    # Two sign-ins at once: the second finds what the first asked.
    opening.lock_index(account_id, now)
    underway = KinQuestionRow.objects.filter(account_id=account_id, due_at__isnull=False)
    if children:
        # What is underway knows nothing of these children, and whoever holds it writes nothing any more.
        underway.delete()
    elif underway.exists():
        return
    question = KinQuestionRow.objects.create(
        account_id=account_id,
        person_id=main.person_id,
        due_at=now,
        created_at=now,
        useful_until=now + rules.KIN_QUESTION_USEFUL_FOR,
    )
    KinClueRow.objects.bulk_create([_clue(question, child) for child in children], ignore_conflicts=True)
    record(Event.KIN_ASKED_FOR, question, by, now)


def living_proved_main(account_id: UUID) -> CardRow | None:
    """The card of the account's main person, if he proved who he is and lives."""
    return CardRow.objects.filter(
        index_id=account_id, is_main=True, identity_confirmed_at__isnull=False, deceased_on=None
    ).first()


def forget_old_questions(*, now: datetime) -> int:
    """Delete questions that were answered or given up long ago; returns how many."""
    deleted, _ = KinQuestionRow.objects.filter(finished_at__lt=now - rules.COPY_KEPT_FOR).delete()
    return deleted


def questions_summary() -> OutboxSummary:
    """How many questions are where."""
    return summary_of(KinQuestionRow.objects.all())


def record(event: Event, question: KinQuestionRow, by: Actor, now: datetime) -> None:
    """Tell the journal of a question."""
    audit.record(
        event, subject_type="kin-question", subject_id=question.pk, account_id=question.account_id, by=by, now=now
    )


def _clue(question: KinQuestionRow, child: VerifiedChild) -> KinClueRow:
    return KinClueRow(
        question=question,
        family=child.name.family,
        given=child.name.given,
        patronymic=child.name.patronymic,
        birth_date=child.birth_date,
        sex=child.sex,
        snils=child.snils.digits,
    )
