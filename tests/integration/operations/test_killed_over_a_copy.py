"""A worker killed with SIGKILL when the medical system has a number and the outbox does not know it yet."""

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
from factories.phones import OWN


@pytest.fixture
def database_url(tmp_path: Path) -> Iterator[str]:
    """A database that another process can see: a file, or a new one on the server of this run."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'kartoteka.sqlite3'}"
        return
    with own_database(settings.DATABASE_URL) as url:
        yield url


@pytest.fixture
def environment(tmp_path: Path, database_url: str) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "integration.operations.dying_contacts_settings",
        "PYTHONPATH": str(TESTS),
        "KARTOTEKA_DATA": str(tmp_path),
        "KARTOTEKA_DATABASE_URL": database_url,
    }


def call(environment: dict[str, str], what: str) -> str:
    hands = [sys.executable, "-m", "integration.operations.copying_hands", what]
    done = subprocess.run(hands, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def start_worker(environment: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as told:
        return subprocess.Popen(
            [sys.executable, "-m", "kartoteka", "worker"], env=environment, stdout=told, stderr=told
        )


@pytest.mark.manual("F-01")
@pytest.mark.rule("R74")
class TestAWorkerKilledOverACopy:
    def test_leaves_it_to_the_next_one_under_the_same_name(self, environment: dict[str, str], tmp_path: Path) -> None:
        log = tmp_path / "worker.log"
        call(environment, "prepare")
        assert start_worker(environment, log).wait(60) == -signal.SIGKILL
        state, _, _ = json.loads(call(environment, "look"))

        worker = start_worker(environment, log)
        try:
            wait_for(lambda: json.loads(call(environment, "look")) == ["delivered", 2, OWN.number])
        finally:
            worker.terminate()
            worker.wait(60)

        first, again = (tmp_path / "calls").read_text().split()
        assert state == "sending"
        assert first == again
        assert OWN.number not in log.read_text()
