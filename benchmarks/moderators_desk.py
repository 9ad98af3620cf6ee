"""
How long a moderator waits for the queue and for whoever may be meant, among millions of insured people.

    python -m benchmarks.moderators_desk
"""

import argparse
import sys
import tempfile

from benchmarks.django_setup import set_up_django
from benchmarks.postgresql import database
from benchmarks.registry_match import PEOPLE
from benchmarks.stopping import leave_nothing_when_ended


def main() -> None:
    """Make the people and the requests, measure, print."""
    arguments = _arguments()
    leave_nothing_when_ended()
    with tempfile.TemporaryDirectory() as data, database(arguments.database_url) as server:
        set_up_django(database_url=server.url, data=data)
        # Models can be imported only now.
        from benchmarks.desk_measure import measure  # noqa: PLC0415
        from benchmarks.registry_load import load  # noqa: PLC0415
        from kartoteka.operations import portal  # noqa: PLC0415

        portal.prepare()
        load(server.url, people=arguments.people)
        if not measure(requests=arguments.requests):
            sys.exit("A plan does not use its index.")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="The moderator's queue and candidates among millions of people.")
    parser.add_argument("--people", type=int, default=PEOPLE, help="people in the registry (default: %(default)s)")
    parser.add_argument("--requests", type=int, default=2000, help="open requests (default: %(default)s)")
    parser.add_argument(
        "--database-url",
        default="",
        help="an empty PostgreSQL database, or one that an earlier run has filled; default: a throw-away server",
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
