"""
What the administrator does with accounts (A-02); their roles are given in `staff_roles`.

Every service begins with the locks of `administrators`, which say who may act.
"""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from kartoteka.domain.accounts import links, staff_roles
from kartoteka.domain.accounts.administrators import lock, lock_other, require_another_administrator
from kartoteka.domain.accounts.errors import AccountExists, LetterNotSent
from kartoteka.domain.accounts.models import Account, AccountBlockRow, KnownDeviceRow, PhoneActivationRow
from kartoteka.domain.accounts.second_factor import forget_second_factor
from kartoteka.domain.accounts.services import create_account
from kartoteka.domain.accounts.sessions import end_sessions
from kartoteka.domain.accounts.sign_up import send_if_wise
from kartoteka.domain.accounts.types import BlockGround, LinkPurpose, NewAccount, Role
from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.domain.limits import services as limits
from kartoteka.domain.messaging import services as messaging
from kartoteka.domain.messaging.templates.letters import AccountBlocked, AccountOpened, SignInReset
from kartoteka.shared.actor import Actor

_FAILURES = "sign-in-failures-per-account"
_CODE_FAILURES = "second-factor-failures-per-account"


@transaction.atomic
def open_account(new: NewAccount, *, reset_address: Callable[[str], str] | None, by: Actor, now: datetime) -> UUID:
    """
    Make an account for somebody else. Without a password given it gets one that nobody knows, and its owner a letter
    with the way to his own. A role of the staff that an administrator wants it to have waits for another one; the
    Portal itself, which acts for who holds the server, gives it at once.

    :param reset_address: the full address of the page of a new password, from the word of a link; None: no letter
    :raises AccountExists: the login or the address is taken
    :raises RegionClosed: the region takes no part
    :raises LetterNotSent: no mail server would take the address
    :raises NotAdministrator: see the module
    """
    lock(None, by)
    try:
        with transaction.atomic():
            made = replace(new, password=new.password or _nobodys_password(), role=_role_at_once(new, by))
            account_id = create_account(made, by=by, now=now)
    except IntegrityError as error:
        raise AccountExists from error
    if reset_address is not None:
        _send_way_to_password(AccountOpened, Account.objects.get(pk=account_id), reset_address, by, now)
    if made.role is not Role.USER:
        audit.record_on_account(staff_roles.ROLE_GIVEN[made.role], account_id, by=by, now=now)
    elif new.role is not Role.USER:
        staff_roles.propose_role(account_id=account_id, role=new.role, by=by, now=now)
    return account_id


@transaction.atomic
def block_account(
    *, account_id: UUID, ground: BlockGround, note: str, feedback_address: str, by: Actor, now: datetime
) -> None:
    """
    Close an account: its sessions, links in letters and codes end at once, and nobody signs in to it. Does nothing to a
    blocked one. The owner is told by letter; why, he is told by telephone.

    :param note: what the administrator wants to remember of it
    :param feedback_address: the full address of the page with the telephones, for the letter
    :raises AccountNotFound: there is none
    :raises OwnAccount: it is the administrator's own
    :raises LastAdministrator: nobody would be left to manage the Portal
    :raises NotAdministrator: see the module
    """
    account = lock_other(account_id, by)
    if not account.is_active:
        return
    require_another_administrator(account)
    Account.objects.filter(pk=account_id).update(is_active=False)
    AccountBlockRow.objects.create(
        account_id=account_id, ground=ground, note=note, blocked_at=now, blocked_by=by.account_id
    )
    _end_sessions_links_and_codes(account_id, now)
    audit.record_on_account(Event.ACCOUNT_BLOCKED, account_id, by=by, now=now)
    staff_roles.end_proposals_of(account_id, by=by, now=now)
    if account.email:
        send_if_wise(
            to=account.email,
            letter=AccountBlocked(now, account.region.time_zone, feedback_address),
            event=f"blocked:{account_id}:{now.isoformat()}",
            region_code=account.region_id,
            by=by,
            now=now,
        )


@transaction.atomic
def unblock_account(*, account_id: UUID, by: Actor, now: datetime) -> None:
    """
    Open a blocked account again, with the pause after wrong passwords lifted. Does nothing to an open one, nor to one
    that its owner gave up for another.

    :raises AccountNotFound: there is none
    :raises OwnAccount: it is the administrator's own
    :raises NotAdministrator: see the module
    """
    lock_other(account_id, by)
    block = AccountBlockRow.objects.filter(account_id=account_id, lifted_at=None)
    if not block.update(lifted_at=now, lifted_by=by.account_id):
        return
    Account.objects.filter(pk=account_id).update(is_active=True)
    limits.clear(_FAILURES, subject=str(account_id))
    audit.record_on_account(Event.ACCOUNT_UNBLOCKED, account_id, by=by, now=now)


@transaction.atomic
def reset_sign_in(*, account_id: UUID, reset_address: Callable[[str], str], by: Actor, now: datetime) -> None:
    """
    Take the password away, end all sessions, links and codes, and send the owner the way to a new password; nobody
    sets it for him. Who comes by ESIA alone has none to lose: his sessions end.

    :param reset_address: the full address of the page of a new password, from the word of a link
    :raises AccountNotFound: there is none
    :raises LetterNotSent: no mail server would take the address
    :raises OwnAccount: it is the administrator's own
    :raises NotAdministrator: see the module
    """
    account = lock_other(account_id, by)
    _end_sessions_links_and_codes(account_id, now)
    KnownDeviceRow.objects.filter(account_id=account_id).delete()
    limits.clear(_FAILURES, subject=str(account_id))
    audit.record_on_account(Event.SIGN_IN_RESET, account_id, by=by, now=now)
    if account.has_usable_password():
        # Not an unusable one: the owner may ask for another letter when the link of this one is over.
        account.set_password(_nobodys_password())
        Account.objects.filter(pk=account_id).update(password=account.password)
        _send_way_to_password(SignInReset, account, reset_address, by, now)


@transaction.atomic
def reset_second_factor(*, account_id: UUID, by: Actor, now: datetime) -> None:
    """
    Take the second factor away and end all sessions: who lost the telephone sets up another after the next sign-in.

    :raises AccountNotFound: there is none
    :raises OwnAccount: it is the administrator's own
    :raises NotAdministrator: see the module
    """
    lock_other(account_id, by)
    forget_second_factor(account_id=account_id)
    end_sessions(account_id=account_id)
    limits.clear(_CODE_FAILURES, subject=str(account_id))
    audit.record_on_account(Event.SECOND_FACTOR_RESET, account_id, by=by, now=now)


@transaction.atomic
def lift_sign_in_pause(*, account_id: UUID, by: Actor, now: datetime) -> None:
    """
    Forget the wrong passwords, so that the owner need not wait.

    :raises AccountNotFound: there is none
    :raises NotAdministrator: see the module
    """
    lock(account_id, by)
    limits.clear(_CODE_FAILURES, subject=str(account_id))
    # The pauses of known browsers are counted apart, by words that only these browsers have.
    KnownDeviceRow.objects.filter(account_id=account_id).delete()
    limits.clear(_FAILURES, subject=str(account_id))
    audit.record_on_account(Event.SIGN_IN_PAUSE_LIFTED, account_id, by=by, now=now)


def record_look(*, account_id: UUID, by: Actor, now: datetime) -> None:
    """Note that an administrator opened the page of an account (R73)."""
    audit.record_on_account(Event.ACCOUNT_LOOKED_AT, account_id, by=by, now=now)


def record_search(*, by: Actor, now: datetime) -> None:
    """Note that an administrator searched the accounts; the journal does not learn for whom."""
    audit.record(
        Event.ACCOUNTS_SEARCHED, subject_type="administration", subject_id="accounts", account_id=None, by=by, now=now
    )


def record_refusal(*, by: Actor, now: datetime) -> None:
    """Note that somebody without the role tried a page of the administrator."""
    audit.record(
        Event.ADMINISTRATION_REFUSED,
        subject_type="administration",
        subject_id="pages",
        account_id=by.account_id,
        by=by,
        now=now,
    )


def _end_sessions_links_and_codes(account_id: UUID, now: datetime) -> None:
    end_sessions(account_id=account_id)
    links.void_links(account_id=account_id, now=now)
    PhoneActivationRow.objects.filter(account_id=account_id, ended_at=None).update(ended_at=now)


def _send_way_to_password(
    letter: type[AccountOpened | SignInReset],
    account: Account,
    reset_address: Callable[[str], str],
    by: Actor,
    now: datetime,
) -> None:
    """The letter goes out, or nothing is done: no stranger's asking for letters holds it up, and no mistake hides."""
    if not account.email:
        return
    purpose = LinkPurpose.PASSWORD_RESET
    word = links.make_link(purpose, email=account.email, account_id=account.pk, now=now)
    try:
        messaging.send_letter(
            to=account.email,
            template=letter(reset_address(word), links.LASTS[purpose]),
            dedup_key=f"reset:{word}",
            region_code=account.region_id,
            by=by,
            now=now,
        )
    except ValueError as error:
        raise LetterNotSent from error


def _role_at_once(new: NewAccount, by: Actor) -> Role:
    return new.role if by.account_id is None else Role.USER


def _nobodys_password() -> str:
    return secrets.token_urlsafe(48)
