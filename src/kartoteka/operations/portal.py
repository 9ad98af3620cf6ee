"""The whole Portal on one machine: prepared, started, watched over, stopped."""

import logging
import sys
import time
from collections.abc import Callable, Sequence

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import OutputWrapper
from django.db import connections

from kartoteka.operations.address import Address, answers_ready
from kartoteka.operations.companions import Companion, tell_of
from kartoteka.operations.processes import LeashedProcess, Program
from kartoteka.operations.static_files import collect_if_changed
from kartoteka.operations.stopping import Stop
from kartoteka.operations.supervisor import Supervisor
from kartoteka.operations.web_server import PATIENCE_WITH_REQUESTS

WEB_SERVER = "web server"
_PATIENCE_WITH_START = 90.0
_FAILURES_BEFORE_START = 3
_POLL = 0.2
# The web server itself ends requests that take longer; the supervisor ends a web server that does not.
_PATIENCE_WITH_STOP = PATIENCE_WITH_REQUESTS + 5.0

logger = logging.getLogger(__name__)


class CannotStartError(Exception):
    """The Portal did not become ready."""


def prepare() -> None:
    """Bring the database and the static files up to date, then run what KARTOTEKA_BEFORE_SERVING names."""
    settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    collect_if_changed()
    for command in settings.KARTOTEKA_BEFORE_SERVING:
        call_command(command)
    connections.close_all()


def programs(address: Address, *, with_worker: bool, companions: Sequence[Companion] = ()) -> list[Program]:
    """What a Portal consists of, with what runs beside it."""
    server = (sys.executable, "-m", "kartoteka.operations.web_server", address.host, str(address.port))
    found = [*(companion.program for companion in companions), Program(WEB_SERVER, server)]
    if with_worker:
        found.append(Program("background worker", (sys.executable, "-m", "kartoteka", "worker")))
    return found


def serve(
    supervisor: Supervisor,
    address: Address,
    stop: Stop,
    out: OutputWrapper,
    *,
    probe: Callable[[Address], bool] = answers_ready,
) -> None:
    """
    Start the programs and keep them running until told to stop; leaves no process behind.

    Once the Portal is ready, says where it is and runs what KARTOTEKA_WHEN_HEALTHY names.

    :raises CannotStartError: it did not become ready in time
    """
    try:
        if _became_ready(supervisor, address, stop, probe):
            _announce(address, out)
        while not stop.wait(_POLL):
            supervisor.tend(now=time.monotonic())
    finally:
        supervisor.stop(patience=_PATIENCE_WITH_STOP)


def start_supervisor(address: Address, *, with_worker: bool, companions: Sequence[Companion] = ()) -> Supervisor:
    """A supervisor of real processes, which learn of the companions from their environment."""
    tell_of(companions)
    return Supervisor(programs(address, with_worker=with_worker, companions=companions), spawn=LeashedProcess)


def all_answer(address: Address, companions: Sequence[Companion]) -> bool:
    """Whether the Portal and all that runs beside it are ready."""
    return all(companion.is_ready() for companion in companions) and answers_ready(address)


def _became_ready(supervisor: Supervisor, address: Address, stop: Stop, probe: Callable[[Address], bool]) -> bool:
    """False: it was told to stop before."""
    deadline = time.monotonic() + _PATIENCE_WITH_START
    while not stop.is_set:
        supervisor.tend(now=time.monotonic())
        if probe(address):
            return True
        if time.monotonic() > deadline or supervisor.count_failures(WEB_SERVER) >= _FAILURES_BEFORE_START:
            raise CannotStartError("The Portal did not become ready; the lines above say why.")
        stop.wait(_POLL)
    return False


def _announce(address: Address, out: OutputWrapper) -> None:
    out.write(f"Kartoteka is ready: {address.url}")
    out.flush()
    for command in settings.KARTOTEKA_WHEN_HEALTHY:
        # The Portal serves already: a greeting that fails is no reason to stop it.
        try:
            call_command(command, stdout=out)
        except Exception:
            logger.exception("The command %s failed", command)
    out.flush()
    connections.close_all()
