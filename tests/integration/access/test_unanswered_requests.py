"""Requests that end without the patient's answer: taken back by who asked, or never made (R27, R45)."""

from datetime import date, datetime
from uuid import UUID, uuid4

import pytest

from cast import DARYA
from factories.access import ask, confirm, person_id
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.access.errors import PatientDied, RequestOver
from kartoteka.domain.access.models import AccessRequestRow
from kartoteka.domain.access.requests import withdraw_request
from kartoteka.domain.messaging.selectors import list_messages_of_account
from kartoteka.shared.actor import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.manual("F-08")]


def withdraw(account_id: UUID, request_id: UUID, now: datetime) -> None:
    withdraw_request(account_id=account_id, request_id=request_id, by=Actor.account(account_id), now=now)


class TestWithdrawing:
    def test_may_be_told_twice_but_not_by_another(
        self, patient: UUID, friend: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        sent = ask(friend, DARYA, registry, now)

        for _ in range(2):
            withdraw(friend, sent.request_id, now)
        with pytest.raises(RequestOver):
            withdraw(patient, sent.request_id, now)
        with pytest.raises(RequestOver):
            withdraw(friend, uuid4(), now)

    def test_is_too_late_after_the_answer(
        self, patient: UUID, friend: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        sent = ask(friend, DARYA, registry, now)
        confirm(patient, sent.request_id, now)

        with pytest.raises(RequestOver):
            withdraw(friend, sent.request_id, now)


@pytest.mark.rule("R27")
class TestAfterADeath:
    def test_nobody_is_asked_and_relatives_are_sent_to_the_clinic(
        self, patient: UUID, friend: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        registry.record_death(person_id(DARYA), on=date(2026, 11, 23))

        with pytest.raises(PatientDied) as refused:
            ask(friend, DARYA, registry, now)

        assert "расскажут в поликлинике" in refused.value.words
        assert not AccessRequestRow.objects.exists()
        assert "access-asked" not in [one.template for one in list_messages_of_account(patient)]
