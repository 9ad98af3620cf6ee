from django.core.management.base import BaseCommand, CommandError, CommandParser

from kartoteka.domain.access.journal import find_broken_row


class Command(BaseCommand):
    help = "Checks the journal of readings: `audit verify` names the first row whose chain does not hold."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["verify"])

    def handle(self, **_options: object) -> None:
        broken = find_broken_row()
        if broken is not None:
            row = f"row {broken.row_id}" if broken.row_id is not None else "no row"
            raise CommandError(f"Broken at {row}, number {broken.number} of its chain: {broken.why}.")
        self.stdout.write("The journal of readings is whole.")
