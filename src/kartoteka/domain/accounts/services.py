from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from kartoteka.domain.accounts.models import Account
from kartoteka.domain.accounts.types import NewAccount
from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.domain.regions.selectors import active_region
from kartoteka.shared.actor import Actor


@transaction.atomic
def create_account(new: NewAccount, *, by: Actor, now: datetime) -> UUID:
    """
    Make an account that can sign in at once.

    :raises RegionClosed: the region takes no part
    """
    region = active_region(new.region_code)
    account = Account(
        id=new.account_id or uuid4(),
        login=new.login.lower(),
        email=new.email.lower(),
        region_id=region.code,
        role=new.role,
        created_at=now,
    )
    account.set_password(new.password)
    account.save(force_insert=True)
    audit.record_on_account(Event.ACCOUNT_CREATED, account.pk, by=by, now=now)
    return account.pk


@transaction.atomic
def change_region(*, account_id: UUID, region_code: str, by: Actor, now: datetime) -> None:
    """
    Move an account to another region; its people stay where they are insured (R72).

    :raises RegionClosed: the region takes no part
    """
    region = active_region(region_code)
    Account.objects.filter(pk=account_id).update(region_id=region.code)
    audit.record_on_account(Event.ACCOUNT_REGION_CHANGED, account_id, by=by, now=now)


def lock_prompts(account_ids: Iterable[UUID]) -> list[UUID]:
    """
    Keep others from saying what the card indexes of these accounts ask, until the transaction ends; returns those that
    are accounts, in the order in which everybody locks them.
    """
    rows = Account.objects.select_for_update(no_key=True).filter(pk__in=set(account_ids))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def set_prompts(*, account_id: UUID, at: datetime | None) -> None:
    """Say from when the card index has something to ask the owner of an account; None: nothing any more."""
    Account.objects.filter(pk=account_id).exclude(prompts_from=at).update(prompts_from=at)


def set_asked_until(*, account_id: UUID, at: datetime | None) -> None:
    """Say until when somebody waits for the owner's answer about a record (F-08); None: nobody any more."""
    Account.objects.filter(pk=account_id).exclude(asked_until=at).update(asked_until=at)


def set_listed_at(*, account_id: UUID, at: datetime, over_former: bool = True) -> None:
    """
    Say that somebody listed the owner of an account (R4).

    :param over_former: False: what he has not looked at yet stays as it is
    """
    rows = Account.objects.filter(pk=account_id)
    (rows if over_former else rows.filter(listed_at=None)).update(listed_at=at)


def clear_listed_at(*, account_id: UUID, since: datetime | None = None, up_to: datetime) -> None:
    """Say no more that somebody listed the owner of an account, unless it was before or after these moments (R4)."""
    rows = Account.objects.filter(pk=account_id, listed_at__lte=up_to)
    (rows.filter(listed_at__gte=since) if since else rows).update(listed_at=None)


def record_sign_in(*, account_id: UUID, now: datetime) -> None:
    audit.record_on_account(Event.SIGNED_IN, account_id, by=Actor.account(account_id), now=now)


def record_sign_out(*, account_id: UUID, now: datetime) -> None:
    audit.record_on_account(Event.SIGNED_OUT, account_id, by=Actor.account(account_id), now=now)
