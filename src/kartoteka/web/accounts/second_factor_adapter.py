"""How the second factor of django-allauth is fitted to the Portal: its secrets are kept encrypted."""

from base64 import urlsafe_b64encode

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings

from kartoteka.shared.identity_key import keyed_hash


class PortalMFAAdapter(DefaultMFAAdapter):
    """A copy of the table of factors gives nobody a code."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Код не подошёл. Дождитесь следующего кода в приложении и введите его",
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Fernet:
    # Of the secret that an installation keeps for good: with another one every factor would be lost.
    secret = settings.KARTOTEKA_IDENTITY_SECRET
    halves = (keyed_hash(secret, "second-factor", half) for half in ("first", "second"))
    return Fernet(urlsafe_b64encode(b"".join(halves)))
