"""Where the Portal listens."""

import errno
import http.client
import socket
from dataclasses import dataclass

from django.conf import settings

_PROBE_TIMEOUT = 3.0
_ANY_TO_LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - names them, binds nothing


class CannotListenError(Exception):
    """The address can't be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Address:
    """Host and port of the web server."""

    host: str
    port: int

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"


def require_free(address: Address) -> None:
    """
    Make sure that nobody listens there.

    The web server itself would not notice: its workers share their port with whoever asks, so two Portals
    would each get a part of the requests.

    :raises CannotListenError: the port is taken, forbidden, or the host is not of this machine
    """
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(
            address.host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            # Connections of an earlier run that are still closing do not count.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(where)
    except OSError as error:
        raise CannotListenError(_explain(address, error)) from error


def answers_ready(address: Address) -> bool:
    """Whether /health/ready says yes."""
    host = _ANY_TO_LOOPBACK.get(address.host, address.host)
    connection = http.client.HTTPConnection(host, address.port, timeout=_PROBE_TIMEOUT)
    try:
        connection.request("GET", "/health/ready", headers=_headers_of_front_server())
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _headers_of_front_server() -> dict[str, str]:
    # In production the Portal talks to nobody but the front server: in TLS, and under its own name.
    headers = {}
    named = [host.removeprefix(".") for host in settings.ALLOWED_HOSTS if host != "*"]
    if named:
        headers["Host"] = named[0]
    if settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        headers[name.removeprefix("HTTP_").replace("_", "-")] = value
    return headers


def _explain(address: Address, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        other = address.port + 1
        return (
            f"Port {address.port} is taken by another program. "
            f"Choose another one: make run PORT={other} (kartoteka run --port {other})."
        )
    if error.errno == errno.EACCES:
        return f"Port {address.port} may be opened by root only. Choose one above 1023: make run PORT=8000."
    return f"Can't listen on {address.host}:{address.port} ({error.strerror}). Check --host and --port."
