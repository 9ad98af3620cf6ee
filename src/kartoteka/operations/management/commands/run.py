import os
import sys

from django.core.management.base import BaseCommand, CommandParser

from kartoteka.operations.address import Address, CannotListenError, require_free
from kartoteka.operations.companions import make_companions
from kartoteka.operations.portal import CannotStartError, all_answer, prepare, serve, start_supervisor
from kartoteka.operations.stopping import StopSignal

_CANNOT_LISTEN = 2


class Command(BaseCommand):
    help = "Prepares the database and the static files, then runs the web server and the background worker."
    # A taken port is told before anything else is looked at; `handle` checks after that.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: %(default)s)")
        parser.add_argument(
            "--without-worker", action="store_true", help="run the web server only; the worker runs elsewhere"
        )

    def handle(self, *, host: str, port: int, without_worker: bool, **_options: object) -> None:
        # What the Portal keeps is for its own eyes.
        os.umask(0o077)
        stop = StopSignal()
        stop.listen()
        address = Address(host, port)
        try:
            require_free(address)
        except CannotListenError as error:
            self._fail(error, _CANNOT_LISTEN)
        self.check()
        prepare()
        if not stop.is_set:
            companions = make_companions(address)
            supervisor = start_supervisor(address, with_worker=not without_worker, companions=companions)
            try:
                serve(supervisor, address, stop, self.stdout, probe=lambda portal: all_answer(portal, companions))
            except CannotStartError as error:
                self._fail(error, 1)
        self.stdout.write("Kartoteka has stopped.")

    def _fail(self, error: Exception, code: int) -> None:
        # Not CommandError: one line that says what to do is enough.
        self.stderr.write(str(error))
        sys.exit(code)
