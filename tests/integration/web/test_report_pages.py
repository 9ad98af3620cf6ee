"""The page of an examination report, its file, and the page where its code is checked (F-12)."""

import re
from datetime import datetime, timedelta
from html import unescape
from typing import NamedTuple, cast
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from cast import ANNA, MARIA, VERA
from factories.access import ask, confirm, person_id, represent
from factories.people import add, add_with_identity, make_account
from factories.records import SENSITIVE, a_case, a_record, a_report, a_visit
from fakes.medical_system import FakeInsuredRegistry
from fakes.typesetter import FakeTypesetter
from kartoteka import wiring
from kartoteka.domain.access.models import JournalRow
from kartoteka.domain.access.requests import Terms
from kartoteka.domain.access.trusted import end_grant
from kartoteka.domain.access.types import RecordPart
from kartoteka.domain.health_record.models import IssuedReportRow
from kartoteka.domain.health_record.report_types import ExaminationReport
from kartoteka.shared.actor import Actor
from kartoteka.shared.limits import Limit

from .conftest import Visitor, page_of
from .record_reading import DAY, Reader, keep, prove

pytestmark = [pytest.mark.django_db, pytest.mark.manual("F-12")]


class Two(NamedTuple):
    """Вера, whose record it is, and Анна, who keeps her in her index and was given a part of it."""

    vera: UUID
    anna: Reader
    grant: UUID


@pytest.fixture
def typesetter() -> FakeTypesetter:
    return cast("FakeTypesetter", wiring.report_typesetter())


@pytest.fixture
def mother(anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> Reader:
    """Анна before the record of her daughter."""
    add_with_identity(anna, ANNA, registry, now - timedelta(hours=2))
    card = add(anna, MARIA, registry, now - timedelta(hours=1))
    represent(ANNA, MARIA, now - timedelta(hours=1))
    return Reader(anna, card, now)


@pytest.fixture
def report(mother: Reader, now: datetime) -> ExaminationReport:
    """Мария's."""
    return kept(MARIA, now)


@pytest.fixture
def two(anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> Two:
    vera = make_account(VERA, now)
    add_with_identity(vera, VERA, registry, now - timedelta(hours=2))
    add_with_identity(anna, ANNA, registry, now - timedelta(hours=2))
    reader = Reader(anna, add(anna, VERA, registry, now - timedelta(hours=1)), now)
    terms = Terms(parts=(RecordPart.PATIENT, RecordPart.HISTORY))
    asked = ask(anna, VERA, registry, now, terms=terms)
    return Two(vera, reader, confirm(vera, asked.request_id, now, terms=terms).grant_id)


def kept(member: object, now: datetime, **more: object) -> ExaminationReport:
    case = a_case(DAY, visits=(a_visit(DAY),))
    report = a_report(case, **more)  # type: ignore[arg-type]
    keep(member, a_record(case, reports=(report,)), now)
    return report


def download(reader: Reader, report: ExaminationReport) -> HttpResponse:
    return reader.visitor.get(page_of(reader.card, f"record/reports/{report.report_id}/pdf/"))


class TestThePage:
    def test_is_found_from_the_visit(self, mother: Reader, report: ExaminationReport) -> None:
        page = mother.read(f"history/{report.case_id}/")

        assert f'record/reports/{report.report_id}/"' in page

    def test_shows_what_the_doctor_wrote(self, mother: Reader, report: ExaminationReport) -> None:
        page = unescape(mother.read(f"reports/{report.report_id}/"))

        for words in (
            "Протокол осмотра", "Петрова Ирина Олеговна, врач-терапевт", "Кашель и насморк второй день",
            "Анамнез заболевания", "Температура тела", "37,4 °C", "Объективный статус", "J06.9", "B01.047.001",
            "Парацетамол", "Рекомендации",
        ):  # fmt: skip
            assert words in page

    def test_names_format_and_size_before_the_download(
        self, mother: Reader, report: ExaminationReport, typesetter: FakeTypesetter
    ) -> None:
        before = unescape(mother.read(f"reports/{report.report_id}/"))
        size = len(download(mother, report).content)
        after = unescape(mother.read(f"reports/{report.report_id}/"))

        assert "PDF, около\u00a040\u00a0КБ" in before
        assert f"PDF, {-(-size // 1024)}\u00a0КБ" in after

    @pytest.mark.rule("R43")
    def test_and_its_file_leave_out_drugs_for_who_may_not_read_prescriptions(self, two: Two, now: datetime) -> None:
        report = kept(VERA, now)

        page = two.anna.read(f"reports/{report.report_id}/")
        file = download(two.anna, report).content.decode()

        for shown in (page, file):
            assert "Кашель и насморк" in shown
            assert "Парацетамол" not in shown

    @pytest.mark.rule("R60")
    def test_and_its_file_hold_no_number_of_anybody(self, mother: Reader, now: datetime) -> None:
        report = kept(MARIA, now, recommendations=f"Заполнила Петрова И. О., СНИЛС {ANNA.snils}")

        page = mother.read(f"reports/{report.report_id}/")
        file = download(mother, report).content.decode()

        for shown in (page, file):
            assert "Заполнила Петрова И. О." in shown
            assert str(ANNA.snils) not in shown
            assert ANNA.snils.masked in shown

    @pytest.mark.rule("R58")
    def test_is_not_there_for_who_may_not_read_that_report(self, two: Two, now: datetime) -> None:
        report = kept(VERA, now, label=SENSITIVE)

        assert two.anna.status(f"reports/{report.report_id}/") == 404
        assert download(two.anna, report).status_code == 404
        assert str(report.report_id) not in two.anna.read(f"history/{report.case_id}/")


class TestTheFile:
    @pytest.mark.rule("R61")
    def test_is_a_pdf_that_is_kept_nowhere(self, mother: Reader, report: ExaminationReport) -> None:
        answer = download(mother, report)

        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"] == 'attachment; filename="protokol-osmotra-12-11-2026.pdf"'
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer.content.startswith(b"%PDF")
        assert "http://testserver/verify/" in answer.content.decode()

    @pytest.mark.rule("R5")
    def test_is_nowhere_for_a_stranger(
        self, mother: Reader, report: ExaminationReport, darya: UUID, now: datetime
    ) -> None:
        stranger = Visitor(darya)
        prove(stranger, now)

        for path in (f"reports/{report.report_id}/", f"reports/{report.report_id}/pdf/"):
            answer = stranger.get(page_of(mother.card, f"record/{path}"))
            assert answer.status_code == 404
            assert "Кашель" not in answer.content.decode()
        assert IssuedReportRow.objects.count() == 0

    def test_of_another_person_is_nowhere_on_ones_own_card(self, two: Two, now: datetime) -> None:
        others = kept(ANNA, now)
        kept(VERA, now)

        assert download(two.anna, others).status_code == 404
        assert two.anna.status(f"reports/{others.report_id}/") == 404
        assert two.anna.status(f"reports/{uuid4()}/") == 404

    @pytest.mark.rule("R53", "R54")
    def test_does_not_leave_when_the_right_ends_while_it_is_set(
        self, two: Two, typesetter: FakeTypesetter, now: datetime
    ) -> None:
        report = kept(VERA, now)
        typesetter.meanwhile = lambda: end_grant(grant_id=two.grant, by=Actor.account(two.vera), now=now)

        answer = download(two.anna, report)

        assert answer.status_code == 403
        assert "Эта медкарта Вам пока не открыта" in answer.content.decode()
        assert b"%PDF" not in answer.content
        assert "Кашель" not in answer.content.decode()
        last = JournalRow.objects.filter(person_id=person_id(VERA)).order_by("-number")[0]
        assert (last.action, last.refusal) == ("download", "no-right")

    def test_that_has_to_wait_is_spoken_of_kindly(
        self, mother: Reader, report: ExaminationReport, typesetter: FakeTypesetter
    ) -> None:
        typesetter.is_busy = True

        answer = download(mother, report)

        assert answer.status_code == 503
        assert 3 <= int(answer["Retry-After"]) <= 10
        assert answer["Refresh"] == answer["Retry-After"]
        assert "Сейчас скачивают много протоколов" in answer.content.decode()
        typesetter.is_busy = False
        assert download(mother, report).status_code == 200

    def test_that_can_not_be_set_leaves_the_page_to_be_read(
        self, mother: Reader, report: ExaminationReport, typesetter: FakeTypesetter
    ) -> None:
        typesetter.is_broken = True

        answer = download(mother, report)

        assert answer.status_code == 503
        assert answer["Retry-After"] == "60"
        assert "Refresh" not in answer
        assert "Файл сейчас подготовить не получилось" in answer.content.decode()
        assert mother.status(f"reports/{report.report_id}/") == 200

    @pytest.mark.rule("R73")
    def test_stands_in_the_journal_that_the_patient_reads(self, mother: Reader, report: ExaminationReport) -> None:
        download(mother, report)

        journal = mother.visitor.get(page_of(mother.card, "access/journal/")).content.decode()

        assert "скачивание" in journal


class TestTheCheck:
    def test_tells_a_guest_when_the_paper_was_issued_and_nothing_of_the_patient(
        self, mother: Reader, report: ExaminationReport
    ) -> None:
        found = re.search(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", download(mother, report).content.decode())
        assert found is not None

        answer = checked(found[0])

        page = answer.content.decode()
        assert answer.status_code == 200
        assert "Документ выдан Порталом" in page
        assert "Более новой версии этого протокола Портал не выдавал" in page
        for secret in (MARIA.name.family, ANNA.name.given, "Поликлиника № 1", "J06.9", "Приём врача"):
            assert secret not in page

    def test_is_typed_in_where_the_square_of_a_paper_leads(self) -> None:
        page = Client().get("/verify/7F3Q-92KD-M4XW-0TNE/").content.decode()

        assert 'value="7F3Q-92KD-M4XW-0TNE"' in page
        assert "Документ выдан" not in page

    @pytest.mark.parametrize("typed", ["7F3Q-92KD-M4XW-0TNE", "7F3Q", "не код"])
    def test_of_a_code_that_is_none_has_one_answer(self, typed: str) -> None:
        answer = checked(typed)

        assert answer.status_code == 422
        assert "Документа с таким кодом Портал не выдавал. Проверьте код" in answer.content.decode()

    def test_asks_for_a_code(self) -> None:
        answer = checked("")

        assert answer.status_code == 422
        assert "Введите код проверки" in answer.content.decode()

    def test_is_refused_to_who_guesses(self, settings: Settings) -> None:
        settings.KARTOTEKA_LIMITS = settings.KARTOTEKA_LIMITS | {
            "papers-checked-per-address": Limit(1, timedelta(hours=1))
        }

        assert checked("7F3Q").status_code == 422
        assert checked("7F3Q").status_code == 429


def checked(code: str) -> HttpResponse:
    """The answer to a guest who typed a code."""
    return cast("HttpResponse", Client().post("/verify/", {"code": code, "acting_as": ""}))


class TestTheHistoryOfTreatment:
    def test_offers_the_only_report_of_a_case_as_a_file_and_says_about_how_large_it_is(
        self, mother: Reader, report: ExaminationReport
    ) -> None:
        page = unescape(mother.read("history/")).replace("\u00a0", " ")

        assert f'record/reports/{report.report_id}/pdf/"' in page
        assert "Протокол, PDF, около 40 КБ" in page

    def test_leads_to_the_case_where_it_has_several(self, mother: Reader, now: datetime) -> None:
        visits = (a_visit(DAY), a_visit(DAY + timedelta(days=1)))
        case = a_case(DAY, visits=visits)
        reports = tuple(a_report(case, visit_id=one.visit_id, at=one.at) for one in visits)
        keep(MARIA, a_record(case, reports=reports), now)

        page = mother.read("history/")

        assert "Протоколы: 2" in page
        assert f'history/{case.heading.case_id}/#visits-title"' in page
        assert "/pdf/" not in page

    @pytest.mark.rule("R58")
    def test_offers_no_report_that_may_not_be_read(self, two: Two, now: datetime) -> None:
        kept(VERA, now, label=SENSITIVE)

        page = two.anna.read("history/")

        assert "Протокол" not in page
