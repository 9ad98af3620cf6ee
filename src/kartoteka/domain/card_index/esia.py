"""
«Войти через портал Госуслуг РФ (ЕСИА)»: from a person for whom ESIA vouches to an account and its main person.

The story needs accounts and cards, so it lives with the cards.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from kartoteka.domain.accounts import esia
from kartoteka.domain.accounts import services as accounts
from kartoteka.domain.accounts.errors import (
    AccountBlocked,
    AnotherPersonsAccount,
    IdentityNotConfirmed,
    LinkedElsewhere,
    RegionNotChosen,
    SignInNotExpected,
)
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.accounts.ports import IdentityProvider
from kartoteka.domain.accounts.types import NewAccount, ProviderAnswer, Role, SignInAttempt, VerifiedPerson
from kartoteka.domain.card_index import opening
from kartoteka.domain.card_index.kin_questions import ask_for_kin
from kartoteka.domain.card_index.models import CardRow
from kartoteka.domain.card_index.opening import NewCard
from kartoteka.domain.card_index.ports import InsuredRegistry
from kartoteka.domain.card_index.rules import identity_key
from kartoteka.domain.card_index.services import confirm_identity
from kartoteka.domain.card_index.types import IdentityGround, InsuredPerson, Kinship, PersonDetails
from kartoteka.domain.regions.selectors import find_region_header
from kartoteka.shared.actor import Actor
from kartoteka.shared.errors import Unavailable

# A parallel sign-in of the same person may take the link, another account the e-mail: once each.
_TRIES = 3

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class EsiaSignIn:
    """Who signed in, and what there is to tell him."""

    account_id: UUID
    is_new: bool = False
    # Another account has the e-mail, so the new one goes without (R68).
    email_is_taken: bool = False
    # The person is in the index, as its main one.
    is_listed: bool = True


@dataclass(frozen=True, slots=True)
class _Newcomer:
    """A person whom ESIA let through, with what the registry says of him."""

    person: VerifiedPerson
    insured: InsuredPerson | None
    registry_is_silent: bool


def finish_sign_in(
    *,
    answer: ProviderAnswer,
    attempt: SignInAttempt,
    return_to: str,
    region_code: str,
    provider: IdentityProvider,
    registry: InsuredRegistry,
    by: Actor,
    now: datetime,
) -> EsiaSignIn:
    """
    Ask the provider whom its answer vouches for, and let that person in.

    :raises SignInCancelled, Refused: see `IdentityProvider.finish`
    :raises IdentityNotConfirmed, AccountBlocked, RegionNotChosen, Unavailable: see `sign_in_with_esia`
    """
    person = provider.finish(answer, attempt, return_to=return_to, now=now)
    return sign_in_with_esia(person=person, region_code=region_code, registry=registry, by=by, now=now)


def sign_in_with_esia(
    *, person: VerifiedPerson, region_code: str, registry: InsuredRegistry, by: Actor, now: datetime
) -> EsiaSignIn:
    """
    The account of a person for whom ESIA vouches: the linked one, the one whose main person proved to be him, or a new
    one (A-08). Never one that merely has his e-mail or phone (R68, R83). However many answers race, it is made once.

    The person becomes the main one of an empty index, and his identity counts as confirmed (D6, R3).

    :param region_code: the region chosen in the browser, for a new account; empty: where the person is insured
    :raises IdentityNotConfirmed: ESIA has not seen the person's passport
    :raises AccountBlocked: the account is blocked
    :raises RegionNotChosen: no region for a new account
    :raises Unavailable: the registry does not answer, and without it nobody can say whether the person has an account
    """
    if not person.is_trusted:
        raise IdentityNotConfirmed
    # The world is asked before the transaction: no row stays locked while we wait for it.
    newcomer = _ask_registry(person, registry, now)
    return _again_if_raced(lambda: _let_in(newcomer, region_code, by, now))


def finish_linking(
    *,
    account_id: UUID,
    answer: ProviderAnswer,
    attempt: SignInAttempt,
    return_to: str,
    provider: IdentityProvider,
    registry: InsuredRegistry,
    by: Actor,
    now: datetime,
) -> None:
    """
    Ask the provider whom its answer vouches for, and link that person with the account that began.

    :raises SignInNotExpected: another account began
    :raises SignInCancelled, Refused, Unavailable: see `IdentityProvider.finish`
    :raises IdentityNotConfirmed, AnotherPersonsAccount, LinkedElsewhere: see `link_with_esia`
    """
    if attempt.for_account != account_id:
        raise SignInNotExpected
    person = provider.finish(answer, attempt, return_to=return_to, now=now)
    link_with_esia(account_id=account_id, person=person, registry=registry, by=by, now=now)


def link_with_esia(
    *, account_id: UUID, person: VerifiedPerson, registry: InsuredRegistry, by: Actor, now: datetime
) -> None:
    """
    Let the person enter this account by ESIA from now on (R68). Call for an account whose owner proved the password.

    An account that ESIA made for him meanwhile is closed if nobody was added to it.

    :raises IdentityNotConfirmed: ESIA has not seen the person's passport
    :raises AnotherPersonsAccount: its main person, or whoever it is linked with, is somebody else
    :raises LinkedElsewhere: the person has another account, with people in it
    """
    if not person.is_trusted:
        raise IdentityNotConfirmed
    newcomer = _ask_registry(person, registry, now)
    _again_if_raced(lambda: _link(account_id, newcomer, by, now))


def _again_if_raced(story: Callable[[], Result]) -> Result:
    for _ in range(_TRIES - 1):
        try:
            return story()
        except IntegrityError:
            # Somebody was quicker; what he wrote is there now, and is found.
            continue
    return story()


@transaction.atomic
def _link(account_id: UUID, newcomer: _Newcomer, by: Actor, now: datetime) -> None:
    main = CardRow.objects.filter(index_id=account_id, is_main=True).first()
    linked = esia.find_linked_account(newcomer.person)
    if main is not None and not _is_about(main, newcomer):
        raise AnotherPersonsAccount
    if linked != account_id and esia.is_linked(account_id=account_id):
        raise AnotherPersonsAccount
    if linked is not None and linked != account_id:
        _give_up(linked, by, now)
    esia.link_account(account_id=account_id, person=newcomer.person, by=by, now=now)
    _keep_main_person(account_id, newcomer, now)
    _ask_for_kin(account_id, newcomer, now)


def _is_about(card: CardRow, newcomer: _Newcomer) -> bool:
    if card.person_id is not None and newcomer.insured is not None:
        return card.person_id == newcomer.insured.person_id
    snils = newcomer.person.snils
    same_snils = not card.snils or snils is None or card.snils == snils.digits
    return same_snils and bytes(card.identity_key) == identity_key(_details(newcomer.person))


def _give_up(account_id: UUID, by: Actor, now: datetime) -> None:
    """Close the account that ESIA made for a person who has had another one all along."""
    opening.lock_index(account_id, now)
    account = Account.objects.get(pk=account_id)
    if account.has_usable_password() or CardRow.objects.filter(index_id=account_id, is_main=False).exists():
        raise LinkedElsewhere
    esia.close_account(account_id=account_id, by=by, now=now)


def _ask_registry(person: VerifiedPerson, registry: InsuredRegistry, now: datetime) -> _Newcomer:
    # The SNILS alone where there is one: policies are replaced, and ESIA may still hold the old one.
    details = _details(person)
    if details.snils is not None:
        details = replace(details, policy=None)
    try:
        insured = registry.find(details, now=now) if details.has_document else None
    except Unavailable:
        return _Newcomer(person, None, registry_is_silent=True)
    if insured is not None and insured.deceased_on is not None:
        # Somebody is wrong here, and it is not for a sign-in to say who.
        insured = None
    return _Newcomer(person, insured, registry_is_silent=False)


@transaction.atomic
def _let_in(newcomer: _Newcomer, region_code: str, by: Actor, now: datetime) -> EsiaSignIn:
    person = newcomer.person
    account_id = esia.find_linked_account(person) or _account_of_proved_person(newcomer)
    is_new = account_id is None
    email = _free_email(person)
    if account_id is None:
        account_id = _make_account(newcomer, email, region_code, by, now)
    elif not Account.objects.filter(pk=account_id, is_active=True).exists():
        raise AccountBlocked
    esia.link_account(account_id=account_id, person=person, by=by, now=now)
    is_listed = _keep_main_person(account_id, newcomer, now)
    _ask_for_kin(account_id, newcomer, now)
    return EsiaSignIn(account_id, is_new, email_is_taken=is_new and email != person.email.lower(), is_listed=is_listed)


def _account_of_proved_person(newcomer: _Newcomer) -> UUID | None:
    """
    The one patient's account whose main person proved to be this person, at the clinic's desk say.

    A match of data alone is no proof: anybody may type anybody's data into an index of his own (R68).

    :raises Unavailable: there may be such an account, but only the registry could tell
    """
    proved = CardRow.objects.filter(
        is_main=True, identity_confirmed_at__isnull=False, index__account__role=Role.USER, person_id__isnull=False
    )
    if newcomer.insured is not None:
        proved = proved.filter(person_id=newcomer.insured.person_id)
    elif newcomer.person.snils is not None:
        proved = proved.filter(snils=newcomer.person.snils.digits)
    else:
        proved = proved.none()
    found = list(proved.values_list("index_id", flat=True)[:2])
    if not found and newcomer.registry_is_silent:
        raise Unavailable
    # Of several, none is picked; one linked with somebody else is not his.
    return found[0] if len(found) == 1 and not esia.linked_accounts(found) else None


def _free_email(person: VerifiedPerson) -> str:
    """The person's verified e-mail unless another account has it."""
    email = person.email.lower()
    return "" if Account.objects.filter(email=email).exists() else email


def _make_account(newcomer: _Newcomer, email: str, region_code: str, by: Actor, now: datetime) -> UUID:
    new = NewAccount(
        login=f"esia-{uuid4().hex[:12]}",
        email=email,
        password=None,
        region_code=_region_for(newcomer.insured, region_code),
    )
    return accounts.create_account(new, by=by, now=now)


def _region_for(insured: InsuredPerson | None, chosen: str) -> str:
    for code in (chosen, insured.region_code if insured else ""):
        region = find_region_header(code)
        if region is not None and region.is_active:
            return region.code
    raise RegionNotChosen


def _keep_main_person(account_id: UUID, newcomer: _Newcomer, now: datetime) -> bool:
    """Make the person the main one of an empty index, and count his identity as confirmed; True if he is there."""
    insured, by = newcomer.insured, Actor.account(account_id)
    # Locked first: of two answers that find an empty index, one opens the card and the other sees it.
    index = opening.lock_index(account_id, now)
    main = CardRow.objects.filter(index=index, is_main=True).first()
    if insured is None:
        return main is not None
    if main is None:
        new = NewCard(_details(newcomer.person), Kinship.SELF)
        main = opening.open_card(index, new, person=insured, by=by, now=now)
    if main.person_id == insured.person_id and _needs_proof(main, insured):
        confirm_identity(account_id=account_id, card_id=main.pk, ground=IdentityGround.ESIA, by=by, now=now)
    return True


def _ask_for_kin(account_id: UUID, newcomer: _Newcomer, now: datetime) -> None:
    """Leave the question who is kin to the person for the worker, with the children whom ESIA named (F-05, R28)."""
    ask_for_kin(account_id=account_id, children=newcomer.person.children, by=Actor.account(account_id), now=now)


def _needs_proof(main: CardRow, insured: InsuredPerson) -> bool:
    # What the clinic or the moderator confirmed, ESIA confirms once more: some things ask for its word (R51).
    is_by_esia = main.identity_ground == IdentityGround.ESIA
    return main.identity_confirmed_at is None or not is_by_esia or main.identity_confirmed_at < insured.changed_at


def _details(person: VerifiedPerson) -> PersonDetails:
    return PersonDetails(person.name, person.birth_date, person.sex, person.snils, person.policy)
