"""
The second factor of staff, as far as it is ours: who must have one, and the journal.

Factors themselves are kept by the package that checks them; its table is asked for by name, for the domain knows no
packages of pages.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import transaction

from kartoteka.domain.accounts.sessions import end_sessions
from kartoteka.domain.accounts.types import Role
from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.shared.actor import Actor

_Made = TypeVar("_Made")


def is_required_of(role: Role) -> bool:
    """Whether an account with this role does nothing before its session passed a second factor."""
    return role is not Role.USER and bool(settings.KARTOTEKA_STAFF_NEEDS_SECOND_FACTOR)


def has_second_factor(*, account_id: UUID) -> bool:
    """Whether the account is asked for a code when it signs in."""
    return bool(apps.get_model("mfa", "Authenticator").objects.filter(user_id=account_id).exists())


def forget_second_factor(*, account_id: UUID) -> None:
    """Take the factors and the recovery codes away; call inside the transaction that notes it."""
    apps.get_model("mfa", "Authenticator").objects.filter(user_id=account_id).delete()


@transaction.atomic
def set_up(make: Callable[[], _Made], *, account_id: UUID, keep_session: str | None, by: Actor, now: datetime) -> _Made:
    """
    Carry out `make`, which sets the factor of an account up, and note it: both or neither. The other sessions of the
    account end, for they began with the password alone.

    :param keep_session: the key of the session in which the first code was given
    """
    made = make()
    end_sessions(account_id=account_id, besides=keep_session)
    audit.record_on_account(Event.SECOND_FACTOR_SET_UP, account_id, by=by, now=now)
    return made


@transaction.atomic
def make_recovery_codes(make: Callable[[], _Made], *, account_id: UUID, by: Actor, now: datetime) -> _Made:
    """Carry out `make`, which gives an account new recovery codes, and note it: both or neither."""
    made = make()
    audit.record_on_account(Event.RECOVERY_CODES_MADE, account_id, by=by, now=now)
    return made


def record_failure(*, account_id: UUID, now: datetime) -> None:
    """Note that somebody who knew the password typed a wrong code."""
    audit.record_on_account(Event.SECOND_FACTOR_FAILED, account_id, by=Actor.account(account_id), now=now)
