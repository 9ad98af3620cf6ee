from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections

from cast import ANNA, DARYA, MARIA, VERA
from factories.access import CERTIFICATE, CHILD, ask, code_for, confirm, decision, person_id, represent
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.access.codes import code_status, switch_codes
from kartoteka.domain.access.door import open_record
from kartoteka.domain.access.errors import CannotForbid, CodeNotAccepted, NotYours, RecordClosed
from kartoteka.domain.access.granting import GrantView
from kartoteka.domain.access.models import GrantRow, JournalRow
from kartoteka.domain.access.reading_journal import journal_page
from kartoteka.domain.access.redeeming import TypedCode, redeem_child_code
from kartoteka.domain.access.trusted import (
    allow_display_again,
    end_grant,
    end_grants_by_code,
    forbid_display,
    give_up_access,
    people_who_see,
)
from kartoteka.domain.access.types import BasisKind, GrantEnd, Ground, Refusal
from kartoteka.domain.messaging.selectors import list_messages_of_account
from kartoteka.shared.actor import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.manual("F-10")]

WHOSE = person_id(DARYA)


@pytest.fixture
def grant(patient: UUID, friend: UUID, registry: FakeInsuredRegistry, now: datetime) -> GrantView:
    return confirm(patient, ask(friend, DARYA, registry, now).request_id, now)


def redeem(account_id: UUID, code: str, now: datetime) -> GrantView:
    return redeem_child_code(
        account_id=account_id,
        person_id=CHILD,
        typed=TypedCode(code, MARIA.birth_date),
        by=Actor.account(account_id),
        now=now,
    )


@pytest.mark.rule("R53", "R56")
class TestForbidding:
    def test_shuts_the_record_on_the_next_request(
        self, patient: UUID, friend: UUID, grant: GrantView, now: datetime
    ) -> None:
        open_record(viewer_id=friend, person_id=WHOSE, now=now)

        forbid_display(person_id=WHOSE, account_id=friend, by=Actor.account(patient), now=now)

        with pytest.raises(RecordClosed) as closed:
            open_record(viewer_id=friend, person_id=WHOSE, now=now)
        assert closed.value.refusal is Refusal.FORBIDDEN
        assert GrantRow.objects.get().end == GrantEnd.REVOKED
        assert next(one.template for one in list_messages_of_account(friend)) == "access-closed"

    def test_tells_the_shut_out_no_more_than_a_stranger_is_told(
        self, patient: UUID, friend: UUID, grandmother: UUID, grant: GrantView, now: datetime
    ) -> None:
        forbid_display(person_id=WHOSE, account_id=friend, by=Actor.account(patient), now=now)
        reasons = set()
        for viewer in (friend, grandmother):
            with pytest.raises(RecordClosed) as closed:
                open_record(viewer_id=viewer, person_id=WHOSE, now=now)
            reasons.add(closed.value.reason)

        assert len(reasons) == 1

    def test_may_be_told_twice(self, patient: UUID, friend: UUID, grant: GrantView, now: datetime) -> None:
        for _ in range(2):
            forbid_display(person_id=WHOSE, account_id=friend, by=Actor.account(patient), now=now)

        (shut_out,) = [one for one in people_who_see(person_id=WHOSE, account_id=patient, now=now) if not one.is_you]
        assert (shut_out.account_id, shut_out.is_forbidden, shut_out.ground) == (friend, True, None)

    def test_beats_a_later_code(self, mother: UUID, grandmother: UUID, now: datetime) -> None:
        forbid_display(person_id=CHILD, account_id=grandmother, by=Actor.account(mother), now=now)

        with pytest.raises(CodeNotAccepted):
            redeem(grandmother, code_for(MARIA, mother, now).code, now)

    def test_beats_a_later_certificate_but_no_act_of_guardianship(
        self, mother: UUID, grandmother: UUID, now: datetime
    ) -> None:
        forbid_display(person_id=CHILD, account_id=grandmother, by=Actor.account(mother), now=now)

        represent(VERA, MARIA, now)
        assert decision(grandmother, now).refusal is Refusal.FORBIDDEN
        represent(VERA, MARIA, now, paper=replace(CERTIFICATE, kind=BasisKind.GUARDIANSHIP, number="17"))
        assert decision(grandmother, now).ground is Ground.GUARDIAN

    def test_is_lifted_by_the_patient_and_revives_nothing(
        self, patient: UUID, friend: UUID, grant: GrantView, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        by = Actor.account(patient)
        forbid_display(person_id=WHOSE, account_id=friend, by=by, now=now)

        for _ in range(2):
            allow_display_again(person_id=WHOSE, account_id=friend, by=by, now=now)

        assert decision(friend, now, WHOSE).refusal is Refusal.NO_RIGHT
        later = now + timedelta(days=1)
        confirm(patient, ask(friend, DARYA, registry, later).request_id, later)
        assert decision(friend, later, WHOSE).is_allowed

    def test_is_for_nobody_else(
        self, patient: UUID, friend: UUID, grandmother: UUID, grant: GrantView, now: datetime
    ) -> None:
        for account in (friend, grandmother, uuid4()):
            with pytest.raises(NotYours):
                forbid_display(person_id=WHOSE, account_id=friend, by=Actor.account(account), now=now)
            with pytest.raises(NotYours):
                allow_display_again(person_id=WHOSE, account_id=friend, by=Actor.account(account), now=now)

    @pytest.mark.rule("R55")
    def test_is_not_for_one_parent_against_the_other(self, mother: UUID, father: UUID, now: datetime) -> None:
        with pytest.raises(CannotForbid):
            forbid_display(person_id=CHILD, account_id=father, by=Actor.account(mother), now=now)
        assert decision(father, now).is_allowed

    def test_is_not_against_oneself(self, patient: UUID, mother: UUID, now: datetime) -> None:
        with pytest.raises(CannotForbid):
            forbid_display(person_id=WHOSE, account_id=patient, by=Actor.account(patient), now=now)


@pytest.mark.rule("R53")
class TestEndingAGrant:
    def test_closes_it_without_a_ban(self, patient: UUID, friend: UUID, grant: GrantView, now: datetime) -> None:
        for _ in range(2):
            end_grant(grant_id=grant.grant_id, by=Actor.account(patient), now=now)

        assert decision(friend, now, WHOSE).refusal is Refusal.NO_RIGHT

    def test_is_not_for_strangers_nor_for_the_grantee(
        self, friend: UUID, grandmother: UUID, grant: GrantView, now: datetime
    ) -> None:
        for account in (friend, grandmother):
            with pytest.raises(NotYours):
                end_grant(grant_id=grant.grant_id, by=Actor.account(account), now=now)
        with pytest.raises(NotYours):
            end_grant(grant_id=uuid4(), by=Actor.account(friend), now=now)

    def test_is_done_by_the_grantee_as_giving_up(self, friend: UUID, grant: GrantView, now: datetime) -> None:
        for _ in range(2):
            give_up_access(person_id=WHOSE, by=Actor.account(friend), now=now)

        assert GrantRow.objects.get().end == GrantEnd.GIVEN_UP
        assert not decision(friend, now, WHOSE).is_allowed

    @pytest.mark.rule("R47")
    def test_by_code_is_asked_about_when_codes_are_switched_off(
        self, mother: UUID, grandmother: UUID, now: datetime
    ) -> None:
        redeem(grandmother, code_for(MARIA, mother, now).code, now)
        by = Actor.account(mother)

        status = switch_codes(person_id=CHILD, is_on=False, by=by, now=now)

        assert status.grants_by_code == 1
        assert decision(grandmother, now).is_allowed
        assert end_grants_by_code(person_id=CHILD, by=by, now=now) == 1
        assert code_status(person_id=CHILD, by=by, now=now).grants_by_code == 0
        assert not decision(grandmother, now).is_allowed


class TestWhoSees:
    def test_names_everybody_with_ground_term_and_last_look(
        self, mother: UUID, father: UUID, grandmother: UUID, now: datetime
    ) -> None:
        grant = redeem(grandmother, code_for(MARIA, mother, now).code, now)
        open_record(viewer_id=grandmother, person_id=CHILD, now=now + timedelta(minutes=5))

        trusted = people_who_see(person_id=CHILD, account_id=mother, now=now + timedelta(hours=1))

        assert [(one.account_id, one.ground, one.is_you, one.can_be_forbidden) for one in trusted] == [
            (mother, Ground.REPRESENTATIVE, True, False),
            (father, Ground.REPRESENTATIVE, False, False),
            (grandmother, Ground.CODE, False, True),
        ]
        last = trusted[-1]
        assert (last.name, last.since, last.until, last.last_seen) == (
            str(VERA.name),
            now,
            grant.ends_at,
            now + timedelta(minutes=5),
        )
        assert last.grant == grant
        assert trusted[0].name == str(ANNA.name)
        assert trusted[1].last_seen is None

    def test_leaves_out_whose_right_is_over(self, patient: UUID, friend: UUID, grant: GrantView, now: datetime) -> None:
        later = now + timedelta(days=366)

        assert [one.account_id for one in people_who_see(person_id=WHOSE, account_id=patient, now=later)] == [patient]

    @pytest.mark.rule("R44")
    def test_is_not_told_to_grantees_and_strangers(
        self, patient: UUID, friend: UUID, grandmother: UUID, grant: GrantView, now: datetime
    ) -> None:
        for account in (friend, grandmother):
            with pytest.raises(NotYours):
                people_who_see(person_id=WHOSE, account_id=account, now=now)

    @pytest.mark.rule("R44")
    def test_shows_a_grantee_nothing_of_the_journal_but_his_own_acts(
        self, patient: UUID, friend: UUID, grant: GrantView, now: datetime
    ) -> None:
        for viewer in (patient, friend, patient):
            open_record(viewer_id=viewer, person_id=WHOSE, now=now)

        page = journal_page(person_id=WHOSE, account_id=friend, now=now)

        assert page.only_own
        assert [one.account_id for one in page.entries] == [friend]
        assert len(journal_page(person_id=WHOSE, account_id=patient, now=now).entries) == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory has one writer at a time")
@pytest.mark.rule("R54")
class TestReadingWhileItIsForbidden:
    def test_never_reads_after_the_ban(self, patient: UUID, friend: UUID, grant: GrantView, now: datetime) -> None:
        start = Barrier(5)

        def read(_: int) -> None:
            start.wait(10)
            try:
                for _look in range(10):
                    open_record(viewer_id=friend, person_id=WHOSE, now=now)
            except RecordClosed:
                pass
            finally:
                connections.close_all()

        def forbid() -> int:
            start.wait(10)
            try:
                forbid_display(person_id=WHOSE, account_id=friend, by=Actor.account(patient), now=now)
                return JournalRow.objects.filter(person_id=WHOSE, refusal="").count()
            finally:
                connections.close_all()

        with ThreadPoolExecutor(5) as pool:
            reading = [pool.submit(read, number) for number in range(4)]
            seen_before = pool.submit(forbid).result(30)
            for one in reading:
                one.result(30)

        assert JournalRow.objects.filter(person_id=WHOSE, refusal="").count() == seen_before
        assert not decision(friend, now, WHOSE).is_allowed
