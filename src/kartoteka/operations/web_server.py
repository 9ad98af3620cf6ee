"""The web server: `python -m kartoteka.operations.web_server HOST PORT`. Logs no requests: they carry ids of people."""

import os
import signal
import sys

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from kartoteka.operations.leash import fasten

PATIENCE_WITH_REQUESTS = 20
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def main() -> None:
    """Serve until told to stop; requests that have begun are finished first."""
    host, port = sys.argv[1:]
    let_workers_be_stopped_while_they_start()
    server = Granian(
        "kartoteka.config.wsgi:application",
        address=host,
        port=int(port),
        interface=Interfaces.WSGI,
        workers=2,
        # Without it the whole server ends with its first dead worker.
        respawn_failed_workers=True,
        respawn_interval=0.5,
        # A slow request holds one of these, and the others go on. Each keeps its database connection, so it is
        # worth keeping.
        blocking_threads=4,
        blocking_threads_idle_timeout=600,
        workers_kill_timeout=PATIENCE_WITH_REQUESTS,
        websockets=False,
        log_level=LogLevels.warning,
        log_access=False,
    )
    server.serve()


def let_workers_be_stopped_while_they_start() -> None:
    """
    Give a forked worker the usual answer to signals until it sets its own.

    It inherits the answer of the main process, which only notes the signal in its own copy of the memory: a
    worker told to stop while it starts would stay, and hold up the stop until the patience is over.
    """
    parent = os.getpid()

    def hold() -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOP_SIGNALS)

    def release() -> None:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOP_SIGNALS)

    def begin() -> None:
        for number in _STOP_SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        release()
        fasten(parent)

    os.register_at_fork(before=hold, after_in_parent=release, after_in_child=begin)


if __name__ == "__main__":
    main()
