"""
Binds telephones to accounts and opens the app on them: `python -m e2e.open_telephones LOGIN…`. Prints the sessions.

Their owners gave more than a password. Runs in a process of its own: where the browser is driven, there is no ORM.
"""

import json
import sys

import django

django.setup()

from integration.web.phone import Phone  # noqa: E402 - Django comes first
from kartoteka.domain.accounts.models import Account  # noqa: E402


def main() -> None:
    sessions = {login: Phone(Account.objects.get(login=login).pk).session_key for login in sys.argv[1:]}
    sys.stdout.write(json.dumps(sessions))


main()
