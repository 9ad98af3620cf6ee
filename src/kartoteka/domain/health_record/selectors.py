"""
Reading a health record.

Every selector demands the opened record and asks the medical system for what its decision lets through, so a page that
forgot to ask at the door does not type-check, and what is refused is in no total and on no page (law 2, R58).
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from kartoteka.domain.access.door import OpenedRecord, readable
from kartoteka.domain.access.types import Item, RecordPart
from kartoteka.domain.card_index.ports import BookedServices
from kartoteka.domain.card_index.selectors import list_cards
from kartoteka.domain.card_index.types import BookedService, ServiceScope
from kartoteka.domain.health_record import rules
from kartoteka.domain.health_record.answers import (
    CasePage,
    CaseReports,
    HistoryPage,
    ObservationsPage,
    Overview,
    PrescriptionsPage,
    RecordOfPerson,
    ReportPage,
    ResultPage,
    ResultsPage,
    TrendPage,
)
from kartoteka.domain.health_record.errors import EntryNotFound
from kartoteka.domain.health_record.issuing import file_size
from kartoteka.domain.health_record.papers import FileSize, ReportTypesetter
from kartoteka.domain.health_record.ports import HealthRecords
from kartoteka.domain.health_record.types import (
    CaseChoices,
    CaseFilter,
    CaseHeading,
    Contents,
    Prescription,
    ResultKind,
)
from kartoteka.shared.errors import Unavailable

PAGE_SIZE = 20
_LATEST = 6
_TRENDS = 2
# Of how many examinations the trends of the first page are made.
_LOOKED_THROUGH = 20


def records_of_index(*, account_id: UUID, now: datetime) -> tuple[RecordOfPerson, ...]:
    """
    The people of the account's index with what would be answered to each at the door.

    Opens nothing: three questions to the database, however many people there are.
    """
    cards = list_cards(account_id=account_id)
    people = [card.person_id for card in cards if card.person_id]
    decisions = readable(viewer_id=account_id, person_ids=people, now=now)
    return tuple(RecordOfPerson(card, decisions.get(card.person_id or "")) for card in cards)


def overview(
    record: OpenedRecord, *, records: HealthRecords, booked_services: BookedServices, now: datetime
) -> Overview:
    """
    The first page (F-11).

    :raises Unavailable: the medical system does not answer, and there is no copy of the record
    """
    scopes = rules.scopes_of(record)
    contents = records.contents(record.person_id, scopes)
    history, tests = scopes.get(RecordPart.HISTORY), scopes.get(RecordPart.RESULTS)
    cases = records.list_cases(history, CaseFilter(), after=None, at_most=_LATEST) if history else ()
    results = records.list_results(tests, None, after=None, at_most=_LOOKED_THROUGH) if tests else ()
    return Overview(
        contents=contents,
        upcoming=_upcoming(record, booked_services, now) if history else (),
        trends=rules.trends_of(results, at_most=_TRENDS),
        latest=rules.latest_of(cases, results[:_LATEST], at_most=_LATEST),
    )


def _upcoming(record: OpenedRecord, services: BookedServices, now: datetime) -> tuple[BookedService, ...] | None:
    scope = ServiceScope(record.person_id, booked_by=None)
    try:
        summary = services.summaries([scope], now=now)[record.person_id]
    except Unavailable:
        return None
    return (summary.next,) if summary.next else ()


def history(
    record: OpenedRecord,
    *,
    records: HealthRecords,
    typesetter: ReportTypesetter,
    choose: Callable[[CaseChoices], CaseFilter],
    after: UUID | None = None,
) -> HistoryPage:
    """
    The treatment cases, the latest first, twenty at a time (F-11).

    :param choose: makes the filter of what there is to choose from
    :raises Unavailable: see `overview`
    """
    scopes = rules.scopes_of(record)
    scope = scopes[RecordPart.HISTORY]
    contents = records.contents(record.person_id, scopes)
    choices = records.case_choices(scope)
    wanted = choose(choices)
    found = records.list_cases(scope, wanted, after=after, at_most=PAGE_SIZE + 1)
    page = found[:PAGE_SIZE]
    return HistoryPage(
        contents=contents,
        choices=choices,
        wanted=wanted,
        cases=page,
        total=_count(contents, RecordPart.HISTORY) if wanted.is_empty else records.count_cases(scope, wanted),
        next_after=page[-1].case_id if len(found) > PAGE_SIZE else None,
        reports=_reports(record, page, records=records, typesetter=typesetter),
    )


def _reports(
    record: OpenedRecord, cases: Sequence[CaseHeading], *, records: HealthRecords, typesetter: ReportTypesetter
) -> Mapping[UUID, CaseReports]:
    if not cases:
        return {}
    scope = rules.scopes_of(record)[RecordPart.HISTORY]
    # The latest of a case comes last, and stays.
    found = records.list_reports(scope, [one.case_id for one in cases])
    numbers = Counter(one.case_id for one in found)
    latest = {one.case_id: rules.readable_report(record, one) for one in found}
    return {
        case_id: CaseReports(numbers[case_id], one.report_id, FileSize(typesetter.expected_size(one), is_exact=False))
        for case_id, one in latest.items()
    }


def treatment_case(record: OpenedRecord, *, records: HealthRecords, case_id: UUID) -> CasePage:
    """
    One treatment case with what belongs to it.

    :raises EntryNotFound: there is none that may be read
    :raises Unavailable: see `overview`
    """
    scopes = rules.scopes_of(record)
    contents = records.contents(record.person_id, scopes)
    case = records.get_case(scopes, case_id)
    if case is None:
        raise EntryNotFound
    reports = {one.visit_id: one for one in records.list_reports(scopes[RecordPart.HISTORY], (case_id,))}
    return CasePage(contents, replace(case, prescriptions=_shown(record, case.prescriptions)), reports)


def examination_report(
    record: OpenedRecord, *, records: HealthRecords, typesetter: ReportTypesetter, report_id: UUID
) -> ReportPage:
    """
    The report of one visit, and how large its file is (F-12).

    :raises EntryNotFound: there is none that may be read
    :raises Unavailable: see `overview`
    """
    scopes = rules.scopes_of(record)
    contents = records.contents(record.person_id, scopes)
    report = records.get_report(scopes[RecordPart.HISTORY], report_id)
    if report is None:
        raise EntryNotFound
    readable = rules.shown_report(record, report)
    return ReportPage(contents, readable, file_size(record, readable, typesetter=typesetter))


def results(
    record: OpenedRecord, *, records: HealthRecords, kind: ResultKind | None = None, after: UUID | None = None
) -> ResultsPage:
    """
    Examinations with their indicators, the latest first, twenty at a time (F-11).

    :raises Unavailable: see `overview`
    """
    scopes = rules.scopes_of(record)
    contents = records.contents(record.person_id, scopes)
    found = records.list_results(scopes[RecordPart.RESULTS], kind, after=after, at_most=PAGE_SIZE + 1)
    page = found[:PAGE_SIZE]
    return ResultsPage(contents, page, page[-1].result_id if len(found) > PAGE_SIZE else None)


def test_result(record: OpenedRecord, *, records: HealthRecords, result_id: UUID) -> ResultPage:
    """
    One examination.

    :raises EntryNotFound: there is none that may be read
    :raises Unavailable: see `overview`
    """
    scopes = rules.scopes_of(record)
    contents = records.contents(record.person_id, scopes)
    found = records.get_result(scopes[RecordPart.RESULTS], result_id)
    if found is None:
        raise EntryNotFound
    return ResultPage(contents, found)


def trend(record: OpenedRecord, *, records: HealthRecords, code: str) -> TrendPage:
    """
    All measurements of one indicator.

    :raises EntryNotFound: it never was measured, as far as the viewer may know
    :raises Unavailable: see `overview`
    """
    scopes = rules.scopes_of(record)
    contents = records.contents(record.person_id, scopes)
    found = records.get_trend(scopes[RecordPart.RESULTS], code)
    if found is None:
        raise EntryNotFound
    return TrendPage(contents, found)


def prescriptions(record: OpenedRecord, *, records: HealthRecords) -> PrescriptionsPage:
    """
    All prescriptions, the latest first (F-11).

    :raises Unavailable: see `overview`
    """
    scopes = rules.scopes_of(record)
    contents = records.contents(record.person_id, scopes)
    found = records.list_prescriptions(scopes[RecordPart.PRESCRIPTIONS])
    shown = _shown(record, found)
    return PrescriptionsPage(contents, shown, hides_benefits=shown != found)


def _shown(record: OpenedRecord, found: tuple[Prescription, ...]) -> tuple[Prescription, ...]:
    if record.may_read(Item(RecordPart.BENEFITS)):
        return found
    return tuple(rules.without_benefit(one) for one in found)


def observations(record: OpenedRecord, *, records: HealthRecords) -> ObservationsPage:
    """
    What is and was observed (F-06).

    :raises Unavailable: see `overview`
    """
    scopes = rules.scopes_of(record)
    contents = records.contents(record.person_id, scopes)
    return ObservationsPage(contents, records.list_observations(scopes[RecordPart.OBSERVATION]))


def _count(contents: Contents, part: RecordPart) -> int:
    return contents.counts.get(part, 0)
