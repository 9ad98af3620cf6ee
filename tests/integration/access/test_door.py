from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, connections, transaction
from pytest_django import DjangoAssertNumQueries

from cast import ANNA, MARIA
from factories.access import CHILD, code_for, person_id
from factories.people import fill_index
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.access.door import OpenedRecord, open_record, readable
from kartoteka.domain.access.errors import RecordClosed
from kartoteka.domain.access.models import JournalRow, PatientRow
from kartoteka.domain.access.redeeming import TypedCode, redeem_child_code
from kartoteka.domain.access.types import (
    Action,
    Channel,
    Ground,
    Item,
    ItemState,
    RecordPart,
    Refusal,
    Sensitivity,
)
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.card_index.models import CardRow
from kartoteka.domain.messaging.selectors import list_messages_of_account
from kartoteka.shared.actor import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def trusted(mother: UUID, grandmother: UUID, now: datetime) -> UUID:
    """The grandmother's account, once she used a code."""
    issued = code_for(MARIA, mother, now)
    redeem_child_code(
        account_id=grandmother,
        person_id=CHILD,
        typed=TypedCode(issued.code, MARIA.birth_date),
        by=Actor.account(grandmother),
        now=now,
    )
    return grandmother


@pytest.mark.rule("R73")
class TestOpening:
    def test_hands_out_the_record_and_writes_who_looked(self, mother: UUID, now: datetime) -> None:
        record = open_record(viewer_id=mother, person_id=CHILD, part=RecordPart.RESULTS, now=now)

        row = JournalRow.objects.get()
        assert record.ground is Ground.REPRESENTATIVE
        assert (row.account_id, row.viewer_name, row.part, row.ground, row.channel, row.refusal) == (
            mother,
            str(ANNA.name),
            "results",
            "representative",
            "web",
            "",
        )
        assert record.journal_number == row.number == 1

    def test_writes_down_a_try_that_is_refused(self, mother: UUID, stranger: UUID, now: datetime) -> None:
        with pytest.raises(RecordClosed) as closed:
            open_record(viewer_id=stranger, person_id=CHILD, action=Action.DOWNLOAD, channel=Channel.APP, now=now)

        row = JournalRow.objects.get()
        assert closed.value.refusal is Refusal.NO_RIGHT
        assert "запросить" in closed.value.reason
        assert (row.account_id, row.action, row.channel, row.ground, row.refusal) == (
            stranger,
            "download",
            "app",
            "",
            "no-right",
        )

    def test_gives_nothing_when_the_row_can_not_be_written(self, mother: UUID, now: datetime) -> None:
        # Somebody else's row stands where the next one belongs.
        with transaction.atomic():
            JournalRow.objects.create(
                person_id=CHILD, number=1, at=now, account_id=uuid4(), action="read", part="results", ground="self",
                channel="web", digest=b"0" * 16,
            )  # fmt: skip

        with pytest.raises(IntegrityError):
            open_record(viewer_id=mother, person_id=CHILD, now=now)

    def test_of_ones_own_record_needs_a_confirmed_identity(self, anna: UUID, mother: UUID, now: datetime) -> None:
        assert open_record(viewer_id=mother, person_id=person_id(ANNA), now=now).ground is Ground.SELF
        CardRow.objects.filter(index_id=anna, is_main=True).update(identity_confirmed_at=None, identity_ground="")

        with pytest.raises(RecordClosed) as closed:
            open_record(viewer_id=mother, person_id=person_id(ANNA), now=now)
        assert closed.value.refusal is Refusal.IDENTITY_NOT_CONFIRMED

    def test_is_refused_to_an_account_blocked_in_between(self, mother: UUID, now: datetime) -> None:
        open_record(viewer_id=mother, person_id=CHILD, now=now)
        Account.objects.filter(pk=mother).update(is_active=False)

        with pytest.raises(RecordClosed) as closed:
            open_record(viewer_id=mother, person_id=CHILD, now=now)
        assert closed.value.refusal is Refusal.VIEWER_BLOCKED

    def test_is_the_same_refusal_for_whom_nobody_knows(self, mother: UUID, now: datetime) -> None:
        with pytest.raises(RecordClosed) as closed:
            open_record(viewer_id=mother, person_id="nobody", now=now)

        assert closed.value.refusal is Refusal.NO_RIGHT

    @pytest.mark.rule("R74")
    def test_goes_by_the_latest_moment_when_the_clock_is_set_back(
        self, trusted: UUID, mother: UUID, now: datetime
    ) -> None:
        year_later = now + timedelta(days=366)
        open_record(viewer_id=mother, person_id=CHILD, now=year_later)

        with pytest.raises(RecordClosed) as closed:
            open_record(viewer_id=trusted, person_id=CHILD, now=now + timedelta(days=1))
        assert closed.value.refusal is Refusal.EXPIRED

    def test_costs_a_set_number_of_questions(
        self, mother: UUID, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        # A savepoint and its release, the lock, the two questions of the decision, the row, the end of the chain.
        with django_assert_num_queries(7):
            open_record(viewer_id=mother, person_id=CHILD, now=now)


class TestTheOpenedRecord:
    def test_is_made_nowhere_else(self, mother: UUID, now: datetime) -> None:
        record = open_record(viewer_id=mother, person_id=CHILD, now=now)

        with pytest.raises(TypeError):
            replace(record, person_id="another", key=object())
        with pytest.raises(TypeError):
            OpenedRecord(  # type: ignore[call-arg]
                person_id=CHILD, viewer_id=mother, ground=Ground.SELF, until=None, opened_at=now, journal_number=1
            )

    def test_tells_nothing_of_people_when_it_is_logged_by_mistake(self, mother: UUID, now: datetime) -> None:
        record = open_record(viewer_id=mother, person_id=CHILD, now=now)

        assert "birth_date" not in repr(record)

    @pytest.mark.rule("R58", "R59", "R60")
    def test_judges_each_document_alone(self, trusted: UUID, now: datetime) -> None:
        record = open_record(viewer_id=trusted, person_id=CHILD, now=now)
        documents = [
            Item(RecordPart.DOCUMENTS),
            Item(RecordPart.DOCUMENTS, Sensitivity.SENSITIVE),
            Item(RecordPart.DOCUMENTS, Sensitivity.WITHHELD),
            Item(RecordPart.DOCUMENTS, state=ItemState.ANNULLED),
            Item(RecordPart.DOCUMENTS, state=ItemState.UNSIGNED),
            Item(RecordPart.BENEFITS),
            Item(RecordPart.RESULTS),
        ]

        refusals = [record.decide(document).refusal for document in documents]

        assert refusals == [
            None,
            Refusal.TOO_SENSITIVE,
            Refusal.WITHHELD,
            Refusal.ANNULLED,
            Refusal.NOT_SIGNED,
            Refusal.OUTSIDE_SCOPE,
            None,
        ]
        assert record.may_read(documents[0])

    @pytest.mark.rule("R59")
    def test_shows_what_was_annulled_to_the_patients_own_side(self, mother: UUID, now: datetime) -> None:
        record = open_record(viewer_id=mother, person_id=CHILD, now=now)

        assert record.may_read(Item(RecordPart.DOCUMENTS, state=ItemState.ANNULLED))
        assert not record.may_read(Item(RecordPart.DOCUMENTS, state=ItemState.UNSIGNED))


class TestTheFirstView:
    def test_by_a_trusted_account_is_told_once(self, trusted: UUID, mother: UUID, father: UUID, now: datetime) -> None:
        for minutes in range(3):
            open_record(viewer_id=trusted, person_id=CHILD, now=now + timedelta(minutes=minutes))

        for parent in (mother, father):
            sent = [one.template for one in list_messages_of_account(parent)]
            assert sent.count("access-first-view") == 1

    def test_by_a_parent_is_not_told(self, mother: UUID, father: UUID, now: datetime) -> None:
        open_record(viewer_id=mother, person_id=CHILD, now=now)

        assert list_messages_of_account(father) == ()


class TestAListOfPeople:
    def test_is_decided_in_two_questions_for_fifty(
        self, mother: UUID, registry: FakeInsuredRegistry, now: datetime,
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:  # fmt: skip
        fill_index(mother, registry, now, up_to=48)
        people = list(CardRow.objects.filter(index_id=mother).values_list("person_id", flat=True))

        with django_assert_num_queries(2):
            decisions = readable(viewer_id=mother, person_ids=[one for one in people if one], now=now)

        assert len(decisions) == 50
        assert {one for one, decision in decisions.items() if decision.is_allowed} == {person_id(ANNA), CHILD}
        assert JournalRow.objects.count() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory has one writer at a time")
@pytest.mark.rule("R73")
class TestManyAtOnce:
    def test_make_one_chain_of_each_record(self, mother: UUID, father: UUID, now: datetime) -> None:
        def look(number: int) -> None:
            try:
                open_record(viewer_id=(mother, father)[number % 2], person_id=CHILD, now=now)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(look, range(40)))

        assert list(JournalRow.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 41))
        assert PatientRow.objects.get(pk=CHILD).journal_length == 40
