from datetime import datetime, timedelta
from io import StringIO
from uuid import UUID

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction

from cast import ANNA
from factories.access import CHILD, person_id
from kartoteka.domain.access.door import open_record
from kartoteka.domain.access.errors import NotYours, RecordClosed
from kartoteka.domain.access.journal import find_broken_row
from kartoteka.domain.access.models import JournalRow, PatientRow
from kartoteka.domain.access.reading_journal import JournalPage, export_journal, journal_page
from kartoteka.domain.access.types import Action, RecordPart, Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R73")]


@pytest.fixture
def without_guard() -> None:
    """Somebody who may do anything in the database took its guard away."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP TRIGGER access_journal_append_only ON access_journal")
        else:
            cursor.execute("DROP TRIGGER access_journal_no_update")
            cursor.execute("DROP TRIGGER access_journal_no_delete")


@pytest.fixture
def looks(mother: UUID, father: UUID, now: datetime) -> None:
    """Five looks at the child's record, two at the mother's own."""
    for minutes in range(5):
        viewer = father if minutes == 2 else mother
        open_record(viewer_id=viewer, person_id=CHILD, now=now + timedelta(minutes=minutes))
    for minutes in range(2):
        open_record(viewer_id=mother, person_id=person_id(ANNA), now=now + timedelta(minutes=minutes))


class TestTheTable:
    def test_lets_no_row_be_changed_or_deleted(self, looks: None) -> None:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            JournalRow.objects.update(viewer_name="Somebody else")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            JournalRow.objects.all().delete()

        assert JournalRow.objects.count() == 7


class TestVerifying:
    def test_finds_whole_what_was_only_written(self, looks: None) -> None:
        assert find_broken_row() is None

    def test_finds_an_empty_journal_whole(self, mother: UUID) -> None:
        assert find_broken_row() is None

    @pytest.mark.parametrize("field", ["viewer_name", "part", "action", "channel"])
    def test_names_the_first_row_that_was_changed(self, looks: None, without_guard: None, field: str) -> None:
        changed = JournalRow.objects.get(person_id=CHILD, number=3)
        JournalRow.objects.filter(person_id=CHILD, number__gte=3).update(**{field: "app"})

        broken = find_broken_row()

        assert broken is not None
        assert (broken.row_id, broken.number) == (changed.pk, 3)

    @pytest.mark.parametrize(("number", "named"), [(1, 1), (3, 3), (5, 5)])
    def test_names_a_row_that_is_missing(self, looks: None, without_guard: None, number: int, named: int) -> None:
        JournalRow.objects.filter(person_id=CHILD, number=number).delete()

        broken = find_broken_row()

        assert broken is not None
        assert (broken.row_id, broken.number) == (None, named)

    def test_names_a_chain_that_is_gone(self, looks: None, without_guard: None) -> None:
        JournalRow.objects.filter(person_id=CHILD).delete()

        broken = find_broken_row()

        assert broken is not None
        assert broken.number == 1

    def test_notices_a_row_that_was_added_behind_the_end(self, looks: None) -> None:
        last = JournalRow.objects.get(person_id=CHILD, number=5)
        last.pk, last.number = None, 6
        last.save(force_insert=True)

        broken = find_broken_row()

        assert broken is not None
        assert broken.number == 6

    def test_notices_an_end_that_was_moved_with_its_chain(self, looks: None, without_guard: None) -> None:
        JournalRow.objects.filter(person_id=CHILD, number=5).delete()
        PatientRow.objects.filter(pk=CHILD).update(journal_length=4)

        assert find_broken_row() is not None

    def test_is_a_command(self, looks: None) -> None:
        told = StringIO()

        call_command("audit", "verify", stdout=told)

        assert "whole" in told.getvalue()

    def test_fails_as_a_command_and_names_the_row_but_nobody(self, looks: None, without_guard: None) -> None:
        changed = JournalRow.objects.get(person_id=CHILD, number=2)
        JournalRow.objects.filter(pk=changed.pk).update(viewer_name="Somebody else")

        with pytest.raises(CommandError) as failed:
            call_command("audit", "verify")

        assert f"row {changed.pk}," in str(failed.value)
        assert CHILD not in str(failed.value)
        assert "Somebody" not in str(failed.value)


class TestReading:
    def test_folds_repeated_looks_into_one_line(self, looks: None, mother: UUID, father: UUID, now: datetime) -> None:
        page = journal_page(person_id=CHILD, account_id=mother, now=now)

        assert [(one.account_id, one.times, one.is_you) for one in page.entries] == [
            (mother, 2, True),
            (father, 1, False),
            (mother, 2, True),
        ]
        newest = page.entries[0]
        assert (newest.first_at, newest.last_at) == (now + timedelta(minutes=3), now + timedelta(minutes=4))

    def test_names_everything_that_one_line_stands_for(self, mother: UUID, now: datetime) -> None:
        open_record(viewer_id=mother, person_id=CHILD, part=RecordPart.RESULTS, now=now)
        open_record(viewer_id=mother, person_id=CHILD, part=RecordPart.HISTORY, now=now, action=Action.DOWNLOAD)

        (entry,) = journal_page(person_id=CHILD, account_id=mother, now=now).entries

        assert entry.parts == (RecordPart.HISTORY, RecordPart.RESULTS)
        assert entry.actions == (Action.READ, Action.DOWNLOAD)

    def test_begins_a_new_line_with_each_day_of_the_patients_region(self, mother: UUID, now: datetime) -> None:
        evening = now.replace(hour=18, minute=59)
        for at in (evening, evening + timedelta(minutes=2)):
            open_record(viewer_id=mother, person_id=CHILD, now=at)

        assert [one.times for one in journal_page(person_id=CHILD, account_id=mother, now=now).entries] == [1, 1]

    def test_shows_tries_that_were_refused(self, mother: UUID, stranger: UUID, now: datetime) -> None:
        with pytest.raises(RecordClosed):
            open_record(viewer_id=stranger, person_id=CHILD, now=now)

        (entry,) = journal_page(person_id=CHILD, account_id=mother, now=now).entries

        assert (entry.account_id, entry.ground, entry.refusal) == (stranger, None, Refusal.NO_RIGHT)

    def test_goes_on_where_the_page_ended(self, looks: None, mother: UUID, now: datetime) -> None:
        pages: list[JournalPage] = []
        before = None
        while not pages or pages[-1].older is not None:
            pages.append(journal_page(person_id=CHILD, account_id=mother, now=now, length=1, before=before))
            before = pages[-1].older

        assert [[one.times for one in page.entries] for page in pages] == [[2], [1], [2]]

    def test_of_many_looks_in_a_row_loses_none(self, mother: UUID, now: datetime) -> None:
        for seconds in range(20):
            open_record(viewer_id=mother, person_id=CHILD, now=now + timedelta(seconds=seconds))
        times, before, more = 0, None, True
        while more:
            page = journal_page(person_id=CHILD, account_id=mother, now=now, length=1, before=before)
            times += sum(one.times for one in page.entries)
            before, more = page.older, page.older is not None

        assert times == 20

    def test_of_an_empty_journal_is_an_empty_page(self, mother: UUID, now: datetime) -> None:
        page = journal_page(person_id=CHILD, account_id=mother, now=now)

        assert (page.entries, page.older, page.time_zone) == ((), None, "Asia/Yekaterinburg")

    def test_is_not_for_strangers(self, looks: None, stranger: UUID, grandmother: UUID, now: datetime) -> None:
        for account in (stranger, grandmother):
            with pytest.raises(NotYours):
                journal_page(person_id=CHILD, account_id=account, now=now)
            with pytest.raises(NotYours):
                export_journal(person_id=CHILD, account_id=account, now=now)

    def test_is_exported_row_by_row(self, looks: None, mother: UUID, now: datetime) -> None:
        entries = list(export_journal(person_id=CHILD, account_id=mother, now=now))

        assert [one.times for one in entries] == [1] * 5
        assert entries[0].last_at > entries[-1].last_at
