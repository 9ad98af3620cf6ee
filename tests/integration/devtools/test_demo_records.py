"""The health records of the demo region: what there is to see in them."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest
import time_machine
from django.core.management import call_command
from django.test import TestCase

from factories.record_files import write_record
from fakes.medical_documents import EXAMINER
from kartoteka import wiring
from kartoteka.adapters.cda.reader import CdaReader
from kartoteka.adapters.cms.checker import CmsSignatureChecker
from kartoteka.adapters.esia import gost
from kartoteka.adapters.mis_embedded import record_import, registration, scheduling
from kartoteka.adapters.mis_embedded.models import CaseRow, PatientSummaryRow
from kartoteka.adapters.mis_embedded.types import NewOrganization
from kartoteka.devtools import cast, clinics
from kartoteka.devtools.load import SEED, load_demo_region
from kartoteka.devtools.records import draw_records
from kartoteka.devtools.signing import SigningDesk
from kartoteka.domain.access.door import open_record
from kartoteka.domain.access.types import Ground, ItemState, Sensitivity
from kartoteka.domain.health_record.clinical_document import CdaPatient
from kartoteka.domain.health_record.documents import DocumentFormat, SignatureState
from kartoteka.domain.health_record.examining import ExaminedDocument, Examiner
from kartoteka.domain.health_record.incoming import NewRecord, UnknownOrganization
from kartoteka.domain.health_record.types import CaseKind, Flag, PrescriptionState

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def vera() -> NewRecord:
    return draw_records(today=TODAY, seed=SEED)[cast.VERA]


class TestTheGrandmother:
    def test_has_ten_years_with_one_stay(self, vera: NewRecord) -> None:
        days = [case.heading.opened_on for case in vera.cases]

        assert {day.year for day in days} >= set(range(2017, 2027))
        assert len(days) > 90
        assert [case.heading.kind for case in vera.cases].count(CaseKind.INPATIENT) == 1

    def test_has_three_chronic_illnesses(self, vera: NewRecord) -> None:
        codes = Counter(case.heading.main_diagnosis.code for case in vera.cases if case.heading.main_diagnosis)

        assert all(codes[code] >= 10 for code in ("I11.9", "E11.9", "M17.1"))

    def test_has_hundreds_of_measurements_of_every_kind(self, vera: NewRecord) -> None:
        values = [one for result in vera.results for one in result.observations]

        assert len(values) > 200
        assert {one.flag for one in values} == set(Flag)
        assert any(one.former for one in values)
        assert any(one.value.comparator == "<" for one in values)
        assert any(one.value.text for one in values)
        assert {one.unit for one in values if one.title == "Креатинин"} == {"мкмоль/л", "мг/дл"}
        assert any(result.state is ItemState.ANNULLED for result in vera.results)

    def test_has_prescriptions_in_every_state(self, vera: NewRecord) -> None:
        states = {one.state for one in vera.prescriptions}

        assert states == set(PrescriptionState)
        assert any(one.is_overdue(TODAY) for one in vera.prescriptions)
        assert any(one.benefit for one in vera.prescriptions)

    def test_is_observed_in_every_way(self, vera: NewRecord) -> None:
        observations = vera.observations

        assert [one.is_overdue(TODAY) for one in observations].count(True) == 1
        assert [bool(one.moved_to) for one in observations].count(True) == 1
        assert [one.ended_on is not None for one in observations].count(True) == 2

    def test_has_something_that_only_she_reads(self, vera: NewRecord) -> None:
        assert any(case.heading.sensitivity is Sensitivity.SENSITIVE for case in vera.cases)

    def test_has_documents_and_one_that_was_replaced(self, vera: NewRecord) -> None:
        documents = vera.documents

        assert len(documents) >= 12
        assert len({one.type_code for one in documents}) >= 5
        assert any(one.replaced_by for one in documents)
        assert any(one.is_annulled for one in documents)
        assert any(one.sensitivity is Sensitivity.SENSITIVE for one in documents)
        assert {one.format for one in documents} == set(DocumentFormat)

    def test_lives_in_the_past(self, vera: NewRecord) -> None:
        assert all(case.heading.opened_on <= TODAY for case in vera.cases)
        assert all(result.taken_on <= TODAY for result in vera.results)


@pytest.mark.manual("F-07")
class TestHerDocuments:
    def test_are_signed_by_doctor_and_clinic_and_one_was_changed_after(self, vera: NewRecord) -> None:
        desk = SigningDesk(now=NOW)
        checker = CmsSignatureChecker(trusted=[desk.authority.certificate], cryptography=gost)
        examiner = Examiner(CdaReader(), checker)
        signed = desk.sign(vera)
        files = {one.document_id: one for one in signed.files}
        person = CdaPatient("", cast.VERA.name.family, cast.VERA.name.given, cast.VERA.birth_date)

        examined = [examiner.examine(one, files[one.document_id], patient=person) for one in signed.documents]

        taken = [one for one in examined if isinstance(one, ExaminedDocument)]
        broken = [one for one in taken if {check.state for check in one.checks} == {SignatureState.BROKEN}]
        whole = [one for one in taken if {check.state for check in one.checks} == {SignatureState.VALID}]
        assert len(taken) == len(vera.documents)
        assert [one.document.type_code for one in broken] == ["7"]
        assert len(whole) == len(taken) - 1

    def test_say_what_the_record_says(self, vera: NewRecord) -> None:
        reader = CdaReader()
        protocols = [one for one in vera.documents if one.type_code == "7"]
        files = {one.document_id: one.content for one in vera.files}

        for protocol in protocols:
            section = reader.read(files[protocol.document_id]).sections[0]
            result = next(
                one for one in vera.results if one.title == section.title and one.ready_on == protocol.made_on
            )
            assert [one.title for one in section.entries] == [one.title for one in result.observations]
            assert any(one.reference for one in section.entries)


class TestTheOthers:
    def test_are_drawn_the_same_by_the_same_seed(self) -> None:
        assert draw_records(today=TODAY, seed=SEED) == draw_records(today=TODAY, seed=SEED)

    def test_know_nothing_of_visits_to_come(self) -> None:
        # A day after the girl fell ill once more.
        today = date(2026, 11, 24)
        maria = draw_records(today=today, seed=SEED)[cast.MARIA]

        ill = max(maria.cases, key=lambda case: case.heading.opened_on)
        assert (ill.heading.closed_on, ill.outcome, len(ill.visits)) == (None, "", 1)
        assert all(visit.at.date() < today for case in maria.cases for visit in case.visits)

    @pytest.mark.rule("R60")
    def test_hold_a_newborns_paper_whose_page_tells_nothing_of_the_mother(self) -> None:
        maria = draw_records(today=TODAY, seed=SEED)[cast.MARIA]
        paper = next(one for one in maria.documents if one.type_code == "1")
        content = next(one.content for one in maria.files if one.document_id == paper.document_id)

        shown = CdaReader().read(content)

        assert shown.names_others
        for words in (cast.ANNA.name.family, str(cast.ANNA.snils), "анемия", "гемоглобин"):
            assert words in content.decode()
        for words in (cast.ANNA.name.given, str(cast.ANNA.snils), "анемия", "гемоглобин"):
            assert words not in repr(shown)
        assert "Апгар" in repr(shown)

    def test_have_their_childhood_or_what_the_portal_shows_of_them(self) -> None:
        records = draw_records(today=TODAY, seed=SEED)

        titles = [case.heading.title for case in records[cast.MARIA].cases]
        assert sum("Вакцинация" in title for title in titles) >= 15
        assert "Приём врача-педиатра" in titles
        assert {case.heading.title for case in records[cast.DARYA].cases} >= {"Приём врача-невролога"}


class TestTheLoad(TestCase):
    def test_opens_the_daughters_record_to_both_parents_who_proved_themselves(self) -> None:
        loaded = load_demo_region(now=NOW, crowd_size=10)
        assert loaded is not None

        mother = open_record(viewer_id=loaded.accounts["anna"], person_id=loaded.people[cast.MARIA], now=NOW)
        own = open_record(viewer_id=loaded.accounts["vera"], person_id=loaded.people[cast.VERA], now=NOW)

        assert (mother.ground, own.ground) == (Ground.REPRESENTATIVE, Ground.SELF)
        assert CaseRow.objects.filter(person_id=UUID(loaded.people[cast.VERA])).count() > 90


@pytest.mark.django_db
class TestAnImport:
    @pytest.fixture
    def person(self) -> str:
        for clinic in clinics.CLINICS:
            scheduling.open_organization(NewOrganization(clinic.name, clinic.time_zone))
        return registration.register_people([cast.VERA.as_registered()], now=NOW)[0]

    def test_takes_the_place_of_the_one_before(self, person: str, vera: NewRecord) -> None:
        for _ in range(2):
            record_import.import_record(person, vera, examiner=EXAMINER, now=NOW)

        assert CaseRow.objects.count() == len(vera.cases)
        assert PatientSummaryRow.objects.count() == 1

    def test_of_an_unknown_clinic_changes_nothing(self, person: str, vera: NewRecord) -> None:
        record_import.import_record(person, vera, examiner=EXAMINER, now=NOW)
        (stranger,) = registration.register_people([cast.DARYA.as_registered()], now=NOW)

        with pytest.raises(UnknownOrganization):
            record_import.import_record(person, _elsewhere(vera), examiner=EXAMINER, now=NOW)

        assert CaseRow.objects.filter(person_id=UUID(person)).count() == len(vera.cases)
        assert CaseRow.objects.filter(person_id=UUID(stranger)).count() == 0


@pytest.mark.django_db
class TestTheRecordsAsFiles:
    def test_come_in_as_they_come_in_with_the_demo(self, tmp_path: Path) -> None:
        for clinic in clinics.CLINICS:
            scheduling.open_organization(NewOrganization(clinic.name, clinic.time_zone))
        desk = SigningDesk(now=NOW)
        records = {person: desk.sign(record) for person, record in draw_records(today=TODAY, seed=SEED).items()}
        people = registration.register_people([person.as_registered() for person in records], now=NOW)
        examiner = Examiner(wiring.clinical_documents(), wiring.signature_checker())
        for person_id, (person, record) in zip(people, records.items(), strict=True):
            record_import.import_record(person_id, record, examiner=examiner, now=NOW)
            registered = person.as_registered()
            owner = {"snils": str(registered.snils), "birth_date": registered.birth_date.isoformat()}
            write_record(tmp_path / person_id, owner, record)
        told = StringIO()

        with time_machine.travel(NOW, tick=False):
            call_command("import", "records", str(tmp_path), stdout=told)

        assert f"0 records added, 0 changed, {len(records)} unchanged" in told.getvalue()


def _elsewhere(record: NewRecord) -> NewRecord:
    case = record.cases[0]
    heading = replace(case.heading, organization="Клиника, которой нет")
    return replace(record, cases=(replace(case, heading=heading),))
