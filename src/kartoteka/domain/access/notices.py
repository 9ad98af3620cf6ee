"""Telling people what happened to access: by letter, and by SMS where the number is active (R40, R49)."""

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings

from kartoteka.domain.accounts import selectors as accounts
from kartoteka.domain.accounts.app_devices.push import announce
from kartoteka.domain.accounts.types import AccountView
from kartoteka.domain.messaging import services as messaging
from kartoteka.domain.messaging.templates import LetterTemplate
from kartoteka.domain.messaging.templates.access import AccessNews
from kartoteka.shared.actor import Actor


def portal_link() -> str:
    """Where every notice leads: it names no person, so that the address of a letter tells nothing."""
    return f"{settings.KARTOTEKA_PUBLIC_ORIGIN}/card-index/"


def tell(
    account_ids: Iterable[UUID], make: Callable[[AccountView], LetterTemplate], *, event: str, by: Actor, now: datetime
) -> None:
    """
    Write to accounts that something happened, and knock at their telephones. Call inside the transaction of the change.

    :param make: the letter for one account: moments are told by its region's clocks
    :param event: names what happened; told again within a day it makes no second letter
    """
    told = tuple(account_ids)
    announce(told, event=event, now=now)
    for account_id in told:
        account = accounts.account(account_id)
        key = f"{event} {account_id}"
        region = account.region.code
        if account.email:
            messaging.send_letter(
                to=account.email, template=make(account), dedup_key=key, region_code=region, account_id=account_id,
                by=by, now=now,
            )  # fmt: skip
        if account.phone is not None:
            messaging.send_sms(
                to=account.phone.number, template=AccessNews(), dedup_key=key, region_code=region,
                account_id=account_id, by=by, now=now,
            )  # fmt: skip
