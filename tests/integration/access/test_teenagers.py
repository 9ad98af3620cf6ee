"""A teenager whose account has a parent's telephone or mailbox: R41."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from cast import MARIA
from factories.access import CHILD, decision
from factories.people import add_with_identity, make_account
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.access.models import PatientRow
from kartoteka.domain.access.representations import end_representation, list_representations
from kartoteka.domain.access.types import Ground, Refusal
from kartoteka.domain.accounts.models import Account
from kartoteka.shared.actor import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R41")]

MOTHERS, OWN = "+79120000001", "+79120000002"


@pytest.fixture
def teen(mother: UUID, registry: FakeInsuredRegistry, now: datetime) -> UUID:
    """Мария's own account, when she is sixteen and signed in with her mother's telephone."""
    PatientRow.objects.filter(pk=CHILD).update(birth_date=date(2010, 5, 19))
    account = make_account(replace(MARIA, email="maria@example.org"), now)
    add_with_identity(account, MARIA, registry, now)
    Account.objects.filter(pk__in=(mother, account)).update(phone=MOTHERS, phone_activated_at=now)
    return account


class TestTheOwnRecord:
    def test_opens_once_the_number_is_her_own(self, teen: UUID, now: datetime) -> None:
        before = decision(teen, now)
        Account.objects.filter(pk=teen).update(phone=OWN)

        assert before.refusal is Refusal.SHARED_CONTACT
        assert decision(teen, now).ground is Ground.SELF

    def test_opens_once_the_mailbox_is_her_own(self, teen: UUID, now: datetime) -> None:
        Account.objects.filter(pk=teen).update(phone=OWN, email="anna+maria@example.org")
        before = decision(teen, now)
        Account.objects.filter(pk=teen).update(email="maria@example.org")

        assert before.refusal is Refusal.SHARED_CONTACT
        assert decision(teen, now).ground is Ground.SELF

    def test_opens_without_any_address(self, teen: UUID, mother: UUID, now: datetime) -> None:
        Account.objects.filter(pk=teen).update(phone=OWN, email="")
        Account.objects.filter(pk=mother).update(email="")

        assert decision(teen, now).ground is Ground.SELF

    def test_opens_without_any_number(self, teen: UUID, mother: UUID, now: datetime) -> None:
        Account.objects.filter(pk__in=(teen, mother)).update(phone="", phone_activated_at=None)

        assert decision(teen, now).ground is Ground.SELF

    def test_opens_on_the_18th_birthday_whatever_the_number(self, teen: UUID) -> None:
        assert decision(teen, datetime(2028, 5, 20, tzinfo=UTC)).ground is Ground.SELF

    def test_opens_although_somebody_else_has_the_number(
        self, teen: UUID, mother: UUID, stranger: UUID, now: datetime
    ) -> None:
        Account.objects.filter(pk=mother).update(phone=OWN)
        Account.objects.filter(pk=stranger).update(phone=MOTHERS, phone_activated_at=now)

        assert decision(teen, now).ground is Ground.SELF

    def test_opens_when_the_mother_acts_for_her_no_more(self, teen: UUID, registrar: Actor, now: datetime) -> None:
        (paper,) = list_representations(person_id=CHILD)
        later = now + timedelta(minutes=1)

        end_representation(
            representation_id=paper.representation_id, person_id=CHILD, reason="Ошибка", by=registrar, now=later
        )

        assert decision(teen, later).ground is Ground.SELF

    def test_is_open_to_the_mother_all_the_same(self, teen: UUID, mother: UUID, now: datetime) -> None:
        assert decision(mother, now).ground is Ground.REPRESENTATIVE
