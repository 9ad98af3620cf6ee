"""
Verification codes of issued papers: sixteen of Crockford's symbols, eighty bits.

A code is made of the row of the issue with the installation's secret, so whoever copies the table has no codes, and
nobody can make one that fits.
"""

from uuid import UUID

from django.conf import settings

from kartoteka.domain.access.code_symbols import ALPHABET, plain_symbols
from kartoteka.shared.identity_key import keyed_hash

LENGTH = 16
_BITS = 5
_GROUP = 4


def code_of(issue_id: UUID) -> str:
    """The code of an issue."""
    number = int.from_bytes(keyed_hash(settings.KARTOTEKA_IDENTITY_SECRET, "issued-report-code", issue_id.hex), "big")
    return "".join(ALPHABET[number >> _BITS * place & len(ALPHABET) - 1] for place in range(LENGTH))


def digest_of(code: str) -> bytes:
    """What is kept of a code."""
    return keyed_hash(settings.KARTOTEKA_IDENTITY_SECRET, "issued-report", code)


def shown(code: str) -> str:
    """«7F3Q-92KD-M4XW-0TNE»: in groups that the eye can hold."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def read_code(typed: str) -> str:
    """The code that was meant, look-alikes of either alphabet read as ours; whatever else was typed is no code."""
    symbols = plain_symbols(typed)
    return symbols if len(symbols) == LENGTH and set(symbols) <= set(ALPHABET) else ""
