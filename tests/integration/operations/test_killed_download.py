"""A worker killed with SIGKILL in the middle of making an archive of a health record."""

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

from e2e.operations.running_portal import TESTS
from e2e.portal import own_database
from integration.operations.downloading_hands import CASES


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
        "DJANGO_SETTINGS_MODULE": "integration.operations.dying_writer_settings",
        "PYTHONPATH": str(TESTS),
        "KARTOTEKA_DATA": str(tmp_path),
        "KARTOTEKA_DATABASE_URL": database_url,
    }


def call(environment: dict[str, str], what: str) -> subprocess.CompletedProcess[str]:
    hands = [sys.executable, "-m", "integration.operations.downloading_hands", what]
    return subprocess.run(hands, env=environment, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.manual("F-11")
@pytest.mark.rule("R74")
class TestAWorkerKilledOverAnArchive:
    def test_leaves_it_to_the_next_one_which_repeats_one_portion_alone(
        self, environment: dict[str, str], tmp_path: Path
    ) -> None:
        prepared = call(environment, "prepare")
        assert prepared.returncode == 0, prepared.stderr

        killed = call(environment, "work")
        half_way = json.loads(call(environment, "look").stdout)
        again = call(environment, "work")
        whole = json.loads(call(environment, "look").stdout)

        assert killed.returncode == -signal.SIGKILL
        assert again.returncode == 0, again.stderr
        assert half_way == [2, 0]
        assert whole[1] == CASES
        assert (tmp_path / "portions").read_text().split() == ["20", "5", "5"]
