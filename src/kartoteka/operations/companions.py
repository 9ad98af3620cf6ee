"""Programs that run beside the Portal because the settings want them: the server of events, simulated neighbours."""

import contextlib
import http.client
import os
import socket
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.module_loading import import_string

from kartoteka.operations.address import Address, CannotListenError, require_free
from kartoteka.operations.processes import Program

LOOPBACK = "127.0.0.1"
_NEIGHBOUR_PORTS = 20
_PROBE_TIMEOUT = 3.0


@dataclass(frozen=True, slots=True)
class Companion:
    """A further program. `environment` is what the Portal's own programs must know of it."""

    program: Program
    is_ready: Callable[[], bool]
    environment: Mapping[str, str] = field(default_factory=dict)


class FreePorts:
    """Ports for those who run beside the Portal: the next ones after its own that nobody has, each given once."""

    def __init__(self, portal: Address) -> None:
        self._next = portal.port + 1
        self._beyond = min(portal.port + _NEIGHBOUR_PORTS, 2**16)

    def take(self) -> int:
        """A port on this machine that is free now."""
        for candidate in range(self._next, self._beyond):
            with contextlib.suppress(CannotListenError):
                require_free(Address(LOOPBACK, candidate))
                self._next = candidate + 1
                return candidate
        with socket.create_server((LOOPBACK, 0)) as listener:
            free: int = listener.getsockname()[1]
            return free


def make_companions(address: Address) -> list[Companion]:
    """
    What KARTOTEKA_RUN_ALONGSIDE names; each function gets the address of the Portal and free ports. Nothing is started
    yet.
    """
    ports = FreePorts(address)
    return [import_string(name)(address, ports) for name in settings.KARTOTEKA_RUN_ALONGSIDE]


def answers(port: int, path: str) -> bool:
    """Whether a program on this machine says that it is well."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=_PROBE_TIMEOUT)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def tell_of(companions: Iterable[Companion]) -> None:
    """Put what is to be known of the companions where the programs started after this will find it."""
    for companion in companions:
        os.environ.update(companion.environment)
