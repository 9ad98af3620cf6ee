"""
Hands inside a Portal in a process of its own: `python -m integration.messaging.outbox_hands prepare|queue N|look`.

`look` prints how many messages are in which state.
"""

import json
import sys

import django
from django.core.management import call_command
from django.utils import timezone

django.setup()

from factories.messages import CODE, queue_letter, queue_sms  # noqa: E402 - needs Django to be set up
from kartoteka.domain.messaging.selectors import outbox_summary  # noqa: E402
from kartoteka.domain.messaging.types import Channel  # noqa: E402


def main() -> None:
    what, *rest = sys.argv[1:]
    if what == "prepare":
        call_command("migrate", interactive=False, verbosity=0)
    elif what == "queue":
        for number in range(int(rest[0])):
            queue_letter(timezone.now(), to=f"person{number}@example.org")
            queue_sms(timezone.now(), to=f"+792612345{number:02d}", code=f"{CODE}{number:02d}")
    else:
        counted = [outbox_summary(channel).by_state for channel in Channel]
        print(json.dumps({state: sum(one[state] for one in counted) for state in counted[0]}))  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
