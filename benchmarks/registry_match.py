"""
How long the search of an insured person takes beside a read by primary key, among millions of people.

    python -m benchmarks.registry_match
"""

import argparse
import sys
import tempfile

from benchmarks.django_setup import set_up_django
from benchmarks.postgresql import database
from benchmarks.stopping import leave_nothing_when_ended

PEOPLE = 3_000_000


def main() -> None:
    """Make the people, measure, print."""
    arguments = _arguments()
    leave_nothing_when_ended()
    with tempfile.TemporaryDirectory() as data, database(arguments.database_url) as server:
        set_up_django(database_url=server.url, data=data)
        # Models can be imported only now.
        from benchmarks.registry_load import load  # noqa: PLC0415
        from benchmarks.registry_measure import measure  # noqa: PLC0415

        load(server.url, people=arguments.people)
        if not measure(rounds=arguments.rounds):
            sys.exit("The plan does not use the index of match keys.")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="The search of an insured person beside a read by primary key.")
    parser.add_argument("--people", type=int, default=PEOPLE, help="people in the registry (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3000, help="calls of each kind (default: %(default)s)")
    parser.add_argument(
        "--database-url",
        default="",
        help="an empty PostgreSQL database, or one that an earlier run has filled; default: a throw-away server",
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
