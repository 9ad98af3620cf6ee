"""
A GOST key of the demo, in a file, and signing with it in pure Python.

It signs towards the simulator only: for a real ESIA the law wants certified cryptography, see docs/operations.md.
"""

import base64
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gostcrypto import gostsignature

from kartoteka.adapters.esia.gost import digest

_CURVE = gostsignature.CURVES_R_1323565_1_024_2019["id-tc26-gost-3410-2012-256-paramSetB"]
_HALF = 32
# All of a public key in DER but the point: algorithm, CryptoPro's curve A, hash.
_KEY_HEADER = bytes.fromhex("3066301f06082a85030701010101301306072a85030202230106082a850307010102020343000440")


@dataclass(frozen=True, slots=True)
class DemoKey:
    """A private key; signs as `kartoteka.adapters.esia.signers.Signer` wants it."""

    private: bytes

    def sign(self, message: bytes) -> bytes:
        signature = bytes(_algorithm().sign(bytearray(self.private), digest(message)))
        # This library writes r before s.
        return signature[_HALF:] + signature[:_HALF]

    @property
    def public_pem(self) -> str:
        point = bytes(_algorithm().public_key_generate(bytearray(self.private)))
        der = _KEY_HEADER + point[:_HALF][::-1] + point[_HALF:][::-1]
        return f"-----BEGIN PUBLIC KEY-----\n{base64.encodebytes(der).decode()}-----END PUBLIC KEY-----\n"


def new_key() -> DemoKey:
    order: int = _CURVE["q"]
    return DemoKey((secrets.randbelow(order - 1) + 1).to_bytes(_HALF, "big"))


def read_or_make_key(path: Path) -> DemoKey:
    """The key kept in `path`, readable by its owner only; made on the first call."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(new_key().private.hex())
    return DemoKey(bytes.fromhex(path.read_text()))


def _algorithm() -> Any:  # the library has no types
    return gostsignature.new(gostsignature.MODE_256, _CURVE)
