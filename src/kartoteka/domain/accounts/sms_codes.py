"""What all codes by SMS have in common: the pause between two of them, the tries, and the sending (R50, R79)."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias

from django.db.models import F, QuerySet

from kartoteka.domain.accounts import rules
from kartoteka.domain.accounts.errors import CodeNoLongerValid, CodeSentRecently, TooManyCodes, WrongCode
from kartoteka.domain.accounts.models import Account, PhoneActivationRow, StepUpRow
from kartoteka.domain.accounts.rules import CodePurpose
from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.domain.limits import services as limits
from kartoteka.domain.limits.errors import LimitReached
from kartoteka.domain.messaging import services as messaging
from kartoteka.domain.messaging.errors import TooManyMessages
from kartoteka.domain.messaging.templates import SmsTemplate
from kartoteka.shared.actor import Actor

CodeRow: TypeAlias = PhoneActivationRow | StepUpRow


def require_pause(last: CodeRow | None, now: datetime) -> None:
    """:raises CodeSentRecently: it is not two minutes since the last SMS"""
    # An SMS that is still to come was sent before somebody set the clock back.
    if last is not None and last.sent_at <= now < last.sent_at + rules.PAUSE_BETWEEN_SENDS:
        raise CodeSentRecently(last.sent_at + rules.PAUSE_BETWEEN_SENDS)


def try_code(row: CodeRow, typed: str, purpose: CodePurpose, *, wrong: Event, by: Actor, now: datetime) -> None:
    """
    Use up a try on a code that is still awaited. Call outside a transaction: a try stays counted whatever follows.

    :param wrong: what the journal calls a wrong code
    :raises WrongCode: not the code
    :raises CodeNoLongerValid: no try is left, or somebody ended the code just now
    """
    this: QuerySet[PhoneActivationRow] | QuerySet[StepUpRow] = type(row).objects.filter(pk=row.pk, ended_at=None)
    # The try is taken before the code is looked at, so that many at once are no more than one after another.
    if not this.filter(tries__lt=rules.MAX_TRIES).update(tries=F("tries") + 1):
        raise CodeNoLongerValid
    if rules.is_sms_code(purpose, row.pk, typed):
        return
    audit.record_on_account(wrong, row.account_id, by=by, now=now)
    row.refresh_from_db(fields=["tries"])
    if row.tries >= rules.MAX_TRIES:
        raise CodeNoLongerValid
    raise WrongCode(rules.MAX_TRIES - row.tries)


def send(
    account: Account,
    template: SmsTemplate,
    *,
    to: str,
    dedup_key: str,
    allowances: Mapping[str, str],
    sent: Event,
    by: Actor,
    now: datetime,
) -> None:
    """
    Send a code, as far as the day allows.

    :param allowances: for each limit, whose it is
    :param sent: what the journal calls the sending
    :raises TooManyCodes: one of the limits is reached
    """
    try:
        for limit, subject in allowances.items():
            limits.take(limit, subject=subject, now=now)
        messaging.send_sms(
            to=to,
            template=template,
            dedup_key=dedup_key,
            region_code=account.region_id,
            account_id=account.pk,
            by=by,
            now=now,
        )
    except (LimitReached, TooManyMessages) as reached:
        raise TooManyCodes(reached.again_at) from reached
    audit.record_on_account(sent, account.pk, by=by, now=now)
