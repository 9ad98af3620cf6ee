from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, connections, transaction

from cast import ANNA, DARYA, DMITRY, MARIA, VERA
from factories.access import CHILD, ask, confirm, decision, person_id
from factories.people import add
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.access.errors import (
    NotInIndex,
    OpenAlready,
    RequestOver,
    TooManyRequests,
    WrongTerms,
)
from kartoteka.domain.access.models import AccessRequestRow, GrantRow, PatientRow
from kartoteka.domain.access.requests import (
    REQUEST_LIVES,
    SentState,
    Terms,
    decline_request,
    list_incoming_requests,
    list_sent_requests,
    withdraw_request,
)
from kartoteka.domain.access.trusted import forbid_display
from kartoteka.domain.access.types import GrantEnd, Ground, Purpose, RecordPart, Refusal
from kartoteka.domain.audit.models import AuditEvent
from kartoteka.domain.card_index.models import CardRow
from kartoteka.domain.messaging.models import MessageRow
from kartoteka.domain.messaging.selectors import list_messages_of_account
from kartoteka.shared.actor import Actor
from kartoteka.shared.errors import Unavailable

pytestmark = [pytest.mark.django_db, pytest.mark.manual("F-08")]

WHOSE = person_id(DARYA)


def templates(account_id: UUID) -> list[str]:
    """What was written about access; that somebody lists the patient is another story."""
    told = [one.template for one in list_messages_of_account(account_id)]
    return [one for one in told if one != "listed-by-another"]


@pytest.mark.rule("R43", "R45")
class TestAsking:
    def test_opens_nothing_and_tells_the_patient(
        self, patient: UUID, friend: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        sent = ask(friend, DARYA, registry, now)

        assert sent.state is SentState.WAITING
        assert sent.expires_at == now + timedelta(days=14)
        assert decision(friend, now, WHOSE).refusal is Refusal.NO_RIGHT
        assert templates(patient) == ["access-asked"]
        (request,) = list_incoming_requests(account_id=patient, now=now)
        assert (request.name, request.identity_confirmed, request.purpose) == (str(DMITRY.name), True, Purpose.CARE)

    def test_says_nothing_of_a_person_in_letters(
        self, patient: UUID, friend: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        ask(friend, DARYA, registry, now)

        letter = MessageRow.objects.get(template="access-asked")
        for word in (*str(DMITRY.name).split(), *str(DARYA.name).split()):
            assert word not in letter.text
            assert word not in letter.subject

    def test_is_for_people_of_ones_own_index(
        self, patient: UUID, grandmother: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        with pytest.raises(NotInIndex):
            ask(grandmother, DARYA, registry, now)

    def test_answers_alike_for_who_has_no_account(
        self, friend: UUID, patient: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add(friend, VERA, registry, now)

        assert ask(friend, VERA, registry, now).state is ask(friend, DARYA, registry, now).state

    def test_is_needless_where_one_reads_anyway(
        self, mother: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        for whose in (MARIA, ANNA):
            with pytest.raises(OpenAlready):
                ask(mother, whose, registry, now)

    def test_twice_is_one_request(
        self, patient: UUID, friend: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        first = ask(friend, DARYA, registry, now)

        assert ask(friend, DARYA, registry, now + timedelta(hours=1)) == first
        assert AccessRequestRow.objects.count() == 1

    def test_goes_three_times_in_thirty_days(
        self, patient: UUID, friend: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        for minutes in range(3):
            sent = ask(friend, DARYA, registry, now + timedelta(minutes=minutes))
            withdraw_request(account_id=friend, request_id=sent.request_id, by=Actor.account(friend), now=now)

        with pytest.raises(TooManyRequests) as stopped:
            ask(friend, DARYA, registry, now + timedelta(minutes=9))
        ask(friend, DARYA, registry, stopped.value.again_at)

    @pytest.mark.parametrize("terms", [Terms(parts=()), Terms(months=0), Terms(months=13)])
    def test_needs_terms_that_can_be(
        self, terms: Terms, patient: UUID, friend: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        with pytest.raises(WrongTerms):
            ask(friend, DARYA, registry, now, terms=terms)

    def test_writes_nothing_while_the_registry_is_silent(
        self, patient: UUID, friend: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        registry.is_down = True

        with pytest.raises(Unavailable):
            ask(friend, DARYA, registry, now)
        assert AccessRequestRow.objects.count() == 0

    def test_after_it_ran_out_is_a_new_request(
        self, patient: UUID, friend: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        first = ask(friend, DARYA, registry, now)
        later = now + REQUEST_LIVES

        second = ask(friend, DARYA, registry, later)

        assert second.request_id != first.request_id
        states = [one.state for one in list_sent_requests(account_id=friend, now=later)]
        assert states == [SentState.WAITING, SentState.EXPIRED]


@pytest.mark.rule("R43", "R46")
class TestAgreeing:
    def test_opens_what_the_patient_chose_for_as_long_as_he_chose(
        self, patient: UUID, friend: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        sent = ask(friend, DARYA, registry, now)

        grant = confirm(patient, sent.request_id, now, terms=Terms(parts={RecordPart.HISTORY}, months=3))

        answer = decision(friend, now, WHOSE)
        assert (answer.ground, answer.until) == (Ground.GRANT, now.replace(year=2027, month=2))
        assert grant.parts == {RecordPart.HISTORY, RecordPart.PATIENT}
        assert list_incoming_requests(account_id=patient, now=now) == ()
        assert templates(friend) == ["access-opened"]

    def test_is_for_nobody_but_the_patients_own_side(
        self, patient: UUID, friend: UUID, mother: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        sent = ask(friend, DARYA, registry, now)

        for account in (friend, mother, uuid4()):
            with pytest.raises(RequestOver):
                confirm(account, sent.request_id, now)
            with pytest.raises(RequestOver):
                decline_request(account_id=account, request_id=sent.request_id, by=Actor.account(account), now=now)

    def test_for_a_child_is_for_its_representatives_and_told_to_the_other(
        self, mother: UUID, father: UUID, grandmother: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        sent = ask(grandmother, MARIA, registry, now)
        assert [one.request_id for one in list_incoming_requests(account_id=father, now=now)] == [sent.request_id]

        confirm(mother, sent.request_id, now)

        assert decision(grandmother, now).ground is Ground.GRANT
        assert "access-given" in templates(father)

    @pytest.mark.rule("R35")
    def test_of_a_representative_ends_on_the_18th_birthday(
        self, mother: UUID, grandmother: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        sent = ask(grandmother, MARIA, registry, now)
        confirm(mother, sent.request_id, now)

        PatientRow.objects.filter(pk=CHILD).update(birth_date=date(2008, 12, 1))

        assert decision(grandmother, now).is_allowed
        assert decision(grandmother, now + timedelta(days=10)).refusal is Refusal.CAME_OF_AGE

    @pytest.mark.rule("R44")
    def test_is_not_for_who_was_granted_access_himself(
        self, mother: UUID, grandmother: UUID, friend: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        confirm(mother, ask(grandmother, MARIA, registry, now).request_id, now)
        sent = ask(friend_with_child(friend, registry, now), MARIA, registry, now)

        with pytest.raises(RequestOver):
            confirm(grandmother, sent.request_id, now)
        assert list_incoming_requests(account_id=grandmother, now=now) == ()

    def test_to_something_sensitive_is_the_patients_own_alone(
        self, mother: UUID, patient: UUID, grandmother: UUID, friend: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        terms = Terms(includes_sensitive=True)
        of_child, of_adult = ask(grandmother, MARIA, registry, now), ask(friend, DARYA, registry, now)

        with pytest.raises(WrongTerms):
            confirm(mother, of_child.request_id, now, terms=terms)
        assert confirm(patient, of_adult.request_id, now, terms=terms).includes_sensitive

    @pytest.mark.parametrize("terms", [Terms(parts=()), Terms(months=0), Terms(months=13)])
    def test_needs_terms_that_can_be(
        self, terms: Terms, patient: UUID, friend: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        sent = ask(friend, DARYA, registry, now)

        with pytest.raises(WrongTerms):
            confirm(patient, sent.request_id, now, terms=terms)

    def test_again_takes_the_place_of_the_grant_before(
        self, patient: UUID, friend: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        for months in (3, 6):
            confirm(patient, ask(friend, DARYA, registry, now).request_id, now, terms=Terms(months=months))

        assert sorted(GrantRow.objects.values_list("end", flat=True)) == ["", GrantEnd.REPLACED]

    def test_twice_is_a_constraint_of_the_database(
        self, patient: UUID, friend: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        confirm(patient, ask(friend, DARYA, registry, now).request_id, now)
        copy = GrantRow.objects.get()
        copy.pk = uuid4()

        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save(force_insert=True)

    def test_leaves_rows_in_the_journal(
        self, patient: UUID, friend: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        confirm(patient, ask(friend, DARYA, registry, now).request_id, now)

        rows = AuditEvent.objects.filter(event__startswith="access.").order_by("id")
        assert list(rows.values_list("event", "actor_id", "account_id")) == [
            ("access.asked", friend, friend),
            ("access.given", patient, friend),
        ]


def friend_with_child(friend: UUID, registry: FakeInsuredRegistry, now: datetime) -> UUID:
    add(friend, MARIA, registry, now)
    return friend


Act = Callable[[UUID, UUID, UUID, datetime], None]


def withdraw(patient: UUID, friend: UUID, request_id: UUID, now: datetime) -> None:
    withdraw_request(account_id=friend, request_id=request_id, by=Actor.account(friend), now=now)


def decline(patient: UUID, friend: UUID, request_id: UUID, now: datetime) -> None:
    decline_request(account_id=patient, request_id=request_id, by=Actor.account(patient), now=now)


def block(patient: UUID, friend: UUID, request_id: UUID, now: datetime) -> None:
    forbid_display(person_id=WHOSE, account_id=friend, by=Actor.account(patient), now=now)


def agree(patient: UUID, friend: UUID, request_id: UUID, now: datetime) -> None:
    confirm(patient, request_id, now)


def let_die(patient: UUID, friend: UUID, request_id: UUID, now: datetime) -> None:
    PatientRow.objects.filter(pk=WHOSE).update(deceased_on=date(2026, 11, 1))


@pytest.mark.rule("R46")
class TestAgreeingTooLate:
    @pytest.mark.parametrize("first", [withdraw, decline, block, agree, let_die])
    def test_gives_nothing(
        self, first: Act, patient: UUID, friend: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        sent = ask(friend, DARYA, registry, now)
        first(patient, friend, sent.request_id, now)
        before = GrantRow.objects.count()

        with pytest.raises(RequestOver):
            confirm(patient, sent.request_id, now)
        assert GrantRow.objects.count() == before

    def test_gives_nothing_once_the_request_ran_out(
        self, patient: UUID, friend: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        sent = ask(friend, DARYA, registry, now)

        with pytest.raises(RequestOver):
            confirm(patient, sent.request_id, now + REQUEST_LIVES)
        assert list_incoming_requests(account_id=patient, now=now + REQUEST_LIVES) == ()


@pytest.mark.rule("R45")
class TestDeclining:
    def test_is_silent(self, patient: UUID, friend: UUID, registry: FakeInsuredRegistry, now: datetime) -> None:
        sent = ask(friend, DARYA, registry, now)
        before = list_sent_requests(account_id=friend, now=now)

        decline(patient, friend, sent.request_id, now)
        decline(patient, friend, sent.request_id, now)

        assert list_sent_requests(account_id=friend, now=now) == before
        assert templates(friend) == []
        assert ask(friend, DARYA, registry, now) == sent
        assert list_incoming_requests(account_id=patient, now=now) == ()
        (gone,) = list_sent_requests(account_id=friend, now=now + REQUEST_LIVES)
        assert gone.state is SentState.EXPIRED

    def test_for_good_keeps_later_requests_away_and_says_so_to_nobody(
        self, patient: UUID, friend: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        block(patient, friend, ask(friend, DARYA, registry, now).request_id, now)
        later = now + REQUEST_LIVES

        again = ask(friend, DARYA, registry, later)

        assert again.state is SentState.WAITING
        assert templates(patient) == ["access-asked"]
        assert list_incoming_requests(account_id=patient, now=later) == ()
        with pytest.raises(RequestOver):
            confirm(patient, again.request_id, later)


@pytest.mark.rule("R7")
class TestRemovingThePersonFromTheIndex:
    def test_ends_what_was_granted_for_good(
        self, patient: UUID, friend: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        confirm(patient, ask(friend, DARYA, registry, now).request_id, now)
        card = CardRow.objects.get(index_id=friend, person_id=WHOSE)

        CardRow.objects.filter(pk=card.pk).update(removed_at=now, slot=None)
        assert decision(friend, now, WHOSE).refusal is Refusal.NOT_LISTED
        add(friend, DARYA, registry, now + timedelta(hours=1))

        assert decision(friend, now + timedelta(hours=1), WHOSE).refusal is Refusal.NOT_LISTED


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory has one writer at a time")
@pytest.mark.rule("R46")
class TestTwoAnswersAtOnce:
    @pytest.mark.parametrize("attempt", range(3))
    @pytest.mark.parametrize("other", [agree, decline, withdraw, block])
    def test_leave_one_grant_or_none(
        self, other: Act, attempt: int, patient: UUID, friend: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        sent = ask(friend, DARYA, registry, now)
        start = Barrier(2)

        def act(do: Act) -> bool:
            start.wait(10)
            try:
                do(patient, friend, sent.request_id, now)
            except RequestOver:
                return False
            finally:
                connections.close_all()
            return True

        with ThreadPoolExecutor(2) as pool:
            done = list(pool.map(act, (agree, other)))

        row = AccessRequestRow.objects.get()
        live = GrantRow.objects.filter(ended_at=None).count()
        assert any(done)
        assert GrantRow.objects.count() <= 1
        assert live == (1 if row.answer == "confirmed" and other is not block else 0)
        assert decision(friend, now, WHOSE).is_allowed is (live == 1)
