"""How a password is checked for the sign-in of Django."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest


class PortalBackend(AuthenticationBackend):
    """
    allauth's, but for the account: the adapter has looked it up, once, by login and e-mail together, through an index.

    allauth looks for it by each of the two and checks the password for each, so that the time of the answer would tell
    who has an account (R69).
    """

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:  # noqa: ARG002 - allauth's own signature
        password = str(credentials.get("password") or "")
        checked: AbstractBaseUser | None = self._check_password(credentials.get("account"), password)
        return checked
