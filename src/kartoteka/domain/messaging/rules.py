import re
from datetime import timedelta

from kartoteka.domain.messaging.types import Channel
from kartoteka.domain.outbox.types import RetryPolicy

# The same event makes one message for so long, however often it is told.
DEDUP_WINDOW = timedelta(days=1)
KEPT_FOR = timedelta(days=30)
# Somebody may ask why a letter never came.
DEAD_KEPT_FOR = timedelta(days=90)

_NUMBER = re.compile(r"\+7\d{10}", re.ASCII)
# What a mail server takes is for it to say. This keeps out what could become another header or another recipient.
_PLAIN = r"[^\s@,;:<>()\[\]\"\\\x00-\x20\x7f]+"
_QUOTED = r'"[^"\\\x00-\x1f\x7f]+"'
_ADDRESS = re.compile(rf"(?:{_PLAIN}|{_QUOTED})@(?:{_PLAIN}|\[[\w:.]+\])")
_LONGEST_ADDRESS = 254


def retry_policy(lease: timedelta) -> RetryPolicy:
    """Five seconds at first, two hours at last, two days in all: a neighbour's weekend."""
    return RetryPolicy(first_pause=timedelta(seconds=5), longest_pause=timedelta(hours=2), max_attempts=40, lease=lease)


def masked(to: str) -> str:
    """«a•••@example.org», «+7 ••• •••-••-67»: enough to recognise an address that is known, too little to learn it."""
    name, at, host = to.rpartition("@")
    if at:
        return f"{name[:1]}•••@{host}"
    return f"+7 ••• •••-••-{to[-2:]}" if to else ""


def check_recipient(channel: Channel, to: str) -> None:
    """
    Refuse what is no single address or Russian number.

    :raises ValueError: it is none; the message does not repeat it
    """
    if channel is Channel.SMS:
        if not _NUMBER.fullmatch(to):
            raise ValueError("not a telephone number")
    elif len(to) > _LONGEST_ADDRESS or not _ADDRESS.fullmatch(to):
        raise ValueError("not an e-mail address")
