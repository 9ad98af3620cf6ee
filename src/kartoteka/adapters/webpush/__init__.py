"""Web Push (RFC 8030) without contents, signed by the key of the installation (VAPID, RFC 8292)."""

import hashlib
import logging
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

import jwt
import urllib3
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from kartoteka.domain.accounts.app_devices.errors import SubscriptionGone
from kartoteka.domain.accounts.app_devices.rules import is_push_address
from kartoteka.shared.errors import Refused, Unavailable

# How long a push service keeps a knock for a telephone that is switched off.
_KEPT_THERE = timedelta(days=1)
_SIGNED_FOR = timedelta(hours=12)
_DEADLINE = timedelta(seconds=10)
_ORDER_OF_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_PASSING = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})

logger = logging.getLogger(__name__)


def sender_from_settings() -> "WebPushSender":
    """The sender of this installation."""
    return WebPushSender(
        settings.KARTOTEKA_IDENTITY_SECRET, settings.KARTOTEKA_PUBLIC_ORIGIN, settings.KARTOTEKA_PUSH_ORIGINS
    )


class WebPushSender:
    """
    Knocks with an empty message: the words stand in the app, so no push service learns anything, not even encrypted.

    :param secret: of the installation; the signing key is made from it, so there is none to lose or to leak besides
    :param subject: whom a push service may ask if something is wrong
    :param origins: the push services that may be asked
    """

    def __init__(self, secret: bytes, subject: str, origins: tuple[str, ...]) -> None:
        made = hashlib.blake2b(b"web-push", key=secret, digest_size=48).digest()
        self._key = ec.derive_private_key(int.from_bytes(made) % (_ORDER_OF_P256 - 1) + 1, ec.SECP256R1())
        self._subject = subject
        self._origins = origins
        self._pool = urllib3.PoolManager(timeout=urllib3.Timeout(_DEADLINE.total_seconds()), retries=False)

    @property
    def public_key(self) -> str:
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return urlsafe_b64encode(point).rstrip(b"=").decode()

    def knock(self, endpoint: str) -> None:
        if not is_push_address(endpoint, self._origins):
            raise Refused("no push service of ours")
        headers = {
            "Authorization": f"vapid t={self._token(endpoint)}, k={self.public_key}",
            "TTL": str(int(_KEPT_THERE.total_seconds())),
            "Content-Length": "0",
        }
        try:
            answer = self._pool.request("POST", endpoint, headers=headers, redirect=False, preload_content=False)
        except urllib3.exceptions.HTTPError:
            raise Unavailable("the push service does not answer") from None
        answer.close()
        _judge(answer.status)

    def close(self) -> None:
        self._pool.clear()

    def _token(self, endpoint: str) -> str:
        parts = urlsplit(endpoint)
        told = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int((datetime.now(UTC) + _SIGNED_FOR).timestamp()),
            "sub": self._subject,
        }
        return jwt.encode(told, self._key, algorithm="ES256")


def _judge(status: int) -> None:
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return
    if status in _GONE:
        raise SubscriptionGone("the push service knows the telephone no more")
    if status in _PASSING or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Unavailable(f"the push service answered {status}")
    logger.error("The push service answered %d: look at the settings of the Portal", status)
    raise Refused(f"the push service answered {status}")
