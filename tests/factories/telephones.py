"""Telephones: each has a key of its own, as a browser makes it, that signs as WebCrypto does."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pytest_django import Settings

from kartoteka.domain.accounts.app_devices import binding, push, unlocking
from kartoteka.domain.accounts.app_devices.types import NewDevice
from kartoteka.domain.accounts.app_devices.unlocking import SignedChallenge
from kartoteka.shared.actor import Actor

PIN, OTHER_PIN = "4071", "8350"


@dataclass(frozen=True)
class Telephone:
    """A telephone with its key."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def public_key(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def sign(self, challenge: bytes) -> SignedChallenge:
        r, s = decode_dss_signature(self.key.sign(challenge, ec.ECDSA(SHA256())))
        return SignedChallenge(challenge, r.to_bytes(32) + s.to_bytes(32))

    def sign_fields(self, challenge: str) -> dict[str, object]:
        """What the scripts of the app put into a form."""
        signed = self.sign(urlsafe_b64decode(challenge + "=="))
        return {"challenge": challenge, "signature": as_text(signed.signature)}


def as_text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def bind(
    account_id: UUID,
    telephone: Telephone,
    now: datetime,
    *,
    pin: str = PIN,
    session_key: str = "",
    birth_dates: Collection[date] = (),
    stepped_up_until: datetime | None = None,
) -> UUID:
    """Bind a telephone to an account."""
    return binding.bind_device(
        account_id=account_id,
        new=NewDevice(telephone.public_key, pin, "Chrome Mobile, Android", stepped_up_until),
        birth_dates=birth_dates,
        today=now.date(),
        session_key=session_key,
        by=Actor.account(account_id),
        now=now,
    )


def reachable(account_id: UUID, settings: Settings, now: datetime) -> str:
    """Bind a telephone that may be knocked at; returns where."""
    settings.KARTOTEKA_PUSH_ORIGINS = ("https://push.example",)
    endpoint = f"https://push.example/{account_id}"
    device_id = bind(account_id, Telephone(), now)
    push.subscribe(device_id=device_id, endpoint=endpoint, by=Actor.account(account_id), now=now)
    return endpoint


def challenged(device_id: UUID, telephone: Telephone, now: datetime) -> SignedChallenge:
    """A fresh challenge, signed."""
    return telephone.sign(unlocking.make_challenge(device_id=device_id, now=now))
