"""Incident numbers: what a patient reads out by phone, and what the log is searched for (E-05, R78)."""

import re
import secrets
from contextvars import ContextVar

# Crockford's base 32: no I, L, O and U, which get taken for 1, 0 and V.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 8
_PREFIX = "К"
# What people type from a sheet of paper or on a Russian keyboard.
_MISREADINGS = str.maketrans("OILАВЕЗКМНОРСТУХ", "011ABE3KMH0PCTYX")
_SHAPE = re.compile(rf"K?([{_ALPHABET}]{{4}})([{_ALPHABET}]{{4}})")

# The number of the request that is being answered; empty outside of requests.
current_incident: ContextVar[str] = ContextVar("current_incident", default="")


def new_incident() -> str:
    """A number like «К-7F3Q-92KD»: forty random bits, of which nothing can be told."""
    bits = secrets.randbits(5 * _LENGTH)
    symbols = "".join(_ALPHABET[bits >> 5 * place & 31] for place in range(_LENGTH))
    return f"{_PREFIX}-{symbols[:4]}-{symbols[4:]}"


def read_incident(text: str) -> str:
    """The incident number that `text` holds, however it was typed, or an empty string."""
    plain = re.sub(r"[\s\-‐‑–—]+", "", text[:40]).upper().translate(_MISREADINGS)
    found = _SHAPE.fullmatch(plain)
    return f"{_PREFIX}-{found[1]}-{found[2]}" if found else ""
