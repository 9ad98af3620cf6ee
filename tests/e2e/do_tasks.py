"""Does the background tasks that wait, as the worker would: `python -m e2e.do_tasks`. Periodic ones are left alone."""

import django
from django.utils import timezone

django.setup()

from kartoteka.operations.stopping import StopSignal  # noqa: E402 - needs Django to be set up
from kartoteka.operations.worker import Worker  # noqa: E402

if __name__ == "__main__":
    worker = Worker(stop=StopSignal(), clock=timezone.now, periodic=())
    while worker.work_once():
        pass
