"""The bundle of an archive, held against the standard by a library that nobody here wrote."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from fhir.resources.R4B import get_fhir_model_class
from fhir.resources.R4B.bundle import Bundle

from cast import VERA
from factories.records import (
    COLD,
    SENSITIVE,
    a_case,
    a_document,
    a_prescription,
    a_result,
    a_visit,
    an_observation,
    in_words,
    measured,
)
from kartoteka.adapters.fhir_bundle import codes
from kartoteka.adapters.fhir_bundle.writer import PATH, BundleWriter
from kartoteka.domain.access.types import Ground, ItemState, RecordPart
from kartoteka.domain.card_index.types import Address, Card, CardState, Kinship
from kartoteka.domain.health_record.downloads.types import About, Order, Portion
from kartoteka.domain.health_record.types import (
    CaseKind,
    Diagnosis,
    DiagnosisKind,
    Flag,
    Freshness,
    PatientSummary,
    PrescriptionState,
    ResultKind,
    Value,
)

pytestmark = pytest.mark.manual("F-11")
DAY = date(2026, 11, 12)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
RECORD: Any = None  # this writer asks nothing of it
CARD = Card(
    uuid4(), uuid4(), VERA.name, VERA.birth_date, VERA.sex, Kinship.SELF, is_main=True, state=CardState.CONFIRMED,
    refusal_reason="", identity_confirmed=True, deceased_on=None, person_id="1", snils=VERA.snils, policy=VERA.policy,
    address=Address(), version=1, added_at=NOW,
)  # fmt: skip
ORDER = Order(CARD, VERA.name, "Asia/Yekaterinburg")
HIGH = measured("7.4", flag=Flag.HIGH, code="2003", title="Креатинин", unit="мкмоль/л")
CORRECTED = measured("5.1", former=Value(text="6.1"), corrected_on=DAY)


def about(*, shows_numbers: bool = True) -> About:
    return About(ORDER, Ground.SELF, NOW, Freshness(NOW), tuple(RecordPart), shows_numbers)


def the_record() -> Iterator[Portion]:
    """Something of everything that a record can hold."""
    both = (COLD, Diagnosis("E11.9", "Сахарный диабет 2 типа", DiagnosisKind.CONCOMITANT, is_preliminary=True))
    shot = Diagnosis("Z25.1", "Необходимость иммунизации против гриппа")
    patient = PatientSummary("СМО", "Поликлиника", "A(II) Rh+", ("Пенициллин", "Клубника — сыпь"))
    yield Portion(RecordPart.PATIENT, DAY, patient=patient)
    cases = (
        a_case(DAY, diagnoses=both, visits=(a_visit(DAY),)),
        a_case(DAY, kind=CaseKind.INPATIENT, closed_on=DAY + timedelta(days=9), outcome="Выздоровление"),
        a_case(DAY, kind=CaseKind.PREVENTIVE, diagnosis=shot, title="Прививка от гриппа"),
        a_case(DAY, diagnosis=None, label=SENSITIVE),
    )
    yield Portion(RecordPart.HISTORY, DAY, cases=cases)
    results = (
        a_result(DAY, measured("5.6"), HIGH, CORRECTED, measured("0.01", comparator="<"), in_words("следы")),
        a_result(DAY, measured("4", unit="условных единиц", low=None, high=None, flag=Flag.UNKNOWN)),
        a_result(DAY, measured("4"), state=ItemState.ANNULLED),
        a_result(DAY, kind=ResultKind.INSTRUMENTAL, title="УЗИ", conclusion="Патологии не выявлено"),
    )
    yield Portion(RecordPart.RESULTS, DAY, results=results)
    drugs = tuple(
        a_prescription(DAY, DAY, state=state, series="59", number="123", cancelled_because=why)
        for state, why in zip(PrescriptionState, ("", "", "", "Замена"), strict=True)
    )
    yield Portion(RecordPart.PRESCRIPTIONS, DAY, prescriptions=drugs)
    observed = (
        an_observation(DAY, next_visit_on=DAY + timedelta(days=90)),
        an_observation(DAY, ended_on=DAY, end_reason="Выздоровление"),
    )
    yield Portion(RecordPart.OBSERVATION, DAY, observations=observed)
    documents = (a_document(DAY), a_document(DAY, state=ItemState.ANNULLED), a_document(DAY, is_replaced=True))
    yield Portion(RecordPart.DOCUMENTS, DAY, documents=documents)


def bundle(*portions: Portion, shows_numbers: bool = True) -> dict[str, Any]:
    writer = BundleWriter()
    fragments = [writer.write(portion, ORDER, RECORD).fragment for portion in portions or the_record()]
    (file,) = writer.close(fragments, about(shows_numbers=shows_numbers))
    assert file.path == PATH
    read: dict[str, Any] = json.loads(file.content)
    return read


def of_kind(kind: str, read: dict[str, Any]) -> list[dict[str, Any]]:
    return [one["resource"] for one in read["entry"] if one["resource"]["resourceType"] == kind]


def references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for one in value.values():
            yield from references(one)
    elif isinstance(value, list):
        for one in value:
            yield from references(one)


class TestTheBundle:
    def test_keeps_to_the_standard(self) -> None:
        read = bundle()

        Bundle.model_validate(read)
        for entry in read["entry"]:
            kind = entry["resource"]["resourceType"]
            get_fhir_model_class(kind).model_validate(entry["resource"])
        assert {one["resource"]["resourceType"] for one in read["entry"]} == {
            "Patient", "Coverage", "AllergyIntolerance", "Observation", "Organization", "Condition", "EpisodeOfCare",
            "Encounter", "Immunization", "DiagnosticReport", "MedicationRequest", "CarePlan", "DocumentReference",
        }  # fmt: skip

    def test_would_be_found_out(self) -> None:
        read = bundle()
        del of_kind("Observation", read)[0]["status"]

        with pytest.raises(ValueError, match="status"):
            Bundle.model_validate(read)

    def test_points_to_nothing_outside_itself(self) -> None:
        read = bundle()

        numbers = [one["fullUrl"] for one in read["entry"]]
        assert len(numbers) == len(set(numbers))
        assert all(one["fullUrl"] == f"urn:uuid:{one['resource']['id']}" for one in read["entry"])
        assert set(references(read)) <= set(numbers)
        assert len(set(references(read))) > 5

    def test_has_no_empty_fields(self) -> None:
        def empty(value: object) -> bool:
            if isinstance(value, dict):
                return not value or any(empty(one) for one in value.values())
            if isinstance(value, list):
                return not value or any(empty(one) for one in value)
            return value in ("", None)

        assert not empty(bundle())

    def test_is_the_same_whenever_it_is_made(self) -> None:
        portions = list(the_record())

        assert bundle(*portions) == bundle(*portions)


class TestThePatient:
    def test_bears_the_numbers_by_their_russian_registers(self) -> None:
        (patient,) = of_kind("Patient", bundle())
        (coverage,) = of_kind("Coverage", bundle())

        assert patient["identifier"] == [
            {"system": "urn:oid:1.2.643.100.3", "value": VERA.snils.digits},
            {"system": "urn:oid:1.2.643.2.69.1.1.1.6.228", "value": VERA.policy.number},
        ]
        assert patient["name"][0]["given"] == ["Вера", "Петровна"]
        assert (patient["gender"], patient["birthDate"]) == ("female", "1954-07-08")
        assert coverage["identifier"][0]["value"] == VERA.policy.number

    def test_bears_none_where_they_may_not_be_written_out(self) -> None:
        read = bundle(shows_numbers=False)

        assert "identifier" not in of_kind("Patient", read)[0]
        assert of_kind("Coverage", read) == []


class TestAnIndicator:
    @pytest.fixture
    def observed(self) -> list[dict[str, Any]]:
        return [one for one in of_kind("Observation", bundle()) if one["code"]["text"] != "Группа крови"]

    def test_has_its_unit_in_the_code_of_the_world_and_its_range(self, observed: list[dict[str, Any]]) -> None:
        one = observed[0]

        assert one["valueQuantity"] == {"value": 5.6, "unit": "ммоль/л", "system": codes.UCUM, "code": "mmol/L"}
        assert (one["referenceRange"][0]["low"]["value"], one["referenceRange"][0]["high"]["value"]) == (3.9, 6.1)

    def test_deviates_as_the_laboratory_says(self, observed: list[dict[str, Any]]) -> None:
        assert observed[1]["interpretation"][0]["coding"][0]["code"] == "H"

    @pytest.mark.rule("R63")
    def test_that_was_corrected_or_is_a_bound_or_words_says_so(self, observed: list[dict[str, Any]]) -> None:
        corrected, bound, words = observed[2:5]

        assert (corrected["status"], corrected["note"][0]["text"]) == ("corrected", "До исправления: 6.1")
        assert bound["valueQuantity"]["comparator"] == "<"
        assert words["valueString"] == "следы"

    def test_in_a_unit_that_is_not_known_bears_no_code(self, observed: list[dict[str, Any]]) -> None:
        assert observed[5]["valueQuantity"] == {"value": 4, "unit": "условных единиц"}
        assert "referenceRange" not in observed[5]

    def test_of_an_annulled_result_is_an_error(self, observed: list[dict[str, Any]]) -> None:
        assert observed[6]["status"] == "entered-in-error"


class TestACase:
    def test_is_an_episode_with_its_conditions_by_icd_10(self) -> None:
        read = bundle()

        condition, preliminary = of_kind("Condition", read)[:2]
        assert condition["code"]["coding"][0] == {"system": codes.ICD_10, "code": COLD.code, "display": COLD.name}
        assert preliminary["verificationStatus"]["coding"][0]["code"] == "provisional"

    def test_in_hospital_has_an_encounter_of_its_days(self) -> None:
        stays = [one for one in of_kind("Encounter", bundle()) if one["class"]["code"] == "IMP"]

        assert [one["period"] for one in stays] == [{"start": "2026-11-12", "end": "2026-11-21"}]
        assert stays[0]["hospitalization"]["dischargeDisposition"]["text"] == "Выздоровление"

    def test_whose_reason_is_a_vaccination_is_an_immunization_too(self) -> None:
        (shot,) = of_kind("Immunization", bundle())

        assert shot["vaccineCode"]["text"] == "Прививка от гриппа"

    @pytest.mark.parametrize(
        ("code", "is_one"), [("Z23", True), ("Z27.4", True), ("Z28.0", False), ("Z22.9", False), ("J06.9", False)]
    )
    def test_is_one_by_its_code_alone(self, code: str, *, is_one: bool) -> None:
        assert codes.is_immunization(code) is is_one


class TestAnObservationInTheClinic:
    def test_has_a_plan_with_the_next_visit_until_it_ends(self) -> None:
        running, over = of_kind("CarePlan", bundle())

        assert running["activity"][0]["detail"]["scheduledPeriod"]["start"] == "2027-02-10"
        assert (over["status"], "activity" in over) == ("completed", False)
