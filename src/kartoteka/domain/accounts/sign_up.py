"""
Making an account by e-mail (3.3): the address first, the password after the letter.

Whoever opens the letter chooses the password, so nobody can make an account in another's name and wait for its owner.
What is answered does not tell whether the address has an account; the letter does, to its owner.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from kartoteka.domain.accounts import links
from kartoteka.domain.accounts.errors import LinkOver, TooManyLetters
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.accounts.services import create_account
from kartoteka.domain.accounts.types import LinkPurpose, NewAccount
from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.domain.limits import services as limits
from kartoteka.domain.limits.errors import LimitReached
from kartoteka.domain.messaging import services as messaging
from kartoteka.domain.messaging.errors import TooManyMessages
from kartoteka.domain.messaging.templates import LetterTemplate
from kartoteka.domain.messaging.templates.letters import AccountExists, EmailConfirmationLink
from kartoteka.domain.regions.selectors import active_region
from kartoteka.shared.actor import Actor


@dataclass(frozen=True, slots=True)
class SignUpAddresses:
    """Where letters lead: full addresses of pages of the Portal."""

    # From the word of a link.
    confirmation: Callable[[str], str]
    sign_in: str
    password_reset: str


@dataclass(frozen=True, slots=True)
class SignUp:
    """A sign-up whose letter was opened."""

    email: str
    region_code: str


@transaction.atomic
def ask_to_sign_up(*, email: str, region_code: str, client: str, addresses: SignUpAddresses, now: datetime) -> None:
    """
    Send a letter with the way to an account, or with the news that there is one. Both take the same steps.

    :param client: the network address of who asks
    :raises RegionClosed: the region takes no part (R72)
    :raises TooManyLetters: too many were asked for from this network address
    """
    region = active_region(region_code)
    take_place_for_letter(client, now)
    owner = Account.objects.of_email(email).first()
    word = links.make_link(
        LinkPurpose.SIGN_UP, email=email.lower(), region_code=region.code, is_void=owner is not None, now=now
    )
    letter: LetterTemplate = EmailConfirmationLink(addresses.confirmation(word), links.LASTS[LinkPurpose.SIGN_UP])
    if owner is not None:
        letter = AccountExists(addresses.sign_in, addresses.password_reset)
    by = Actor.system()
    audit.record(
        Event.SIGN_UP_ASKED,
        subject_type="account",
        subject_id=owner.pk if owner else "new",
        account_id=owner.pk if owner else None,
        by=by,
        now=now,
    )
    send_if_wise(
        to=owner.email if owner else email,
        letter=letter,
        event=f"sign-up:{word}",
        region_code=region.code,
        by=by,
        now=now,
    )


def find_sign_up(*, word: str, now: datetime) -> SignUp:
    """
    What the link of a letter leads to.

    :raises LinkOver: it was used, is too old, or never was
    """
    row = links.find_link(LinkPurpose.SIGN_UP, word, now=now)
    return SignUp(row.email, str(row.region_id))


def complete_sign_up(*, word: str, password: str, now: datetime) -> UUID:
    """
    Make the account whose letter was opened.

    :raises LinkOver: the link was used, is too old, or the address has an account by now
    :raises RegionClosed: the region closed meanwhile
    """
    row = links.find_link(LinkPurpose.SIGN_UP, word, now=now)
    new = NewAccount(login=row.email, email=row.email, password=password, region_code=str(row.region_id))
    try:
        with transaction.atomic():
            links.use_link(row, now=now)
            return create_account(new, by=Actor.system(), now=now)
    except IntegrityError as error:
        raise LinkOver from error


def take_place_for_letter(client: str, now: datetime) -> None:
    """
    Count a letter that somebody at a network address asks for.

    :raises TooManyLetters: too many were
    """
    try:
        limits.take("letters-asked-for-per-address", subject=client, now=now)
    except LimitReached as reached:
        raise TooManyLetters from reached


def send_if_wise(*, to: str, letter: LetterTemplate, event: str, region_code: str, by: Actor, now: datetime) -> None:
    """Send a letter, unless its address has had enough of them: who asked is told the same."""
    try:
        messaging.send_letter(to=to, template=letter, dedup_key=event, region_code=region_code, by=by, now=now)
    except TooManyMessages:
        return
    except ValueError:
        # An address that no mail server would take.
        return
