"""Decisions about a health record that need no database."""


def comparable(words: str) -> str:
    """Words as a search compares them: small letters, «е» for «ё», single spaces (R14's habit)."""
    return " ".join(words.lower().replace("ё", "е").split())
