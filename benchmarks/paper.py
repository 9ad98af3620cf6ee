"""
What an examination report as PDF costs, and what a hundred of them at once cost those who sign in meanwhile.

    python -m benchmarks.paper
    python -m benchmarks.paper --sqlite
"""

import argparse
import tempfile
from contextlib import nullcontext
from pathlib import Path

from benchmarks.django_setup import set_up_django
from benchmarks.postgresql import Server, database
from benchmarks.stopping import leave_nothing_when_ended


def main() -> None:
    """Seed, set, serve, measure, print."""
    parser = argparse.ArgumentParser(description="Processor time of examination reports, and sign-ins meanwhile.")
    parser.add_argument("--files", type=int, default=300, help="files set in turn (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=4, help="quiet and loud times (default: %(default)s)")
    parser.add_argument("--sign-ins", type=int, default=25, help="sign-ins in each of them (default: %(default)s)")
    parser.add_argument("--sqlite", action="store_true", help="measure on SQLite instead of PostgreSQL")
    arguments = parser.parse_args()
    leave_nothing_when_ended()
    with tempfile.TemporaryDirectory() as data:
        on_sqlite = nullcontext(Server(f"sqlite:///{Path(data) / 'kartoteka.sqlite3'}", pid=None))
        with on_sqlite if arguments.sqlite else database("") as server:
            set_up_django(database_url=server.url, data=data)
            # Models can be imported only now.
            from benchmarks.paper_measure import measure_files, measure_portal, prepare_reports  # noqa: PLC0415

            card_id, report_ids = prepare_reports()
            measure_files(files=arguments.files)
            measure_portal(server, card_id, report_ids, rounds=arguments.rounds, sign_ins=arguments.sign_ins)


if __name__ == "__main__":
    main()
