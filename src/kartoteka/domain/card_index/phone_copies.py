"""
Copying the account's number to the medical system: who may, who wants it, and how far it came (F-01, R51).

Only the number whose code was typed goes, and only for the main person for whom ESIA vouched: never for anybody else in
the index, whoever typed it there. It leaves by `phone_delivery`, which the worker drives.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from kartoteka.domain.accounts.selectors import account
from kartoteka.domain.accounts.types import AccountView, PhoneActivation
from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index import opening, rules
from kartoteka.domain.card_index.models import CardRow, PhoneCopyRow
from kartoteka.domain.card_index.types import CopyObstacle, CopyState, IdentityGround, PhoneCopying
from kartoteka.domain.outbox import services as outbox
from kartoteka.domain.outbox.selectors import OutboxSummary, summary_of
from kartoteka.domain.outbox.types import DeliveryState, Trouble
from kartoteka.shared.actor import Actor
from kartoteka.shared.phones import MobilePhone

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class _Number:
    """Whose number it is, and which of the numbers that the account ever had."""

    person_id: str
    phone: MobilePhone
    activated_at: datetime

    def is_of(self, copy: PhoneCopyRow | None) -> bool:
        return copy is not None and (copy.person_id, copy.activated_at) == (self.person_id, self.activated_at)


def people_by_esia() -> QuerySet[CardRow]:
    """Living main persons for whom ESIA vouched: the only ones whose number may be copied (R51)."""
    return CardRow.objects.filter(is_main=True, identity_ground=IdentityGround.ESIA, deceased_on=None)


def copying(main: CardRow | None, owner: AccountView, activation: PhoneActivation | None) -> PhoneCopying:
    """What the owner of an account is told of copying; `main` comes with its index."""
    if main is None or main.identity_ground != IdentityGround.ESIA or main.deceased_on is not None:
        return PhoneCopying(CopyObstacle.NO_ESIA)
    if owner.phone is None and not (activation and activation.is_activated):
        return PhoneCopying(CopyObstacle.NO_NUMBER, main.index.copies_phone)
    is_chosen = main.index.copies_phone
    state = _state_of(_newest_copy(owner.account_id), _number_of(main, owner))
    # Who took his choice back need not hear of what did not go.
    return PhoneCopying(None, is_chosen, state if is_chosen or state is CopyState.DELIVERED else None)


@transaction.atomic
def choose_copying(*, account_id: UUID, is_wanted: bool, by: Actor, now: datetime) -> None:
    """
    Remember whether the account's number is to be copied from now on (F-01).

    Where it may not be copied, nothing is remembered: such an account is not asked either.
    """
    if not people_by_esia().filter(index_id=account_id).exists():
        return
    index = opening.lock_index(account_id, now)
    if index.copies_phone == is_wanted:
        return
    index.copies_phone = is_wanted
    index.save(update_fields=["copies_phone"])
    event = Event.PHONE_COPYING_CHOSEN if is_wanted else Event.PHONE_COPYING_STOPPED
    audit.record(event, subject_type="account", subject_id=account_id, account_id=account_id, by=by, now=now)


@transaction.atomic
def copy_phone(*, account_id: UUID, by: Actor, now: datetime) -> None:
    """
    Put the account's number into the outbox if its owner wants it copied and it has not gone yet (law 5). Call inside
    the transaction of the change, with the account locked: they are kept or lost together.

    What waits there of an older number, or is not wanted any more, is withdrawn. A copy that was refused or given up is
    tried anew.
    """
    main = people_by_esia().filter(index_id=account_id, index__copies_phone=True).first()
    number = _number_of(main, account(account_id))
    newest = _newest_copy(account_id)
    if newest is not None and newest.state != DeliveryState.DEAD and number is not None and number.is_of(newest):
        return
    if newest is not None and newest.due_at is not None:
        _withdraw(newest, by, now)
    if number is not None:
        _queue(number, account_id, after=newest, by=by, now=now)


def forget_old_copies(*, now: datetime) -> int:
    """Delete copies that ended long ago; returns how many. The newest of an account stays: the page shows it."""
    newer = PhoneCopyRow.objects.filter(account=OuterRef("account"), created_at__gt=OuterRef("created_at"))
    over = PhoneCopyRow.objects.filter(Exists(newer), finished_at__lt=now - rules.COPY_KEPT_FOR)
    deleted, _ = over.delete()
    return deleted


def copies_summary() -> OutboxSummary:
    """How many copies are where."""
    return summary_of(PhoneCopyRow.objects.all())


def record(event: Event, copy: PhoneCopyRow, by: Actor, now: datetime) -> None:
    """Tell the journal of a copy."""
    audit.record(event, subject_type="phone-copy", subject_id=copy.pk, account_id=copy.account_id, by=by, now=now)


def _number_of(main: CardRow | None, owner: AccountView) -> _Number | None:
    """The number that may be copied; None while there is none."""
    if main is None or main.person_id is None or owner.phone is None or owner.phone_activated_at is None:
        return None
    return _Number(main.person_id, owner.phone, owner.phone_activated_at)


def _newest_copy(account_id: UUID) -> PhoneCopyRow | None:
    return PhoneCopyRow.objects.filter(account_id=account_id).order_by("-created_at").first()


def _state_of(copy: PhoneCopyRow | None, number: _Number | None) -> CopyState | None:
    if copy is None or number is None or not number.is_of(copy) or copy.trouble == Trouble.WITHDRAWN:
        return None
    if copy.state != DeliveryState.DEAD:
        return CopyState.DELIVERED if copy.state == DeliveryState.DELIVERED else CopyState.WAITING
    return CopyState.REFUSED if copy.trouble == Trouble.REFUSED else CopyState.GIVEN_UP


def _queue(number: _Number, account_id: UUID, *, after: PhoneCopyRow | None, by: Actor, now: datetime) -> None:
    # The medical system keeps the later of two changes: a clock that was set back must not make this one the earlier.
    created_at = max(now, after.created_at + _TICK) if after is not None else now
    copy = PhoneCopyRow.objects.create(
        account_id=account_id,
        person_id=number.person_id,
        phone=number.phone.number,
        activated_at=number.activated_at,
        due_at=now,
        created_at=created_at,
        useful_until=now + rules.COPY_USEFUL_FOR,
    )
    record(Event.PHONE_COPY_QUEUED, copy, by, now)


def _withdraw(copy: PhoneCopyRow, by: Actor, now: datetime) -> None:
    underway = PhoneCopyRow.objects.filter(pk=copy.pk, due_at__isnull=False)
    if outbox.give_up(underway, Trouble.WITHDRAWN, now=now, phone=""):
        record(Event.PHONE_COPY_GIVEN_UP, copy, by, now)
