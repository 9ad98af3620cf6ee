"""A record read a portion at a time, as the archive is made of it."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from kartoteka.domain.access.types import RecordPart
from kartoteka.domain.health_record import rules
from kartoteka.domain.health_record.document_ports import MedicalDocuments
from kartoteka.domain.health_record.documents import DocumentFilter
from kartoteka.domain.health_record.downloads.types import READING_ORDER, Portion
from kartoteka.domain.health_record.ports import HealthRecords
from kartoteka.domain.health_record.types import CaseFilter, Contents, Prescription, Scope, Scopes, TestResult

_CASES_AT_ONCE = 20
_RESULTS_AT_ONCE = 200
# Each may have megabytes.
_DOCUMENTS_AT_ONCE = 10


def length_of(contents: Contents, scopes: Scopes) -> int:
    """How many entries the portions will hold together."""
    return sum(contents.counts.get(part, 0) for part in READING_ORDER if part in scopes)


def part_after(part: RecordPart, scopes: Scopes) -> RecordPart | None:
    """Which part is read next; None: all are."""
    later = READING_ORDER[READING_ORDER.index(part) + 1 :]
    return next((one for one in later if one in scopes), None)


def read_portion(
    part: RecordPart,
    after: UUID | None,
    *,
    scopes: Scopes,
    records: HealthRecords,
    documents: MedicalDocuments,
    today: date,
) -> Portion:
    """
    The next portion of one part, within the scopes.

    :raises Unavailable: the medical system does not answer now
    """
    scope = scopes[part]
    if part is RecordPart.PATIENT:
        return Portion(part, today, patient=records.contents(scope.person_id, scopes).patient)
    if part is RecordPart.HISTORY:
        return _cases(after, scopes, records, today)
    if part is RecordPart.RESULTS:
        results = _results(scope, records)
        return Portion(part, today, results=results, trends=rules.all_trends_of(results))
    if part is RecordPart.PRESCRIPTIONS:
        return Portion(part, today, prescriptions=_shown(records.list_prescriptions(scope), scopes))
    if part is RecordPart.DOCUMENTS:
        return _documents(after, scope, documents, today)
    return Portion(part, today, observations=records.list_observations(scope))


def _cases(after: UUID | None, scopes: Scopes, records: HealthRecords, today: date) -> Portion:
    scope = scopes[RecordPart.HISTORY]
    found = records.list_cases(scope, CaseFilter(), after=after, at_most=_CASES_AT_ONCE + 1)
    page = found[:_CASES_AT_ONCE]
    cases = (records.get_case(scopes, heading.case_id) for heading in page)
    shown = [heading.case_id for heading in page]
    return Portion(
        RecordPart.HISTORY,
        today,
        # One that the clinic took back while the list was read is left out.
        cases=tuple(replace(case, prescriptions=_shown(case.prescriptions, scopes)) for case in cases if case),
        reports=records.list_reports(scope, shown) if shown else (),
        next_after=page[-1].case_id if len(found) > _CASES_AT_ONCE else None,
    )


def _documents(after: UUID | None, scope: Scope, documents: MedicalDocuments, today: date) -> Portion:
    found = documents.list_documents(scope, DocumentFilter(), after=after, at_most=_DOCUMENTS_AT_ONCE + 1)
    page = found[:_DOCUMENTS_AT_ONCE]
    next_after = page[-1].document_id if len(found) > _DOCUMENTS_AT_ONCE else None
    return Portion(RecordPart.DOCUMENTS, today, documents=page, next_after=next_after)


def _results(scope: Scope, records: HealthRecords) -> tuple[TestResult, ...]:
    """All at once: a trend is made of every measurement."""
    results: list[TestResult] = []
    while page := records.list_results(
        scope, None, after=results[-1].result_id if results else None, at_most=_RESULTS_AT_ONCE
    ):
        results += page
        if len(page) < _RESULTS_AT_ONCE:
            break
    return tuple(results)


def _shown(found: tuple[Prescription, ...], scopes: Scopes) -> tuple[Prescription, ...]:
    return found if RecordPart.BENEFITS in scopes else tuple(rules.without_benefit(one) for one in found)
