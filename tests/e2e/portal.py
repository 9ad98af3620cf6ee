"""A Portal in processes of its own, as its users meet it, with the demo region in it."""

import fcntl
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from e2e.operations.running_portal import free_port, wait_for
from e2e.visitor import Visitor
from kartoteka.devtools.cast import PASSWORD

TESTS = Path(__file__).resolve().parent.parent
DEV_SETTINGS = "kartoteka.config.settings.dev"
_DATABASE = "kartoteka.sqlite3"
_SEEN_JUST_NOW = "UPDATE accounts_accountsession SET seen_at = strftime('%Y-%m-%d %H:%M:%f', 'now')"
_START_DEADLINE = 90
_STOP_DEADLINE = 40
_PREPARE = "import django; django.setup(); from kartoteka.operations.portal import prepare; prepare()"


@dataclass(frozen=True, slots=True)
class Ground:
    """What a Portal stands on: where its data are, and with which settings."""

    data: Path
    settings: str = DEV_SETTINGS
    # Empty: SQLite in the data folder.
    database_url: str = ""

    @property
    def environment(self) -> dict[str, str]:
        own = {"DJANGO_SETTINGS_MODULE": self.settings, "KARTOTEKA_DATA": str(self.data), "PYTHONPATH": str(TESTS)}
        if self.database_url:
            own["KARTOTEKA_DATABASE_URL"] = self.database_url
        return {name: value for name, value in os.environ.items() if name != "KARTOTEKA_DATABASE_URL"} | own

    def call(self, *arguments: str) -> str:
        """Run a Python program on this ground; returns what it prints."""
        done = subprocess.run(
            [sys.executable, *arguments], env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        return done.stdout


def prepare_data(folder: Path) -> Path:
    """
    A data folder with migrations, static files and the demo region, made once for all workers of a test run.

    To be copied, not to be used: see `copy_data`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    data = folder / "data"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            shutil.rmtree(data, ignore_errors=True)
            Ground(data).call("-c", _PREPARE)
            with _opened(data / _DATABASE) as database:
                database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            (folder / "done").touch()
    return data


def copy_data(prepared: Path, to: Path) -> Path:
    """A data folder of one's own."""
    shutil.copytree(prepared, to, ignore=shutil.ignore_patterns("*-wal", "*-shm"))
    return to


@dataclass
class Portal:
    """`kartoteka run` with the demo region."""

    ground: Ground
    port: int = field(default_factory=free_port)

    def __post_init__(self) -> None:
        self._output = self.ground.data.with_name(f"{self.ground.data.name}-{self.port}.log")
        self._sessions: dict[str, dict[str, str]] = {}
        self._telephones: dict[str, str] = {}
        self._strangers = 0
        self._pristine: sqlite3.Connection | None = None
        with self._output.open("w") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "kartoteka", "run", "--port", str(self.port), "--without-worker"],
                env=self.ground.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def told(self) -> str:
        """What it has written so far."""
        return self._output.read_text()

    def wait_until_ready(self) -> None:
        def is_announced() -> bool:
            assert self._process.poll() is None, self.told
            return "Kartoteka is ready" in self.told

        wait_for(is_announced, deadline=_START_DEADLINE)

    def visitor(self, login: str = "") -> Visitor:
        """Somebody without a browser: a guest, or signed in."""
        visitor = Visitor(self.port)
        if login:
            visitor.sign_in(login, PASSWORD)
        return visitor

    def seed_account(self, login: str, *, in_index: int, free: int) -> list[dict[str, str]]:
        """
        Make an account with strangers in its index.

        Returns the forms that add more of them: insured people who are in no index.
        """
        numbers = (str(number) for number in (self._strangers, in_index, free))
        self._strangers += in_index + free
        forms: list[dict[str, str]] = json.loads(self.ground.call("-m", "e2e.seed_account", login, *numbers))
        return forms

    def deliver_messages(self) -> None:
        """Let every letter and SMS that waits arrive: the Portal of the tests runs without its worker."""
        self.ground.call("-m", "e2e.deliver_messages")

    def do_tasks(self) -> None:
        """Do the background tasks that wait."""
        self.ground.call("-m", "e2e.do_tasks")

    def keep_signed_in(self, *logins: str) -> None:
        """Sign accounts in; their sessions, and everything else as it is now, outlive every `reset`."""
        for login in logins:
            self._sessions[login] = dict(self.visitor(login).cookies)
        self._pristine = sqlite3.connect(":memory:")
        with _opened(self.ground.data / _DATABASE) as database:
            database.backup(self._pristine)

    def keep_telephones(self, *logins: str) -> None:
        """Open the app on telephones of accounts; to be called before `keep_signed_in`, which keeps them."""
        self._telephones = json.loads(self.ground.call("-m", "e2e.open_telephones", *logins))

    def telephone_of(self, login: str) -> dict[str, str]:
        """The cookie of a telephone on which the app is open."""
        return {"app-session": self._telephones[login]}

    def session_of(self, login: str) -> dict[str, str]:
        """Cookies of an account that was signed in by `keep_signed_in`."""
        return self._sessions[login]

    def reset(self) -> None:
        """
        Forget what the tests did. SQLite writes all pages anew in one transaction, under the running Portal.

        Who was kept signed in was here just now, or a long run would find every session dozing.
        """
        assert self._pristine is not None, "there is nothing to go back to"
        with self._pristine:
            self._pristine.execute(_SEEN_JUST_NOW)
        with _opened(self.ground.data / _DATABASE) as database:
            self._pristine.backup(database)

    def stop(self) -> None:
        if self._pristine is not None:
            self._pristine.close()
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(_STOP_DEADLINE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()


@contextmanager
def running(ground: Ground) -> Iterator[Portal]:
    """A Portal that is ready, until the end of the block."""
    portal = Portal(ground)
    try:
        portal.wait_until_ready()
        yield portal
    finally:
        portal.stop()


@contextmanager
def own_database(server_url: str) -> Iterator[str]:
    """The address of a database of its own in a PostgreSQL server, until the end of the block."""
    name = f"kartoteka_e2e_{token_hex(4)}"
    with psycopg.connect(server_url, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield urlsplit(server_url)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def _opened(database: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(database, timeout=20)
    try:
        yield connection
    finally:
        connection.close()
