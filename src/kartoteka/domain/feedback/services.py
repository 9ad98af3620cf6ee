"""Messages to technical support: written by anybody, settled by an administrator (E-06)."""

import secrets
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.domain.feedback import rules
from kartoteka.domain.feedback.errors import TicketNotFound, TooManyTickets
from kartoteka.domain.feedback.models import TicketRow
from kartoteka.domain.feedback.types import NewTicket, SupportMailboxes, TicketKind, TicketState
from kartoteka.domain.feedback.words import TICKET_KINDS
from kartoteka.domain.limits import services as limits
from kartoteka.domain.limits.errors import LimitReached
from kartoteka.domain.messaging import services as messaging
from kartoteka.domain.messaging.templates.support import MessageToSupport
from kartoteka.domain.regions.selectors import find_region_header
from kartoteka.shared.actor import Actor
from kartoteka.shared.identity_key import keyed_hash

_EVENTS = {
    TicketState.NEW: Event.TICKET_REOPENED,
    TicketState.ANSWERED: Event.TICKET_ANSWERED,
    TicketState.CLOSED: Event.TICKET_CLOSED,
}


@transaction.atomic
def write_to_support(
    new: NewTicket, *, region_code: str, account_id: UUID | None, form_key: UUID, client: str, by: Actor, now: datetime
) -> str:
    """
    Keep a message to technical support and send it to the support mailbox; returns its number. The same form sent again
    gets the same number and sends nothing (R12).

    :param region_code: whose support is asked; empty where no region is chosen
    :param account_id: who writes, if he is signed in
    :param client: the network address of who asks
    :raises TooManyTickets: too many came from this account, this network address, or all together
    """
    row = TicketRow(
        number=rules.number_of("".join(secrets.choice(rules.NUMBER_ALPHABET) for _ in range(rules.NUMBER_LENGTH))),
        kind=new.kind,
        text=new.text,
        reply_to=new.reply_to,
        incident=new.incident,
        region_code=region_code,
        account_id=account_id,
        form_digest=_digest(new, account_id, form_key),
        sent_at=now,
    )
    # Of two equal forms that come at once, the second waits here for the first and then adds nothing.
    TicketRow.objects.bulk_create([row], ignore_conflicts=True)
    kept = TicketRow.objects.get(form_digest=row.form_digest)
    if kept.pk == row.pk:
        _take_places(account_id, client, now)
        _record(Event.TICKET_SENT, row, by, now)
        _send_to_mailbox(row, by, now)
    return kept.number


@transaction.atomic
def settle_ticket(*, ticket_id: UUID, state: TicketState, by: Actor, now: datetime) -> bool:
    """
    Mark a message as answered or closed, or take it up again. False: it is in that state already, or can't get there.

    :raises TicketNotFound: there is none
    """
    row = _locked(ticket_id)
    if state not in rules.LAWFUL_MOVES[TicketState(row.state)]:
        return False
    is_settled = state is not TicketState.NEW
    row.state = state
    # Clocks of several servers may differ a little; what happened later is not written down as earlier.
    row.settled_at, row.settled_by = (max(now, row.sent_at), by.account_id) if is_settled else (None, None)
    row.save(update_fields=["state", "settled_at", "settled_by"])
    _record(_EVENTS[state], row, by, now)
    return True


def record_look(*, ticket_id: UUID, by: Actor, now: datetime) -> None:
    """
    Note that an administrator read a message: support's reads are in the journal too (R73).

    :raises TicketNotFound: there is none
    """
    row = TicketRow.objects.filter(pk=ticket_id).first()
    if row is None:
        raise TicketNotFound
    _record(Event.TICKET_LOOKED_AT, row, by, now)


def forget_old(*, now: datetime) -> int:
    """Delete messages that were settled long ago; returns how many."""
    deleted, _ = TicketRow.objects.filter(
        state__in=[TicketState.ANSWERED, TicketState.CLOSED], settled_at__lt=now - rules.KEPT_FOR
    ).delete()
    return deleted


def _locked(ticket_id: UUID) -> TicketRow:
    row = TicketRow.objects.select_for_update().filter(pk=ticket_id).first()
    if row is None:
        raise TicketNotFound
    return row


def _digest(new: NewTicket, account_id: UUID | None, form_key: UUID) -> bytes:
    contents = (str(account_id or ""), str(form_key), new.kind, new.text, new.reply_to, new.incident)
    return keyed_hash(settings.KARTOTEKA_IDENTITY_SECRET, "message-to-support", *contents)


def _take_places(account_id: UUID | None, client: str, now: datetime) -> None:
    try:
        if account_id is not None:
            limits.take("support-messages-per-account", subject=str(account_id), now=now)
        limits.take("support-messages-per-address", subject=client, now=now)
        limits.take("support-messages-in-all", subject="", now=now)
    except LimitReached as reached:
        raise TooManyTickets from reached


def _send_to_mailbox(row: TicketRow, by: Actor, now: datetime) -> None:
    mailboxes: SupportMailboxes = settings.KARTOTEKA_SUPPORT
    mailbox = mailboxes.of(row.region_code)
    if not mailbox:
        # An installation without one works from the administrator's list.
        return
    region = find_region_header(row.region_code)
    messaging.send_letter(
        to=mailbox,
        template=MessageToSupport(
            number=row.number,
            kind=TICKET_KINDS[TicketKind(row.kind)],
            region=region.name if region else "",
            incident=row.incident,
            reply_to=row.reply_to,
            words=row.text,
        ),
        dedup_key=f"support {row.pk}",
        region_code=row.region_code,
        account_id=row.account_id,
        by=by,
        now=now,
    )


def _record(event: Event, row: TicketRow, by: Actor, now: datetime) -> None:
    audit.record(event, subject_type="ticket", subject_id=row.pk, account_id=row.account_id, by=by, now=now)
