"""What every source of health records promises of examination reports (law 6)."""

from dataclasses import replace
from uuid import uuid4

import pytest

from factories.records import COLD, SENSITIVE, a_case, a_record, a_report, a_visit
from kartoteka.domain.health_record.types import Diagnosis, DiagnosisKind, Scope

from .record_bench import DAY, ORDINARY_ONLY, WHOLE, Bench, EmbeddedBench, FakeBench

pytestmark = [pytest.mark.django_db, pytest.mark.manual("F-12")]


@pytest.fixture(params=[FakeBench, EmbeddedBench], ids=["fake", "embedded"])
def bench(request: pytest.FixtureRequest) -> Bench:
    made: Bench = request.param()
    return made


class TestExaminationReports:
    def test_come_back_as_they_were_told(self, bench: Bench) -> None:
        case = a_case(DAY, visits=(a_visit(DAY),))
        told = a_report(case, version=2, next_visit_on=DAY, department="Отделение № 1", life_history="Без особенностей")
        bench.learn(a_record(case, reports=(told,)))
        scope = Scope(bench.anna, WHOLE)

        assert bench.records.get_report(scope, told.report_id) == told
        assert bench.records.list_reports(scope, (case.heading.case_id,)) == (told,)

    def test_stand_in_the_order_of_their_visits(self, bench: Bench) -> None:
        first, second = a_visit(DAY), a_visit(DAY.replace(day=DAY.day + 3))
        case = a_case(DAY, visits=(first, second))
        later = a_report(case, visit_id=second.visit_id, at=second.at)
        earlier = a_report(case)
        bench.learn(a_record(case, reports=(later, earlier)))

        assert bench.records.list_reports(Scope(bench.anna, WHOLE), (case.heading.case_id,)) == (earlier, later)

    def test_of_others_and_of_other_cases_are_not_there(self, bench: Bench) -> None:
        case = a_case(DAY, visits=(a_visit(DAY),))
        told = a_report(case)
        bench.learn(a_record(case, reports=(told,)))

        assert bench.records.get_report(Scope(bench.dmitry, WHOLE), told.report_id) is None
        assert bench.records.list_reports(Scope(bench.dmitry, WHOLE), (case.heading.case_id,)) == ()
        assert bench.records.list_reports(Scope(bench.anna, WHOLE), (uuid4(),)) == ()

    @pytest.mark.rule("R58")
    @pytest.mark.parametrize("hidden", ["report", "visit", "case"])
    def test_are_as_hidden_as_the_most_hidden_of_what_they_belong_to(self, bench: Bench, hidden: str) -> None:
        visit = a_visit(DAY, label=SENSITIVE) if hidden == "visit" else a_visit(DAY)
        case = a_case(DAY, visits=(visit,), label=SENSITIVE) if hidden == "case" else a_case(DAY, visits=(visit,))
        told = a_report(case, label=SENSITIVE) if hidden == "report" else a_report(case)
        bench.learn(a_record(case, reports=(told,)))

        assert bench.records.get_report(Scope(bench.anna, ORDINARY_ONLY), told.report_id) is None
        assert bench.records.list_reports(Scope(bench.anna, ORDINARY_ONLY), (case.heading.case_id,)) == ()
        assert bench.records.get_report(Scope(bench.anna, WHOLE), told.report_id) == told

    @pytest.mark.rule("R58")
    def test_lose_the_diagnoses_that_may_not_be_read(self, bench: Bench) -> None:
        secret = Diagnosis("F51.0", "Бессонница", DiagnosisKind.CONCOMITANT, sensitivity=SENSITIVE)
        case = a_case(DAY, visits=(a_visit(DAY),))
        told = a_report(case, diagnoses=(COLD, secret))
        bench.learn(a_record(case, reports=(told,)))

        found = bench.records.get_report(Scope(bench.anna, ORDINARY_ONLY), told.report_id)

        assert found == replace(told, diagnoses=(COLD,))
