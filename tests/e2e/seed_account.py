"""
Makes an account with a card index of a given size: `python -m e2e.seed_account LOGIN FIRST IN_INDEX FREE`.

FIRST is the number of the first stranger whom nobody has used yet. Prints the forms that add insured people who are in
no index, as JSON. Runs in a process of its own: where the browser is driven, the ORM does not work.
"""

import json
import sys
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import django

django.setup()

from django.utils import timezone  # noqa: E402 - Django comes first

from factories.people import stranger  # noqa: E402
from kartoteka.adapters.mis_embedded.registration import register_people  # noqa: E402
from kartoteka.adapters.mis_embedded.types import NewInsuredPerson  # noqa: E402
from kartoteka.devtools.cast import PASSWORD  # noqa: E402
from kartoteka.devtools.people import HOME_REGION  # noqa: E402
from kartoteka.domain.accounts import consents  # noqa: E402
from kartoteka.domain.accounts.services import create_account  # noqa: E402
from kartoteka.domain.accounts.types import NewAccount  # noqa: E402
from kartoteka.domain.card_index.opening import NewCard  # noqa: E402
from kartoteka.domain.card_index.services import add_person  # noqa: E402
from kartoteka.domain.card_index.types import Kinship, PersonDetails  # noqa: E402
from kartoteka.shared.actor import Actor  # noqa: E402
from kartoteka.wiring import insured_registry  # noqa: E402

# An account may find sixty people a day, so it finds them over many days.
_A_DAY = 20


def main() -> None:
    login, (first, in_index, free) = sys.argv[1], map(int, sys.argv[2:])
    now = timezone.now()
    people = [stranger(number).details for number in range(first, first + in_index + free)]
    long_ago = now - timedelta(days=400)
    register_people([_insured(person) for person in people], now=long_ago)
    new = NewAccount(login, f"{login}@example.org", PASSWORD, HOME_REGION)
    account_id = create_account(new, by=Actor.system(), now=long_ago)
    version, by = consents.current_text().version, Actor.account(account_id)
    consents.give_consent(account_id=account_id, version=version, network_address="127.0.0.1", by=by, now=long_ago)
    for number, person in enumerate(people[:in_index]):
        _add(account_id, person, now=long_ago + timedelta(days=1 + number // _A_DAY))
    sys.stdout.write(json.dumps([_form(person) for person in people[in_index:]]))


def _insured(person: PersonDetails) -> NewInsuredPerson:
    policies = (person.policy,) if person.policy else ()
    return NewInsuredPerson(person.name, person.birth_date, person.sex, HOME_REGION, person.snils, policies)


def _add(account_id: UUID, person: PersonDetails, *, now: datetime) -> None:
    add_person(
        account_id=account_id,
        new=NewCard(person, Kinship.OTHER),
        registry=insured_registry(),
        form_key=uuid4(),
        by=Actor.account(account_id),
        now=now,
    )


def _form(person: PersonDetails) -> dict[str, str]:
    return {
        "family": person.name.family,
        "given": person.name.given,
        "patronymic": person.name.patronymic,
        "birth_day": str(person.birth_date.day),
        "birth_month": str(person.birth_date.month),
        "birth_year": str(person.birth_date.year),
        "sex": person.sex.value,
        "kinship": Kinship.OTHER.value,
        "snils": str(person.snils),
        "policy_kind": "unified",
        "action": "add",
    }


main()
