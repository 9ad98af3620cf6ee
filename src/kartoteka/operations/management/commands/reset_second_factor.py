from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from kartoteka.domain.accounts.administration import reset_second_factor
from kartoteka.domain.accounts.selectors import find_account
from kartoteka.shared.actor import Actor


class Command(BaseCommand):
    help = "Takes the second factor of an account away: for the only administrator, whom nobody else can help."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("login", help="login or e-mail address")

    def handle(self, *_args: object, **options: str) -> None:
        account = find_account(login=options["login"])
        if account is None:
            raise CommandError("There is no such account.")
        reset_second_factor(account_id=account.account_id, by=Actor.system(), now=timezone.now())
        self.stdout.write("Done. All sessions of the account are ended.")
