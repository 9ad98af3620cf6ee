"""What both adapters believe: tokens and answers in which everything is right but one thing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from fakes.provider_http import FakeHttp
from kartoteka.adapters.esia.direct import DirectEsia, DirectSettings
from kartoteka.adapters.esia.http import Answer
from kartoteka.adapters.esia.oidc import OidcProvider, OidcSettings
from kartoteka.adapters.esia.tokens import TokenKey
from kartoteka.devtools.gost_key import new_key
from kartoteka.domain.accounts.types import ProviderAnswer, SignInAttempt, VerifiedPerson
from kartoteka.shared.errors import Refused

pytestmark = pytest.mark.rule("R67")

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ATTEMPT = SignInAttempt("8d3a3c7e-6a0c-4b53-9f0b-8a5b8d5f0f11", "nonce", "verifier")
ANSWER = ProviderAnswer(ATTEMPT.state, code="code")
RETURN = "https://portal.example/sign-in/esia/return/"
ISSUER = "https://broker.example"
LIFE = {"iat": NOW.timestamp(), "nbf": NOW.timestamp(), "exp": (NOW + timedelta(hours=1)).timestamp()}
LATE = {"exp": (NOW - timedelta(minutes=2)).timestamp()}
EARLY = {"nbf": (NOW + timedelta(minutes=2)).timestamp()}

Claims = dict[str, Any]


@pytest.fixture(scope="module")
def key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def other_key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


class TestDirect:
    ACCESS: Claims = {"iss": "http://esia.example/", "client_id": "KARTOTEKA", "urn:esia:sbj_id": 1000000101, **LIFE}
    IDENTITY: Claims = {"iss": "http://esia.example/", "aud": "KARTOTEKA", "sub": 1000000101, **LIFE}
    PERSON: Claims = {
        "lastName": "Соколова", "firstName": "Анна", "birthDate": "12.03.1986", "gender": "F", "trusted": True,
    }  # fmt: skip

    @pytest.fixture
    def finish(self, key: RSAPrivateKey) -> Callable[..., VerifiedPerson]:
        def finish(access: Claims | None = None, identity: Claims | None = None, **answers: Answer) -> VerifiedPerson:
            http = FakeHttp(
                te={
                    "access_token": jwt.encode({**self.ACCESS, **(access or {})}, key, algorithm="RS256"),
                    "id_token": jwt.encode({**self.IDENTITY, **(identity or {})}, key, algorithm="RS256"),
                    "state": "echo",
                }
            )
            http.answers |= {"1000000101": Answer(200, self.PERSON)} | answers
            settings = DirectSettings(
                "https://esia.example",
                "KARTOTEKA",
                "A" * 64,
                "http://esia.example/",
                TokenKey("RS256", key.public_key()),
            )
            esia = DirectEsia(settings, new_key())
            esia._http = http  # type: ignore[assignment]
            return esia.finish(ANSWER, ATTEMPT, return_to=RETURN, now=NOW)

        return finish

    def test_is_believed_when_all_is_right(self, finish: Callable[..., VerifiedPerson]) -> None:
        assert finish().subject == "esia:1000000101"

    @pytest.mark.parametrize(
        "access",
        [
            {"iss": "http://evil.example/"}, {"client_id": "OTHER"}, {"client_id": None}, {"urn:esia:sbj_id": None},
            {"urn:esia:sbj_id": True}, {"urn:esia:sbj_id": 2}, {"exp": None}, LATE, EARLY,
        ],
    )  # fmt: skip
    def test_is_refused_with_a_wrong_access_token(self, finish: Callable[..., VerifiedPerson], access: Claims) -> None:
        with pytest.raises(Refused):
            finish(access=access)

    @pytest.mark.parametrize(
        "identity",
        [
            {"iss": "http://evil.example/"}, {"aud": "OTHER"}, {"aud": None}, {"sub": None}, {"sub": 2},
            {"exp": None}, LATE, EARLY,
        ],
    )  # fmt: skip
    def test_is_refused_with_a_wrong_identity_token(
        self, finish: Callable[..., VerifiedPerson], identity: Claims
    ) -> None:
        with pytest.raises(Refused):
            finish(identity=identity)

    def test_is_refused_with_the_answer_to_another_request(self, finish: Callable[..., VerifiedPerson]) -> None:
        with pytest.raises(Refused):
            finish(te=Answer(200, {"access_token": "a", "id_token": "b", "state": "another"}))

    @pytest.mark.parametrize("status", [401, 403, 404])
    def test_is_refused_when_esia_tells_nothing_of_the_person(
        self, finish: Callable[..., VerifiedPerson], status: int
    ) -> None:
        with pytest.raises(Refused):
            finish(**{"1000000101": Answer(status, {"code": "ESIA-005011"})})


class TestBroker:
    IDENTITY: Claims = {"iss": ISSUER, "aud": "kartoteka", "sub": "s", "nonce": "nonce", **LIFE}
    TOLD: Claims = {
        "sub": "s", "family_name": "Соколова", "given_name": "Анна", "birthdate": "1986-03-12", "gender": "female",
        "trusted": True,
    }  # fmt: skip
    DESCRIPTION: Claims = {
        "issuer": ISSUER,
        "authorization_endpoint": f"{ISSUER}/authorize?tenant=region",
        "token_endpoint": f"{ISSUER}/token",
        "userinfo_endpoint": f"{ISSUER}/userinfo",
        "jwks_uri": f"{ISSUER}/jwks",
    }

    @pytest.fixture
    def http(self, key: RSAPrivateKey) -> FakeHttp:
        return FakeHttp(
            openid_configuration=self.DESCRIPTION,
            token={"access_token": "a", "id_token": self.signed(key)},
            userinfo=self.TOLD,
            jwks={"keys": [described(key, kid="1")]},
        )

    @pytest.fixture
    def broker(self, http: FakeHttp) -> OidcProvider:
        broker = OidcProvider(OidcSettings(ISSUER, "kartoteka", "secret"))
        broker._http = http  # type: ignore[assignment]
        return broker

    def signed(self, key: RSAPrivateKey, kid: str = "1", **changes: object) -> str:
        return jwt.encode({**self.IDENTITY, **changes}, key, algorithm="RS256", headers={"kid": kid})

    def finish(self, broker: OidcProvider, answer: ProviderAnswer = ANSWER) -> VerifiedPerson:
        return broker.finish(answer, ATTEMPT, return_to=RETURN, now=NOW)

    def test_is_believed_when_all_is_right(self, broker: OidcProvider) -> None:
        person = self.finish(broker)

        assert (person.subject, person.is_trusted) == (f"{ISSUER}|s", True)

    def test_is_sent_the_verifier(self, broker: OidcProvider, http: FakeHttp) -> None:
        self.finish(broker)

        assert http.sent["token"]["code_verifier"] == ATTEMPT.verifier

    def test_keeps_what_its_address_has_already(self, broker: OidcProvider) -> None:
        assert broker.begin(ATTEMPT, return_to=RETURN, now=NOW).startswith(
            f"{ISSUER}/authorize?tenant=region&response_type=code&"
        )

    def test_passes_on_esias_own_identifier(self, broker: OidcProvider, http: FakeHttp) -> None:
        http.answers["userinfo"] = Answer(200, {**self.TOLD, "urn:esia:sbj:oid": 1000000101})

        assert self.finish(broker).subject == "esia:1000000101"

    @pytest.mark.parametrize(
        "changes",
        [
            {"iss": "https://evil.example"}, {"aud": "other"}, {"aud": ["kartoteka", "other"]}, {"azp": "other"},
            {"nonce": "another"}, {"nonce": None}, {"sub": "other"}, {"sub": ""}, {"exp": None}, LATE, EARLY,
        ],
    )  # fmt: skip
    def test_is_refused_with_a_wrong_token(
        self, broker: OidcProvider, http: FakeHttp, key: RSAPrivateKey, changes: Claims
    ) -> None:
        http.answers["token"] = Answer(200, {"access_token": "a", "id_token": self.signed(key, **changes)})

        with pytest.raises(Refused):
            self.finish(broker)

    def test_is_refused_with_a_token_of_another_key(
        self, broker: OidcProvider, http: FakeHttp, other_key: RSAPrivateKey
    ) -> None:
        for kid in ("1", "2"):
            http.answers["token"] = Answer(200, {"access_token": "a", "id_token": self.signed(other_key, kid)})

            with pytest.raises(Refused):
                self.finish(broker)

    @pytest.mark.parametrize("token", ["", "no token", "a.b.c"])
    def test_is_refused_with_no_token(self, broker: OidcProvider, http: FakeHttp, token: str) -> None:
        http.answers["token"] = Answer(200, {"access_token": "a", "id_token": token})

        with pytest.raises(Refused):
            self.finish(broker)

    @pytest.mark.parametrize(
        "keys",
        [
            None, {}, [], ["1"], [{}], [{"kty": "RSA", "kid": "1", "n": "?", "e": "?"}],
            [{"kty": "oct", "kid": "1", "k": "c2VjcmV0", "alg": "HS256"}],
        ],
    )  # fmt: skip
    def test_is_refused_without_a_key_that_we_take(self, broker: OidcProvider, http: FakeHttp, keys: object) -> None:
        http.answers["jwks"] = Answer(200, {"keys": keys})

        with pytest.raises(Refused):
            self.finish(broker)

    def test_may_have_other_keys_too(self, broker: OidcProvider, http: FakeHttp, key: RSAPrivateKey) -> None:
        curve: dict[str, Any] = ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP256R1()).public_key(), as_dict=True)
        others = [{"kty": "oct", "kid": "1"}, {**curve, "kid": "0"}, {**described(key, "1"), "use": "enc"}]
        http.answers["jwks"] = Answer(200, {"keys": [*others, described(key, "1")]})

        assert self.finish(broker).is_trusted

    @pytest.mark.parametrize(
        "description",
        [
            {**DESCRIPTION, "issuer": "https://evil.example"},
            {**DESCRIPTION, "token_endpoint": "http://broker.example/token"},
            {**DESCRIPTION, "userinfo_endpoint": None},
            {},
        ],
    )
    def test_is_refused_with_a_description_that_cannot_be_its_own(
        self, broker: OidcProvider, http: FakeHttp, description: Claims
    ) -> None:
        http.answers["openid_configuration"] = Answer(200, description)

        with pytest.raises(Refused):
            self.finish(broker)

    @pytest.mark.parametrize("name", ["openid_configuration", "token", "userinfo"])
    def test_is_refused_when_it_refuses(self, broker: OidcProvider, http: FakeHttp, name: str) -> None:
        http.answers[name] = Answer(400, {"error": "invalid_grant"})

        with pytest.raises(Refused):
            self.finish(broker)

    def test_is_refused_with_the_answer_to_another_attempt(self, broker: OidcProvider) -> None:
        for answer in (replace(ANSWER, state="other"), replace(ANSWER, issuer="https://evil.example")):
            with pytest.raises(Refused):
                self.finish(broker, answer)


def described(key: RSAPrivateKey, kid: str) -> dict[str, Any]:
    """A public key as a broker publishes it."""
    return {**RSAAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": kid}
