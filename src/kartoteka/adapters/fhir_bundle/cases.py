"""Treatment cases and dispensary observation as resources of FHIR."""

from collections.abc import Iterator

from kartoteka.adapters.fhir_bundle import codes
from kartoteka.adapters.fhir_bundle.parts import (
    Resource,
    coding,
    concept,
    id_of,
    in_words,
    moment,
    patient,
    period,
    reference,
    resource,
)
from kartoteka.domain.health_record.types import CaseKind, Diagnosis, DispensaryObservation, TreatmentCase, Visit


def organization(name: str) -> Resource:
    return resource("Organization", id_of("organization", name), name=name)


def _of(name: str) -> Resource:
    return reference(id_of("organization", name), name)


def of_case(case: TreatmentCase) -> Iterator[Resource]:
    """A case is an episode of care, its diagnoses conditions, its visits encounters."""
    heading = case.heading
    yield organization(heading.organization)
    named = []
    for place, one in enumerate(case.diagnoses):
        condition = _condition(one, id_of("condition", heading.case_id, place), recorded=heading.opened_on.isoformat())
        yield condition
        code, words = codes.ROLES[one.kind]
        role = concept(codes.DIAGNOSIS_ROLE, code, words)
        named.append({"condition": reference(id_of("condition", heading.case_id, place)), "role": role})
    yield resource(
        "EpisodeOfCare",
        heading.case_id,
        status="active" if heading.closed_on is None else "finished",
        type=[in_words(heading.title)],
        diagnosis=named,
        patient=patient(),
        managingOrganization=_of(heading.organization),
        period=period(heading.opened_on, heading.closed_on),
        careManager={"display": heading.practitioner},
    )
    for visit in case.visits:
        yield _visit(visit, case)
    if heading.kind in {CaseKind.INPATIENT, CaseKind.DAY_HOSPITAL}:
        yield _stay(case)
    if heading.main_diagnosis and heading.closed_on and codes.is_immunization(heading.main_diagnosis.code):
        yield _immunization(case, heading.main_diagnosis)


def _condition(one: Diagnosis, identifier: object, *, recorded: str) -> Resource:
    certainty = "provisional" if one.is_preliminary else "confirmed"
    return {
        "resourceType": "Condition",
        "id": str(identifier),
        "verificationStatus": concept(codes.CONDITION_VERIFIED, certainty),
        "category": [concept(codes.CONDITION_CATEGORY, "encounter-diagnosis", "Encounter Diagnosis")],
        "code": {"coding": [coding(codes.ICD_10, one.code, one.name)], "text": one.name},
        "subject": patient(),
        "recordedDate": recorded,
    }


def _encounter_class(case: TreatmentCase) -> Resource:
    return coding(codes.ACT_CODE, *codes.CLASSES[case.heading.kind])


def _visit(visit: Visit, case: TreatmentCase) -> Resource:
    at = moment(visit.at, visit.time_zone)
    return resource(
        "Encounter",
        visit.visit_id,
        status="finished",
        **{"class": _encounter_class(case)},
        type=[in_words(visit.title)],
        serviceType=in_words(visit.speciality) if visit.speciality else None,
        subject=patient(),
        episodeOfCare=[reference(case.heading.case_id)],
        participant=[{"individual": {"display": visit.practitioner}}] if visit.practitioner else None,
        period={"start": at},
        reasonCode=[in_words(visit.complaints)] if visit.complaints else None,
        serviceProvider=_of(case.heading.organization),
    )


def _stay(case: TreatmentCase) -> Resource:
    heading = case.heading
    return resource(
        "Encounter",
        id_of("stay", heading.case_id),
        status="in-progress" if heading.closed_on is None else "finished",
        **{"class": _encounter_class(case)},
        type=[in_words(heading.title)],
        subject=patient(),
        episodeOfCare=[reference(heading.case_id)],
        period=period(heading.opened_on, heading.closed_on),
        hospitalization={"dischargeDisposition": in_words(case.outcome)} if case.outcome else None,
        serviceProvider=_of(heading.organization),
    )


def _immunization(case: TreatmentCase, reason: Diagnosis) -> Resource:
    heading = case.heading
    return resource(
        "Immunization",
        id_of("immunization", heading.case_id),
        status="completed",
        vaccineCode=in_words(heading.title),
        patient=patient(),
        occurrenceDateTime=heading.opened_on.isoformat(),
        performer=[{"actor": _of(heading.organization)}],
        reasonCode=[concept(codes.ICD_10, reason.code, reason.name)],
    )


def of_observation(one: DispensaryObservation) -> Iterator[Resource]:
    """Dispensary observation: an episode of care, and the plan by which it goes on."""
    yield organization(one.organization)
    condition = id_of("condition", one.observation_id)
    yield _condition(one.diagnosis, condition, recorded=one.started_on.isoformat())
    is_over = one.ended_on is not None
    yield resource(
        "EpisodeOfCare",
        one.observation_id,
        status="finished" if is_over else "active",
        type=[in_words("Диспансерное наблюдение")],
        diagnosis=[{"condition": reference(condition)}],
        patient=patient(),
        managingOrganization=_of(one.organization),
        period=period(one.started_on, one.ended_on),
        careManager={"display": one.practitioner},
    )
    next_visit = one.next_visit_on and {
        "detail": {
            "status": "scheduled",
            "description": "Плановый приём",
            "scheduledPeriod": period(one.next_visit_on, one.next_visit_on),
        }
    }
    yield resource(
        "CarePlan",
        id_of("plan", one.observation_id),
        status="completed" if is_over else "active",
        intent="plan",
        title=f"Диспансерное наблюдение: {one.group}" if one.group else "Диспансерное наблюдение",
        description=one.end_reason,
        subject=patient(),
        period=period(one.started_on, one.ended_on),
        addresses=[reference(condition)],
        activity=[next_visit] if next_visit and not is_over else None,
    )
