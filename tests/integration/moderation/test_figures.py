"""Figures for the head of moderators."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from pytest_django import DjangoAssertNumQueries

from cast import ANNA, DARYA
from factories.people import PERM, make_account
from factories.requests import HOUR, given_request
from kartoteka.domain.moderation.figures import Figures, FiguresReport, Span, report
from kartoteka.domain.moderation.types import RefusalReason, RequestState

pytestmark = pytest.mark.manual("C-07")
VOLOGDA = replace(PERM, code="35", name="Вологодская область", time_zone="Europe/Moscow")
SENT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
NOVEMBER = Span(date(2026, 11, 1), date(2026, 11, 30), "Europe/Moscow")
# What is open; what ended; how long it took; what was decided each day; the regions.
QUERIES = 5


@pytest.fixture
def anna(db: None, now: datetime) -> UUID:
    return make_account(ANNA, now)


@pytest.fixture
def darya(db: None, now: datetime) -> UUID:
    return make_account(DARYA, now, region=VOLOGDA)


def figures(span: Span = NOVEMBER, region: str = "", today: date = date(2026, 11, 3)) -> FiguresReport:
    return report(span=span, region_code=region, today=today)


def of(code: str, shown: FiguresReport) -> Figures:
    return next(one for one in shown.regions if one.code == code)


class TestOpenRequests:
    def test_are_counted_by_state_and_region(self, anna: UUID, darya: UUID) -> None:
        for account, state in [
            (anna, RequestState.NEW),
            (anna, RequestState.NEW),
            (anna, RequestState.IN_WORK),
            (darya, RequestState.NEEDS_INFORMATION),
        ]:
            given_request(account, state, sent=SENT)

        shown = figures()

        total, perm, vologda = shown.total, of("59", shown), of("35", shown)
        assert (total.new, total.in_work, total.needs_information) == (2, 1, 1)
        assert (perm.new, perm.in_work, perm.needs_information) == (2, 1, 0)
        assert (vologda.new, vologda.in_work, vologda.needs_information) == (0, 0, 1)

    def test_are_overdue_the_day_after_their_last(self, anna: UUID) -> None:
        last_day = given_request(anna, RequestState.NEW, sent=SENT).decide_by

        assert figures(today=last_day).total.overdue == 0
        assert figures(today=last_day + timedelta(days=1)).total.overdue == 1

    def test_are_shown_whenever_they_were_sent(self, anna: UUID) -> None:
        given_request(anna, RequestState.NEW, sent=SENT - timedelta(days=90))

        assert figures().total.new == 1


class TestEndedRequests:
    def test_are_counted_by_what_became_of_them(self, anna: UUID) -> None:
        for state, by in [
            (RequestState.CONFIRMED, anna),
            (RequestState.CONFIRMED, None),
            (RequestState.CONFIRMED, None),
            (RequestState.REFUSED, anna),
            (RequestState.WITHDRAWN, anna),
            (RequestState.EXPIRED, None),
        ]:
            given_request(anna, state, sent=SENT, by=by)

        total = figures().total

        assert (total.confirmed, total.matched, total.refused, total.dropped) == (1, 2, 1, 2)

    def test_tell_the_reasons_of_refusals(self, anna: UUID) -> None:
        for reason in (RefusalReason.DATA_DIFFER, RefusalReason.DATA_DIFFER, RefusalReason.PERSON_UNKNOWN):
            given_request(anna, RequestState.REFUSED, sent=SENT, reason=reason)

        assert figures().total.reasons == {
            RefusalReason.DATA_DIFFER: 2,
            RefusalReason.DOCUMENT_NOT_VALID: 0,
            RefusalReason.INSURED_ELSEWHERE: 0,
            RefusalReason.PERSON_UNKNOWN: 1,
            RefusalReason.OTHER: 0,
        }

    def test_belong_to_the_day_on_which_they_ended_by_the_clocks_of_the_reader(self, anna: UUID) -> None:
        # Half past nine in the evening in London is already the next day in Moscow.
        given_request(anna, RequestState.CONFIRMED, sent=datetime(2026, 11, 9, 20, 30, tzinfo=UTC))

        tenth = figures(Span(date(2026, 11, 10), date(2026, 11, 10), "Europe/Moscow"))
        ninth = figures(Span(date(2026, 11, 9), date(2026, 11, 9), "Europe/Moscow"))

        assert (tenth.total.confirmed, ninth.total.confirmed) == (1, 0)
        assert [(day.day, day.confirmed) for day in tenth.days] == [(date(2026, 11, 10), 1)]

    def test_outside_of_the_span_are_left_out(self, anna: UUID) -> None:
        given_request(anna, RequestState.REFUSED, sent=datetime(2026, 10, 31, 12, tzinfo=UTC))
        given_request(anna, RequestState.REFUSED, sent=datetime(2026, 11, 30, 21, tzinfo=UTC))

        shown = figures()

        assert shown.total == Figures("", "Все регионы")
        assert shown.regions == ()

    def test_that_were_taken_back_do_not_count(self, anna: UUID) -> None:
        given_request(anna, RequestState.REFUSED, sent=SENT, before=[RequestState.CONFIRMED, RequestState.IN_WORK])

        total = figures().total

        assert (total.confirmed, total.refused) == (0, 1)


class TestTimes:
    @pytest.mark.parametrize(
        ("hours", "median", "ninetieth"),
        [
            ([5], 5, 5),
            ([9, 1], 1, 9),
            ([3, 1, 2], 2, 3),
            (range(1, 11), 5, 9),
            (range(1, 12), 6, 10),
        ],
    )
    def test_are_the_median_and_the_ninetieth_percentile(
        self, anna: UUID, hours: list[int], median: int, ninetieth: int
    ) -> None:
        for number in hours:
            given_request(anna, RequestState.CONFIRMED, sent=SENT, took=number * HOUR)

        shown = figures()

        assert (shown.total.median, shown.total.ninetieth) == (median * HOUR, ninetieth * HOUR)
        assert (of("59", shown).median, of("59", shown).ninetieth) == (median * HOUR, ninetieth * HOUR)

    def test_are_each_regions_own(self, anna: UUID, darya: UUID) -> None:
        for account, number in [(anna, 1), (anna, 2), (anna, 3), (darya, 10), (darya, 20), (darya, 30), (darya, 40)]:
            given_request(account, RequestState.REFUSED, sent=SENT, took=number * HOUR)

        shown = figures()

        assert (of("59", shown).median, of("35", shown).median) == (2 * HOUR, 20 * HOUR)
        assert (shown.total.median, shown.total.ninetieth) == (10 * HOUR, 40 * HOUR)

    def test_leave_out_what_no_moderator_decided(self, anna: UUID) -> None:
        given_request(anna, RequestState.CONFIRMED, sent=SENT, by=None)
        given_request(anna, RequestState.WITHDRAWN, sent=SENT)

        total = figures().total

        assert (total.median, total.ninetieth) == (None, None)


class TestARegion:
    def test_is_shown_alone(self, anna: UUID, darya: UUID) -> None:
        given_request(anna, RequestState.CONFIRMED, sent=SENT)
        given_request(darya, RequestState.CONFIRMED, sent=SENT, took=9 * HOUR)
        given_request(darya, RequestState.NEW, sent=SENT)

        shown = figures(region="35")

        assert (shown.total.confirmed, shown.total.new, shown.total.median) == (1, 1, 9 * HOUR)
        assert [one.name for one in shown.regions] == ["Вологодская область"]
        assert sum(day.confirmed for day in shown.days) == 1
        assert shown.choices == (("35", "Вологодская область"), ("59", "Пермский край"))


class TestTheReport:
    def test_asks_as_often_for_many_requests_as_for_none(
        self, anna: UUID, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(QUERIES):
            figures()
        for number in range(30):
            given_request(anna, RequestState.CONFIRMED, sent=SENT + number * HOUR)

        with django_assert_num_queries(QUERIES):
            figures()

    def test_has_a_line_for_every_day(self, anna: UUID) -> None:
        given_request(anna, RequestState.REFUSED, sent=SENT)

        days = figures().days

        assert len(days) == 30
        assert [day.refused for day in days[:3]] == [0, 1, 0]
