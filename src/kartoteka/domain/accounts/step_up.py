"""More than a password before a health record: a code by SMS, once in thirty days in each browser (R82)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from kartoteka.domain.accounts import rules, sms_codes
from kartoteka.domain.accounts.devices import device_hash
from kartoteka.domain.accounts.errors import CodeNoLongerValid, PhoneActivatedLately, PhoneNotActivated
from kartoteka.domain.accounts.models import Account, KnownDeviceRow, StepUpRow
from kartoteka.domain.accounts.rules import CodePurpose
from kartoteka.domain.accounts.types import StepUpCode
from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.domain.messaging.templates import sms
from kartoteka.shared.actor import Actor
from kartoteka.shared.phones import MobilePhone


def stepped_up_until(*, account_id: UUID, word: str) -> datetime | None:
    """
    Until when the owner need not step up in this browser again; None where he never did.

    :param word: the secret of the browser's cookie
    """
    row = KnownDeviceRow.objects.filter(account_id=account_id, word_hash=device_hash(word)).first() if word else None
    return row.stepped_up_at + rules.STEP_UP_LASTS if row and row.stepped_up_at else None


def find_code(*, account_id: UUID, word: str) -> StepUpCode | None:
    """The newest code that this browser asked for and did not use yet, over or not; None where there is none."""
    row = _open_codes(account_id, word).first()
    return _view(row) if row else None


@transaction.atomic
def send_code(*, account_id: UUID, word: str, by: Actor, now: datetime) -> StepUpCode:
    """
    Send a code to the activated number of the account: a new one each time, so that none lives longer than ten minutes
    (R79). Only the newest counts, in the browser that asked for it.

    :raises PhoneNotActivated: the account has no number
    :raises PhoneActivatedLately: its number is younger than 72 hours (R52)
    :raises CodeSentRecently: it is not two minutes since the last SMS
    :raises TooManyCodes: the codes of the day are used up
    """
    account = Account.objects.select_for_update(of=("self",)).get(pk=account_id)
    if not account.phone or account.phone_activated_at is None:
        raise PhoneNotActivated
    if now < account.phone_activated_at + rules.NUMBER_PROVES_AFTER:
        raise PhoneActivatedLately(account.phone_activated_at + rules.NUMBER_PROVES_AFTER)
    # Whatever the browser: an SMS is on its way. A code that was typed, or ended with its number, holds nothing up.
    sms_codes.require_pause(StepUpRow.objects.filter(account=account, ended_at=None).first(), now)
    StepUpRow.objects.filter(account=account, ended_at=None).update(ended_at=now)
    row = StepUpRow.objects.create(
        account=account,
        word_hash=device_hash(word),
        phone=account.phone,
        sent_at=now,
        expires_at=now + rules.STEP_UP_CODE_LASTS,
    )
    sms_codes.send(
        account,
        sms.StepUpCode(rules.sms_code(CodePurpose.STEP_UP, row.pk), rules.STEP_UP_CODE_LASTS),
        to=row.phone,
        dedup_key=f"step-up:{row.pk}",
        allowances={"step-up-codes-per-account": str(account.pk)},
        sent=Event.STEP_UP_CODE_SENT,
        by=by,
        now=now,
    )
    return _view(row)


def step_up(*, account_id: UUID, word: str, code: str, by: Actor, now: datetime) -> datetime:
    """
    The code was typed. Call outside a transaction: a try stays counted whatever follows.

    :returns: until when the browser is trusted
    :raises WrongCode: not the code; a try is used up
    :raises CodeNoLongerValid: too late, too many tries, another browser's, or no code was sent
    """
    row = _open_codes(account_id, word).first()
    if row is None or not _view(row).awaits_code(now):
        raise CodeNoLongerValid
    sms_codes.try_code(row, code, CodePurpose.STEP_UP, wrong=Event.STEP_UP_CODE_WRONG, by=by, now=now)
    with transaction.atomic():
        # One code, one browser, once: of two answers at the same moment the second finds nothing to end.
        if not StepUpRow.objects.filter(pk=row.pk, ended_at=None).update(ended_at=now):
            raise CodeNoLongerValid
        KnownDeviceRow.objects.update_or_create(
            account_id=account_id,
            word_hash=device_hash(word),
            defaults={"stepped_up_at": now, "seen_at": now},
            create_defaults={"stepped_up_at": now, "seen_at": now, "first_seen_at": now},
        )
        audit.record_on_account(Event.STEPPED_UP, account_id, by=by, now=now)
    return now + rules.STEP_UP_LASTS


def forget_old_codes(*, now: datetime) -> int:
    """Delete codes that nobody can type any more; returns how many."""
    # A day longer than they are good for: the pause between two SMS is counted from the last.
    deleted, _ = StepUpRow.objects.filter(expires_at__lt=now - rules.ACTIVATED_WAITS).delete()
    return deleted


def _open_codes(account_id: UUID, word: str) -> QuerySet[StepUpRow]:
    return StepUpRow.objects.filter(account_id=account_id, word_hash=device_hash(word), ended_at=None)


def _view(row: StepUpRow) -> StepUpCode:
    return StepUpCode(
        phone=MobilePhone(row.phone),
        expires_at=row.expires_at,
        send_again_at=row.sent_at + rules.PAUSE_BETWEEN_SENDS,
        tries_left=rules.MAX_TRIES - row.tries,
    )
