"""A proof of identity that was a mistake: D6."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import pytest
from django.db import connection, connections, transaction

from cast import ANNA, DARYA, DMITRY, MARIA
from factories.access import CHILD, as_insured, ask, code_for, confirm, consent, decision, person_id
from factories.people import add
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.access.errors import AccessError, NotYours, OwnCase, WrongTerms
from kartoteka.domain.access.identity_withdrawal import withdraw_identity
from kartoteka.domain.access.models import AccessCodeRow, GrantRow
from kartoteka.domain.access.types import GrantEnd, Ground, Refusal
from kartoteka.domain.access.watching import Lookout
from kartoteka.domain.accounts.selectors import account
from kartoteka.domain.audit.models import AuditEvent
from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index.models import CardRow, IdentityWithdrawalRow
from kartoteka.domain.card_index.types import IdentityGround
from kartoteka.domain.messaging.selectors import list_messages_of_account
from kartoteka.shared.actor import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.rule("D6")]

WHOSE = person_id(DARYA)


def proved_at_desk(account_id: UUID) -> UUID:
    """The account's own card, proved by the desk."""
    CardRow.objects.filter(index_id=account_id, is_main=True).update(identity_ground=IdentityGround.REGISTRAR)
    return CardRow.objects.get(index_id=account_id, is_main=True).pk


def withdraw(account_id: UUID, by: Actor, now: datetime, *, reason: str = "Паспорт другого человека") -> None:
    withdraw_identity(card_id=proved_at_desk(account_id), reason=reason, by=by, now=now)


class TestAMistakenProof:
    def test_closes_the_own_record_and_those_of_children_at_once(
        self, mother: UUID, registrar: Actor, now: datetime
    ) -> None:
        before = decision(mother, now).ground
        lookout = Lookout()

        withdraw(mother, registrar, now)

        assert before is Ground.REPRESENTATIVE
        assert decision(mother, now).refusal is Refusal.IDENTITY_NOT_CONFIRMED
        assert decision(mother, now, person_id(ANNA)).refusal is Refusal.IDENTITY_NOT_CONFIRMED
        assert lookout.news().concerns(mother)

    def test_ends_what_was_opened_to_others_and_the_codes(
        self, mother: UUID, grandmother: UUID, registrar: Actor, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        confirm(mother, ask(grandmother, MARIA, registry, now).request_id, now)
        code_for(MARIA, mother, now)

        withdraw(mother, registrar, now + timedelta(minutes=1))

        grant = GrantRow.objects.get()
        assert (grant.end, grant.end_reason) == (GrantEnd.STAFF, "Паспорт другого человека")
        assert not AccessCodeRow.objects.filter(ended_at=None).exists()
        assert not decision(grandmother, now + timedelta(minutes=2)).is_allowed

    def test_ends_what_others_opened_to_it_and_tells_without_a_reason(
        self, patient: UUID, friend: UUID, registrar: Actor, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        confirm(patient, ask(friend, DARYA, registry, now).request_id, now)

        withdraw(friend, registrar, now + timedelta(minutes=1))

        assert not decision(friend, now + timedelta(minutes=2), WHOSE).is_allowed
        told = {one.template for one in list_messages_of_account(friend)}
        assert {"access-closed", "identity-withdrawn"} <= told

    def test_leaves_its_reason_and_a_row_of_the_journal(self, mother: UUID, registrar: Actor, now: datetime) -> None:
        withdraw(mother, registrar, now)

        kept = IdentityWithdrawalRow.objects.get()
        assert (kept.reason, kept.withdrawn_by) == ("Паспорт другого человека", registrar.account_id)
        assert AuditEvent.objects.filter(event=Event.IDENTITY_WITHDRAWN, actor_id=registrar.account_id).exists()

    def test_leaves_the_rights_of_others_alone(
        self, mother: UUID, father: UUID, registrar: Actor, now: datetime
    ) -> None:
        withdraw(mother, registrar, now)

        assert decision(father, now).ground is Ground.REPRESENTATIVE

    def test_leaves_nobody_waiting_for_its_answer(
        self, mother: UUID, grandmother: UUID, registrar: Actor, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        ask(grandmother, MARIA, registry, now)
        before = account(mother).asked_until

        withdraw(mother, registrar, now)

        assert before is not None
        assert account(mother).asked_until is None


class TestWhatIsNotWithdrawn:
    def test_is_what_esia_vouched_for(self, mother: UUID, registrar: Actor, now: datetime) -> None:
        CardRow.objects.filter(index_id=mother, is_main=True).update(identity_ground=IdentityGround.ESIA)
        card = CardRow.objects.get(index_id=mother, is_main=True)

        with pytest.raises(NotYours):
            withdraw_identity(card_id=card.pk, reason="Ошибка", by=registrar, now=now)

        assert decision(mother, now, person_id(ANNA)).ground is Ground.SELF

    def test_is_anything_without_a_reason(self, mother: UUID, registrar: Actor, now: datetime) -> None:
        with pytest.raises(WrongTerms):
            withdraw(mother, registrar, now, reason="  ")

    def test_is_a_second_time_nothing(self, mother: UUID, registrar: Actor, now: datetime) -> None:
        withdraw(mother, registrar, now)
        card = CardRow.objects.get(index_id=mother, is_main=True).pk

        with pytest.raises(NotYours):
            withdraw_identity(card_id=card, reason="Ошибка", by=registrar, now=now)

        assert IdentityWithdrawalRow.objects.count() == 1

    @pytest.mark.rule("R19")
    def test_is_a_case_of_the_registrars_own(
        self, mother: UUID, dmitry: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add(dmitry, DMITRY, registry, now)
        add(dmitry, MARIA, registry, now)

        with pytest.raises(OwnCase):
            withdraw(mother, Actor.account(dmitry), now)

        assert decision(mother, now, CHILD).is_allowed


# So long the first waits for the second, who gets on meanwhile only where no lock holds him.
_PATIENCE = 0.5
Act = Callable[[], object]


def while_open(first: Act, second: Act) -> None:
    """The second begins when the first has done everything but end its transaction."""
    acted, passed = threading.Event(), threading.Event()

    def act() -> None:
        try:
            with transaction.atomic():
                first()
                acted.set()
                passed.wait(_PATIENCE)
        finally:
            connections.close_all()

    def meanwhile() -> None:
        acted.wait(10)
        try:
            with suppress(AccessError):
                second()
        finally:
            passed.set()
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(act), pool.submit(meanwhile)]:
            done.result(30)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory has one writer at a time")
class TestARightGivenInThatVeryMoment:
    @pytest.fixture
    def agreement(self, mother: UUID, grandmother: UUID, registry: FakeInsuredRegistry, now: datetime) -> Act:
        """She answers a request for her child's record."""
        return partial(confirm, mother, ask(grandmother, MARIA, registry, now).request_id, now)

    @pytest.fixture
    def code(self, mother: UUID, now: datetime) -> Act:
        """She issues a code for her child."""
        return partial(code_for, MARIA, mother, now)

    @pytest.fixture
    def paper(self, mother: UUID, registrar: Actor, registry: FakeInsuredRegistry, now: datetime) -> Act:
        """Somebody opens his record to her at the desk."""
        add(mother, DARYA, registry, now)
        return partial(consent, mother, as_insured(DARYA), registrar, now)

    @pytest.fixture
    def answer(self, mother: UUID, patient: UUID, registry: FakeInsuredRegistry, now: datetime) -> Act:
        """Somebody opens his record to her on the Portal."""
        add(mother, DARYA, registry, now)
        return partial(confirm, patient, ask(mother, DARYA, registry, now).request_id, now)

    @pytest.mark.parametrize("kind", ["agreement", "code", "paper", "answer"])
    def test_ends_with_the_proof_where_it_came_first(
        self, kind: str, request: pytest.FixtureRequest, mother: UUID, registrar: Actor, now: datetime
    ) -> None:
        give: Act = request.getfixturevalue(kind)

        while_open(give, partial(withdraw, mother, registrar, now))

        assert [*GrantRow.objects.values_list("ended_at"), *AccessCodeRow.objects.values_list("ended_at")] == [(now,)]

    @pytest.mark.parametrize("kind", ["agreement", "code", "paper"])
    def test_is_not_given_where_it_came_second(
        self, kind: str, request: pytest.FixtureRequest, mother: UUID, registrar: Actor, now: datetime
    ) -> None:
        give: Act = request.getfixturevalue(kind)

        while_open(partial(withdraw, mother, registrar, now), give)

        assert IdentityWithdrawalRow.objects.exists()
        assert not GrantRow.objects.exists()
        assert not AccessCodeRow.objects.exists()
