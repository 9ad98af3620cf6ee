"""SMS by a gateway that takes JSON over HTTP."""

import http.client
import json
import logging
import ssl
from http import HTTPStatus
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from kartoteka.adapters.sms.config import HttpGateway
from kartoteka.domain.messaging.types import OutgoingMessage
from kartoteka.shared.deadlines import hang_up_after
from kartoteka.shared.errors import Refused, Unavailable

# The gateway does not know us, or not this address: our settings are wrong, and the message is not.
_OUR_MISTAKE = frozenset({
    HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED,
})  # fmt: skip
_PASSING = frozenset({
    HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS,
})  # fmt: skip

logger = logging.getLogger(__name__)


def sender_from_settings() -> "HttpJsonSender":
    """The sender of this installation."""
    return HttpJsonSender(settings.KARTOTEKA_SMS_HTTP)


class HttpJsonSender:
    """
    Posts one JSON object a message. Of the answer only the status counts; redirects are not followed.

    A repeated attempt has the same `Idempotency-Key`.
    """

    def __init__(self, gateway: HttpGateway) -> None:
        self._gateway = gateway
        self._url = urlsplit(gateway.url)

    def send(self, message: OutgoingMessage) -> None:
        connection = _connection(self._url, self._gateway.timeout)
        try:
            with hang_up_after(self._gateway.deadline, lambda: connection.sock) as deadline:
                connection.connect()
                if deadline.is_over:
                    raise Unavailable("the SMS gateway was found too late")
                connection.request("POST", _target(self._url), self._body(message), self._headers(message))
                status = connection.getresponse().status
        except (OSError, http.client.HTTPException):
            raise Unavailable("the SMS gateway does not answer") from None
        finally:
            connection.close()
        _judge(status)

    def close(self) -> None:
        """Nothing to give up: no connection outlives its message."""

    def _body(self, message: OutgoingMessage) -> bytes:
        names = self._gateway.fields
        values = {
            names.to: message.to,
            names.text: message.text,
            names.sender: self._gateway.senders.of(message.region_code),
            names.reference: str(message.reference),
        }
        return json.dumps({name: value for name, value in values.items() if name}, ensure_ascii=False).encode()

    def _headers(self, message: OutgoingMessage) -> dict[str, str]:
        headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": str(message.reference)}
        if self._gateway.token:
            headers["Authorization"] = f"Bearer {self._gateway.token}"
        return headers


def _connection(url: SplitResult, timeout: float) -> http.client.HTTPConnection:
    host = url.hostname or ""
    if url.scheme == "https":
        return http.client.HTTPSConnection(host, url.port, timeout=timeout, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, url.port, timeout=timeout)


def _target(url: SplitResult) -> str:
    return (url.path or "/") + (f"?{url.query}" if url.query else "")


def _judge(status: int) -> None:
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return
    if status in _OUR_MISTAKE:
        logger.warning("The SMS gateway refuses the Portal: status %d", status)
    is_final = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    if is_final and status not in _OUR_MISTAKE | _PASSING:
        raise Refused(f"the SMS gateway said {status}")
    raise Unavailable(f"the SMS gateway said {status}")
