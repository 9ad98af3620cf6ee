import os

from django.core.management.base import BaseCommand
from django.utils import timezone

from kartoteka.operations.couriers import CouriersAtWork, hire_couriers
from kartoteka.operations.stopping import StopSignal
from kartoteka.operations.worker import Worker


class Command(BaseCommand):
    help = (
        "Does the background tasks and sends letters, SMS and changes for the medical system until it is stopped. "
        "Any number of workers may run."
    )
    # `run` has checked already, and a worker that was killed should be back soon.
    requires_system_checks = []

    def handle(self, **_options: object) -> None:
        # What the Portal keeps is for its own eyes.
        os.umask(0o077)
        stop = StopSignal()
        stop.listen()
        with CouriersAtWork(hire_couriers(stop=stop, clock=timezone.now)):
            Worker(stop=stop, clock=timezone.now).run()
