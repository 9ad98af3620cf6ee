"""
The server of events: `python -m kartoteka.operations.event_server HOST PORT`.

Apart from the web server, whose threads a page that lies open would hold.
"""

import sys

from django.conf import settings
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from kartoteka.operations.address import Address
from kartoteka.operations.companions import Companion, FreePorts, answers
from kartoteka.operations.processes import Program
from kartoteka.operations.web_server import let_workers_be_stopped_while_they_start

_PATIENCE_WITH_STREAMS = 2


def companion(portal: Address, ports: FreePorts) -> Companion:
    """The server of events beside the Portal: on the port of the settings, else on a free one."""
    port = settings.KARTOTEKA_EVENTS_LISTEN or ports.take()
    command = (sys.executable, "-m", "kartoteka.operations.event_server", portal.host, str(port))
    return Companion(
        Program("server of events", command),
        is_ready=lambda: answers(port, "/events/health"),
        environment={"KARTOTEKA_EVENTS_PORT": str(port)},
    )


def main() -> None:
    """Serve until told to stop; open streams end at once, and their browsers come back to the next server."""
    host, port = sys.argv[1:]
    let_workers_be_stopped_while_they_start()
    Granian(
        "kartoteka.config.asgi:application",
        address=host,
        port=int(port),
        interface=Interfaces.ASGI,
        workers=1,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=_PATIENCE_WITH_STREAMS,
        websockets=False,
        log_level=LogLevels.warning,
        log_access=False,
    ).serve()


if __name__ == "__main__":
    main()
