"""Examination reports given out as files, and their codes checked afterwards (F-12)."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

import pytest
from django.db import IntegrityError
from pytest_django import Settings

from cast import ANNA, DMITRY, MARIA
from factories.access import CHILD, represent
from factories.people import add, add_with_identity
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.access.errors import RecordClosed
from kartoteka.domain.access.models import JournalRow, RepresentationRow
from kartoteka.domain.access.types import Action
from kartoteka.domain.audit.models import AuditEvent
from kartoteka.domain.audit.types import Event
from kartoteka.domain.health_record import codes
from kartoteka.domain.health_record.errors import CodeUnknown, EntryNotFound, TooManyChecks
from kartoteka.domain.health_record.issuing import check_paper
from kartoteka.domain.health_record.models import IssuedReportRow
from kartoteka.shared.errors import Unavailable
from kartoteka.shared.limits import Limit

from .conftest import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.manual("F-12")]


@pytest.fixture
def father(dmitry: UUID, registry: FakeInsuredRegistry, now: datetime) -> UUID:
    add_with_identity(dmitry, DMITRY, registry, now)
    add(dmitry, MARIA, registry, now)
    represent(DMITRY, MARIA, now)
    return dmitry


def code_on(contents: bytes) -> str:
    found = re.search(r"code='([0-9A-Z-]+)'", contents.decode())
    assert found is not None
    return found[1]


def events() -> list[str]:
    return list(AuditEvent.objects.filter(subject_type="issued-report").order_by("id").values_list("event", flat=True))


def end_right() -> None:
    """The paper by which Анна acts for Мария counts no more."""
    RepresentationRow.objects.all().delete()


class TestAFile:
    def test_says_whose_it_is_and_for_whom(self, desk: Desk, mother: UUID) -> None:
        file = desk.give(mother)

        words = file.contents.decode()
        assert desk.report.complaints in words
        assert repr(MARIA.name) in words
        assert repr(ANNA.name) in words

    @pytest.mark.rule("R61")
    def test_has_a_name_that_tells_of_nobody(self, desk: Desk, mother: UUID) -> None:
        assert re.fullmatch(r"protokol-osmotra-\d\d-\d\d-\d{4}\.pdf", desk.give(mother).name)

    @pytest.mark.rule("R62")
    def test_is_the_same_however_often_it_is_downloaded(self, desk: Desk, mother: UUID) -> None:
        first = desk.give(mother)
        again = desk.give(mother, later=timedelta(days=90))

        assert first == again
        assert IssuedReportRow.objects.count() == 1
        assert events() == [Event.REPORT_ISSUED, Event.REPORT_GIVEN]

    @pytest.mark.rule("R62")
    def test_is_another_for_another_reader_name_version_and_edition(
        self, desk: Desk, mother: UUID, father: UUID
    ) -> None:
        files = [desk.give(mother), desk.give(father, DMITRY.name), desk.give(mother, MARIA.name)]
        desk.tell(replace(desk.report, version=2))
        files.append(desk.give(mother))
        desk.typesetter.edition = "second"
        files.append(desk.give(mother))

        assert len({one.contents for one in files}) == 5
        assert len({code_on(one.contents) for one in files}) == 5

    def test_is_one_issue_where_two_ask_at_once(self, desk: Desk, mother: UUID) -> None:
        """While the first is being set, a second has its file already."""
        second: list[bytes] = []

        def press_again() -> None:
            desk.typesetter.meanwhile = lambda: None
            second.append(desk.give(mother).contents)

        desk.typesetter.meanwhile = press_again

        first = desk.give(mother)

        assert second == [first.contents]
        assert events() == [Event.REPORT_ISSUED, Event.REPORT_GIVEN]

    @pytest.mark.rule("R73")
    def test_is_a_download_in_the_patients_journal(self, desk: Desk, mother: UUID) -> None:
        desk.give(mother)

        rows = list(JournalRow.objects.filter(person_id=CHILD).order_by("number").values_list("action", "part"))
        assert rows == [(Action.READ, "history"), (Action.DOWNLOAD, "history")]

    def test_of_a_report_that_is_not_there_does_not_exist(self, desk: Desk, mother: UUID) -> None:
        desk.report = replace(desk.report, report_id=UUID(int=1))

        with pytest.raises(EntryNotFound):
            desk.give(mother)

        assert IssuedReportRow.objects.count() == 0


@pytest.mark.rule("R53", "R54")
class TestARightThatEndsWhileTheFileIsSet:
    def test_lets_nothing_out(self, desk: Desk, mother: UUID) -> None:
        desk.typesetter.meanwhile = end_right

        with pytest.raises(RecordClosed):
            desk.give(mother)

        row = IssuedReportRow.objects.get()
        assert (row.given_at, row.file_digest, row.file_size) == (None, None, None)
        assert events() == [Event.REPORT_ISSUED]

    def test_is_a_refused_download_in_the_journal(self, desk: Desk, mother: UUID) -> None:
        desk.typesetter.meanwhile = end_right

        with pytest.raises(RecordClosed):
            desk.give(mother)

        last = JournalRow.objects.order_by("-number")[0]
        assert (last.action, last.refusal) == (Action.DOWNLOAD, "no-right")

    def test_leaves_a_code_that_nobody_knows(self, desk: Desk, mother: UUID, now: datetime) -> None:
        desk.typesetter.meanwhile = end_right
        with pytest.raises(RecordClosed):
            desk.give(mother)
        code = codes.code_of(IssuedReportRow.objects.get().pk)

        with pytest.raises(CodeUnknown):
            check_paper(typed=code, client="192.0.2.1", now=now)

    def test_is_like_a_report_that_the_clinic_takes_back_or_changes(self, desk: Desk, mother: UUID) -> None:
        for meanwhile in (
            lambda: desk.records.learn(CHILD, replace(desk.record, reports=()), now=desk.now),
            lambda: desk.tell(replace(desk.report, recommendations="Совсем другие")),
        ):
            desk.typesetter.meanwhile = meanwhile
            with pytest.raises(EntryNotFound):
                desk.give(mother)
            desk.typesetter.meanwhile = lambda: None
            desk.tell(desk.report)

        assert not IssuedReportRow.objects.filter(given_at__isnull=False).exists()

    def test_and_one_that_only_the_typesetter_fails_is_told_apart(self, desk: Desk, mother: UUID) -> None:
        desk.typesetter.is_broken = True

        with pytest.raises(Unavailable):
            desk.give(mother)

        assert Action.DOWNLOAD not in JournalRow.objects.values_list("action", flat=True)


class TestACode:
    def test_tells_of_the_paper_and_of_nobody(self, desk: Desk, mother: UUID, now: datetime) -> None:
        file = desk.give(mother)

        paper = check_paper(typed=code_on(file.contents), client="192.0.2.1", now=now)

        assert paper.issued_at == desk.now
        assert paper.version == 1
        assert paper.file_digest == sha256(file.contents).hexdigest()
        assert paper.file_size == len(file.contents)
        assert not paper.has_newer_version
        assert MARIA.name.family not in repr(paper)

    def test_is_read_in_small_letters_without_hyphens_and_with_look_alikes(
        self, desk: Desk, mother: UUID, now: datetime
    ) -> None:
        code = code_on(desk.give(mother).contents)
        as_typed = code.lower().replace("-", " ").replace("0", "о").replace("1", "l")

        assert check_paper(typed=as_typed, client="192.0.2.1", now=now).version == 1

    def test_tells_that_a_newer_version_was_given(self, desk: Desk, mother: UUID, now: datetime) -> None:
        old = code_on(desk.give(mother).contents)
        desk.tell(replace(desk.report, version=2))
        new = code_on(desk.give(mother).contents)

        assert check_paper(typed=old, client="192.0.2.1", now=now).has_newer_version
        assert not check_paper(typed=new, client="192.0.2.1", now=now).has_newer_version

    @pytest.mark.parametrize("typed", ["", "7F3Q-92KD-M4XW-0TNE", "7F3Q", "\x00" * 16, "Щ" * 16, "9" * 4000])
    def test_that_is_none_has_one_answer(self, desk: Desk, mother: UUID, now: datetime, typed: str) -> None:
        desk.give(mother)

        with pytest.raises(CodeUnknown):
            check_paper(typed=typed, client="192.0.2.1", now=now)

    def test_is_checked_so_often_from_one_place_and_no_more(
        self, desk: Desk, mother: UUID, now: datetime, settings: Settings
    ) -> None:
        settings.KARTOTEKA_LIMITS = settings.KARTOTEKA_LIMITS | {
            "papers-checked-per-address": Limit(2, timedelta(hours=1))
        }
        code = code_on(desk.give(mother).contents)
        check_paper(typed=code, client="192.0.2.1", now=now)
        with pytest.raises(CodeUnknown):
            check_paper(typed="A", client="192.0.2.1", now=now)

        with pytest.raises(TooManyChecks):
            check_paper(typed=code, client="192.0.2.1", now=now)

        assert check_paper(typed=code, client="192.0.2.2", now=now).version == 1

    def test_is_not_kept_where_a_copy_of_the_table_would_show_it(
        self, desk: Desk, mother: UUID, settings: Settings
    ) -> None:
        code = code_on(desk.give(mother).contents).replace("-", "")
        row = IssuedReportRow.objects.get()

        assert codes.code_of(row.pk) == code
        settings.KARTOTEKA_IDENTITY_SECRET = b"of another installation"
        assert codes.code_of(row.pk) != code
        assert codes.digest_of(code) != bytes(row.code_digest)


class TestTheTable:
    def test_holds_no_half_of_a_giving(self, desk: Desk, mother: UUID) -> None:
        desk.give(mother)

        with pytest.raises(IntegrityError):
            IssuedReportRow.objects.update(file_digest=None)
