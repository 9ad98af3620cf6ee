"""
Hands inside a Portal in a process of its own: `python -m integration.operations.copying_hands prepare|look`.

`prepare` puts Анна's number on its way; `look` prints where it is and what the medical system has.
"""

import json
import sys

import django
from django.core.management import call_command
from django.utils import timezone

django.setup()

from cast import ANNA  # noqa: E402 - needs Django to be set up
from factories.people import make_account  # noqa: E402
from factories.phones import add_by_esia, queue_copy  # noqa: E402
from kartoteka import wiring  # noqa: E402
from kartoteka.adapters.mis_embedded import registration  # noqa: E402
from kartoteka.adapters.mis_embedded.patient_contacts import find_phone  # noqa: E402
from kartoteka.adapters.mis_embedded.types import NewInsuredPerson  # noqa: E402
from kartoteka.domain.card_index.models import PhoneCopyRow  # noqa: E402


def prepare() -> None:
    call_command("migrate", interactive=False, verbosity=0)
    now = timezone.now()
    registration.register_people(
        [NewInsuredPerson(ANNA.name, ANNA.birth_date, ANNA.sex, "59", ANNA.snils, (ANNA.policy,))], now=now
    )
    account = make_account(ANNA, now)
    add_by_esia(account, ANNA, wiring.insured_registry(), now)
    queue_copy(account, now)


def look() -> None:
    copy = PhoneCopyRow.objects.get()
    print(json.dumps([copy.state, copy.attempts, find_phone(copy.person_id)]))  # noqa: T201 - the answer


if __name__ == "__main__":
    {"prepare": prepare, "look": look}[sys.argv[1]]()
