"""The patient, results, prescriptions and documents as resources of FHIR."""

from collections.abc import Container, Iterator

from kartoteka.adapters.fhir_bundle import codes
from kartoteka.adapters.fhir_bundle.cases import organization
from kartoteka.adapters.fhir_bundle.parts import (
    PATIENT_ID,
    Resource,
    coding,
    concept,
    id_of,
    in_words,
    patient,
    period,
    quantity,
    reference,
    resource,
    without_empty,
)
from kartoteka.domain.card_index.types import Card
from kartoteka.domain.health_record.documents import DocumentFormat, MedicalDocument
from kartoteka.domain.health_record.downloads.originals import path_of
from kartoteka.domain.health_record.types import (
    Observation,
    PatientSummary,
    Prescription,
    ResultKind,
    TestResult,
    Value,
)

_LABORATORY, _IMAGING = ("laboratory", "Laboratory"), ("exam", "Exam")


def of_card(card: Card, *, shows_numbers: bool) -> Iterator[Resource]:
    """The patient himself; policy and SNILS where they may be written out."""
    numbers = []
    if shows_numbers and card.snils:
        numbers.append({"system": codes.SNILS, "value": card.snils.digits})
    policy = card.policy if shows_numbers else None
    if policy:
        number = f"{policy.series}:{policy.number}" if policy.series else policy.number
        numbers.append({"system": codes.POLICIES[policy.kind], "value": number})
    name = card.name
    yield resource(
        "Patient",
        PATIENT_ID,
        identifier=numbers,
        name=[
            {
                "use": "official",
                "text": str(name),
                "family": name.family,
                "given": [part for part in (name.given, name.patronymic) if part],
            }
        ],
        gender=codes.GENDERS[card.sex],
        birthDate=card.birth_date.isoformat(),
        deceasedDateTime=card.deceased_on.isoformat() if card.deceased_on else None,
    )
    if policy:
        yield resource(
            "Coverage",
            id_of("coverage"),
            identifier=[numbers[-1]],
            status="active",
            type=concept(codes.ACT_CODE, "PUBLICPOL", "public healthcare"),
            beneficiary=patient(),
            payor=[{"display": "Обязательное медицинское страхование"}],
        )


def of_summary(summary: PatientSummary) -> Iterator[Resource]:
    """Allergies and blood group, as far as the source has them."""
    for one in summary.allergies:
        yield resource(
            "AllergyIntolerance",
            id_of("allergy", one),
            clinicalStatus=concept(codes.ALLERGY_CLINICAL, "active", "Active"),
            code=in_words(one),
            patient=patient(),
        )
    if summary.blood_group:
        yield resource(
            "Observation",
            id_of("blood-group"),
            status="final",
            category=[concept(codes.OBSERVATION_CATEGORY, *_LABORATORY)],
            code=in_words("Группа крови"),
            subject=patient(),
            valueString=summary.blood_group,
        )


def of_result(result: TestResult) -> Iterator[Resource]:
    """An examination: a report, and an observation for each indicator."""
    yield organization(result.organization)
    observed = []
    for place, one in enumerate(result.observations):
        observed.append(reference(id_of("observation", result.result_id, place)))
        yield _observation(one, result, place)
    is_laboratory = result.kind is ResultKind.LABORATORY
    corrected = any(one.former for one in result.observations)
    yield resource(
        "DiagnosticReport",
        result.result_id,
        status="entered-in-error" if result.is_annulled else ("corrected" if corrected else "final"),
        category=[concept(codes.REPORT_SECTION, *(("LAB", "Laboratory") if is_laboratory else ("OTH", "Other")))],
        code=in_words(result.title),
        subject=patient(),
        effectiveDateTime=result.taken_on.isoformat(),
        performer=[reference(id_of("organization", result.organization), result.organization)],
        resultsInterpreter=[{"display": result.practitioner}] if result.practitioner else None,
        result=observed,
        conclusion="\n".join(words for words in (result.findings, result.conclusion) if words),
    )


def _observation(one: Observation, result: TestResult, place: int) -> Resource:
    category = _LABORATORY if result.kind is ResultKind.LABORATORY else _IMAGING
    interpretation = codes.INTERPRETATIONS.get(one.flag)
    return resource(
        "Observation",
        id_of("observation", result.result_id, place),
        status="entered-in-error" if result.is_annulled else ("corrected" if one.former else "final"),
        category=[concept(codes.OBSERVATION_CATEGORY, *category)],
        code={"coding": [coding(codes.CLINICS_OWN, one.code, one.title)], "text": one.title},
        subject=patient(),
        effectiveDateTime=result.taken_on.isoformat(),
        interpretation=[concept(codes.INTERPRETATION, *interpretation)] if interpretation else None,
        referenceRange=_range(one),
        note=[{"text": f"До исправления: {_words(one.former)}"}] if one.former else None,
        **_value(one),
    )


def _value(one: Observation) -> Resource:
    if one.value.number is None:
        return {"valueString": one.value.text}
    return {"valueQuantity": quantity(one.value.number, one.unit, one.value.comparator)}


def _words(value: Value) -> str:
    return value.text if value.number is None else f"{value.comparator}{value.number}"


def _range(one: Observation) -> list[Resource]:
    if one.low is None and one.high is None:
        return [{"text": one.reference}] if one.reference else []
    return [
        without_empty(
            {
                "low": quantity(one.low, one.unit) if one.low is not None else None,
                "high": quantity(one.high, one.unit) if one.high is not None else None,
                "text": one.reference,
            }
        )
    ]


def of_prescription(one: Prescription) -> Iterator[Resource]:
    drug = f"{one.drug} ({one.trade_name})" if one.trade_name else one.drug
    yield resource(
        "MedicationRequest",
        one.prescription_id,
        status=codes.REQUESTS[one.state],
        statusReason=in_words(one.cancelled_because) if one.cancelled_because else None,
        intent="order",
        medicationCodeableConcept=in_words(", ".join(part for part in (drug, one.form, one.dose) if part)),
        subject=patient(),
        authoredOn=one.issued_on.isoformat(),
        requester={"display": one.practitioner},
        groupIdentifier={"value": f"{one.series} {one.number}".strip()} if one.number else None,
        dosageInstruction=[{"text": one.schedule}] if one.schedule else None,
        dispenseRequest={
            "validityPeriod": period(one.issued_on, one.valid_until),
            "quantity": {"value": one.quantity, "unit": "упаковка"},
        },
    )


def of_document(one: MedicalDocument, files: Container[str]) -> Iterator[Resource]:
    """A document by its header; the original lies in the archive beside the bundle, if it is among the files."""
    path = path_of(one)
    yield organization(one.organization)
    yield resource(
        "DocumentReference",
        one.document_id,
        status="entered-in-error" if one.is_annulled else ("superseded" if one.is_replaced else "current"),
        type={"coding": [coding(codes.DOCUMENT_TYPES, one.type_code, one.title)], "text": one.title},
        subject=patient(),
        author=[{"display": one.practitioner}] if one.practitioner else None,
        custodian=reference(id_of("organization", one.organization), one.organization),
        content=[
            {
                "attachment": without_empty(
                    {
                        "contentType": "application/pdf" if one.format is DocumentFormat.PDF else "application/xml",
                        "url": f"../{path}" if path in files else "",
                        "title": one.title,
                        "creation": one.made_on.isoformat(),
                    }
                )
            }
        ],
    )
