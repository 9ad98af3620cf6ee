"""What an import of a record changes, and what of it nobody could read before."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from cast import ANNA, VERA, CastMember
from factories.records import (
    CLINIC,
    PDF,
    a_case,
    a_document,
    a_file,
    a_prescription,
    a_record,
    a_report,
    a_result,
    a_visit,
    an_observation,
    measured,
)
from fakes.medical_documents import EXAMINER
from kartoteka.adapters.mis_embedded import registration, scheduling
from kartoteka.adapters.mis_embedded.models import (
    CaseRow,
    ExaminationReportRow,
    PatientSummaryRow,
    ResultRow,
)
from kartoteka.adapters.mis_embedded.record_import import EmbeddedRecordIntake
from kartoteka.adapters.mis_embedded.types import NewInsuredPerson, NewOrganization
from kartoteka.domain.access.types import ItemState, RecordPart, Sensitivity
from kartoteka.domain.audit.models import AuditEvent
from kartoteka.domain.audit.types import Event
from kartoteka.domain.health_record.documents import SignerRole
from kartoteka.domain.health_record.incoming import (
    Contradiction,
    NewRecord,
    Outcome,
    OwnerUnclear,
    RecordOwner,
    UnknownOrganization,
)
from kartoteka.domain.health_record.models import RecordNewsRow
from kartoteka.domain.health_record.taking_over import take_over_record
from kartoteka.shared.actor import Actor
from kartoteka.shared.identifiers import OmsPolicy, Snils

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = date(2026, 11, 20)
RESULTS = (RecordPart.RESULTS, "ordinary", "")


@pytest.fixture
def vera(db: None) -> str:
    scheduling.open_organization(NewOrganization(CLINIC, "Asia/Yekaterinburg"))
    return register(VERA)


def register(member: CastMember) -> str:
    person = NewInsuredPerson(member.name, member.birth_date, member.sex, "59", member.snils, (member.policy,))
    return registration.register_people([person], now=NOW)[0]


def take_over(whose: str, record: NewRecord, *, later: timedelta = timedelta(0), is_rehearsal: bool = False) -> Outcome:
    return take_over_record(
        whose,
        record,
        intake=EmbeddedRecordIntake(),
        examiner=EXAMINER,
        is_rehearsal=is_rehearsal,
        by=Actor.system(),
        now=NOW + later,
    ).outcome


def noted() -> set[tuple[str, str, str]]:
    """What is new, and forgotten with the asking."""
    found = set(RecordNewsRow.objects.values_list("part", "labels", "document_type"))
    RecordNewsRow.objects.all().delete()
    return found


def full() -> NewRecord:
    """A record with one thing of each kind."""
    case = a_case(
        DAY,
        visits=(a_visit(DAY),),
        results=(a_result(DAY, measured("5.4")),),
        prescriptions=(a_prescription(DAY, DAY + timedelta(days=30)),),
        documents=(a_document(DAY),),
    )
    return a_record(case, results=(a_result(DAY),), observations=(an_observation(DAY),), reports=(a_report(case),))


class TestARecordThatComesInAgain:
    def test_changes_nothing(self, vera: str) -> None:
        record = full()

        assert take_over(vera, record) is Outcome.ADDED
        noted()

        assert take_over(vera, record, later=timedelta(hours=1)) is Outcome.UNCHANGED
        assert noted() == set()
        assert AuditEvent.objects.filter(event=Event.RECORD_TAKEN_OVER, subject_id=vera).count() == 1

    def test_is_as_fresh_as_its_last_coming(self, vera: str) -> None:
        take_over(vera, full())

        take_over(vera, full(), later=timedelta(hours=1))

        assert PatientSummaryRow.objects.get().updated_at == NOW + timedelta(hours=1)

    def test_changes_what_differs(self, vera: str) -> None:
        record = full()
        take_over(vera, record)
        (case,) = record.cases
        corrected = replace(case.results[0], observations=(measured("5.9"),))

        outcome = take_over(vera, replace(record, cases=(replace(case, results=(corrected,)),)))

        assert outcome is Outcome.CHANGED
        assert AuditEvent.objects.filter(event=Event.RECORD_TAKEN_OVER, subject_id=vera).count() == 2


class TestARehearsal:
    def test_says_what_would_be_and_changes_nothing(self, vera: str) -> None:
        assert take_over(vera, full(), is_rehearsal=True) is Outcome.ADDED

        assert not ResultRow.objects.exists()
        assert not PatientSummaryRow.objects.exists()
        assert not AuditEvent.objects.filter(event=Event.RECORD_TAKEN_OVER).exists()
        assert noted() == set()


class TestWhatIsNew:
    def test_are_results_documents_and_reports(self, vera: str) -> None:
        take_over(vera, full())

        assert noted() == {RESULTS, (RecordPart.DOCUMENTS, "ordinary", "5"), (RecordPart.HISTORY, "ordinary", "")}

    def test_is_what_was_not_there_before(self, vera: str) -> None:
        first, second = a_result(DAY), a_result(DAY)
        take_over(vera, a_record(results=(first,)))
        noted()

        take_over(vera, a_record(results=(first, second), documents=()))

        assert noted() == {RESULTS}

    def test_is_no_correction_of_what_was_there(self, vera: str) -> None:
        one = a_result(DAY)
        take_over(vera, a_record(results=(one,)))
        noted()

        take_over(vera, a_record(results=(replace(one, conclusion="Исправлено"),)))

        assert noted() == set()

    @pytest.mark.rule("R59")
    def test_is_a_document_with_its_second_signature(self, vera: str) -> None:
        document = a_document(DAY)
        half = a_file(document, PDF, roles=[SignerRole.DOCTOR])
        take_over(vera, a_record(documents=(document,), files=(half,)))
        assert noted() == set()

        take_over(vera, a_record(documents=(document,)))

        assert noted() == {(RecordPart.DOCUMENTS, "ordinary", "5")}

    @pytest.mark.rule("R59")
    def test_is_nothing_that_comes_annulled(self, vera: str) -> None:
        take_over(vera, a_record(results=(a_result(DAY, state=ItemState.ANNULLED),)))

        assert noted() == set()

    @pytest.mark.rule("R58")
    def test_is_what_the_clinic_told_in_person_before(self, vera: str) -> None:
        one = a_result(DAY, label=Sensitivity.WITHHELD)
        take_over(vera, a_record(results=(one,)))
        assert noted() == {(RecordPart.RESULTS, "withheld", "")}

        take_over(vera, a_record(results=(replace(one, sensitivity=Sensitivity.ORDINARY),)))

        assert noted() == {RESULTS}

    @pytest.mark.rule("R58")
    def test_is_a_report_with_the_labels_of_its_visit_and_case(self, vera: str) -> None:
        case = a_case(DAY, visits=(a_visit(DAY, label=Sensitivity.SENSITIVE),))

        take_over(vera, a_record(case, reports=(a_report(case),)))

        assert noted() == {(RecordPart.HISTORY, "ordinary sensitive", "")}

    def test_is_nothing_old(self, vera: str) -> None:
        take_over(vera, a_record(results=tuple(a_result(date(2016, 1, day)) for day in range(1, 29))))

        assert noted() == set()


class TestARecordThatCannotBeKept:
    @pytest.fixture
    def before(self, vera: str) -> Iterator[NewRecord]:
        """What was known before stays, to the last row."""
        record = full()
        take_over(vera, record)
        yield record
        assert take_over(vera, record) is Outcome.UNCHANGED

    def test_names_a_clinic_that_is_not_here(self, vera: str, before: NewRecord) -> None:
        with pytest.raises(UnknownOrganization):
            take_over(vera, a_record(results=(replace(a_result(DAY), organization="Нет такой"),)))

    def test_has_an_identifier_twice(self, vera: str, before: NewRecord) -> None:
        one = a_result(DAY)

        with pytest.raises(Contradiction):
            take_over(vera, a_record(results=(one, one)))

    def test_breaks_a_rule_of_the_tables(self, vera: str, before: NewRecord) -> None:
        with pytest.raises(Contradiction):
            take_over(vera, a_record(prescriptions=(a_prescription(DAY, DAY - timedelta(days=1)),)))

    def test_takes_what_is_another_persons(self, vera: str, before: NewRecord) -> None:
        anna = register(ANNA)

        with pytest.raises(Contradiction):
            take_over(anna, a_record(*before.cases))

        assert {str(pk) for pk in CaseRow.objects.values_list("person_id", flat=True)} == {vera}

    @pytest.mark.parametrize("what", ["result", "prescription", "document", "report"])
    def test_puts_an_entry_into_another_persons_case(self, vera: str, before: NewRecord, what: str) -> None:
        anna = register(ANNA)
        (case,) = before.cases
        hers = case.heading.case_id
        record = {
            "result": a_record(results=(replace(a_result(DAY), case_id=hers),)),
            "prescription": a_record(prescriptions=(a_prescription(DAY, DAY, case_id=hers),)),
            "document": a_record(documents=(a_document(DAY, case_id=hers),)),
            "report": a_record(reports=(a_report(case),)),
        }[what]

        with pytest.raises(Contradiction):
            take_over(anna, record)

        assert ExaminationReportRow.objects.count() == 1

    def test_is_not_there_at_all_for_somebody_new(self, vera: str) -> None:
        with pytest.raises(Contradiction):
            take_over(vera, a_record(a_case(DAY), results=(a_result(DAY), replace(a_result(DAY), case_id=uuid4()))))

        assert not CaseRow.objects.exists()
        assert not PatientSummaryRow.objects.exists()


class TestTheOwnerOfARecord:
    def test_is_found_by_either_number_or_both(self, vera: str) -> None:
        register(ANNA)
        find = EmbeddedRecordIntake().find_owner

        for snils, policy in ((VERA.snils, VERA.policy), (VERA.snils, None), (None, VERA.policy)):
            assert find(RecordOwner(snils, policy, VERA.birth_date)) == vera

    @pytest.mark.parametrize(
        ("snils", "policy", "born"),
        [
            (None, None, VERA.birth_date),
            (VERA.snils, None, ANNA.birth_date),
            (VERA.snils, ANNA.policy, VERA.birth_date),
            (ANNA.snils, VERA.policy, VERA.birth_date),
            (Snils("11223344595"), None, VERA.birth_date),
        ],
        ids=["no-number", "other-birth-date", "other-policy", "other-snils", "unknown"],
    )
    def test_is_nobody_if_anything_speaks_against_it(
        self, vera: str, snils: Snils | None, policy: OmsPolicy | None, born: date
    ) -> None:
        register(ANNA)

        with pytest.raises(OwnerUnclear):
            EmbeddedRecordIntake().find_owner(RecordOwner(snils, policy, born))

    def test_is_nobody_if_two_people_have_the_number(self, vera: str) -> None:
        registration.register_people(
            [NewInsuredPerson(ANNA.name, VERA.birth_date, ANNA.sex, "59", VERA.snils)], now=NOW
        )

        with pytest.raises(OwnerUnclear):
            EmbeddedRecordIntake().find_owner(RecordOwner(VERA.snils, None, VERA.birth_date))
