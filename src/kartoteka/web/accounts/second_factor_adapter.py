"""How the second factor of django-allauth is fitted to the Portal: its secrets are kept encrypted."""

from allauth.mfa.adapter import DefaultMFAAdapter

from kartoteka.web.ciphers import cipher

_PURPOSE = "second-factor"


class PortalMFAAdapter(DefaultMFAAdapter):
    """A copy of the table of factors gives nobody a code."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Код не подошёл. Дождитесь следующего кода в приложении и введите его",
    }

    def encrypt(self, text: str) -> str:
        return cipher(_PURPOSE).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher(_PURPOSE).decrypt(encrypted_text.encode()).decode()
