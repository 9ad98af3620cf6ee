"""The answer to a request, by e-mail to the address of the account (C-07)."""

from datetime import datetime
from uuid import UUID

from django.conf import settings

from kartoteka.domain.accounts.app_devices.push import announce
from kartoteka.domain.accounts.selectors import find_contact
from kartoteka.domain.messaging import services as messaging
from kartoteka.domain.messaging.templates import LetterTemplate
from kartoteka.domain.messaging.templates.moderation import DataConfirmed, DataExpired, DataRefused, DataUnclear
from kartoteka.domain.moderation.models import VerificationRequestRow
from kartoteka.domain.moderation.types import RefusalReason, RequestState
from kartoteka.shared.actor import Actor

# A moderator's own words may name a person, so a letter has these (R84); his words wait in the card index.
_REASONS = {
    RefusalReason.DATA_DIFFER: "данные не совпали со сведениями фонда ОМС",
    RefusalReason.DOCUMENT_NOT_VALID: "указанный документ уже не действует",
    RefusalReason.INSURED_ELSEWHERE: "человек застрахован в другом регионе",
    RefusalReason.PERSON_UNKNOWN: "в фонде ОМС нет человека с такими данными",
    RefusalReason.NO_ANSWER: "мы не дождались уточнения",
    RefusalReason.OTHER: "подтвердить данные не получилось",
}


def send_answer(
    request: VerificationRequestRow, *, not_before: datetime | None = None, by: Actor, now: datetime
) -> UUID | None:
    """
    Tell the owner of the card index of a decision or a question. Call in its transaction, after the move.

    :param not_before: so long the letter waits, because the decision may be taken back
    :returns: the letter's id; None where the account has no address
    """
    # A request may be unclear more than once, and each time the letter is another.
    event = f"verification {request.pk} {request.state} {request.steps.count()}"
    announce([request.account_id], event=event, not_before=not_before, now=now)
    contact = find_contact(request.account_id)
    if contact is None:
        return None
    return messaging.send_letter(
        to=contact.email,
        template=_answer(request),
        dedup_key=event,
        region_code=contact.region_code,
        account_id=request.account_id,
        not_before=not_before,
        by=by,
        now=now,
    )


def _answer(request: VerificationRequestRow) -> LetterTemplate:
    portal = f"{settings.KARTOTEKA_PUBLIC_ORIGIN}/card-index/"
    if request.state == RequestState.REFUSED:
        return DataRefused(request.number, _REASONS[RefusalReason(request.refusal_reason)], portal)
    if request.state == RequestState.NEEDS_INFORMATION:
        return DataUnclear(request.number, portal)
    if request.state == RequestState.EXPIRED:
        return DataExpired(request.number, portal)
    return DataConfirmed(request.number, portal)
