"""Tokens that the simulator gives out, and its keys, which it makes at its first start."""

import base64
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from simulators.esia import gost

LIFE = 3600
_PRIVATE, _PUBLIC = "esia-token-key.pem", "esia-token-public-key.pem"
_GOST = "GOST3410_2012_256"


@dataclass(frozen=True, slots=True)
class TokenMaker:
    """Signs tokens; `key` is an RSA key, or the bytes of a GOST key."""

    issuer: str
    client_id: str
    key: RSAPrivateKey | bytes

    def access_token(self, oid: str, scope: str, now: datetime) -> str:
        return self._sign(
            {"ver": 1, "typ": "JWT", "sbt": "access"},
            {
                **self._common(now),
                "client_id": self.client_id,
                "urn:esia:sbj_id": int(oid),
                "scope": " ".join(f"{item}?oid={oid}" for item in scope.split()),
            },
        )

    def id_token(self, oid: str, *, is_trusted: bool, now: datetime) -> str:
        subject = {
            "urn:esia:sbj:typ": "P", "urn:esia:sbj:oid": int(oid), "urn:esia:sbj:nam": f"OID.{oid}",
            "urn:esia:sbj:lvl": "PR" if is_trusted else "P",
        }  # fmt: skip
        if is_trusted:
            subject["urn:esia:sbj:is_tru"] = True
        return self._sign(
            {"ver": 1, "typ": "JWT", "sbt": "id"},
            {
                **self._common(now),
                "aud": self.client_id,
                "sub": int(oid),
                "auth_time": int(now.timestamp()),
                "amr": "PWD",
                "urn:esia:amd": "PWD",
                "urn:esia:sbj": subject,
            },
        )

    def _common(self, now: datetime) -> dict[str, Any]:
        moment = int(now.timestamp())
        return {
            "iss": self.issuer,
            "iat": moment,
            "nbf": moment,
            "exp": moment + LIFE,
            "urn:esia:sid": str(uuid4()),
        }

    def _sign(self, header: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
        if isinstance(self.key, bytes):
            signed = f"{_part({**header, 'alg': _GOST})}.{_part(claims)}"
            return f"{signed}.{_base64url(gost.sign(signed.encode(), self.key))}"
        return jwt.PyJWS().encode(json.dumps(claims).encode(), self.key, algorithm="RS256", headers=dict(header))


def other_key() -> RSAPrivateKey:
    """A key that nobody trusts."""
    return generate_private_key(public_exponent=65537, key_size=2048)


def read_or_make_key(folder: Path, *, with_gost: bool) -> RSAPrivateKey | bytes:
    """The key kept in the folder; made at the first start, with the public half beside it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    private = folder / _PRIVATE
    if with_gost:
        key = gost.new_private_key()
        (folder / _PUBLIC).write_text(gost.public_pem(key))
        return key
    if not private.exists():
        _make_rsa_key(folder)
    loaded = load_pem_private_key(private.read_bytes(), password=None)
    assert isinstance(loaded, RSAPrivateKey)  # noqa: S101 - it was written here
    return loaded


def _make_rsa_key(folder: Path) -> None:
    made = generate_private_key(public_exponent=65537, key_size=2048)
    _write(folder / _PUBLIC, made.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    _write(folder / _PRIVATE, made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def _write(path: Path, content: bytes) -> None:
    fresh = path.with_suffix(".fresh")
    fresh.touch(mode=0o600)
    fresh.write_bytes(content)
    os.replace(fresh, path)  # noqa: PTH105 - one step, so that nobody reads half a key


def _part(value: Mapping[str, Any]) -> str:
    return _base64url(json.dumps(value).encode())


def _base64url(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")
