"""A PostgreSQL server of one's own for as long as a measurement lasts."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

# Debian keeps each version in a folder of its own.
_DEBIAN = Path("/usr/lib/postgresql")
# PostgreSQL refuses to run as root.
_SYSTEM_USER = "postgres"
_PATIENCE = 60.0
_SETTINGS = (
    "shared_buffers=1GB",
    "maintenance_work_mem=512MB",
    "max_wal_size=8GB",
    # The data are thrown away in a moment, and reads are what is measured.
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
)


@dataclass(frozen=True, slots=True)
class Server:
    """Where the database is; `pid` is None for a server that somebody else runs."""

    url: str
    pid: int | None


@contextmanager
def database(url: str = "") -> Iterator[Server]:
    """The database at `url`, or one on a throw-away server of ours if there is none."""
    if url:
        yield Server(url, None)
        return
    folder = Path(tempfile.mkdtemp(prefix="kartoteka-benchmark-postgresql-"))
    try:
        with _running(folder) as server:
            yield server
    finally:
        shutil.rmtree(folder)


@contextmanager
def _running(folder: Path) -> Iterator[Server]:
    programs, user = _programs(), _SYSTEM_USER if os.geteuid() == 0 else None
    password, port, data = secrets.token_hex(16), free_port(), folder / "data"
    password_file = folder / "password"
    password_file.write_text(password)
    if user is not None:
        for path in (folder, password_file):
            shutil.chown(path, user)
    initdb: list[str | Path] = [
        programs / "initdb",
        "--pgdata",
        data,
        "--username=kartoteka",
        f"--pwfile={password_file}",
    ]
    initdb += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    subprocess.run(initdb, user=user, cwd="/", stdout=subprocess.DEVNULL, check=True)
    options = [f"port={port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={folder}", *_SETTINGS]
    command: list[str | Path] = [
        programs / "postgres",
        "-D",
        data,
        *(part for option in options for part in ("-c", option)),
    ]
    with (folder / "log").open("w") as log:
        # A session of its own keeps a Ctrl-C away from it: it is stopped below, after its users.
        server = subprocess.Popen(command, user=user, cwd="/", stderr=log, start_new_session=True)
    try:
        url = f"postgresql://kartoteka:{password}@127.0.0.1:{port}/postgres"
        _wait_for(url, server, folder / "log")
        yield Server(url, server.pid)
    finally:
        server.send_signal(signal.SIGINT)  # ends its sessions, too
        server.wait(_PATIENCE)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _programs() -> Path:
    found = sorted(_DEBIAN.glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    named = shutil.which("postgres")
    if not found and named is None:
        sys.exit("PostgreSQL is not installed. On Debian: apt-get install postgresql")
    return found[-1].parent if found else Path(str(named)).parent


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"PostgreSQL did not start:\n{log.read_text()}")
            time.sleep(0.1)
        else:
            return
