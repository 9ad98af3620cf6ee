from getpass import getpass

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from kartoteka.domain.accounts.administration import open_account
from kartoteka.domain.accounts.errors import AccountExists
from kartoteka.domain.accounts.types import NewAccount, Role
from kartoteka.domain.regions.errors import RegionClosed
from kartoteka.shared.actor import Actor

SHORTEST_PASSWORD = 12


class Command(BaseCommand):
    help = "Makes an account of an administrator: the first of an installation, and the second, who confirms its roles."
    # How the password is asked for: never an argument, which other users of the machine would see.
    stealth_options = ("ask",)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("login")
        parser.add_argument("email")
        parser.add_argument("--region", required=True, help="two digits of a region that takes part")

    def handle(self, *_args: object, **options: str) -> None:
        ask = options.get("ask", getpass)
        password = ask("Password: ")  # type: ignore[operator]
        if len(password) < SHORTEST_PASSWORD:
            raise CommandError(f"The password must have {SHORTEST_PASSWORD} characters at least.")
        if password != ask("Once more: "):  # type: ignore[operator]
            raise CommandError("These are two different passwords.")
        new = NewAccount(options["login"], options["email"], password, options["region"], Role.ADMINISTRATOR)
        try:
            open_account(new, reset_address=None, by=Actor.system(), now=timezone.now())
        except AccountExists as error:
            raise CommandError("There is an account with this login or address.") from error
        except RegionClosed as error:
            raise CommandError("There is no such region, or it takes no part.") from error
        self.stdout.write("Made. The second factor is set up at the first sign-in.")
