"""
Hands over every letter and SMS that waits, as the worker would: `python -m e2e.deliver_messages`. Answers of moderators
go too, as if the time for taking a decision back were over.

Runs in a process of its own: where the browser is driven, the ORM does not work.
"""

import django

django.setup()

from django.utils import timezone  # noqa: E402 - Django comes first

from kartoteka.domain.moderation.rules import UNDO_FOR  # noqa: E402
from kartoteka.operations.couriers import hire_couriers  # noqa: E402
from kartoteka.operations.stopping import StopSignal  # noqa: E402

# What may go now goes now: answers about relatives are good from the moment at which they came.
for clock in (timezone.now, lambda: timezone.now() + UNDO_FOR):
    for courier in hire_couriers(stop=StopSignal(), clock=clock):
        while courier.carry_once():
            pass
