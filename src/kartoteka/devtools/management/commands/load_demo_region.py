from django.core.management.base import BaseCommand
from django.utils import timezone

from kartoteka.devtools.load import load_demo_region


class Command(BaseCommand):
    help = "Fills an empty Portal with invented regions, people and accounts. Does nothing if there is a region."

    def handle(self, **_options: object) -> None:
        loaded = load_demo_region(now=timezone.now())
        if loaded is None:
            self.stdout.write("There is a region already: nothing was loaded.")
        else:
            self.stdout.write(
                f"The demo region is loaded: {loaded.population} insured people, {len(loaded.accounts)} accounts."
            )
