"""Migrations of the registry and of requests with rows in the tables, there and back."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps

from cast import ARTYOM
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.card_index import rules as card_rules
from kartoteka.domain.card_index.models import CardIndexRow, CardRow
from kartoteka.domain.card_index.rows import put_details
from kartoteka.domain.card_index.types import CardState, Kinship
from kartoteka.domain.moderation.models import VerificationRequestRow
from kartoteka.domain.moderation.types import RequestState
from kartoteka.domain.regions.models import RegionRow

pytestmark = pytest.mark.django_db(transaction=True)

Migrate = Callable[[str, str], StateApps]
NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def migrate() -> Iterator[Migrate]:
    """Brings one application's tables to a migration; afterwards all are as they were."""

    def to(label: str, name: str) -> StateApps:
        executor = MigrationExecutor(connection)
        return executor.migrate([(label, name)]).apps

    yield to
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.mark.rule("R23")
class TestPeopleRegisteredBefore:
    def test_wait_for_a_policy_if_they_have_none(self, migrate: Migrate) -> None:
        before = migrate("mis_embedded", "0002_patient_phones")
        people = before.get_model("mis_embedded", "InsuredPersonRow").objects
        documents = before.get_model("mis_embedded", "DocumentRow").objects
        kinds = {"nothing": [], "snils": ["snils"], "policy": ["snils", "unified"]}
        for family, of_person in kinds.items():
            person = people.create(
                family=family, given="А", birth_date=date(2026, 1, 1), sex="male", region_code="59", changed_at=NOW
            )
            for kind in of_person:
                documents.create(person=person, kind=kind, number="1")

        after = migrate("mis_embedded", "0005_name_and_policy_indexes")

        waiting = after.get_model("mis_embedded", "InsuredPersonRow").objects.filter(awaits_policy=True)
        assert set(waiting.values_list("family", flat=True)) == {"nothing", "snils"}

    def test_are_kept_on_the_way_back(self, migrate: Migrate) -> None:
        after = migrate("mis_embedded", "0005_name_and_policy_indexes")
        after.get_model("mis_embedded", "InsuredPersonRow").objects.create(
            family="Б", given="А", birth_date=date(2026, 1, 1), sex="male", region_code="59", changed_at=NOW
        )

        before = migrate("mis_embedded", "0002_patient_phones")

        assert before.get_model("mis_embedded", "InsuredPersonRow").objects.count() == 1
        names = connection.introspection.get_constraints(connection.cursor(), "mis_insured_person")
        assert "insured_birth_date" not in names


class TestRequests:
    def test_that_wait_for_a_second_moderator_go_back_into_the_queue(self, migrate: Migrate) -> None:
        given_request(RequestState.SECOND_LOOK, proposed_person="somebody")

        before = migrate("moderation", "0002_request_queue")

        assert before.get_model("moderation", "VerificationRequestRow").objects.get().state == "new"


def given_request(state: RequestState, *, proposed_person: str) -> None:
    """A request with all that it stands on; not by services, for SQLite's journal can't be emptied after a test."""
    region = RegionRow.objects.create(code="59", name="Пермский край", time_zone="Asia/Yekaterinburg", is_active=True)
    account = Account.objects.create(login="somebody", email="somebody@example.org", region=region, created_at=NOW)
    index = CardIndexRow.objects.create(account=account, created_at=NOW)
    card = CardRow(index=index, slot=1, is_main=True, state=CardState.AWAITING, kinship=Kinship.SELF, added_at=NOW)
    put_details(card, ARTYOM.details)
    card.identity_key = card_rules.identity_key(ARTYOM.details)
    card.save(force_insert=True)
    VerificationRequestRow.objects.create(
        number="0000-0000",
        card=card,
        account_id=account.pk,
        details_digest=card_rules.details_digest(ARTYOM.details),
        state=state,
        sent_at=NOW,
        decide_by=NOW.date(),
        proposed_person=proposed_person,
    )
