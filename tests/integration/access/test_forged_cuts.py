"""Who writes into the tables where the journal of readings was cut is found out (R73)."""

from datetime import UTC, datetime

import pytest
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, transaction

from factories.looks import OTHER, YEAR, cut_row, looks, numbers
from kartoteka.domain.access import journal
from kartoteka.domain.access.journal import find_broken_row
from kartoteka.domain.access.journal_term import cut_off, cut_portion
from kartoteka.domain.access.models import JournalCutRow, JournalRow, PatientRow

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R73")]


@pytest.fixture
def now() -> datetime:
    """The database's own clock cannot be set, so the moment is its own."""
    return datetime.now(UTC)


def take_the_guard_of_cuts_away() -> None:
    """As who owns the tables can."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP TRIGGER access_journal_cut_only_rises ON access_journal_cut")
        else:
            cursor.execute("DROP TRIGGER access_journal_cut_no_delete")
            cursor.execute("DROP TRIGGER access_journal_cut_no_way_back")


class TestAForgedCut:
    @pytest.fixture(autouse=True)
    def chain(self, now: datetime) -> None:
        looks(OTHER, 9, 8, 7, 6, 1, now=now)

    @pytest.mark.parametrize("number", range(1, 5))
    def test_by_who_has_the_tables_alone_is_found(self, number: int) -> None:
        cut_row(OTHER, number)
        JournalRow.objects.filter(person_id=OTHER, number__lte=number).delete()

        broken = find_broken_row()

        assert broken is not None
        assert (broken.row_id, broken.number) == (None, number)

    def test_moved_back_misses_rows(self, now: datetime) -> None:
        cut_off(OTHER, before=now, at_most=1)
        first = JournalCutRow.objects.values().get()
        cut_off(OTHER, before=now - 5 * YEAR)
        take_the_guard_of_cuts_away()
        JournalCutRow.objects.update(number=first["number"], digest=first["digest"], seal=first["seal"])

        broken = find_broken_row()

        assert broken is not None
        assert (broken.row_id, broken.number) == (None, 2)

    def test_moved_ahead_finds_rows_that_should_be_gone(self) -> None:
        cut = cut_row(OTHER, 3)
        cut.seal = journal.seal(cut)
        cut.save()

        broken = find_broken_row()

        assert broken is not None
        assert broken.number == 1
        assert broken.row_id == JournalRow.objects.get(person_id=OTHER, number=1).pk

    def test_of_another_digest_does_not_lead_to_the_first_kept_row(self, now: datetime) -> None:
        cut_off(OTHER, before=now - 5 * YEAR)
        cut = JournalCutRow.objects.get()
        cut.digest = bytes(16)
        cut.seal = journal.seal(cut)
        cut.save()

        broken = find_broken_row()

        assert broken is not None
        assert (broken.row_id, broken.number) == (JournalRow.objects.get(person_id=OTHER, number=5).pk, 5)

    def test_of_another_patient_is_not_taken_over(self, now: datetime) -> None:
        cut_off(OTHER, before=now, at_most=4)
        looks("person-third", 9, now=now)
        known = JournalCutRow.objects.values().get()
        JournalCutRow.objects.create(patient_id="person-third", number=1, digest=known["digest"], seal=known["seal"])

        assert find_broken_row() is not None

    def test_of_more_than_was_written_is_found(self, now: datetime) -> None:
        cut_off(OTHER, before=now - 5 * YEAR)
        PatientRow.objects.filter(pk=OTHER).update(journal_length=3)

        assert find_broken_row() is not None

    def test_is_not_built_upon(self, now: datetime) -> None:
        cut_row(OTHER, 1)

        cut_portion(now=now)

        assert numbers(OTHER) == [1, 2, 3, 4, 5]


class TestCuttingTheTailOff:
    """Without the secret, by who may write to the tables: the end that is left would hold, were it not for his cut."""

    @pytest.fixture(autouse=True)
    def chain(self, now: datetime) -> None:
        looks(OTHER, 9, 8, 7, 6, 5, now=now)

    @staticmethod
    def end_with(number: int) -> None:
        """Delete what is behind a row, and tell in the patient's row that it was always the last."""
        JournalRow.objects.filter(person_id=OTHER, number__gt=number).delete()
        last = JournalRow.objects.filter(person_id=OTHER, number=number).first()
        head = bytes(last.digest) if last else b""
        PatientRow.objects.filter(pk=OTHER).update(journal_length=number, journal_head=head)

    @pytest.mark.parametrize("kept", [0, 1, 4])
    @pytest.mark.parametrize("ahead", [0, 1000])
    def test_leaves_a_cut_that_is_named(self, kept: int, ahead: int) -> None:
        cut_row(OTHER, 5)
        JournalCutRow.objects.update(number=5 + ahead)
        self.end_with(kept)

        for statement in self.ways_back():
            with (
                pytest.raises(DatabaseError, match="only moves on"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)

        assert numbers(OTHER) == list(range(1, kept + 1))
        broken = find_broken_row()
        assert broken is not None
        assert (broken.row_id, broken.number) == (None, 5 + ahead)

    def test_is_named_beside_a_cut_of_the_portals_own(self, now: datetime) -> None:
        cut_off(OTHER, before=now, at_most=2)
        own = JournalCutRow.objects.values().get()
        JournalCutRow.objects.update(number=5)
        self.end_with(3)

        with pytest.raises(DatabaseError, match="only moves on"), transaction.atomic():
            JournalCutRow.objects.update(number=own["number"])

        broken = find_broken_row()
        assert broken is not None
        assert (broken.row_id, broken.number) == (None, 5)

    def test_is_not_washed_away_by_waiting(self, now: datetime) -> None:
        cut_row(OTHER, 5)
        self.end_with(4)

        cut_portion(now=now)

        assert numbers(OTHER) == [1, 2, 3, 4]
        assert find_broken_row() is not None

    def test_lets_the_portal_cut_on(self, now: datetime) -> None:
        for _ in range(5):
            cut_off(OTHER, before=now, at_most=1)

        assert JournalCutRow.objects.get().number == 5
        assert find_broken_row() is None

    @pytest.mark.postgresql
    @pytest.mark.skipif(connection.vendor != "postgresql", reason="a trigger of SQLite sees its own database alone")
    def test_asks_the_table_itself_and_no_temporary_one_of_its_name(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TEMPORARY TABLE access_journal_cut (patient_id varchar, number integer) ON COMMIT DROP"
            )
            cursor.execute("INSERT INTO access_journal_cut VALUES (%s, 5)", [OTHER])

        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            JournalRow.objects.filter(person_id=OTHER)._raw_delete(DEFAULT_DB_ALIAS)

    @staticmethod
    def ways_back() -> list[str]:
        ways = [
            "DELETE FROM access_journal_cut",
            "UPDATE access_journal_cut SET number = number - 1",
            "UPDATE access_journal_cut SET patient_id = 'person-nobody'",
        ]
        again = "INSERT OR REPLACE INTO access_journal_cut SELECT patient_id, 1, digest, seal FROM access_journal_cut"
        return ways if connection.vendor == "postgresql" else [*ways, again]
