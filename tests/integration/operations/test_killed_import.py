"""Imports killed with SIGKILL in the middle of a part: of the fund's register, and of health records."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from cast import ANNA, DMITRY, VERA
from e2e.operations.running_portal import TESTS
from e2e.portal import own_database
from factories.fund import line_of, register
from factories.people import PERM, stranger
from factories.record_files import owner_of, write_record
from factories.records import a_case, a_record, a_result
from kartoteka.domain.moderation.fund import PART

_PREPARE = """
import django; django.setup()
from django.core.management import call_command
from django.utils import timezone
from factories.people import make_region
call_command("migrate", verbosity=0)
make_region(timezone.now())
"""

_PREPARE_RECORDS = (
    _PREPARE
    + """
from cast import ANNA, DMITRY, VERA
from factories.records import CLINIC
from kartoteka.adapters.mis_embedded import registration, scheduling
from kartoteka.adapters.mis_embedded.types import NewInsuredPerson, NewOrganization
scheduling.open_organization(NewOrganization(CLINIC, "Asia/Yekaterinburg"))
for one in (ANNA, DMITRY, VERA):
    person = NewInsuredPerson(one.name, one.birth_date, one.sex, "59", one.snils, (one.policy,))
    registration.register_people([person], now=timezone.now())
"""
)
_COUNT = """
import django; django.setup()
from kartoteka.adapters.mis_embedded.models import CaseRow, PatientSummaryRow, ResultRow
print(CaseRow.objects.count(), ResultRow.objects.count(), PatientSummaryRow.objects.count())
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


@pytest.mark.manual("F-11")
@pytest.mark.rule("R74")
class TestAKilledImportOfRecords:
    def test_keeps_whole_patients_and_ends_when_it_is_begun_anew(
        self, environment: dict[str, str], tmp_path: Path
    ) -> None:
        environment = environment | {"DJANGO_SETTINGS_MODULE": "integration.operations.dying_intake_settings"}
        day = datetime.now(UTC).date()
        for one in (ANNA, DMITRY, VERA):
            write_record(tmp_path / "run" / one.email, owner_of(one), a_record(a_case(day, results=(a_result(day),))))
        prepared = call(environment, "-c", _PREPARE_RECORDS)
        assert prepared.returncode == 0, prepared.stderr
        command = ("-m", "kartoteka", "import", "records", str(tmp_path / "run"))

        killed, left, again, once_more = (
            call(environment, *arguments) for arguments in (command, ("-c", _COUNT), command, command)
        )

        assert killed.returncode == -signal.SIGKILL
        assert left.stdout.split() == ["1", "1", "1"]
        assert "2 records added, 0 changed, 1 unchanged; 0 documents; 0 refused" in again.stdout
        assert "0 records added, 0 changed, 3 unchanged" in once_more.stdout
        assert once_more.returncode == 0
