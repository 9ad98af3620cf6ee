"""Decisions about messages to support that need nothing but their arguments."""

import re
from datetime import timedelta

from kartoteka.domain.feedback.types import TicketState

LONGEST_TEXT = 4000
# Somebody may come back to it; then the words and the address are of no use any more.
KEPT_FOR = timedelta(days=365)

# Crockford's alphabet: no letters that are taken for digits when read out.
NUMBER_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
NUMBER_LENGTH = 8
_NUMBER = re.compile(rf"П-[{NUMBER_ALPHABET}]{{4}}-[{NUMBER_ALPHABET}]{{4}}")

# An answered message may turn out not to be done with.
LAWFUL_MOVES: dict[TicketState, frozenset[TicketState]] = {
    TicketState.NEW: frozenset({TicketState.ANSWERED, TicketState.CLOSED}),
    TicketState.ANSWERED: frozenset({TicketState.NEW}),
    TicketState.CLOSED: frozenset({TicketState.NEW}),
}


def number_of(symbols: str) -> str:
    """«П-7F3Q-92KD»: told from an incident, which begins with «К», when it is read out by phone."""
    return f"П-{symbols[:4]}-{symbols[4:]}"


def is_number(text: str) -> bool:
    """Whether this could be a number of ours: addresses bring anything, also what a database refuses."""
    return bool(_NUMBER.fullmatch(text))
