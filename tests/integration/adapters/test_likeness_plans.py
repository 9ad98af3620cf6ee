"""How the database answers who may be meant: by an index, however long the table."""

from collections.abc import Iterator

import pytest
from django.db import connection

from cast import ARTYOM
from kartoteka.adapters.mis_embedded.likeness import bearers_of_numbers_alike, born_about


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
