"""
What the pages of a health record with two thousand events cost the processor, beside a page that is always the same.

    python -m benchmarks.record_page
    python -m benchmarks.record_page --sqlite
"""

import argparse
import tempfile
from contextlib import nullcontext
from pathlib import Path

from benchmarks.django_setup import set_up_django
from benchmarks.postgresql import Server, database
from benchmarks.stopping import leave_nothing_when_ended
from benchmarks.wrk import require_wrk


def main() -> None:
    """Seed, serve, measure, print."""
    parser = argparse.ArgumentParser(description="Processor time of a health record with two thousand events.")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each page (default: %(default)s)")
    parser.add_argument("--seconds", type=int, default=6, help="length of a run (default: %(default)s)")
    parser.add_argument("--sqlite", action="store_true", help="measure on SQLite instead of PostgreSQL")
    arguments = parser.parse_args()
    leave_nothing_when_ended()
    require_wrk()
    with tempfile.TemporaryDirectory() as data:
        on_sqlite = nullcontext(Server(f"sqlite:///{Path(data) / 'kartoteka.sqlite3'}", pid=None))
        with on_sqlite if arguments.sqlite else database("") as server:
            set_up_django(database_url=server.url, data=data)
            # Models can be imported only now.
            from benchmarks.record_measure import measure, prepare_record  # noqa: PLC0415

            card_id = prepare_record()
            measure(server, card_id, rounds=arguments.rounds, seconds=arguments.seconds)


if __name__ == "__main__":
    main()
