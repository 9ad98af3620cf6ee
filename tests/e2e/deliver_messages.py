"""
Hands over every letter and SMS that waits, as the worker would: `python -m e2e.deliver_messages`.

Runs in a process of its own: where the browser is driven, the ORM does not work.
"""

import django

django.setup()

from django.utils import timezone  # noqa: E402 - Django comes first

from kartoteka.operations.couriers import hire_couriers  # noqa: E402
from kartoteka.operations.stopping import StopSignal  # noqa: E402

for courier in hire_couriers(stop=StopSignal(), clock=timezone.now):
    while courier.carry_once():
        pass
