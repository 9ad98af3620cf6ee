"""
Who manages accounts, held still while somebody acts (A-02).

Every service locks the account together with all administrators, in one order, so that two administrators who take
each other's role at the same moment can't leave the Portal without any, and so that whoever lost the role while his
request was on its way does nothing with it.
"""

from uuid import UUID

from django.db.models import Q

from kartoteka.domain.accounts.errors import AccountNotFound, LastAdministrator, NotAdministrator, OwnAccount
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.accounts.types import Role
from kartoteka.shared.actor import Actor


def lock_other(account_id: UUID, by: Actor) -> Account:
    """
    Lock an account to change what its owner is, and all administrators.

    :raises OwnAccount: it is that of who acts
    :raises AccountNotFound: there is none
    :raises NotAdministrator: see the module
    """
    account = lock(account_id, by)[account_id]
    if account_id == by.account_id:
        raise OwnAccount
    return account


def lock(account_id: UUID | None, by: Actor) -> dict[UUID, Account]:
    """
    Lock an account, if one is named, and all administrators; the Portal itself needs no role to act.

    :returns: the accounts that are locked
    :raises AccountNotFound: there is none
    :raises NotAdministrator: see the module
    """
    wanted = Q(role=Role.ADMINISTRATOR, is_active=True)
    if account_id is not None:
        wanted |= Q(pk=account_id)
    rows = Account.objects.select_related(None).filter(wanted).order_by("pk").select_for_update()
    accounts = {row.pk: row for row in rows}
    if by.account_id is not None:
        actor = accounts.get(by.account_id)
        if actor is None or not manages(actor):
            raise NotAdministrator
    if account_id is not None and account_id not in accounts:
        raise AccountNotFound
    return accounts


def require_another_administrator(account: Account) -> None:
    """
    The rows are locked: nobody else can take the other one's role before this transaction ends.

    :raises LastAdministrator: nobody would be left to manage the Portal
    """
    if not manages(account):
        return
    others = Account.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=account.pk)
    if not others.exists():
        raise LastAdministrator


def manages(account: Account) -> bool:
    """Whether an account is an administrator's who can act (A-02)."""
    return account.is_active and account.role == Role.ADMINISTRATOR
