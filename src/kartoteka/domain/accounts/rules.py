"""Decisions of the accounts that need nothing but their arguments."""

from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare

from kartoteka.shared.identity_key import keyed_hash

# Of an activation code (P-05, R50).
CODE_LASTS = timedelta(minutes=60)
MAX_TRIES = 5
PAUSE_BETWEEN_SENDS = timedelta(minutes=2)
# How long an activated number waits for «Сохранить».
ACTIVATED_WAITS = timedelta(days=1)
# Of the second proof before a health record: how long its code lasts (R79), and a browser is trusted for it (R82).
STEP_UP_CODE_LASTS = timedelta(minutes=10)
STEP_UP_LASTS = timedelta(days=30)
# A number is no proof before: who took a password away could activate a number of his own at once (R52).
NUMBER_PROVES_AFTER = timedelta(hours=72)
# After so long without a request, a session opens no health record before its owner proves who he is.
SESSION_DOZES_AFTER = timedelta(minutes=15)
# How long a proposed role of the staff waits for another administrator.
ROLE_PROPOSAL_LASTS = timedelta(days=7)

_CODE_DIGITS = 6


class CodePurpose(StrEnum):
    """What a code by SMS is good for; a code for one thing is no code for another."""

    PHONE_ACTIVATION = "phone-activation-code"
    STEP_UP = "step-up-code"


def sms_code(purpose: CodePurpose, row_id: UUID) -> str:
    """
    The code of a row: six digits that nobody can tell without the secret of the installation.

    Made anew each time instead of kept: the same code can be sent again, and none lies in the table (R50, law 8).
    """
    made = keyed_hash(settings.KARTOTEKA_IDENTITY_SECRET, purpose, str(row_id))
    return f"{int.from_bytes(made) % 10**_CODE_DIGITS:0{_CODE_DIGITS}d}"


def is_sms_code(purpose: CodePurpose, row_id: UUID, typed: str) -> bool:
    """Whether what was typed is the code; spaces and hyphens between the digits do no harm."""
    digits = "".join(symbol for symbol in typed if symbol.isascii() and symbol.isdecimal())
    return constant_time_compare(digits, sms_code(purpose, row_id))
