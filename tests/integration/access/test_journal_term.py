"""The journal of readings is kept for the term of the patient's region, and what is kept still holds (R73)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import DEFAULT_DB_ALIAS, DatabaseError, IntegrityError, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django_tasks import task_backends
from django_tasks.backends.dummy import DummyBackend

from cast import ANNA, DARYA
from factories.access import CHILD, person_id
from factories.looks import OTHER, YEAR, cut_row, look, looks, numbers
from kartoteka.domain.access import journal_term
from kartoteka.domain.access.door import open_record
from kartoteka.domain.access.journal import find_broken_row
from kartoteka.domain.access.journal_term import cut_off, cut_portion
from kartoteka.domain.access.models import JournalCutRow, JournalRow, PatientRow
from kartoteka.domain.access.reading_journal import journal_page
from kartoteka.domain.regions.models import RegionRow
from kartoteka.operations.tasks import cut_journal

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R73")]

# The child lives here.
PERM = "59"


@pytest.fixture
def now() -> datetime:
    """The database's own clock cannot be set, so the moment is its own."""
    return datetime.now(UTC)


def keep(region: str, years: int) -> None:
    RegionRow.objects.filter(code=region).update(looks_kept_years=years)


def live_in(region: str, *people: str) -> None:
    PatientRow.objects.filter(pk__in=people).update(region_code=region)


class TestCutting:
    @pytest.mark.parametrize("old", range(7))
    def test_leaves_at_every_length_a_chain_that_holds(self, old: int, now: datetime) -> None:
        looks(OTHER, *(6.0 + old - number for number in range(old)), *(1.0,) * (6 - old), now=now)

        cut_portion(now=now)

        assert numbers(OTHER) == list(range(old + 1, 7))
        assert find_broken_row() is None
        looks(OTHER, 0, now=now)
        assert numbers(OTHER)[-1] == 7
        assert find_broken_row() is None

    @pytest.mark.parametrize("second", range(1, 7))
    def test_goes_on_later_where_it_ended(self, second: int, now: datetime) -> None:
        looks(OTHER, *(9, 8, 7, 6, 5.5, 5.2), now=now)
        cut_off(OTHER, before=now, at_most=2)
        cut_off(OTHER, before=now, at_most=second)

        assert numbers(OTHER) == list(range(min(2 + second, 6) + 1, 7))
        assert find_broken_row() is None

    def test_of_everything_lets_the_journal_go_on(self, mother: UUID, now: datetime) -> None:
        looks(person_id(ANNA), 10, now=now)

        cut_portion(now=now)

        assert numbers(person_id(ANNA)) == []
        assert find_broken_row() is None
        open_record(viewer_id=mother, person_id=person_id(ANNA), now=now)
        assert numbers(person_id(ANNA)) == [2]
        assert find_broken_row() is None
        assert [one.number for one in journal_page(person_id=person_id(ANNA), account_id=mother, now=now).entries] == [
            2
        ]

    def test_stops_at_the_first_look_that_is_to_be_kept(self, now: datetime) -> None:
        # A clock was set back: an older look stands after a younger one.
        looks(OTHER, 8, 2, 7, now=now)

        cut_portion(now=now)

        assert numbers(OTHER) == [2, 3]
        assert find_broken_row() is None

    def test_leaves_a_chain_that_does_not_hold_as_it_is(self, now: datetime) -> None:
        looks(OTHER, 9, 8, 7, now=now)
        last = JournalRow.objects.get(person_id=OTHER, number=3)
        last.pk, last.number, last.viewer_name = None, 4, "Никто"
        last.save(force_insert=True)

        cut_portion(now=now)

        assert numbers(OTHER) == [1, 2, 3, 4]
        assert find_broken_row() is not None


class TestTheTerm:
    def test_is_five_years_where_a_region_said_nothing_else(self, mother: UUID, now: datetime) -> None:
        looks(CHILD, 6, 4.9, now=now)

        cut_portion(now=now)

        assert numbers(CHILD) == [2]

    @pytest.mark.parametrize(("years", "kept"), [(3, [3]), (4, [2, 3]), (5, [1, 2, 3]), (25, [1, 2, 3])])
    def test_is_that_of_the_patients_region(self, mother: UUID, now: datetime, years: int, kept: list[int]) -> None:
        looks(CHILD, 4.5, 3.5, 2.9, now=now)
        looks(OTHER, 4.5, now=now)
        live_in(PERM, CHILD)
        keep(PERM, years)

        cut_portion(now=now)

        assert numbers(CHILD) == kept
        assert numbers(OTHER) == [1]

    def test_of_who_only_reads_himself_is_that_of_his_account(self, patient: UUID, now: datetime) -> None:
        looks(person_id(DARYA), 4, now=now)
        live_in("", person_id(DARYA))
        keep(PERM, 3)

        cut_portion(now=now)

        assert numbers(person_id(DARYA)) == []

    def test_ends_on_no_day_before_the_last(self, now: datetime) -> None:
        leap = datetime(2028, 2, 29, 9, tzinfo=UTC)
        look(OTHER, leap.replace(year=2023, day=28))

        assert cut_portion(now=leap) is None
        assert numbers(OTHER) == [1]

    @pytest.mark.parametrize("years", [0, 2, 26])
    def test_is_never_shorter_than_the_law_needs(self, mother: UUID, years: int) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            keep(PERM, years)

    def test_is_told_with_the_journal(self, mother: UUID, now: datetime) -> None:
        looks(CHILD, 1, now=now)
        live_in(PERM, CHILD)
        keep(PERM, 7)

        assert journal_page(person_id=CHILD, account_id=mother, now=now).kept_years == 7


class TestTheTable:
    @pytest.mark.parametrize("years", [0, 1, 2, 2.99])
    def test_gives_up_no_row_younger_than_three_years(self, years: float, now: datetime) -> None:
        looks(OTHER, years, now=now)
        cut_row(OTHER, 1)

        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            JournalRow.objects.all().delete()

    def test_gives_up_no_old_row_behind_the_cut(self, now: datetime) -> None:
        looks(OTHER, 9, 8, now=now)
        looks("person-third", 9, now=now)
        cut_row(OTHER, 1)

        for rows in (JournalRow.objects.filter(number=2), JournalRow.objects.filter(person_id="person-third")):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                rows.delete()

    def test_lets_no_row_be_changed_before_the_cut_either(self, now: datetime) -> None:
        looks(OTHER, 9, 8, now=now)
        cut_row(OTHER, 2)

        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            JournalRow.objects.update(at=now)

    def test_is_not_fooled_by_a_clock_of_the_portal(self, now: datetime) -> None:
        looks(OTHER, 1, now=now)

        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cut_portion(now=now + 20 * YEAR)

        assert numbers(OTHER) == [1]
        assert not JournalCutRow.objects.exists()


class TestAPortion:
    @pytest.fixture(autouse=True)
    def small(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(journal_term, "_PATIENTS_A_PORTION", 2)
        monkeypatch.setattr(journal_term, "_ROWS_A_PORTION", 5)
        monkeypatch.setattr(journal_term, "_ROWS_AT_ONCE", 2)

    @pytest.fixture
    def enqueued(self) -> DummyBackend:
        """Where tasks wait in these tests, empty."""
        backend = task_backends["default"]
        assert isinstance(backend, DummyBackend)
        backend.clear()
        return backend

    def test_ends_and_the_next_goes_on(self, now: datetime) -> None:
        for person, years in (("a", (9,) * 3), ("b", (8,) * 7), ("c", (7, 1)), ("d", (1,))):
            looks(person, *years, now=now)
        left, portions = JournalRow.objects.count(), 0
        after: str | None = ""

        while after is not None:
            after = cut_portion(after=after, now=now)
            assert left - JournalRow.objects.count() <= 5
            assert find_broken_row() is None
            left, portions = JournalRow.objects.count(), portions + 1

        assert [numbers(person) for person in "abcd"] == [[], [], [2], [1]]
        assert portions >= 3

    def test_goes_past_a_chain_that_does_not_hold(self, now: datetime) -> None:
        looks("a", 9, now=now)
        cut_row("a", 1)
        looks("b", 9, now=now)

        cut_portion(now=now)

        assert (numbers("a"), numbers("b")) == ([1], [])

    def test_is_followed_by_the_next_of_itself(self, enqueued: DummyBackend, now: datetime) -> None:
        for person in "abcde":
            looks(person, 9, now=now)

        cut_journal.call()

        assert [numbers(person) for person in "abcde"] == [[], [], [1], [1], [1]]
        assert [(one.task, one.args) for one in enqueued.results] == [(cut_journal, ["b"])]


@pytest.mark.django_db(transaction=True)
class TestTheMigration:
    @pytest.fixture(autouse=True)
    def no_cut_left(self) -> Iterator[None]:
        """SQLite empties its tables by deleting, and a cut lets nobody do that."""
        yield
        executor = MigrationExecutor(connection)
        executor.migrate([("access", "0008_journal_past_its_term")])
        JournalCutRow.objects.all().delete()
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())

    def test_goes_back_to_a_table_that_gives_up_nothing_and_forth_again(self, now: datetime) -> None:
        looks(OTHER, 9, 8, now=now)
        try:
            MigrationExecutor(connection).migrate([("access", "0006_document_types")])
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                JournalRow.objects.filter(person_id=OTHER)._raw_delete(DEFAULT_DB_ALIAS)
        finally:
            executor = MigrationExecutor(connection)
            executor.migrate(executor.loader.graph.leaf_nodes())

        cut_portion(now=now)

        assert numbers(OTHER) == []
        assert find_broken_row() is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory has one writer at a time")
class TestBesideReaders:
    def test_cuts_while_they_write(self, mother: UUID, now: datetime) -> None:
        looks(CHILD, *(9,) * 60, now=now)

        def work(number: int) -> None:
            try:
                if number % 4 == 0:
                    cut_off(CHILD, before=now - 5 * YEAR, at_most=5)
                elif number % 4 == 1:
                    assert find_broken_row() is None
                else:
                    open_record(viewer_id=mother, person_id=CHILD, now=now)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(work, range(60)))

        assert numbers(CHILD) == list(range(61, 91))
        assert find_broken_row() is None
