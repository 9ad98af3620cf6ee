"""
Asking a provider: one attempt, a deadline for all of the answer, a largest size, no redirects.

Addresses, bodies and tokens are never logged, and no exception carries them.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import urllib3

from kartoteka.shared.errors import Unavailable

_CONNECT = 3.0
_LARGEST = 256 * 1024
_CHUNK = 16 * 1024
_SERVER_ERRORS = 500
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_REDIRECTS = range(300, 400)

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider answered; an error too has a body."""

    status: int
    body: Json

    @property
    def is_good(self) -> bool:
        return self.status == 200  # noqa: PLR2004 - OK


@dataclass(frozen=True)
class Http:
    """
    The way to one provider. `ca_file` names its certification authority where the system does not know it; `patience`
    is in seconds, for the whole answer.
    """

    ca_file: str = ""
    patience: float = 10.0

    def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        """:raises Unavailable: no answer, a slow one, or one that is no JSON object"""
        return self._ask("GET", url, headers=headers)

    def post(self, url: str, fields: Mapping[str, str], *, headers: Mapping[str, str] | None = None) -> Answer:
        """:raises Unavailable: see `get`"""
        return self._ask("POST", url, headers=headers, fields=fields)

    @cached_property
    def _pool(self) -> urllib3.PoolManager:
        return urllib3.PoolManager(ca_certs=self.ca_file or None, cert_reqs="CERT_REQUIRED")

    def _ask(
        self, method: str, url: str, *, headers: Mapping[str, str] | None, fields: Mapping[str, str] | None = None
    ) -> Answer:
        deadline = time.monotonic() + self.patience
        try:
            response = self._pool.request(
                method,
                url,
                body=urlencode(fields) if fields else None,
                headers={"Accept": "application/json", **(_FORM if fields else {}), **(headers or {})},
                timeout=urllib3.Timeout(connect=_CONNECT, total=self.patience),
                retries=False,
                redirect=False,
                preload_content=False,
            )
            try:
                body = _read(response, deadline)
            finally:
                # Not given back to the pool: an answer that was broken off leaves its rest in the connection.
                response.close()
        except (urllib3.exceptions.HTTPError, OSError) as failure:
            raise Unavailable("the provider does not answer") from failure
        return Answer(response.status, _parsed(response.status, body))


def _read(response: urllib3.BaseHTTPResponse, deadline: float) -> bytes:
    body = b""
    while chunk := response.read1(_CHUNK):
        body += chunk
        if len(body) > _LARGEST or time.monotonic() > deadline:
            raise Unavailable("the provider's answer is too slow or too long")
    return body


def _parsed(status: int, body: bytes) -> Json:
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError) as failure:
        raise Unavailable("the provider's answer is broken") from failure
    if status >= _SERVER_ERRORS or status in _REDIRECTS or not isinstance(parsed, dict):
        raise Unavailable("the provider's answer is broken")
    return parsed
