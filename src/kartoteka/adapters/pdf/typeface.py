"""
What our fonts can show.

An archival PDF may hold no sign that its fonts lack: one emoji in a doctor's words would fail the whole paper. So such
a sign becomes «[?]», and the paper says what that means.
"""

import re
import unicodedata
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

LOST = "[?]"
# Signs that are never shown: controls, what turns the direction of writing, private and unassigned ones.
_SILENT = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
_SPACES = frozenset({"Zs", "Zl", "Zp"})
# Where a word may be broken if nothing in it says so; the eye does not see it.
_BREAK = "\u200b"
_LONG_WORD = re.compile(r"\S{30,}")
_PIECE = 15


class Typeface:
    """The fonts of a paper taken together: what one lacks, the next may have."""

    def __init__(self, signs: AbstractSet[int]) -> None:
        self._signs = signs

    @classmethod
    def of_fonts(cls, folders: Iterable[Path]) -> "Typeface":
        """Of the fonts in the folders. A family has the signs that stand in all of its weights."""
        families: dict[str, set[int]] = {}
        for path in sorted(path for folder in folders for path in folder.glob("*.ttf")):
            with TTFont(path, lazy=True) as font:
                signs = set(font.getBestCmap() or ())
            family = path.name.partition("_")[0]
            families[family] = families[family] & signs if family in families else signs
        return cls(frozenset().union(*families.values()))

    def fit(self, value: Any) -> tuple[Any, bool]:  # whatever JSON holds
        """The same value with words that can be shown, and whether a sign of them was lost."""
        if isinstance(value, str):
            return self.fit_words(value)
        if isinstance(value, dict):
            pairs = {name: self.fit(one) for name, one in value.items()}
            return {name: one for name, (one, _) in pairs.items()}, any(lost for _, lost in pairs.values())
        if isinstance(value, list):
            items = [self.fit(one) for one in value]
            return [one for one, _ in items], any(lost for _, lost in items)
        return value, False

    def fit_words(self, words: str) -> tuple[str, bool]:
        """Words that can be shown, and whether a sign of them was lost."""
        shown: list[str] = []
        is_lost = False
        for sign in unicodedata.normalize("NFC", words):
            fitting = self._sign(sign)
            # Several in a row are one loss to the reader.
            if fitting is None and not (shown and shown[-1] == LOST):
                shown.append(LOST)
            is_lost = is_lost or fitting is None
            shown += [fitting] if fitting else []
        return _LONG_WORD.sub(_breakable, "".join(shown)), is_lost

    def _sign(self, sign: str) -> str | None:
        """The sign, what stands for it, nothing where it is silent, None where it is lost."""
        category = unicodedata.category(sign)
        if sign in "\n\t":
            return "\n" if sign == "\n" else " "
        if category in _SILENT or unicodedata.name(sign, "").startswith("VARIATION SELECTOR"):
            # What is private or unassigned was meant to be seen.
            return None if category in {"Co", "Cn"} else ""
        if ord(sign) in self._signs:
            return sign
        if category in _SPACES:
            return " "
        plain = unicodedata.normalize("NFKC", sign)
        return plain if plain != sign and all(ord(one) in self._signs for one in plain) else None


def _breakable(word: re.Match[str]) -> str:
    text = word[0]
    return _BREAK.join(text[start : start + _PIECE] for start in range(0, len(text), _PIECE))
