from django.core.management.base import BaseCommand

from kartoteka.devtools.load import is_loaded
from kartoteka.devtools.sign_in_table import sign_in_table


class Command(BaseCommand):
    help = "Prints who can sign in to the demo region, with which password, and what there is to see."

    def handle(self, **_options: object) -> None:
        if is_loaded():
            self.stdout.write(sign_in_table())
