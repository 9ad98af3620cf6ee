"""Letters and SMS in an outbox, and such as a sender gets them."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from uuid import UUID, uuid4

from kartoteka.domain.messaging import services as messaging
from kartoteka.domain.messaging.templates import LetterTemplate
from kartoteka.domain.messaging.templates.letters import PasswordChanged, PasswordReset
from kartoteka.domain.messaging.templates.sms import PhoneActivationCode
from kartoteka.domain.messaging.types import Channel, OutgoingMessage
from kartoteka.shared.actor import Actor

ADDRESS = "anna@example.org"
NUMBER = "+79261234567"
# The beginning of codes, with a letter by which it is met nowhere by chance.
CODE = "Ж839"
_NUMBERS = count(1)
RESET = PasswordReset("https://portal.example/password/reset/abc", timedelta(hours=1))


def notice(now: datetime) -> PasswordChanged:
    """A letter that nobody asked for, so that it is not counted."""
    return PasswordChanged(now, "Asia/Yekaterinburg", "https://portal.example/password/reset")


def queue_letter(now: datetime, *, to: str = ADDRESS, event: str = "", template: LetterTemplate | None = None) -> UUID:
    return messaging.send_letter(
        to=to,
        template=template or notice(now),
        dedup_key=event or str(uuid4()),
        region_code="59",
        by=Actor.system(),
        now=now,
    )


def queue_sms(now: datetime, *, to: str = NUMBER, event: str = "", code: str = "483920") -> UUID:
    return messaging.send_sms(
        to=to,
        template=PhoneActivationCode(code),
        dedup_key=event or str(uuid4()),
        region_code="59",
        by=Actor.system(),
        now=now,
    )


def outgoing_letter(to: str = ADDRESS, text: str = "Здравствуйте!\n\nПароль изменен.\n") -> OutgoingMessage:
    return OutgoingMessage(Channel.EMAIL, uuid4(), next(_NUMBERS), to, "Пароль изменен", text, "59")


def outgoing_sms(to: str = NUMBER, text: str = "Код активации 483920") -> OutgoingMessage:
    letter = outgoing_letter()
    return replace(letter, channel=Channel.SMS, to=to, subject="", text=text)
