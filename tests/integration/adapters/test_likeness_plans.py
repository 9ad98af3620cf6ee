"""How the database answers who may be meant: by an index, however long the table."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.models import Q

from cast import ARTYOM
from kartoteka.adapters.mis_embedded.likeness import bearers, bearers_of_numbers_alike, born_about
from kartoteka.adapters.mis_embedded.models import InsuredPersonRow
from kartoteka.domain.card_index.models import CardRow


@pytest.fixture
def small_table_as_if_it_were_large(db: None) -> Iterator[None]:
    """PostgreSQL reads a small table whole; here it is told not to."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    yield


@pytest.mark.manual("C-07")
@pytest.mark.usefixtures("small_table_as_if_it_were_large")
class TestTheQuestions:
    def test_about_a_birth_date_goes_by_its_index(self) -> None:
        plan = born_about(ARTYOM.details).explain()

        assert "insured_birth_date" in plan
        assert "Seq Scan" not in plan

    def test_about_numbers_goes_by_its_index(self) -> None:
        plan = bearers_of_numbers_alike(ARTYOM.details).explain()

        assert "document_number" in plan
        assert "Seq Scan" not in plan

    def test_about_a_name_goes_by_its_index(self) -> None:
        plan = bearers(Q(family=ARTYOM.name.family, given=ARTYOM.name.given)).explain()

        assert "insured_name" in plan
        assert "Seq Scan" not in plan

    @pytest.mark.rule("R23")
    def test_about_those_without_a_policy_goes_by_an_index_of_them_alone(self) -> None:
        waiting = InsuredPersonRow.objects.filter(awaits_policy=True, birth_date__in=[ARTYOM.birth_date])

        assert "insured_awaiting_policy" in waiting.explain()

    def test_about_other_entries_of_the_same_person_goes_by_an_index(self) -> None:
        assert "card_identity" in CardRow.objects.filter(identity_key=b"0" * 16).explain()
