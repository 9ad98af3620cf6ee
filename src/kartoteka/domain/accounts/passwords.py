"""Forgotten and changed passwords (4.7, P-08, R69)."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kartoteka.domain.accounts import links
from kartoteka.domain.accounts.errors import NoPassword
from kartoteka.domain.accounts.models import Account, KnownDeviceRow, PhoneActivationRow, StepUpRow
from kartoteka.domain.accounts.sessions import end_sessions
from kartoteka.domain.accounts.sign_up import send_if_wise, take_place_for_letter
from kartoteka.domain.accounts.types import LinkPurpose
from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.domain.messaging import services as messaging
from kartoteka.domain.messaging.templates import LetterTemplate
from kartoteka.domain.messaging.templates.letters import NoSuchAccount, PasswordChanged, PasswordReset, SignInByEsia
from kartoteka.shared.actor import Actor


@transaction.atomic
def ask_for_reset(
    *, email: str, client: str, reset_address: Callable[[str], str], sign_up_address: str, now: datetime
) -> None:
    """
    Send a letter with the way to a new password. An address without an account, or with one that has no password, gets
    a letter that says so: what is answered to who asks, and how soon, is the same (R69).

    :param client: the network address of who asks
    :param reset_address: the full address of the page of a new password, from the word of a link
    :raises TooManyLetters: too many were asked for from this network address
    """
    take_place_for_letter(client, now)
    owner = Account.objects.of_email(email).filter(is_active=True).first()
    may_reset = owner is not None and owner.has_usable_password()
    word = links.make_link(
        LinkPurpose.PASSWORD_RESET,
        email=email.lower(),
        account_id=owner.pk if owner else None,
        is_void=not may_reset,
        now=now,
    )
    letter: LetterTemplate = NoSuchAccount(sign_up_address)
    if owner is not None:
        letter = SignInByEsia()
    if may_reset:
        letter = PasswordReset(reset_address(word), links.LASTS[LinkPurpose.PASSWORD_RESET])
    by = Actor.system()
    audit.record(
        Event.PASSWORD_RESET_ASKED,
        subject_type="account",
        subject_id=owner.pk if owner else "unknown",
        account_id=owner.pk if owner else None,
        by=by,
        now=now,
    )
    region_code = owner.region_id if owner else ""
    # To the address as its owner wrote it: mailboxes may tell capital letters from small ones.
    send_if_wise(
        to=owner.email if owner else email,
        letter=letter,
        event=f"reset:{word}",
        region_code=region_code,
        by=by,
        now=now,
    )


def find_reset(*, word: str, now: datetime) -> UUID:
    """
    Whose password a link is for.

    :raises LinkOver: it was used, is too old, or never was
    """
    row = links.find_link(LinkPurpose.PASSWORD_RESET, word, now=now)
    assert row.account_id is not None  # noqa: S101 - only void links have none
    return row.account_id


@transaction.atomic
def reset_password(*, word: str, password: str, reset_address: str, now: datetime) -> UUID:
    """
    Set the password that the owner of a letter chose. Whoever was signed in is signed out.

    :raises LinkOver: the link was used, is too old, or never was
    """
    row = links.find_link(LinkPurpose.PASSWORD_RESET, word, now=now)
    assert row.account_id is not None  # noqa: S101 - only void links have none
    links.use_link(row, now=now)
    account = Account.objects.select_for_update(of=("self",)).get(pk=row.account_id)
    _put_password(account, password, keep_session=None, reset_address=reset_address, by=Actor.system(), now=now)
    return account.pk


@transaction.atomic
def change_password(
    *, account_id: UUID, password: str, keep_session: str | None, reset_address: str, by: Actor, now: datetime
) -> None:
    """
    «Изменить пароль» (P-08). Other sessions, links in letters and codes end; the owner is told by letter (R69).

    :param keep_session: the key of the session in which it is changed
    :param reset_address: the full address of the page of forgotten passwords, for the letter
    :raises NoPassword: the owner comes by ESIA alone
    """
    account = Account.objects.select_for_update(of=("self",)).get(pk=account_id)
    if not account.has_usable_password():
        raise NoPassword
    _put_password(account, password, keep_session=keep_session, reset_address=reset_address, by=by, now=now)


def _put_password(
    account: Account, password: str, *, keep_session: str | None, reset_address: str, by: Actor, now: datetime
) -> None:
    account.set_password(password)
    account.save(update_fields=["password"])
    end_sessions(account_id=account.pk, besides=keep_session)
    links.void_links(account_id=account.pk, now=now)
    # A thief's browser must not go on as one that is known.
    KnownDeviceRow.objects.filter(account=account).delete()
    PhoneActivationRow.objects.filter(account=account, ended_at=None).update(ended_at=now)
    StepUpRow.objects.filter(account=account, ended_at=None).update(ended_at=now)
    audit.record_on_account(Event.PASSWORD_CHANGED, account.pk, by=by, now=now)
    if account.email:
        messaging.send_letter(
            to=account.email,
            template=PasswordChanged(now, account.region.time_zone, reset_address),
            dedup_key=f"password-changed:{account.pk}:{now.isoformat()}",
            region_code=account.region_id,
            account_id=account.pk,
            by=by,
            now=now,
        )
