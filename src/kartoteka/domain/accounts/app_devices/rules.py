"""Decisions about PINs and keys that need nothing but their arguments."""

import itertools
import re
from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings

from kartoteka.shared.identity_key import keyed_hash

MAX_WRONG_PINS = 5
CHALLENGE_BYTES = 32
CHALLENGE_LASTS = timedelta(minutes=2)
# More telephones than anybody has; the one that was not used for longest gives way.
MAX_DEVICES = 10
# A telephone on which nobody opened the app for so long is unbound.
DEVICE_KEPT_FOR = timedelta(days=180)

_PIN = re.compile(r"[0-9]{4}", re.ASCII)
# No user, no odd signs: what two programs read differently leads to two places.
_ADDRESS = re.compile(r"(?P<scheme>https?)://(?P<host>[a-z0-9.-]+(:[0-9]{1,5})?)/[!-~]*", re.ASCII)
_HALF = 2
_COORDINATE = 32
_OLDEST_BIRTH_YEAR = 1900


def is_pin(typed: str) -> bool:
    """Whether it is four digits."""
    return _PIN.fullmatch(typed) is not None


def is_weak(pin: str, *, birth_dates: Collection[date], phone: str, today: date) -> bool:
    """
    Whether a finder of the telephone would try it first (R70): equal digits, a row of digits up, down or across the
    pad, two digits or a pair twice, any year in which somebody living may have been born, the owner's own days and
    number.
    """
    steps = {(int(after) - int(before)) % 10 for before, after in itertools.pairwise(pin)}
    if len(steps) == 1 and steps <= {0, 1, 9}:
        return True
    if pin[:_HALF] == pin[_HALF:] or (pin[0] == pin[1] and pin[2] == pin[3]) or pin in {"2580", "0852"}:
        return True
    if _OLDEST_BIRTH_YEAR <= int(pin) <= today.year or (phone and phone.endswith(pin)):
        return True
    return any(pin in {f"{day:%d%m}", f"{day:%m%d}"} for day in birth_dates)


def is_push_address(endpoint: str, origins: Collection[str]) -> bool:
    """Whether an address is of a push service we talk to; `https://*.example` stands for all hosts below."""
    found = _ADDRESS.fullmatch(endpoint)
    if found is None:
        return False
    scheme, host = found["scheme"], found["host"]
    return f"{scheme}://{host}" in origins or f"{scheme}://*.{host.partition('.')[2]}" in origins


def pin_hash(device_id: UUID, pin: str) -> bytes:
    """
    Under what a PIN is kept.

    Ten thousand PINs are tried in no time whatever the hash costs, so it is the installation's secret that guards them.
    """
    return keyed_hash(settings.KARTOTEKA_IDENTITY_SECRET, "app-pin", str(device_id), pin)


def is_public_key(raw: bytes) -> bool:
    """Whether the bytes are a point of P-256, as WebCrypto exports it."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    except ValueError:
        return False
    return True


def is_signed(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether a telephone signed the message. WebCrypto gives a signature as two numbers side by side."""
    if len(signature) != 2 * _COORDINATE:
        return False
    r, s = (int.from_bytes(half) for half in (signature[:_COORDINATE], signature[_COORDINATE:]))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_key)
    try:
        key.verify(encode_dss_signature(r, s), message, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True
