"""Tokens: every way in which one can be wrong."""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kartoteka.adapters.esia.tokens import (
    GOST,
    Claims,
    TokenKey,
    check_equal,
    check_times,
    read_token_key,
    verified_claims,
)
from kartoteka.devtools.gost_key import DemoKey, new_key
from kartoteka.shared.errors import Refused

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CLAIMS = {"iss": "http://esia.example/", "aud": "KARTOTEKA", "sub": "1000000101"}


@pytest.fixture(scope="module")
def rsa() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def gost() -> DemoKey:
    return new_key()


def pem_of(key: RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.fixture
def rsa_key(rsa: RSAPrivateKey, tmp_path: Path) -> TokenKey:
    (tmp_path / "rsa.pem").write_bytes(pem_of(rsa))
    return read_token_key(tmp_path / "rsa.pem")


@pytest.fixture
def gost_key(gost: DemoKey, tmp_path: Path) -> TokenKey:
    (tmp_path / "gost.pem").write_text(gost.public_pem)
    return read_token_key(tmp_path / "gost.pem")


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def signed_with_gost(claims: Mapping[str, Any], key: DemoKey, algorithm: str = GOST) -> str:
    body = f"{part({'alg': algorithm})}.{part(claims)}"
    return f"{body}.{base64.urlsafe_b64encode(key.sign(body.encode())).decode().rstrip('=')}"


class TestSignature:
    def test_with_rsa_is_accepted(self, rsa: RSAPrivateKey, rsa_key: TokenKey) -> None:
        assert verified_claims(jwt.encode(CLAIMS, rsa, algorithm="RS256"), rsa_key) == CLAIMS

    def test_with_gost_is_accepted(self, gost: DemoKey, gost_key: TokenKey) -> None:
        assert verified_claims(signed_with_gost(CLAIMS, gost), gost_key) == CLAIMS

    def test_of_another_owner_is_refused(self, rsa_key: TokenKey, gost_key: TokenKey) -> None:
        other = generate_private_key(public_exponent=65537, key_size=2048)

        for token, key in (
            (jwt.encode(CLAIMS, other, algorithm="RS256"), rsa_key),
            (signed_with_gost(CLAIMS, new_key()), gost_key),
        ):
            with pytest.raises(Refused):
                verified_claims(token, key)

    def test_by_no_algorithm_is_refused(self, rsa_key: TokenKey, gost_key: TokenKey) -> None:
        for algorithm in ("none", "None", "NONE", ""):
            for key in (rsa_key, gost_key):
                with pytest.raises(Refused):
                    verified_claims(f"{part({'alg': algorithm})}.{part(CLAIMS)}.", key)

    def test_with_the_public_key_for_a_shared_secret_is_refused(self, rsa: RSAPrivateKey, rsa_key: TokenKey) -> None:
        header, claims = part({"alg": "HS256", "typ": "JWT"}), part(CLAIMS)
        forged = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
        signature = base64.urlsafe_b64encode(forged.sign(f"{header}.{claims}".encode(), pem_of(rsa))).decode()

        with pytest.raises(Refused):
            verified_claims(f"{header}.{claims}.{signature.rstrip('=')}", rsa_key)

    def test_by_an_algorithm_of_another_key_is_refused(
        self, rsa: RSAPrivateKey, gost: DemoKey, rsa_key: TokenKey, gost_key: TokenKey
    ) -> None:
        for token, key in (
            (jwt.encode(CLAIMS, rsa, algorithm="RS512"), rsa_key),
            (jwt.encode(CLAIMS, rsa, algorithm="PS256"), rsa_key),
            (jwt.encode(CLAIMS, rsa, algorithm="RS256"), gost_key),
            (signed_with_gost(CLAIMS, gost), rsa_key),
            (signed_with_gost(CLAIMS, gost, algorithm="RS256"), gost_key),
        ):
            with pytest.raises(Refused):
                verified_claims(token, key)

    @pytest.mark.parametrize(
        "token", ["", ".", "..", "a.b.c", "eyJhbGciOiJSUzI1NiJ9.e30.", "\x00", "ы.ы.ы", "a" * 100_000]
    )
    def test_is_asked_of_whatever_comes(self, rsa_key: TokenKey, token: str) -> None:
        with pytest.raises(Refused):
            verified_claims(token, rsa_key)

    def test_over_something_else_than_claims_is_refused(self, gost: DemoKey, gost_key: TokenKey) -> None:
        with pytest.raises(Refused):
            verified_claims(signed_with_gost(["no claims"], gost), gost_key)  # type: ignore[arg-type]


class TestTokenKey:
    @pytest.mark.parametrize("content", [b"", b"no key", b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"])
    def test_is_refused_when_the_file_holds_none(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "key.pem").write_bytes(content)

        with pytest.raises(ValueError, match=r".*"):
            read_token_key(tmp_path / "key.pem")

    def test_is_refused_when_it_is_of_another_kind(self, tmp_path: Path) -> None:
        (tmp_path / "key.pem").write_bytes(pem_of(ec.generate_private_key(ec.SECP256R1())))

        with pytest.raises(ValueError, match="neither"):
            read_token_key(tmp_path / "key.pem")


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def lifetime(**changes: object) -> Claims:
    usual = {"iat": seconds(NOW), "nbf": seconds(NOW), "exp": seconds(NOW + timedelta(hours=1))}
    return {**usual, **changes}


class TestTimes:
    @pytest.mark.parametrize(
        "claims",
        [
            lifetime(),
            lifetime(exp=seconds(NOW - timedelta(seconds=59))),
            lifetime(nbf=seconds(NOW + timedelta(seconds=60)), iat=seconds(NOW + timedelta(seconds=60))),
            {"exp": seconds(NOW) + 1.5},
        ],
    )
    def test_may_differ_by_a_minute(self, claims: Claims) -> None:
        check_times(claims, now=NOW)

    @pytest.mark.parametrize(
        "claims",
        [
            lifetime(exp=seconds(NOW - timedelta(seconds=60))),
            lifetime(exp=seconds(NOW - timedelta(minutes=10))),
            lifetime(nbf=seconds(NOW + timedelta(seconds=61))),
            lifetime(iat=seconds(NOW + timedelta(minutes=10))),
            lifetime(exp=None),
            lifetime(exp="9999999999"),
            lifetime(exp=True),
            lifetime(nbf="x"),
            lifetime(exp=float("nan")),
            {},
        ],
    )
    def test_are_refused_otherwise(self, claims: Claims) -> None:
        with pytest.raises(Refused):
            check_times(claims, now=NOW)


class TestClaims:
    def test_are_accepted_when_they_are_what_was_expected(self) -> None:
        check_equal(CLAIMS, iss="http://esia.example/", aud="KARTOTEKA")
        check_equal({"aud": ["OTHER", "KARTOTEKA"]}, aud="KARTOTEKA")

    @pytest.mark.parametrize(
        "claims",
        [
            {},
            {"iss": "https://esia.example/"},
            {"iss": "http://esia.example"},
            {"iss": "http://evil.example/"},
            {"iss": ["http://esia.example/"]},
            {"iss": None},
        ],
    )
    def test_of_another_issuer_are_refused(self, claims: Claims) -> None:
        with pytest.raises(Refused):
            check_equal(claims, iss="http://esia.example/")

    @pytest.mark.parametrize("audience", [None, "", "OTHER", ["OTHER"], [], {"KARTOTEKA": 1}, "KARTOTEKA2"])
    def test_for_another_audience_are_refused(self, audience: object) -> None:
        with pytest.raises(Refused):
            check_equal({"aud": audience}, aud="KARTOTEKA")
