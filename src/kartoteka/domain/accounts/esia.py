"""Sign-in attempts that wait for ESIA, and accounts linked with people whom ESIA vouched for (A-08, R67, R68)."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings

from kartoteka.domain.accounts.errors import SignInNotExpected, TooManySignIns
from kartoteka.domain.accounts.models import Account, EsiaLinkRow, SignInAttemptRow
from kartoteka.domain.accounts.ports import IdentityProvider
from kartoteka.domain.accounts.sessions import end_sessions
from kartoteka.domain.accounts.staff_roles import end_proposals_of
from kartoteka.domain.accounts.types import SignInAttempt, VerifiedPerson
from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.domain.limits import services as limits
from kartoteka.domain.limits.errors import LimitReached
from kartoteka.shared.actor import Actor
from kartoteka.shared.identifiers import Snils
from kartoteka.shared.identity_key import keyed_hash

ATTEMPT_LIVES = timedelta(minutes=10)
_LONGEST_PATH = 500


def begin_sign_in(
    *,
    provider: IdentityProvider,
    browser: str,
    client: str,
    next_path: str,
    return_to: str,
    now: datetime,
    for_account: UUID | None = None,
) -> str:
    """
    Begin a sign-in; returns the address of the provider where it goes on.

    :param browser: the secret of the browser's cookie: nobody else may bring the answer (R67)
    :param client: the network address, which is counted
    :param for_account: the signed-in account that is to be linked; None: somebody signs in
    :raises TooManySignIns: the limit of the network address is used up
    :raises Unavailable: see `IdentityProvider.begin`
    """
    try:
        limits.take("esia-starts-per-address", subject=client, now=now)
    except LimitReached as reached:
        raise TooManySignIns from reached
    attempt = SignInAttempt(
        # ESIA wants a UUID.
        state=str(uuid4()),
        nonce=secrets.token_urlsafe(24),
        verifier=secrets.token_urlsafe(48),
        next_path=next_path if len(next_path) <= _LONGEST_PATH else "",
        for_account=for_account,
    )
    SignInAttemptRow.objects.create(
        state_key=_key("state", attempt.state),
        browser_key=_key("browser", browser),
        nonce=attempt.nonce,
        verifier=attempt.verifier,
        next_path=attempt.next_path,
        for_account=for_account,
        expires_at=now + ATTEMPT_LIVES,
    )
    return provider.begin(attempt, return_to=return_to, now=now)


def take_attempt(*, state: str, browser: str, now: datetime) -> SignInAttempt:
    """
    The attempt that waits for an answer with this state, in this browser: given out once, to the first who asks.

    :raises SignInNotExpected: there is none, it is older than ten minutes, or another browser began it
    """
    row = SignInAttemptRow.objects.filter(
        state_key=_key("state", state), browser_key=_key("browser", browser), expires_at__gt=now
    ).first()
    # Of two answers that come at once, one deletes the row and the other deletes none.
    if row is None or not SignInAttemptRow.objects.filter(pk=row.pk).delete()[0]:
        raise SignInNotExpected
    return SignInAttempt(state, row.nonce, row.verifier, row.next_path, row.for_account)


def forget_attempts(*, now: datetime) -> int:
    """Delete the attempts that nobody finished in time; returns how many."""
    deleted, _ = SignInAttemptRow.objects.filter(expires_at__lte=now).delete()
    return deleted


def find_linked_account(person: VerifiedPerson) -> UUID | None:
    """The account linked with this person: by ESIA's identifier, else by the SNILS that ESIA vouched for."""
    links = EsiaLinkRow.objects.filter(subject_key=_subject_key(person))
    found = links.first() or _link_by_snils(person.snils)
    return found.pk if found else None


def link_account(*, account_id: UUID, person: VerifiedPerson, by: Actor, now: datetime) -> None:
    """
    Let the person enter this account from now on. Call inside a transaction; an earlier link of the account is renewed:
    who closes the account at ESIA and opens another one gets a new identifier, but keeps the SNILS.

    :raises IntegrityError: the person is linked with another account, or is being linked at this very moment
    """
    link = EsiaLinkRow.objects.filter(pk=account_id).first() or EsiaLinkRow(account_id=account_id)
    subject = _subject_key(person)
    if link.subject_key and bytes(link.subject_key) == subject:
        return
    link.subject_key, link.snils_key, link.linked_at = subject, _snils_key(person.snils), now
    link.save()
    audit.record_on_account(Event.ACCOUNT_LINKED_WITH_ESIA, account_id, by=by, now=now)


def is_linked(*, account_id: UUID) -> bool:
    """Whether somebody enters this account by ESIA."""
    return EsiaLinkRow.objects.filter(pk=account_id).exists()


def close_account(*, account_id: UUID, by: Actor, now: datetime) -> None:
    """Close an account that ESIA's person gives up for another one. Call inside a transaction."""
    EsiaLinkRow.objects.filter(pk=account_id).delete()
    Account.objects.filter(pk=account_id).update(is_active=False)
    end_proposals_of(account_id, by=by, now=now)
    end_sessions(account_id=account_id)
    audit.record_on_account(Event.ACCOUNT_CLOSED, account_id, by=by, now=now)


def linked_accounts(account_ids: list[UUID]) -> set[UUID]:
    """Which of these accounts are linked with somebody already."""
    return set(EsiaLinkRow.objects.filter(pk__in=account_ids).values_list("pk", flat=True))


def _link_by_snils(snils: Snils | None) -> EsiaLinkRow | None:
    return EsiaLinkRow.objects.filter(snils_key=_snils_key(snils)).first() if snils else None


def _subject_key(person: VerifiedPerson) -> bytes:
    return _key("subject", person.subject)


def _snils_key(snils: Snils | None) -> bytes | None:
    return _key("snils", snils.digits) if snils else None


def _key(what: str, value: str) -> bytes:
    return keyed_hash(settings.KARTOTEKA_IDENTITY_SECRET, "esia", what, value)
