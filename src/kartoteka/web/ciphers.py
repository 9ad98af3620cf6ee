"""Secrets that lie in the database encrypted: a copy of it gives nobody anything."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet
from django.conf import settings

from kartoteka.shared.identity_key import keyed_hash


def cipher(purpose: str) -> Fernet:
    """The cipher for one purpose; what one has encrypted, no other reads."""
    # Of the secret that an installation keeps for good: with another one everything would be lost.
    secret = settings.KARTOTEKA_IDENTITY_SECRET
    halves = (keyed_hash(secret, purpose, half) for half in ("first", "second"))
    return Fernet(urlsafe_b64encode(b"".join(halves)))
