"""
The symbols of a child's access code (R47): ten of Crockford's thirty-two, fifty bits, and his check symbol.

Made to be read out and written by hand: no letter looks like a digit, and one slip is noticed.
"""

import secrets

from kartoteka.domain.access.errors import CodeMistyped

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECK_SYMBOLS = ALPHABET + "*~$=U"
_LENGTH = 10
# Crockford's own look-alikes, and the Russian letters that look like Latin ones.
_LOOK_ALIKES = str.maketrans("ILOАВЕКМНОРСТХУ", "110ABEKMH0PCTXY")
_BETWEEN = frozenset(" -–—\t\u00a0")


def new_code() -> str:
    """Eleven symbols that nobody can foretell."""
    symbols = "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH))
    return symbols + check_symbol(symbols)


def check_symbol(symbols: str) -> str:
    """The eleventh symbol of ten: the remainder of their number by thirty-seven."""
    number = 0
    for symbol in symbols:
        number = number * len(ALPHABET) + ALPHABET.index(symbol)
    return _CHECK_SYMBOLS[number % len(_CHECK_SYMBOLS)]


def shown(code: str) -> str:
    """«K7Q2M-9XW4D-R»: in groups that the eye can hold."""
    return f"{code[:5]}-{code[5:_LENGTH]}-{code[_LENGTH:]}"


def plain_symbols(typed: str) -> str:
    """What was typed without what stands between groups, in capitals, look-alikes made ours."""
    return "".join(symbol for symbol in typed if symbol not in _BETWEEN).upper().translate(_LOOK_ALIKES)


def read_code(typed: str) -> str:
    """
    The code that was meant: in any case of letters, with or without hyphens, with look-alikes of either alphabet.

    :raises CodeMistyped: not eleven of the symbols, or the check symbol is another
    """
    symbols = plain_symbols(typed)
    body, check = symbols[:_LENGTH], symbols[_LENGTH:]
    if len(symbols) != _LENGTH + 1 or not set(body) <= set(ALPHABET) or check_symbol(body) != check:
        raise CodeMistyped
    return symbols
