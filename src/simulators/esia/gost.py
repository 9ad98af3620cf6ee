"""GOST R 34.10-2012, 256 bits, on CryptoPro's curve A: checking requests, and signing tokens when asked to."""

import base64
import secrets
from pathlib import Path
from typing import Any

from gostcrypto import gosthash, gostsignature

_CURVE = gostsignature.CURVES_R_1323565_1_024_2019["id-tc26-gost-3410-2012-256-paramSetB"]
_HALF = 32
# All of a public key in DER but the point: algorithm, curve, hash.
_KEY_HEADER = bytes.fromhex("3066301f06082a85030701010101301306072a850302022301" + "06082a850307010102020343000440")


def is_signed(message: bytes, signature: bytes, point: bytes) -> bool:
    """Whether the owner of the point (x and y, big-endian) made the signature (s before r)."""
    checker = _algorithm()
    return bool(checker.verify(bytearray(point), _digest(message), bytearray(signature[_HALF:] + signature[:_HALF])))


def sign(message: bytes, private_key: bytes) -> bytes:
    """The raw signature, s before r."""
    signature = bytes(_algorithm().sign(bytearray(private_key), _digest(message)))
    return signature[_HALF:] + signature[:_HALF]


def new_private_key() -> bytes:
    order: int = _CURVE["q"]
    return (secrets.randbelow(order - 1) + 1).to_bytes(_HALF, "big")


def public_pem(private_key: bytes) -> str:
    """The public half, as OpenSSL's engine writes it."""
    point = bytes(_algorithm().public_key_generate(bytearray(private_key)))
    der = _KEY_HEADER + point[:_HALF][::-1] + point[_HALF:][::-1]
    return f"-----BEGIN PUBLIC KEY-----\n{base64.encodebytes(der).decode()}-----END PUBLIC KEY-----\n"


def read_point(path: Path) -> bytes:
    """
    The point of a public key in PEM.

    :raises ValueError: it is of another kind or curve
    """
    lines = path.read_text().split("-----")
    der = base64.b64decode(lines[2])
    if not der.startswith(_KEY_HEADER):
        raise ValueError("no GOST key of 256 bits on CryptoPro's curve A")
    point = der[len(_KEY_HEADER) :]
    return point[:_HALF][::-1] + point[_HALF:][::-1]


def _algorithm() -> Any:  # the library has no types
    return gostsignature.new(gostsignature.MODE_256, _CURVE)


def _digest(message: bytes) -> bytearray:
    return bytearray(reversed(gosthash.new("streebog256", data=bytearray(message)).digest()))
