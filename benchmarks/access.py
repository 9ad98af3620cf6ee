"""
What a decision about fifty people costs, and whether the journal's page stays as quick at a million rows.

    python -m benchmarks.access
    python -m benchmarks.access --sqlite
"""

import argparse
import tempfile
from contextlib import nullcontext
from pathlib import Path

from benchmarks.django_setup import set_up_django
from benchmarks.postgresql import Server, database
from benchmarks.stopping import leave_nothing_when_ended


def main() -> None:
    """Seed, measure, print."""
    parser = argparse.ArgumentParser(description="Time of access decisions and of the journal of readings.")
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the long journal (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=200, help="measurements of each kind (default: %(default)s)")
    parser.add_argument("--sqlite", action="store_true", help="measure on SQLite instead of PostgreSQL")
    arguments = parser.parse_args()
    leave_nothing_when_ended()
    with tempfile.TemporaryDirectory() as data:
        on_sqlite = nullcontext(Server(f"sqlite:///{Path(data) / 'kartoteka.sqlite3'}", pid=None))
        with on_sqlite if arguments.sqlite else database("") as server:
            set_up_django(database_url=server.url, data=data)
            from benchmarks.access_measure import measure  # noqa: PLC0415 - models can be imported only now

            measure(rows=arguments.rows, rounds=arguments.rounds)


if __name__ == "__main__":
    main()
