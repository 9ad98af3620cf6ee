"""What every source of health records promises of results and the rest (law 6)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from factories.records import (
    HOSPITAL,
    SENSITIVE,
    a_case,
    a_document,
    a_prescription,
    a_record,
    a_result,
    an_observation,
    in_words,
    measured,
)
from kartoteka.domain.access.types import ItemState
from kartoteka.domain.health_record.types import (
    Flag,
    ResultKind,
    Scope,
    Value,
)

from .record_bench import DAY, ORDINARY_ONLY, WHOLE, Bench, EmbeddedBench, FakeBench, whole

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[FakeBench, EmbeddedBench], ids=["fake", "embedded"])
def bench(request: pytest.FixtureRequest) -> Bench:
    made: Bench = request.param()
    return made


class TestResults:
    def test_come_back_as_they_were_told(self, bench: Bench) -> None:
        told = a_result(
            DAY,
            measured("5.6", former=Value(Decimal("8.6")), corrected_on=DAY + timedelta(days=2)),
            measured("0.01", code="2032", title="Тропонин", comparator="<"),
            measured("64", code="2030", title="Ферритин", low=None, high=None, flag=Flag.UNKNOWN),
            in_words("следы"),
            conclusion="Повторить через месяц",
        )
        bench.learn(a_record(results=(told,)))

        (found,) = bench.records.list_results(Scope(bench.anna, WHOLE), None, after=None, at_most=5)

        assert found == told
        assert bench.records.get_result(Scope(bench.anna, WHOLE), told.result_id) == told

    def test_are_sifted_by_kind_and_given_in_parts(self, bench: Bench) -> None:
        pictures = [a_result(DAY - timedelta(days=ago), kind=ResultKind.INSTRUMENTAL) for ago in range(3)]
        bench.learn(a_record(results=(*pictures, a_result(DAY))))
        scope = Scope(bench.anna, WHOLE)

        first = bench.records.list_results(scope, ResultKind.INSTRUMENTAL, after=None, at_most=2)
        rest = bench.records.list_results(scope, ResultKind.INSTRUMENTAL, after=first[-1].result_id, at_most=2)

        assert [one.result_id for one in (*first, *rest)] == [one.result_id for one in pictures]

    @pytest.mark.rule("R59")
    def test_that_were_annulled_are_shown_where_the_scope_says_so(self, bench: Bench) -> None:
        annulled = a_result(DAY, measured("5.0"), state=ItemState.ANNULLED)
        bench.learn(a_record(results=(annulled,)))

        assert bench.records.get_result(Scope(bench.anna, WHOLE), annulled.result_id) == annulled
        assert bench.records.get_result(Scope(bench.anna, ORDINARY_ONLY), annulled.result_id) is None

    @pytest.mark.rule("R59")
    def test_that_were_annulled_or_may_not_be_read_make_no_trend(self, bench: Bench) -> None:
        bench.learn(
            a_record(
                results=(
                    a_result(DAY - timedelta(days=2), measured("5.0")),
                    a_result(DAY - timedelta(days=1), measured("9.0"), state=ItemState.ANNULLED),
                    a_result(DAY, measured("6.0"), label=SENSITIVE),
                )
            )
        )

        everything = bench.records.get_trend(Scope(bench.anna, WHOLE), "2001")
        some = bench.records.get_trend(Scope(bench.anna, ORDINARY_ONLY), "2001")

        assert everything is not None
        assert some is not None
        assert [point.value.number for point in everything.points] == [5, 6]
        assert [point.value.number for point in some.points] == [5]
        assert bench.records.get_trend(Scope(bench.dmitry, WHOLE), "2001") is None


class TestTheRest:
    def test_comes_back_as_it_was_told(self, bench: Bench) -> None:
        prescription = a_prescription(DAY, DAY + timedelta(days=60), quantity=3, dispensed=1)
        going_on = an_observation(DAY - timedelta(days=900), next_visit_on=DAY)
        ended = an_observation(
            DAY - timedelta(days=400), ended_on=DAY, end_reason="Передано", moved_to=HOSPITAL, last_visit_on=DAY
        )
        bench.learn(a_record(prescriptions=(prescription,), observations=(ended, going_on)))
        scope = Scope(bench.anna, WHOLE)

        assert bench.records.list_prescriptions(scope) == (prescription,)
        assert bench.records.list_observations(scope) == (going_on, ended)

    def test_keeps_the_chain_of_versions_of_a_document(self, bench: Bench) -> None:
        newer = a_document(DAY, version=2)
        older = a_document(DAY - timedelta(days=1), replaced_by=newer.document_id)
        case = a_case(DAY, documents=(older, newer))
        bench.learn(a_record(case))

        found = bench.records.get_case(whole(bench.anna), case.heading.case_id)

        assert found is not None
        assert {one.document_id: one.replaced_by for one in found.documents} == {
            older.document_id: newer.document_id,
            newer.document_id: None,
        }
