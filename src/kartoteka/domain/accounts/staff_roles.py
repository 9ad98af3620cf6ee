"""
Roles of the staff: proposed by one administrator, given by another; taken by one (A-02).

Nobody makes himself or an accomplice a moderator alone: who proposes a role, who confirms it and who gets it are three
people. Whatever changes an account's role or closes it ends what waits for it, so that of two acts at the same moment
one is done; the locks of `administrators` put them in a row.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from kartoteka.domain.accounts.administrators import lock, lock_other, manages, require_another_administrator
from kartoteka.domain.accounts.errors import (
    AccountClosed,
    NotAdministrator,
    OwnAccount,
    OwnProposal,
    ProposalOver,
    RoleHeldAlready,
    RoleProposedAlready,
)
from kartoteka.domain.accounts.models import Account, RoleProposalRow
from kartoteka.domain.accounts.rules import ROLE_PROPOSAL_LASTS
from kartoteka.domain.accounts.sessions import end_sessions
from kartoteka.domain.accounts.types import ProposalOutcome, Role
from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.shared.actor import Actor

ROLE_GIVEN = {
    Role.USER: Event.MADE_USER,
    Role.MODERATOR: Event.MADE_MODERATOR,
    Role.HEAD_MODERATOR: Event.MADE_HEAD_MODERATOR,
    Role.REGISTRAR: Event.MADE_REGISTRAR,
    Role.ADMINISTRATOR: Event.MADE_ADMINISTRATOR,
}


@transaction.atomic
def propose_role(*, account_id: UUID, role: Role, by: Actor, now: datetime) -> UUID:
    """
    Propose a role of the staff for an account; it changes nothing until another administrator confirms it.

    :raises AccountNotFound: there is none
    :raises AccountClosed: the account is blocked or given up
    :raises RoleHeldAlready: it has this role
    :raises RoleProposedAlready: this role waits for it already
    :raises OwnAccount: it is the administrator's own
    :raises NotAdministrator: who acts is none, or is the Portal itself
    """
    account = lock_other(account_id, by)
    if by.account_id is None:
        raise NotAdministrator
    if not account.is_active:
        raise AccountClosed
    if account.role == role:
        raise RoleHeldAlready
    _end(RoleProposalRow.objects.filter(account_id=account_id, expires_at__lte=now), ProposalOutcome.EXPIRED, None, now)
    if RoleProposalRow.objects.filter(account_id=account_id, role=role, settled_at=None).exists():
        raise RoleProposedAlready
    row = RoleProposalRow.objects.create(
        account_id=account_id,
        role=role,
        proposed_by=by.account_id,
        proposed_at=now,
        expires_at=now + ROLE_PROPOSAL_LASTS,
    )
    _record(Event.ROLE_PROPOSED, row, by, now)
    return row.pk


@transaction.atomic
def confirm_role(*, proposal_id: UUID, by: Actor, now: datetime) -> None:
    """
    Give the role that another administrator proposed. The sessions of the account end, so that what the new role asks
    of a sign-in is asked for.

    :raises ProposalOver: it was confirmed, declined, came too late, or its proposer manages the Portal no more
    :raises OwnProposal: who confirms proposed it himself
    :raises OwnAccount: it is for the administrator himself
    :raises NotAdministrator: who acts is none
    """
    row, accounts = _lock_proposal(proposal_id, by, now)
    if row.account_id == by.account_id:
        raise OwnAccount
    if row.proposed_by == by.account_id:
        raise OwnProposal
    account, proposer = accounts[row.account_id], accounts.get(row.proposed_by)
    if not account.is_active or proposer is None or not manages(proposer):
        raise ProposalOver
    _end(RoleProposalRow.objects.filter(pk=row.pk), ProposalOutcome.CONFIRMED, by, now)
    _set_role(account, Role(row.role))
    _record(ROLE_GIVEN[Role(row.role)], row, by, now)
    end_proposals_of(row.account_id, by=by, now=now)


@transaction.atomic
def decline_role(*, proposal_id: UUID, by: Actor, now: datetime) -> None:
    """
    Let a proposed role be; who proposed it may do so too.

    :raises ProposalOver: it was confirmed, declined, or came too late
    :raises OwnAccount: it is for the administrator himself
    :raises NotAdministrator: who acts is none
    """
    row, _ = _lock_proposal(proposal_id, by, now)
    if row.account_id == by.account_id:
        raise OwnAccount
    _end(RoleProposalRow.objects.filter(pk=row.pk), ProposalOutcome.DECLINED, by, now)
    _record(Event.ROLE_DECLINED, row, by, now)


@transaction.atomic
def take_role(*, account_id: UUID, by: Actor, now: datetime) -> None:
    """
    Make an account that of a mere user, at once. Its sessions end. Does nothing to one that has no role and for which
    none waits.

    :raises AccountNotFound: there is none
    :raises OwnAccount: it is the administrator's own
    :raises LastAdministrator: nobody would be left to manage the Portal
    :raises NotAdministrator: who acts is none
    """
    account = lock_other(account_id, by)
    if account.role != Role.USER:
        require_another_administrator(account)
        _set_role(account, Role.USER)
        audit.record_on_account(Event.MADE_USER, account_id, by=by, now=now)
    end_proposals_of(account_id, by=by, now=now)


def end_proposals_of(account_id: UUID, *, by: Actor, now: datetime) -> None:
    """
    End what waits for an account, and what it proposed: it is blocked, or is not what it was. Call inside a
    transaction that holds the locks.
    """
    concerned = Q(account_id=account_id) | Q(proposed_by=account_id)
    waiting = RoleProposalRow.objects.filter(concerned, settled_at=None)
    for row in waiting.order_by("proposed_at", "pk"):
        _end(RoleProposalRow.objects.filter(pk=row.pk), ProposalOutcome.ENDED, by, now)
        _record(Event.ROLE_PROPOSAL_ENDED, row, by, now)


def _lock_proposal(proposal_id: UUID, by: Actor, now: datetime) -> tuple[RoleProposalRow, dict[UUID, Account]]:
    """Read again after the locks: whoever came first has settled it meanwhile."""
    account_id = RoleProposalRow.objects.filter(pk=proposal_id).values_list("account_id", flat=True).first()
    accounts = lock(account_id, by)
    row = RoleProposalRow.objects.filter(pk=proposal_id, settled_at=None, expires_at__gt=now).first()
    if row is None:
        raise ProposalOver
    return row, accounts


def _set_role(account: Account, role: Role) -> None:
    Account.objects.filter(pk=account.pk).update(role=role)
    end_sessions(account_id=account.pk)


def _end(rows: QuerySet[RoleProposalRow], outcome: ProposalOutcome, by: Actor | None, now: datetime) -> None:
    rows.filter(settled_at=None).update(outcome=outcome, settled_at=now, settled_by=by.account_id if by else None)


def _record(event: Event, row: RoleProposalRow, by: Actor, now: datetime) -> None:
    """Names the proposal, by which the history of the account tells the role and who proposed it."""
    audit.record(event, subject_type="role-proposal", subject_id=row.pk, account_id=row.account_id, by=by, now=now)
