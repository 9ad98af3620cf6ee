"""The registry before it is searched: real migrations, then millions of people."""

import time

import psycopg
from django.conf import settings
from django.core.management import call_command

from benchmarks.bulk_load import without_indexes
from benchmarks.people import TABLES, write_people
from kartoteka.adapters.mis_embedded.models import InsuredPersonRow


def load(url: str, *, people: int) -> None:
    """Fill the registry, unless an earlier run did."""
    call_command("migrate", interactive=False, verbosity=0)
    if InsuredPersonRow.objects.exists():
        print(f"The registry holds {InsuredPersonRow.objects.count():,} people of an earlier run.")
        return
    began = time.perf_counter()
    with (
        psycopg.connect(url, autocommit=True, options="-c statement_timeout=0") as connection,
        without_indexes(connection, TABLES),
    ):
        write_people(url, people=people, secret=settings.KARTOTEKA_IDENTITY_SECRET)
        written = time.perf_counter()
        print(
            f"{people:,} people and {2 * people:,} match keys written in {written - began:.0f} s,", end=" ", flush=True
        )
    print(f"indexes and statistics made in {time.perf_counter() - written:.0f} s.")
