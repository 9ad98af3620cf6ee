"""A worker in a process of its own, killed with SIGKILL over its work, between a mail server and an SMS centre."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from e2e.operations.running_portal import TESTS, wait_for
from e2e.portal import own_database
from factories.messages import CODE
from servers.process import ServerProcess

MESSAGES = 8
# Both servers keep a message first and answer so many seconds later.
SLOW = "2"


class Portal:
    """The worker of a Portal, and what goes into its outbox."""

    def __init__(self, folder: Path, database_url: str, mail: ServerProcess, centre: ServerProcess) -> None:
        self._environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "integration.messaging.real_carriers_settings",
            "PYTHONPATH": str(TESTS),
            "KARTOTEKA_DATA": str(folder),
            "KARTOTEKA_DATABASE_URL": database_url,
            "KARTOTEKA_SMTP_HOST": "127.0.0.1",
            "KARTOTEKA_SMTP_PORT": str(mail.port),
            "KARTOTEKA_SMTP_TLS": "none",
            "KARTOTEKA_SMPP_HOST": "127.0.0.1",
            "KARTOTEKA_SMPP_PORT": str(centre.port),
        }
        self._log = folder / "worker.log"
        self._worker: subprocess.Popen[bytes] | None = None
        self._call("prepare")

    @property
    def told(self) -> str:
        return self._log.read_text()

    def queue(self, number: int) -> None:
        self._call("queue", str(number))

    def is_done(self, number: int) -> bool:
        """Whether so many letters, and as many SMS, are delivered."""
        states = json.loads(self._call("look"))
        return bool(states == {"queued": 0, "sending": 0, "delivered": 2 * number, "dead": 0})

    def start_worker(self) -> None:
        with self._log.open("ab") as log:
            self._worker = subprocess.Popen(
                [sys.executable, "-m", "kartoteka", "worker"], env=self._environment, stdout=log, stderr=log
            )

    def kill_worker(self) -> None:
        if self._worker is not None:
            self._worker.send_signal(signal.SIGKILL)
            self._worker.wait()
            self._worker = None

    def _call(self, *what: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "integration.messaging.outbox_hands", *what],
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def database_url(tmp_path: Path) -> Iterator[str]:
    """A database that another process can see: a file, or a new one on the server of this run."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'kartoteka.sqlite3'}"
        return
    with own_database(settings.DATABASE_URL) as url:
        yield url


@pytest.fixture
def mail(tmp_path: Path) -> Iterator[ServerProcess]:
    server = ServerProcess("servers.mail", tmp_path / "letters.jsonl", "--slow", SLOW)
    yield server
    server.stop()


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[ServerProcess]:
    server = ServerProcess("simulators.sms", tmp_path / "sms.jsonl", "--slow", SLOW)
    yield server
    server.stop()


@pytest.fixture
def portal(tmp_path: Path, database_url: str, mail: ServerProcess, centre: ServerProcess) -> Iterator[Portal]:
    made = Portal(tmp_path, database_url, mail, centre)
    yield made
    made.kill_worker()


@pytest.mark.rule("R74")
class TestAWorkerKilledOverItsWork:
    @pytest.mark.parametrize(("server_name", "mark"), [("mail", "name"), ("centre", "reference")])
    def test_loses_nothing_and_sends_nothing_twice(
        self, portal: Portal, request: pytest.FixtureRequest, server_name: str, mark: str
    ) -> None:
        server: ServerProcess = request.getfixturevalue(server_name)
        portal.queue(1)
        portal.start_worker()
        # The server has the message and has not said so yet: nobody but the server can know.
        wait_for(server.lines)

        portal.kill_worker()
        portal.start_worker()
        wait_for(lambda: portal.is_done(1))

        first, again = server.lines()
        assert (first["duplicate"], again["duplicate"]) == (False, True)
        assert first[mark] == again[mark]


@pytest.mark.rule("R74")
class TestAWorkerKilledAgainAndAgain:
    @pytest.fixture
    def mail(self, tmp_path: Path) -> Iterator[ServerProcess]:
        server = ServerProcess("servers.mail", tmp_path / "letters.jsonl", "--slow", "0.1")
        yield server
        server.stop()

    @pytest.fixture
    def centre(self, tmp_path: Path) -> Iterator[ServerProcess]:
        manners = ("--slow", "0.1", "--vanish-every", "5", "--throttle-every", "7")
        server = ServerProcess("simulators.sms", tmp_path / "sms.jsonl", *manners)
        yield server
        server.stop()

    def test_has_sent_everything_once_in_the_end(
        self, portal: Portal, mail: ServerProcess, centre: ServerProcess
    ) -> None:
        portal.queue(MESSAGES)

        for part in (1, 3, 5):
            portal.start_worker()
            wait_for(lambda part=part: len(mail.lines()) >= part)  # type: ignore[misc] # the value of this turn
            portal.kill_worker()
        portal.start_worker()
        wait_for(lambda: portal.is_done(MESSAGES), deadline=90)

        letters = [line["to"][0] for line in mail.lines() if not line["duplicate"]]
        sms = [line["destination"] for line in centre.lines() if not line["duplicate"]]
        assert sorted(letters) == sorted(f"person{number}@example.org" for number in range(MESSAGES))
        assert sorted(sms) == sorted(f"792612345{number:02d}" for number in range(MESSAGES))
        for secret in ("example.org", "792612345", "Код активации", CODE):
            assert secret not in portal.told
