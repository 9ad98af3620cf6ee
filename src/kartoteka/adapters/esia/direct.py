"""
ESIA itself: v2/ac, v3/te, /rs/prns, signed with GOST R 34.10-2012 (A-08).

For systems that are connected already; they may stay so until 31 December 2026. New ones take `oidc`.
"""

import base64
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlencode
from uuid import uuid4

from kartoteka.adapters.esia.http import Http, Json
from kartoteka.adapters.esia.people import person_of_esia, text_of
from kartoteka.adapters.esia.refusals import refuse
from kartoteka.adapters.esia.signers import Signer
from kartoteka.adapters.esia.tokens import Claims, TokenKey, check_equal, check_times, verified_claims
from kartoteka.domain.accounts.types import ProviderAnswer, SignInAttempt, VerifiedPerson
from kartoteka.shared.errors import Refused

SCOPE = "openid fullname birthdate gender snils medical_doc mobile email"
_EMBEDDED = ("contacts.elements", "documents.elements")
# Children are asked for only where the system has the permission, which its scope says.
_EMBEDDED_CHILDREN = "kids.elements"
_CHILDREN_SCOPE = "kid_fullname"
_TIMESTAMP = "%Y.%m.%d %H:%M:%S +0000"
_SUBJECT = "urn:esia:sbj_id"


@dataclass(frozen=True, slots=True)
class DirectSettings:
    """What ESIA knows of this installation, and what the installation knows of ESIA."""

    url: str
    client_id: str
    certificate_hash: str
    issuer: str
    token_key: TokenKey
    scope: str = SCOPE
    ends_session: bool = False
    ca_file: str = ""


class DirectEsia:
    """An identity provider: see `kartoteka.domain.accounts.ports.IdentityProvider`."""

    def __init__(self, settings: DirectSettings, signer: Signer) -> None:
        self._settings = settings
        self._signer = signer
        self._http = Http(settings.ca_file)

    def begin(self, attempt: SignInAttempt, *, return_to: str, now: datetime) -> str:
        fields = self._signed(attempt.state, return_to, now) | {
            "response_type": "code",
            "access_type": "online",
        }
        # ESIA takes a plus for a plus, and a space has to be %20.
        return f"{self._settings.url}/aas/oauth2/v2/ac?{urlencode(fields, quote_via=quote)}"

    def finish(
        self, answer: ProviderAnswer, attempt: SignInAttempt, *, return_to: str, now: datetime
    ) -> VerifiedPerson:
        if answer.state != attempt.state:
            raise Refused("another attempt's answer")
        if answer.error or not answer.code:
            refuse(answer.error, answer.error_description)
        tokens = self._tokens(answer.code, return_to, now)
        access_token = text_of(tokens, "access_token")
        subject = self._subject(access_token, text_of(tokens, "id_token"), now)
        return self._person(subject, access_token)

    def logout_url(self, *, return_to: str) -> str:
        if not self._settings.ends_session:
            return ""
        fields = {"client_id": self._settings.client_id, "redirect_url": return_to}
        return f"{self._settings.url}/idp/ext/Logout?{urlencode(fields)}"

    def _signed(self, state: str, return_to: str, now: datetime, *, code: str = "") -> dict[str, str]:
        """The parameters that each request begins with, and their signature."""
        ours = self._settings
        timestamp = now.astimezone(UTC).strftime(_TIMESTAMP)
        message = message_to_sign(ours.client_id, ours.scope, timestamp, state, return_to, code)
        return {
            "client_id": ours.client_id,
            "client_certificate_hash": ours.certificate_hash,
            "client_secret": _base64url(self._signer.sign(message)),
            "scope": ours.scope,
            "timestamp": timestamp,
            "state": state,
            "redirect_uri": return_to,
        }

    def _tokens(self, code: str, return_to: str, now: datetime) -> Json:
        state = str(uuid4())
        fields = self._signed(state, return_to, now, code=code) | {
            "grant_type": "authorization_code",
            "token_type": "Bearer",
            "code": code,
        }
        answer = self._http.post(f"{self._settings.url}/aas/oauth2/v3/te", fields)
        if not answer.is_good:
            refuse(answer.body.get("error"), answer.body.get("error_description"))
        if not hmac.compare_digest(text_of(answer.body, "state").encode(), state.encode()):
            raise Refused("the answer to another request")
        return answer.body

    def _subject(self, access_token: str, id_token: str, now: datetime) -> str:
        """Whom the tokens are about, once both are checked and agree."""
        access = self._checked(access_token, now)
        check_equal(access, client_id=self._settings.client_id)
        identity = self._checked(id_token, now)
        check_equal(identity, aud=self._settings.client_id)
        subject = access.get(_SUBJECT)
        # A number in some of ESIA's tokens, digits in others.
        if not subject or isinstance(subject, bool) or str(identity.get("sub")) != str(subject):
            raise Refused("tokens about different people")
        return str(subject)

    def _checked(self, token: str, now: datetime) -> Claims:
        claims = verified_claims(token, self._settings.token_key)
        check_equal(claims, iss=self._settings.issuer)
        check_times(claims, now=now)
        return claims

    def _person(self, subject: str, access_token: str) -> VerifiedPerson:
        asks_for_children = _CHILDREN_SCOPE in self._settings.scope.split()
        embedded = ",".join((*_EMBEDDED, _EMBEDDED_CHILDREN) if asks_for_children else _EMBEDDED)
        url = f"{self._settings.url}/rs/prns/{quote(subject, safe='')}?embed=({embedded})"
        answer = self._http.get(url, headers={"Authorization": f"Bearer {access_token}"})
        if not answer.is_good:
            refuse(answer.body.get("error") or answer.body.get("code"), answer.body.get("error_description"))
        return person_of_esia(answer.body, subject=f"esia:{subject}")


def message_to_sign(client_id: str, scope: str, timestamp: str, state: str, return_to: str, code: str = "") -> bytes:
    """
    What the signature covers, in ESIA's order and without separators; `scope_org`, which we never ask for, is empty.

    `code` is there for v3/te only.
    """
    scope_org = ""
    return f"{client_id}{scope}{scope_org}{timestamp}{state}{return_to}{code}".encode()


def _base64url(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")
