"""An import of the fund's register killed with SIGKILL in the middle of a part."""

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
from factories.fund import line_of, register
from factories.people import PERM, stranger
from kartoteka.domain.moderation.fund import PART

_PREPARE = """
import django; django.setup()
from django.core.management import call_command
from django.utils import timezone
from factories.people import make_region
call_command("migrate", verbosity=0)
make_region(timezone.now())
"""


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
        "DJANGO_SETTINGS_MODULE": "integration.operations.dying_fund_settings",
        "PYTHONPATH": str(TESTS),
        "KARTOTEKA_DATA": str(tmp_path),
        "KARTOTEKA_DATABASE_URL": database_url,
    }


def call(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.rule("R20", "R74")
class TestAKilledImport:
    def test_keeps_whole_parts_and_ends_when_it_is_begun_anew(
        self, environment: dict[str, str], tmp_path: Path
    ) -> None:
        people = PART + PART // 2
        file = register(tmp_path, (line_of(stranger(number)) for number in range(people)))
        prepared = call(environment, "-c", _PREPARE)
        assert prepared.returncode == 0, prepared.stderr
        command = ("-m", "kartoteka", "import", "insured", str(file), "--region", PERM.code)

        killed, again, once_more = (call(environment, *command) for _ in range(3))

        assert killed.returncode == -signal.SIGKILL
        assert f"{people - PART} added, 0 changed, {PART} unchanged, 0 rejected" in again.stdout
        assert f"0 added, 0 changed, {people} unchanged, 0 rejected" in once_more.stdout
