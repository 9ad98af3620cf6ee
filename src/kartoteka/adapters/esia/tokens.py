"""
Checking the tokens with which a provider vouches for a person.

The algorithm is that of the key we hold, whatever the token's own header says: a header that may choose is how
`none` and a public key taken for a shared secret get in.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Never

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from cryptography.x509 import load_pem_x509_certificate
from jwt.algorithms import Algorithm

from kartoteka.adapters.esia.gost import GostPublicKey, is_signed, read_public_key
from kartoteka.shared.errors import Refused

GOST = "GOST3410_2012_256"
LEEWAY = timedelta(seconds=60)
_CERTIFICATE = b"-----BEGIN CERTIFICATE-----"

Claims = Mapping[str, Any]


class _GostAlgorithm(Algorithm):
    """GOST R 34.10-2012 for PyJWT: checking only."""

    def prepare_key(self, key: Any) -> GostPublicKey:
        if not isinstance(key, GostPublicKey):
            raise jwt.InvalidKeyError("no GOST key")
        return key

    def verify(self, msg: bytes, key: GostPublicKey, sig: bytes) -> bool:
        return is_signed(msg, sig, key)

    def sign(self, msg: bytes, key: GostPublicKey) -> Never:
        raise NotImplementedError

    @staticmethod
    def to_jwk(key_obj: Any, as_dict: bool = False) -> Never:  # noqa: FBT001, FBT002 - PyJWT's signature
        raise NotImplementedError

    @staticmethod
    def from_jwk(jwk: Any) -> Never:
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class TokenKey:
    """A provider's public key, with the one algorithm that goes with it."""

    algorithm: str
    key: Any  # each algorithm has a class of its own


def read_token_key(path: Path) -> TokenKey:
    """
    The key in a file: RSA or GOST, a public key or a certificate, in PEM; GOST in DER as well.

    :raises ValueError: no such key is in the file
    """
    encoded = path.read_bytes()
    if (gost := read_public_key(encoded)) is not None:
        return TokenKey(GOST, gost)
    if _CERTIFICATE in encoded:
        key: object = load_pem_x509_certificate(encoded).public_key()
    else:
        key = load_pem_public_key(encoded)
    if not isinstance(key, RSAPublicKey):
        raise ValueError("neither an RSA nor a GOST key")  # noqa: TRY004 - a wrong file, no wrong type of ours
    return TokenKey("RS256", key)


def verified_claims(token: str, key: TokenKey) -> Claims:
    """
    What a token says, once its signature is checked.

    :raises Refused: it is not signed by the key, or is no token at all
    """
    jws = jwt.PyJWS(algorithms=[] if key.algorithm == GOST else [key.algorithm])
    if key.algorithm == GOST:
        jws.register_algorithm(GOST, _GostAlgorithm())
    try:
        claims = json.loads(jws.decode(token, key.key, algorithms=[key.algorithm]))
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as failure:
        raise Refused("a token with a wrong signature") from failure
    if not isinstance(claims, dict):
        raise Refused("a token without claims")
    return claims


def check_times(claims: Claims, *, now: datetime) -> None:
    """
    Check that a token is valid now: not over, not from the future.

    :raises Refused: it is not, or does not say when it ends
    """
    latest, earliest = (now - LEEWAY).timestamp(), (now + LEEWAY).timestamp()
    if _moment(claims, "exp", required=True) <= latest:
        raise Refused("a token that is over")
    if max(_moment(claims, "nbf"), _moment(claims, "iat")) > earliest:
        raise Refused("a token from the future")


def check_equal(claims: Claims, **expected: str) -> None:
    """
    Check claims that must have exactly these values; for `aud`, one of several audiences is enough.

    :raises Refused: one differs
    """
    for name, value in expected.items():
        said = claims.get(name)
        if said != value and not (name == "aud" and isinstance(said, list) and value in said):
            raise Refused(f"a token with another {name}")


def _moment(claims: Claims, name: str, *, required: bool = False) -> float:
    value = claims.get(name)
    if value is None and not required:
        return 0.0
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise Refused(f"a token without {name}")
    return float(value)
