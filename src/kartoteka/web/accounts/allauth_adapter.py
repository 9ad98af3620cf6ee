"""How django-allauth is fitted to the Portal: limits kept in our database, its sign-up closed, the journal."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from kartoteka.domain.accounts import devices, sessions
from kartoteka.domain.accounts import services as accounts
from kartoteka.domain.accounts.selectors import find_user
from kartoteka.domain.accounts.types import Role
from kartoteka.domain.card_index.kin_questions import ask_for_kin
from kartoteka.domain.limits import services as limits
from kartoteka.domain.limits.errors import LimitReached
from kartoteka.shared.actor import Actor
from kartoteka.ui.addresses import public_address
from kartoteka.web.accounts.devices import device_name, device_word, keep_device_word, new_device_word
from kartoteka.web.accounts.proof import Proof, remember_proof
from kartoteka.web.consent import ask_for_consent
from kartoteka.web.redirects import inside

WRONG_LOGIN_OR_PASSWORD = "Неверный логин или пароль. Проверьте раскладку клавиатуры и попробуйте ещё раз"  # noqa: S105
TOO_MANY_TRIES = "Слишком много попыток входа. Подождите 15 минут и попробуйте ещё раз"
_PASSWORD_MARK = "password-mark"  # noqa: S105 - the name of a key
_BEGUN_BY = "sign-in-begun-by"
_WORKPLACES = {
    Role.ADMINISTRATOR: "admin:index",
    Role.MODERATOR: "desk:queue",
    Role.REGISTRAR: "desk:registrar",
    Role.HEAD_MODERATOR: "desk:queue",
}


class PortalAccountAdapter(DefaultAccountAdapter):
    """Sign-in by login or e-mail; one answer for an unknown login and a wrong password."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": WRONG_LOGIN_OR_PASSWORD,
        "email_password_mismatch": WRONG_LOGIN_OR_PASSWORD,
        "too_many_login_attempts": TOO_MANY_TRIES,
    }

    def is_safe_url(self, url: str | None) -> bool:
        """Only paths of this Portal: allauth would take any host and scheme of the settings."""
        return bool(url and inside(self.request, url))

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Check a password; a place of each limit is taken before, so that parallel guesses are counted too."""
        now = timezone.now()
        typed = str(credentials.get("username") or "")
        # By account, so that its login and its e-mail are not two locks for the same guesses.
        account = find_user(login=typed)
        limit, subject = "sign-in-failures-per-account", str(account.pk if account else typed.lower())
        word = device_word(request)
        is_known = account is not None and devices.is_known(account_id=account.pk, word=word)
        if account is not None and is_known:
            limit, subject = "sign-in-failures-per-known-device", f"{account.pk} {word}"
        places: list[limits.Place] = []
        try:
            places.append(limits.take(limit, subject=subject, now=now))
            if not is_known:
                # Nobody behind the same address can keep the owner out of a browser where he was before.
                address = self.get_client_ip(request)
                places.append(limits.take("sign-in-failures-per-address", subject=address, now=now))
        except LimitReached as reached:
            for place in places:
                limits.give_back(place)
            raise ValidationError(TOO_MANY_TRIES) from reached
        user: AbstractBaseUser | None = super().authenticate(request, **credentials, account=account)
        if user is not None and not user.is_active:
            # A blocked account gets the answer of a wrong password.
            user = None
        if user is not None:
            for place in places:
                limits.give_back(place)
            remember_beginning(request, user, Proof.PASSWORD)
        return user

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        now = timezone.now()
        # Before the sign-in, which may begin another session.
        proof = _begun_by(request, user)
        super().login(request, user)
        sessions.name_device(key=request.session.session_key or "", device=device_name(request))
        remember_proof(request, proof, now)
        ask_for_consent(request, account_id=user.pk)
        accounts.record_sign_in(account_id=user.pk, now=now)
        ask_for_kin(account_id=user.pk, by=Actor.account(user.pk), now=now)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        word = device_word(request) or new_device_word()
        devices.remember(
            account_id=user.pk,
            word=word,
            device=device_name(request),
            reset_address=public_address(request, reverse("accounts:reset")),
            now=timezone.now(),
        )
        keep_device_word(request, response, word)
        return response

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            accounts.record_sign_out(account_id=request.user.pk, now=timezone.now())
        super().logout(request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff begin where they work, everybody else with his card index."""
        if request.user.is_authenticated and request.user.role in _WORKPLACES:
            return reverse(_WORKPLACES[Role(request.user.role)])
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The Portal speaks with its own notices only."""


def remember_beginning(request: HttpRequest, user: AbstractBaseUser, proof: Proof) -> None:
    """
    Note by what a sign-in begins, and the password the account has at that moment.

    Between that and the code nobody is signed in yet, and Django does not watch the password.
    """
    request.session[_BEGUN_BY], request.session[_PASSWORD_MARK] = proof.value, user.get_session_auth_hash()


def is_still_the_password(request: HttpRequest, user: AbstractBaseUser) -> bool:
    """Whether the account has the password that it had when this sign-in began, and not another by now."""
    return constant_time_compare(request.session.get(_PASSWORD_MARK, ""), user.get_session_auth_hash())


def _begun_by(request: HttpRequest, user: AbstractBaseUser) -> Proof:
    """What was shown for this very account; a sign-in of another one may have been given up in the same browser."""
    begun = request.session.pop(_BEGUN_BY, None)
    # Who made the account just now chose its password.
    return Proof(begun) if begun and is_still_the_password(request, user) else Proof.PASSWORD
