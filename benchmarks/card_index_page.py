"""
What «Моя картотека» with fifty people costs the processor, beside a page that is always the same.

    python -m benchmarks.card_index_page
    python -m benchmarks.card_index_page --sqlite
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
    arguments = _arguments()
    leave_nothing_when_ended()
    require_wrk()
    with tempfile.TemporaryDirectory() as data:
        on_sqlite = nullcontext(Server(f"sqlite:///{Path(data) / 'kartoteka.sqlite3'}", pid=None))
        with on_sqlite if arguments.sqlite else database(arguments.database_url) as server:
            set_up_django(database_url=server.url, data=data)
            # Models can be imported only now.
            from benchmarks.card_index_measure import measure, prepare_portal  # noqa: PLC0415
            from benchmarks.card_index_profile import profile  # noqa: PLC0415

            prepare_portal()
            if arguments.profile:
                profile()
            else:
                measure(server, rounds=arguments.rounds, seconds=arguments.seconds)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Processor time of «Моя картотека» with fifty people.")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each page (default: %(default)s)")
    parser.add_argument("--seconds", type=int, default=6, help="length of a run (default: %(default)s)")
    parser.add_argument("--profile", action="store_true", help="tell where the time goes instead, without a server")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--sqlite", action="store_true", help="measure on SQLite instead of PostgreSQL")
    where.add_argument("--database-url", default="", help="an empty PostgreSQL database; default: a throw-away server")
    return parser.parse_args()


if __name__ == "__main__":
    main()
