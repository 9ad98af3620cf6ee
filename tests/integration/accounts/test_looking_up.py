"""Looking an account up by what its owner types."""

from uuid import UUID

import pytest
from django.db import connection

from cast import ANNA
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.accounts.selectors import find_account


class TestAnAccount:
    @pytest.mark.manual("A-06")
    @pytest.mark.parametrize("typed", ["anna", "ANNA", ANNA.email, ANNA.email.upper()])
    def test_is_found_by_login_and_by_e_mail(self, anna: UUID, typed: str) -> None:
        found = find_account(login=typed)

        assert found
        assert found.account_id == anna

    @pytest.mark.parametrize("typed", ["", "nobody", "anna@", "%", "_nna"])
    def test_is_found_by_nothing_else(self, anna: UUID, typed: str) -> None:
        Account.objects.create(login="from-esia", email="", region_id="59", created_at="2026-11-23T09:00:00Z")

        assert find_account(login=typed) is None

    @pytest.mark.postgresql
    @pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's plans say less")
    def test_is_looked_up_by_an_index_however_many_there_are(self, anna: UUID) -> None:
        with connection.cursor() as cursor:
            # A table of one row is read whole whatever its indexes.
            cursor.execute("SET LOCAL enable_seqscan = off")
        plans = [
            Account.objects.of_email("x@example.org").order_by().explain(),
            Account.objects.meant_by("x@example.org").order_by().explain(),
        ]

        assert "account_address_once" in plans[0]
        assert "account_login_once" in plans[1]
        assert "account_address_once" in plans[1]
        assert not any("Seq Scan on accounts_account" in plan for plan in plans)
