"""
Writing letters and SMS into the outbox, in the transaction of the change they tell of (law 5, R74).

They leave it by `delivery`, which the worker drives.
"""

from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.domain.limits import services as limits
from kartoteka.domain.limits.errors import LimitReached
from kartoteka.domain.messaging import rules
from kartoteka.domain.messaging.errors import CannotSendAgain, MessageNotFound, TooManyMessages
from kartoteka.domain.messaging.models import MessageRow
from kartoteka.domain.messaging.templates import LetterTemplate, SmsTemplate
from kartoteka.domain.messaging.types import Channel
from kartoteka.domain.outbox import services as outbox
from kartoteka.domain.outbox.types import DeliveryState, Trouble
from kartoteka.shared.actor import Actor
from kartoteka.shared.identity_key import keyed_hash


def send_letter(
    *,
    to: str,
    template: LetterTemplate,
    dedup_key: str,
    region_code: str = "",
    account_id: UUID | None = None,
    not_before: datetime | None = None,
    by: Actor,
    now: datetime,
) -> UUID:
    """
    Put a letter into the outbox. Call inside the transaction of the change: they are kept or lost together.

    :param dedup_key: names the event; told again within a day, it makes no second letter
    :param region_code: in whose name it goes; empty: the Portal's
    :param account_id: whom it concerns
    :param not_before: until then it waits and may be withdrawn
    :returns: the message's id; that of the first letter if the event was told before
    :raises ValueError: `to` is no single e-mail address
    :raises TooManyMessages: somebody asks for letters to this address again and again
    """
    row = _new_row(Channel.EMAIL, to, template, dedup_key, now)
    row.subject = template.subject
    row.region_code, row.account_id = region_code, account_id
    row.due_at = not_before or now
    return _enqueue(row, template, to, by, now)


def send_sms(
    *,
    to: str,
    template: SmsTemplate,
    dedup_key: str,
    region_code: str = "",
    account_id: UUID | None = None,
    by: Actor,
    now: datetime,
) -> UUID:
    """
    Put an SMS into the outbox; see `send_letter`.

    :param to: a Russian number as +79261234567
    :raises ValueError: `to` is no such number
    :raises TooManyMessages: the number, or the whole Portal, has had as many as are wise
    """
    row = _new_row(Channel.SMS, to, template, dedup_key, now)
    row.region_code, row.account_id = region_code, account_id
    return _enqueue(row, template, to, by, now)


@transaction.atomic
def withdraw(*, message_id: UUID, by: Actor, now: datetime) -> bool:
    """Take a message back before anybody carries it, and wipe what it says. False: it has gone, or is going."""
    row = MessageRow.objects.select_for_update().filter(message_id=message_id).first()
    if row is None:
        return False
    waiting = MessageRow.objects.filter(pk=row.pk, state=DeliveryState.QUEUED, attempts=0)
    if not outbox.give_up(waiting, Trouble.WITHDRAWN, now=now, recipient="", subject="", text="", dedup_key=None):
        return False
    record(Event.MESSAGE_WITHDRAWN, row, by, now)
    return True


def withdraw_letter_of(*, dedup_key: str, by: Actor, now: datetime) -> bool:
    """The same for the letter that tells of an event. False: there is none, it has gone, or is going."""
    told = MessageRow.objects.filter(channel=Channel.EMAIL, dedup_key=_key("event", Channel.EMAIL, dedup_key))
    message_id = told.values_list("message_id", flat=True).first()
    return message_id is not None and withdraw(message_id=message_id, by=by, now=now)


@transaction.atomic
def send_again(*, message_id: UUID, by: Actor, now: datetime) -> None:
    """
    «Отправить ещё раз»: the administrator tries a message that was given up.

    :raises MessageNotFound: there is none with this id
    :raises CannotSendAgain: it was not given up, or its text has served its time
    """
    row = MessageRow.objects.select_for_update().filter(message_id=message_id).first()
    if row is None:
        raise MessageNotFound
    if row.state != DeliveryState.DEAD or not row.text or row.useful_until <= now:
        raise CannotSendAgain
    this = MessageRow.objects.filter(pk=row.pk)
    if row.trouble == Trouble.REFUSED:
        this.update(reference=uuid4())
    outbox.requeue(this, now=now)
    record(Event.MESSAGE_SENT_AGAIN, row, by, now)


def record_search(*, by: Actor, now: datetime) -> None:
    """Note that an administrator asked what was sent to somebody; the journal does not learn to whom."""
    audit.record(
        Event.MESSAGES_SEARCHED,
        subject_type="administration",
        subject_id="messages",
        account_id=None,
        by=by,
        now=now,
    )


def forget_old(*, now: datetime) -> int:
    """
    Delete messages that have served their time; returns how many.

    Of those that were given up the text goes first: as soon as it is of no use to anybody.
    """
    dead = MessageRow.objects.filter(state=DeliveryState.DEAD)
    dead.filter(useful_until__lte=now).exclude(text="").update(recipient="", subject="", text="")
    MessageRow.objects.filter(created_at__lte=now - rules.DEDUP_WINDOW).exclude(dedup_key=None).update(dedup_key=None)
    deleted, _ = MessageRow.objects.filter(
        Q(state=DeliveryState.DELIVERED, finished_at__lt=now - rules.KEPT_FOR)
        | Q(state=DeliveryState.DEAD, finished_at__lt=now - rules.DEAD_KEPT_FOR)
    ).delete()
    return deleted


def record(event: Event, row: MessageRow, by: Actor, now: datetime) -> None:
    """Tell the journal of a message."""
    audit.record(event, subject_type="message", subject_id=row.message_id, account_id=row.account_id, by=by, now=now)


def recipient_key(channel: Channel, to: str) -> bytes:
    """What stays of an address or number once the message has gone."""
    return _key("recipient", channel, to.lower())


def _new_row(
    channel: Channel, to: str, template: LetterTemplate | SmsTemplate, dedup_key: str, now: datetime
) -> MessageRow:
    rules.check_recipient(channel, to)
    return MessageRow(
        message_id=uuid4(),
        channel=channel,
        template=template.name,
        recipient=to,
        recipient_key=recipient_key(channel, to),
        text=template.text(),
        dedup_key=_key("event", channel, dedup_key),
        due_at=now,
        created_at=now,
        useful_until=now + template.useful_for,
    )


@transaction.atomic
def _enqueue(row: MessageRow, template: LetterTemplate | SmsTemplate, to: str, by: Actor, now: datetime) -> UUID:
    same = MessageRow.objects.filter(channel=row.channel, dedup_key=row.dedup_key)
    same.filter(created_at__lte=now - rules.DEDUP_WINDOW).update(dedup_key=None)
    # Of two that tell of one event at once, the second waits here for the first and then adds nothing.
    MessageRow.objects.bulk_create([row], ignore_conflicts=True)
    kept: UUID = same.values_list("message_id", flat=True).get()
    if kept == row.message_id:
        if template.is_on_demand:
            _take_places(Channel(row.channel), to, now)
        record(Event.MESSAGE_QUEUED, row, by, now)
    return kept


def _take_places(channel: Channel, to: str, now: datetime) -> None:
    # Letters and SMS that anybody may ask for must not become a nuisance to whom they go to, nor a bill.
    try:
        if channel is Channel.EMAIL:
            limits.take("letters-on-demand-per-address", subject=to.lower(), now=now)
        else:
            limits.take("sms-on-demand-per-number", subject=to, now=now)
            limits.take("sms-on-demand-in-all", subject="", now=now)
    except LimitReached as reached:
        raise TooManyMessages(reached.again_at) from reached


def _key(kind: str, *parts: str) -> bytes:
    return keyed_hash(settings.KARTOTEKA_IDENTITY_SECRET, "message", kind, *parts)
