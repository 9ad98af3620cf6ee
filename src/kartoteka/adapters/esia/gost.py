"""
GOST R 34.10-2012 signatures of 256 bits, as far as a public key goes: reading the key and checking.

A signature is 64 bytes, s before r, both big-endian, over Streebog-256: so OpenSSL's engine writes it. A key comes as
PEM or DER, a bare public key or a certificate. Nothing secret is handled here, so no certified cryptography is needed.
"""

import base64
import re
from dataclasses import dataclass
from typing import Any

from gostcrypto import gosthash, gostsignature

SIGNATURE_LENGTH = 64
_HALF = SIGNATURE_LENGTH // 2
_CURVES = gostsignature.CURVES_R_1323565_1_024_2019
# DER of the identifiers of parameter sets; two of them name the same curve.
_CURVE_NAMES = {
    b"\x2a\x85\x03\x02\x02\x23\x01": "id-tc26-gost-3410-2012-256-paramSetB",
    b"\x2a\x85\x03\x02\x02\x23\x02": "id-tc26-gost-3410-2012-256-paramSetC",
    b"\x2a\x85\x03\x02\x02\x23\x03": "id-tc26-gost-3410-2012-256-paramSetD",
    b"\x2a\x85\x03\x02\x02\x24\x00": "id-tc26-gost-3410-2012-256-paramSetB",
    b"\x2a\x85\x03\x02\x02\x24\x01": "id-tc26-gost-3410-2012-256-paramSetD",
    b"\x2a\x85\x03\x07\x01\x02\x01\x01\x01": "id-tc26-gost-3410-2012-256-paramSetA",
    b"\x2a\x85\x03\x07\x01\x02\x01\x01\x02": "id-tc26-gost-3410-2012-256-paramSetB",
    b"\x2a\x85\x03\x07\x01\x02\x01\x01\x03": "id-tc26-gost-3410-2012-256-paramSetC",
    b"\x2a\x85\x03\x07\x01\x02\x01\x01\x04": "id-tc26-gost-3410-2012-256-paramSetD",
}
# The algorithm's identifier, the parameters with the curve's, and the point, of a public key or inside a certificate.
_PUBLIC_KEY = re.compile(
    rb"\x06\x08\x2a\x85\x03\x07\x01\x01\x01\x01\x30.\x06(?P<curve>.{8,40}?)\x03\x43\x00\x04\x40(?P<point>.{64})",
    re.DOTALL,
)
_PEM = re.compile(rb"-----BEGIN [A-Z ]+-----(?P<body>[A-Za-z0-9+/=\s]+)-----END")


@dataclass(frozen=True, slots=True)
class GostPublicKey:
    """A point of a named curve: x and y, big-endian."""

    curve: str
    point: bytes


def read_public_key(encoded: bytes) -> GostPublicKey | None:
    """The GOST key in a file; None where there is none."""
    pem = _PEM.search(encoded)
    found = _PUBLIC_KEY.search(base64.b64decode(pem["body"]) if pem else encoded)
    if found is None:
        return None
    named = found["curve"]
    curve = _CURVE_NAMES.get(named[1 : 1 + named[0]])
    point = found["point"]
    # DER keeps both numbers with their lowest byte first.
    return GostPublicKey(curve, point[:_HALF][::-1] + point[_HALF:][::-1]) if curve else None


def is_signed(message: bytes, signature: bytes, key: GostPublicKey) -> bool:
    """Whether the owner of the key signed the message."""
    if len(signature) != SIGNATURE_LENGTH:
        return False
    checker: Any = gostsignature.new(gostsignature.MODE_256, _CURVES[key.curve])
    # This library takes r before s.
    in_order = bytearray(signature[_HALF:] + signature[:_HALF])
    return bool(checker.verify(bytearray(key.point), digest(message), in_order))


def digest(message: bytes) -> bytearray:
    """Streebog-256 in the order of bytes in which signatures take it."""
    hashed: bytearray = gosthash.new("streebog256", data=bytearray(message)).digest()
    return bytearray(reversed(hashed))
