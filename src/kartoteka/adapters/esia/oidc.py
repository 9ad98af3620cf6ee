"""
A broker between us and ESIA, or a «типовое техническое решение»: standard OpenID Connect with discovery and PKCE.

The broker owns the certified cryptography. It is asked for its description at each sign-in: nothing is kept that could
be stale.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

import jwt

from kartoteka.adapters.esia.http import Http, Json
from kartoteka.adapters.esia.people import (
    birth_date_of,
    email_of,
    name_of,
    phone_of,
    policy_of,
    sex_of,
    snils_of,
    text_of,
)
from kartoteka.adapters.esia.refusals import refuse
from kartoteka.adapters.esia.tokens import Claims, TokenKey, check_equal, check_times, verified_claims
from kartoteka.domain.accounts.types import ProviderAnswer, SignInAttempt, VerifiedPerson
from kartoteka.shared.errors import Refused, Unavailable

SCOPE = "openid profile email phone"
# Public keys only: with a shared secret or without any, whoever knows our identifier could vouch for anybody.
_ALGORITHMS = ("RS256", "PS256", "ES256")
# Which claim of the broker tells what; the standard says nothing of the last four.
CLAIMS = {
    "family": "family_name",
    "given": "given_name",
    "patronymic": "middle_name",
    "birth_date": "birthdate",
    "sex": "gender",
    "email": "email",
    "email_verified": "email_verified",
    "phone": "phone_number",
    "phone_verified": "phone_number_verified",
    "snils": "snils",
    "policy": "oms_policy",
    "trusted": "trusted",
    "esia_subject": "urn:esia:sbj:oid",
}


@dataclass(frozen=True, slots=True)
class OidcSettings:
    """What the broker knows of this installation, and the names it has for things."""

    issuer: str
    client_id: str
    client_secret: str
    scope: str = SCOPE
    claims: Mapping[str, str] = field(default_factory=lambda: CLAIMS)
    ends_session: bool = False
    ca_file: str = ""


class OidcProvider:
    """An identity provider: see `kartoteka.domain.accounts.ports.IdentityProvider`."""

    def __init__(self, settings: OidcSettings) -> None:
        self._settings = settings
        self._http = Http(settings.ca_file)

    def begin(self, attempt: SignInAttempt, *, return_to: str, now: datetime) -> str:  # noqa: ARG002 - the port's
        fields = {
            "response_type": "code",
            "client_id": self._settings.client_id,
            "scope": self._settings.scope,
            "redirect_uri": return_to,
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": challenge_of(attempt.verifier),
            "code_challenge_method": "S256",
        }
        return _with_query(self._endpoint(self._description(), "authorization_endpoint"), fields)

    def finish(
        self, answer: ProviderAnswer, attempt: SignInAttempt, *, return_to: str, now: datetime
    ) -> VerifiedPerson:
        if answer.state != attempt.state:
            raise Refused("another attempt's answer")
        # RFC 9207: an answer that names its issuer must name ours, or it was meant for another client of the broker.
        if answer.issuer and answer.issuer != self._settings.issuer:
            raise Refused("another issuer's answer")
        if answer.error or not answer.code:
            refuse(answer.error, answer.error_description)
        description = self._description()
        tokens = self._tokens(description, answer.code, attempt.verifier, return_to)
        claims = self._checked(description, text_of(tokens, "id_token"), attempt.nonce, now)
        told = self._told(description, text_of(tokens, "access_token"))
        if not claims.get("sub") or told.get("sub") != claims["sub"]:
            raise Refused("answers about different people")
        return self._person({**told, **claims})

    def logout_url(self, *, return_to: str) -> str:
        if not self._settings.ends_session:
            return ""
        try:
            endpoint = self._endpoint(self._description(), "end_session_endpoint")
        except (Unavailable, Refused):
            # Our own session ends whatever the broker does.
            return ""
        return _with_query(endpoint, {"client_id": self._settings.client_id, "post_logout_redirect_uri": return_to})

    def _description(self) -> Json:
        answer = self._http.get(f"{self._settings.issuer.rstrip('/')}/.well-known/openid-configuration")
        if not answer.is_good or answer.body.get("issuer") != self._settings.issuer:
            raise Refused("the description of another provider")
        return answer.body

    def _endpoint(self, description: Json, name: str) -> str:
        address = text_of(description, name)
        # A broker behind TLS leads nowhere without it.
        if not address.startswith("https://" if self._settings.issuer.startswith("https://") else "http"):
            raise Refused(f"a provider without {name}")
        return address

    def _tokens(self, description: Json, code: str, verifier: str, return_to: str) -> Json:
        ours = self._settings
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": return_to,
            "client_id": ours.client_id,
            "code_verifier": verifier,
        }
        # RFC 6749, 2.3.1: both halves are quoted before they are joined.
        pair = f"{quote(ours.client_id, safe='')}:{quote(ours.client_secret, safe='')}"
        headers = {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
        answer = self._http.post(self._endpoint(description, "token_endpoint"), fields, headers=headers)
        if not answer.is_good:
            refuse(answer.body.get("error"), answer.body.get("error_description"))
        return answer.body

    def _checked(self, description: Json, token: str, nonce: str, now: datetime) -> Claims:
        claims = verified_claims(token, self._key(description, token))
        check_equal(claims, iss=self._settings.issuer, aud=self._settings.client_id)
        audience = claims["aud"]
        # OpenID Connect Core, 3.1.3.7: of several audiences one is the party to which the token was given.
        if "azp" in claims or (isinstance(audience, list) and len(audience) > 1):
            check_equal(claims, azp=self._settings.client_id)
        check_times(claims, now=now)
        if not hmac.compare_digest(text_of(claims, "nonce").encode(), nonce.encode()):
            raise Refused("a token for another attempt")
        return claims

    def _key(self, description: Json, token: str) -> TokenKey:
        """
        Which of the broker's keys signed a token. The token may only point at one of them; what algorithm goes with a
        key is the key's own matter.
        """
        answer = self._http.get(self._endpoint(description, "jwks_uri"))
        wanted = _key_id(token)
        for one in _dicts(answer.body.get("keys")):
            if one.get("use", "sig") == "sig" and (wanted is None or one.get("kid") == wanted):
                key = _token_key(one)
                if key is not None:
                    return key
        raise Refused("a token signed by an unknown key")

    def _told(self, description: Json, access_token: str) -> Json:
        headers = {"Authorization": f"Bearer {access_token}"}
        answer = self._http.get(self._endpoint(description, "userinfo_endpoint"), headers=headers)
        if not answer.is_good:
            refuse(answer.body.get("error"), answer.body.get("error_description"))
        return answer.body

    def _person(self, told: Json) -> VerifiedPerson:
        named = {ours: told.get(theirs) for ours, theirs in self._settings.claims.items()}
        oid = named.get("esia_subject")
        return VerifiedPerson(
            # ESIA's own identifier where the broker passes it on: the account stays the same whatever the way to ESIA.
            subject=f"esia:{oid}" if oid else f"{self._settings.issuer}|{told['sub']}",
            name=name_of(named.get("family"), named.get("given"), named.get("patronymic")),
            birth_date=birth_date_of(named.get("birth_date")),
            sex=sex_of(named.get("sex")),
            is_trusted=named.get("trusted") is True,
            snils=snils_of(named.get("snils")),
            policy=policy_of(named.get("policy")),
            email=email_of(named.get("email")) if named.get("email_verified") is True else "",
            phone=phone_of(named.get("phone")) if named.get("phone_verified") is True else "",
        )


def challenge_of(verifier: str) -> str:
    """The challenge of PKCE, method S256 (RFC 7636)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def _token_key(described: dict[str, Any]) -> TokenKey | None:
    """A key of the broker with its one algorithm; None where it is of a kind that we don't take."""
    algorithm = described.get("alg") or {"RSA": "RS256", "EC": "ES256"}.get(str(described.get("kty")))
    if algorithm not in _ALGORITHMS:
        return None
    try:
        return TokenKey(algorithm, jwt.PyJWK(described, algorithm=algorithm).key)
    except jwt.PyJWTError:
        return None


def _key_id(token: str) -> str | None:
    try:
        kid = jwt.get_unverified_header(token).get("kid")
    except jwt.PyJWTError as failure:
        raise Refused("no token") from failure
    return kid if isinstance(kid, str) else None


def _dicts(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _with_query(address: str, fields: Mapping[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(fields)}"
