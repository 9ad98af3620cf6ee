"""Making a telephone number one's own: the code by SMS, its activation, and the number in the account (4.6, R50)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from kartoteka.domain.accounts import rules, sms_codes
from kartoteka.domain.accounts.errors import CodeNoLongerValid, PhoneNotActivated
from kartoteka.domain.accounts.models import Account, PhoneActivationRow, StepUpRow
from kartoteka.domain.accounts.rules import CodePurpose
from kartoteka.domain.accounts.types import PhoneActivation
from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.domain.messaging import services as messaging
from kartoteka.domain.messaging.templates.sms import PhoneActivationCode, PhoneChanged
from kartoteka.shared.actor import Actor
from kartoteka.shared.phones import MobilePhone


def find_activation(*, account_id: UUID, now: datetime) -> PhoneActivation | None:
    """The activation under way; None if there is none, or if nobody went on with it for a day."""
    row = _open_activations(account_id).first()
    if row is None or (row.activated_at or row.expires_at) + rules.ACTIVATED_WAITS <= now:
        return None
    return _view(row)


@transaction.atomic
def cancel_activation(*, account_id: UUID, by: Actor, now: datetime) -> None:
    """«Отмена»: give the number up that was not activated yet. Without one, nothing changes."""
    row = _open_activations(account_id).filter(activated_at=None).first()
    if row is not None:
        _end(row, now)
        audit.record_on_account(Event.PHONE_ACTIVATION_CANCELLED, account_id, by=by, now=now)


@transaction.atomic
def send_activation_code(*, account_id: UUID, phone: MobilePhone, by: Actor, now: datetime) -> PhoneActivation:
    """
    «Подтвердить» and «Получить SMS»: send a code to a number (P-03, P-05). While its code is valid, the same is sent
    again; otherwise, and for another number, a new one is made, and only the newest counts.

    :raises CodeSentRecently: it is not two minutes since the last SMS
    :raises TooManyCodes: five SMS went out today to the number, or for the account
    """
    account = Account.objects.select_for_update(of=("self",)).get(pk=account_id)
    # Whatever the number, and whatever became of it: an SMS is on its way.
    sms_codes.require_pause(PhoneActivationRow.objects.filter(account=account).order_by("-sent_at").first(), now)
    row = _open_activations(account_id).first()
    if row is not None and row.phone == phone.number and _view(row).awaits_code(now):
        return _send(account, _once_more(row, now), by, now)
    if row is not None:
        _end(row, now)
    lasts_until = now + rules.CODE_LASTS
    new = PhoneActivationRow(account=account, phone=phone.number, started_at=now, sent_at=now, expires_at=lasts_until)
    return _send(account, new, by, now)


def activate_phone(*, account_id: UUID, code: str, by: Actor, now: datetime) -> PhoneActivation:
    """
    «Активировать»: the code was typed (P-04). Call outside a transaction: a try stays counted whatever follows.

    :raises WrongCode: not the code; a try is used up
    :raises CodeNoLongerValid: too late, too many tries, or no code was sent
    """
    row = _open_activations(account_id).first()
    if row is None or not _view(row).awaits_code(now):
        raise CodeNoLongerValid
    sms_codes.try_code(row, code, CodePurpose.PHONE_ACTIVATION, wrong=Event.PHONE_CODE_WRONG, by=by, now=now)
    with transaction.atomic():
        this = PhoneActivationRow.objects.filter(pk=row.pk, ended_at=None, activated_at=None)
        if this.update(activated_at=now):
            audit.record_on_account(Event.PHONE_ACTIVATED, account_id, by=by, now=now)
    row.refresh_from_db()
    return _view(row)


@transaction.atomic
def put_phone(*, account_id: UUID, phone: MobilePhone | None, by: Actor, now: datetime) -> bool:
    """
    «Сохранить» on the profile: the activated number takes the place of the former one, whose owner is told (P-06, R51).

    :returns: whether anything changed
    :raises PhoneNotActivated: the code of this number was not typed within the last day
    """
    account = Account.objects.select_for_update(of=("self",)).get(pk=account_id)
    former = account.phone
    if former == (phone.number if phone else ""):
        return False
    if phone is None:
        account.phone, account.phone_activated_at = "", None
    else:
        row = _open_activations(account_id).filter(phone=phone.number).first()
        if row is None or row.activated_at is None or row.activated_at + rules.ACTIVATED_WAITS <= now:
            raise PhoneNotActivated
        account.phone, account.phone_activated_at = phone.number, row.activated_at
        _end(row, now)
    account.save(update_fields=["phone", "phone_activated_at"])
    # A code on its way to the former number opens nothing any more.
    StepUpRow.objects.filter(account=account, ended_at=None).update(ended_at=now)
    audit.record_on_account(Event.PHONE_CHANGED, account_id, by=by, now=now)
    if former:
        event = f"phone-changed:{account_id}:{now.isoformat()}"
        messaging.send_sms(
            to=former,
            template=PhoneChanged(),
            dedup_key=event,
            region_code=account.region_id,
            account_id=account_id,
            by=by,
            now=now,
        )
    return True


def forget_old_activations(*, now: datetime) -> int:
    """Delete what no code can activate and nobody can save any more; returns how many."""
    over = PhoneActivationRow.objects.filter(expires_at__lt=now - 2 * rules.ACTIVATED_WAITS)
    deleted, _ = over.delete()
    return deleted


def _open_activations(account_id: UUID) -> QuerySet[PhoneActivationRow]:
    return PhoneActivationRow.objects.filter(account_id=account_id, ended_at=None)


def _once_more(row: PhoneActivationRow, now: datetime) -> PhoneActivationRow:
    row.sends += 1
    row.sent_at, row.expires_at = now, now + rules.CODE_LASTS
    return row


def _send(account: Account, row: PhoneActivationRow, by: Actor, now: datetime) -> PhoneActivation:
    row.save()
    sms_codes.send(
        account,
        PhoneActivationCode(rules.sms_code(CodePurpose.PHONE_ACTIVATION, row.pk), rules.CODE_LASTS),
        to=row.phone,
        dedup_key=f"phone-activation:{row.pk}:{row.sends}",
        allowances={"activation-codes-per-account": str(account.pk), "activation-codes-per-number": row.phone},
        sent=Event.PHONE_CODE_SENT,
        by=by,
        now=now,
    )
    return _view(row)


def _end(row: PhoneActivationRow, now: datetime) -> None:
    row.ended_at = now
    row.save(update_fields=["ended_at"])


def _view(row: PhoneActivationRow) -> PhoneActivation:
    return PhoneActivation(
        phone=MobilePhone(row.phone),
        expires_at=row.expires_at,
        send_again_at=row.sent_at + rules.PAUSE_BETWEEN_SENDS,
        tries_left=rules.MAX_TRIES - row.tries,
        activated_at=row.activated_at,
    )
