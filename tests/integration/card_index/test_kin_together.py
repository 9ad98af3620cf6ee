"""Two people who invite each other at the same moment: F-05, R32."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection, connections

from cast import ANNA, VERA
from factories.kin import add_kin, prompts_of, tell_kin
from factories.people import account_row, add_with_identity, make_account
from fakes.medical_system import FakeInsuredRegistry
from fakes.relatives import FakeRelatives
from kartoteka.domain.card_index.types import Kinship


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory has one writer at a time")
@pytest.mark.manual("F-05")
@pytest.mark.rule("R32")
class TestTwoWhoInviteEachOtherAtOnce:
    @pytest.mark.parametrize("attempt", range(15))
    def test_are_both_asked(
        self,
        proved: UUID,
        relatives: FakeRelatives,
        registry: FakeInsuredRegistry,
        now: datetime,
        attempt: int,
    ) -> None:
        vera = make_account(VERA, now)
        add_with_identity(vera, VERA, registry, now - timedelta(days=9))
        relatives.learn(VERA, ANNA, Kinship.CHILD)
        tell_kin(proved, relatives, registry, now)
        tell_kin(vera, relatives, registry, now)
        start = Barrier(2)

        def invite(account_id: UUID, given: str) -> None:
            start.wait(10)
            try:
                add_kin(account_id, relatives, registry, now, given)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(invite, proved, "Вера"), pool.submit(invite, vera, "Анна")]:
                done.result(30)

        for account_id in (proved, vera):
            assert account_row(account_id).prompts_from == now
            assert len(prompts_of(account_id, now).invitations) == 1
