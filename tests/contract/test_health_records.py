"""What every source of health records promises of contents and history (law 6)."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from factories.records import (
    CLINIC,
    HOSPITAL,
    PATIENT,
    SENSITIVE,
    a_case,
    a_document,
    a_prescription,
    a_record,
    a_result,
    a_visit,
    an_observation,
)
from kartoteka.domain.access.types import ItemState, RecordPart
from kartoteka.domain.health_record.types import (
    CaseFilter,
    CaseKind,
    Diagnosis,
    DiagnosisKind,
    Scope,
)

from .record_bench import (
    DAY,
    NOW,
    ORDINARY_ONLY,
    WHOLE,
    Bench,
    EmbeddedBench,
    FakeBench,
    days,
    history,
    ordinary,
    whole,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[FakeBench, EmbeddedBench], ids=["fake", "embedded"])
def bench(request: pytest.FixtureRequest) -> Bench:
    made: Bench = request.param()
    return made


class TestContents:
    def test_count_each_part_within_its_scope(self, bench: Bench) -> None:
        bench.learn(
            a_record(
                a_case(DAY, results=(a_result(DAY),), documents=(a_document(DAY),)),
                a_case(DAY, label=SENSITIVE),
                results=(a_result(DAY, state=ItemState.ANNULLED),),
                prescriptions=(a_prescription(DAY, DAY), a_prescription(DAY, DAY, label=SENSITIVE)),
                observations=(an_observation(DAY),),
            )
        )

        everything = bench.records.contents(bench.anna, whole(bench.anna))
        some = bench.records.contents(bench.anna, ordinary(bench.anna))

        parts = ("history", "results", "prescriptions", "observation", "documents")
        assert [everything.counts[RecordPart(part)] for part in parts] == [2, 2, 2, 1, 1]
        assert [some.counts[RecordPart(part)] for part in parts] == [1, 1, 1, 1, 1]
        assert everything.patient == PATIENT

    def test_leave_out_the_parts_that_may_not_be_read(self, bench: Bench) -> None:
        bench.learn(a_record(a_case(DAY)))

        contents = bench.records.contents(bench.anna, {RecordPart.RESULTS: Scope(bench.anna, WHOLE)})

        assert set(contents.counts) == {RecordPart.RESULTS}
        assert contents.patient is None

    @pytest.mark.rule("R66")
    def test_say_that_nothing_ever_came(self, bench: Bench) -> None:
        contents = bench.records.contents(bench.dmitry, whole(bench.dmitry))

        assert contents.is_empty
        assert contents.freshness.updated_at is None
        assert contents.freshness.is_answering

    @pytest.mark.rule("R66")
    def test_keep_the_last_good_copy_and_say_how_old_it_is(self, bench: Bench) -> None:
        bench.learn(a_record(a_case(DAY)))
        bench.fall_silent()

        contents = bench.records.contents(bench.anna, whole(bench.anna))

        assert contents.counts[RecordPart.HISTORY] == 1
        assert contents.freshness.updated_at == NOW
        assert not contents.freshness.is_answering

    @pytest.mark.rule("R66")
    def test_are_fresh_again_with_the_next_record(self, bench: Bench) -> None:
        bench.learn(a_record(a_case(DAY)))
        bench.fall_silent()

        bench.learn(a_record())

        contents = bench.records.contents(bench.anna, whole(bench.anna))
        assert contents.is_empty
        assert contents.freshness.is_answering


class TestHistory:
    def test_is_of_one_person_and_the_latest_first(self, bench: Bench) -> None:
        bench.learn(a_record(*(a_case(DAY - timedelta(days=ago)) for ago in (5, 0, 9))))

        assert days(history(bench)) == [20, 15, 11]
        assert history(bench, Scope(bench.dmitry, WHOLE)) == ()

    def test_is_given_in_parts_without_gaps_and_doubles(self, bench: Bench) -> None:
        # Many on one day, so that the day alone does not order them.
        bench.learn(a_record(*(a_case(DAY - timedelta(days=number // 4)) for number in range(11))))
        scope = Scope(bench.anna, WHOLE)
        seen: list[UUID] = []

        after = None
        while part := bench.records.list_cases(scope, CaseFilter(), after=after, at_most=3):
            seen += [one.case_id for one in part]
            after = part[-1].case_id

        assert len(seen) == len(set(seen)) == 11
        assert seen == [one.case_id for one in history(bench)]

    def test_begins_anew_behind_a_case_that_is_gone(self, bench: Bench) -> None:
        bench.learn(a_record(a_case(DAY)))

        found = bench.records.list_cases(Scope(bench.anna, WHOLE), CaseFilter(), after=uuid4(), at_most=5)

        assert len(found) == 1

    @pytest.mark.parametrize(
        ("wanted", "found"),
        [
            (CaseFilter(kind=CaseKind.INPATIENT), [10]),
            (CaseFilter(speciality="Кардиология"), [18]),
            (CaseFilter(first_day=date(2026, 11, 12)), [20, 18, 10]),
            (CaseFilter(last_day=date(2026, 11, 18)), [18, 10, 3]),
            (CaseFilter(words="ПНЕВМОНИЯ"), [10]),
            (CaseFilter(words="неуточненная терапевт"), [20, 3]),
            (CaseFilter(words="i10"), [18]),
            (CaseFilter(words="Петрова 100%"), []),
            (CaseFilter(words="нет_такого"), []),
        ],
    )
    def test_is_sifted(self, bench: Bench, wanted: CaseFilter, found: list[int]) -> None:
        stay = Diagnosis("J18.9", "Пневмония")
        bench.learn(
            a_record(
                a_case(DAY),
                a_case(
                    date(2026, 11, 18), title="Приём врача-кардиолога", speciality="Кардиология",
                    diagnosis=Diagnosis("I10", "Гипертензивная болезнь"),
                ),
                a_case(
                    date(2026, 11, 10), kind=CaseKind.INPATIENT, closed_on=date(2026, 11, 14), title="Стационар",
                    organization=HOSPITAL, speciality="Пульмонология", diagnosis=stay,
                ),
                a_case(date(2026, 11, 3)),
            )
        )  # fmt: skip

        assert days(history(bench, wanted=wanted)) == found
        assert bench.records.count_cases(Scope(bench.anna, WHOLE), wanted) == len(found)

    def test_is_sifted_by_what_its_choices_offer(self, bench: Bench) -> None:
        bench.learn(
            a_record(
                a_case(DAY),
                a_case(date(2019, 3, 1), organization=HOSPITAL, kind=CaseKind.INPATIENT, speciality="Хирургия"),
                a_case(DAY, organization=HOSPITAL, speciality="Психиатрия", label=SENSITIVE),
            )
        )

        choices = bench.records.case_choices(Scope(bench.anna, ORDINARY_ONLY))

        assert choices.kinds == (CaseKind.OUTPATIENT, CaseKind.INPATIENT)
        assert [name for _, name in choices.organizations] == [HOSPITAL, CLINIC]
        assert choices.specialities == ("Терапия", "Хирургия")
        assert choices.years == (2026, 2025, 2024, 2023, 2022, 2021, 2020, 2019)
        hospital = choices.organizations[0][0]
        assert len(history(bench, Scope(bench.anna, ORDINARY_ONLY), CaseFilter(organization_id=hospital))) == 1


@pytest.mark.rule("R58")
class TestWhatMayNotBeRead:
    def test_is_in_no_list_no_count_and_no_search(self, bench: Bench) -> None:
        bench.learn(a_record(a_case(DAY), a_case(DAY, title="Приём психиатра", label=SENSITIVE)))
        scope = Scope(bench.anna, ORDINARY_ONLY)

        assert len(history(bench, scope)) == bench.records.count_cases(scope, CaseFilter()) == 1
        assert history(bench, scope, CaseFilter(words="психиатра")) == ()
        assert len(history(bench, wanted=CaseFilter(words="психиатра"))) == 1

    def test_takes_no_place_of_a_part(self, bench: Bench) -> None:
        hidden = [a_case(DAY, label=SENSITIVE) for _ in range(8)]
        bench.learn(a_record(*hidden, a_case(DAY - timedelta(days=1)), a_case(DAY - timedelta(days=2))))

        found = bench.records.list_cases(Scope(bench.anna, ORDINARY_ONLY), CaseFilter(), after=None, at_most=2)

        assert days(found) == [19, 18]

    def test_is_no_way_to_a_part_either(self, bench: Bench) -> None:
        hidden, shown = a_case(DAY, label=SENSITIVE), a_case(DAY - timedelta(days=1))
        bench.learn(a_record(hidden, shown))

        found = bench.records.list_cases(
            Scope(bench.anna, ORDINARY_ONLY), CaseFilter(), after=hidden.heading.case_id, at_most=5
        )

        assert [one.case_id for one in found] == [shown.heading.case_id]

    def test_is_left_out_of_a_case_that_may(self, bench: Bench) -> None:
        secret = Diagnosis("B20", "Тайна", DiagnosisKind.CONCOMITANT, sensitivity=SENSITIVE)
        case = a_case(
            DAY,
            diagnoses=(Diagnosis("J06.9", "ОРВИ неуточнённая"), secret),
            visits=(a_visit(DAY), a_visit(DAY, findings="Наедине", label=SENSITIVE)),
            results=(a_result(DAY), a_result(DAY, label=SENSITIVE)),
            prescriptions=(a_prescription(DAY, DAY, label=SENSITIVE),),
            documents=(a_document(DAY), a_document(DAY, state=ItemState.ANNULLED)),
        )
        bench.learn(a_record(case))

        shown = bench.records.get_case(ordinary(bench.anna), case.heading.case_id)
        everything = bench.records.get_case(whole(bench.anna), case.heading.case_id)

        assert shown is not None
        assert everything is not None
        assert [one.code for one in shown.diagnoses] == ["J06.9"]
        assert [one.findings for one in shown.visits] == ["Зев спокойный"]
        assert [len(part) for part in (shown.results, shown.prescriptions, shown.documents)] == [1, 0, 1]
        assert [len(part) for part in (everything.diagnoses, everything.visits, everything.results)] == [2, 2, 2]
        assert [len(part) for part in (everything.prescriptions, everything.documents)] == [1, 2]

    def test_hides_the_main_diagnosis_and_is_not_found_by_it(self, bench: Bench) -> None:
        bench.learn(a_record(a_case(DAY, diagnosis=Diagnosis("F20", "Тайна", sensitivity=SENSITIVE))))
        scope = Scope(bench.anna, ORDINARY_ONLY)

        (heading,) = history(bench, scope)

        assert heading.main_diagnosis is None
        assert history(bench, scope, CaseFilter(words="тайна")) == ()
        assert len(history(bench, wanted=CaseFilter(words="тайна"))) == 1

    def test_of_a_case_opens_under_no_identifier(self, bench: Bench) -> None:
        case = a_case(DAY, label=SENSITIVE)
        bench.learn(a_record(case))

        assert bench.records.get_case(ordinary(bench.anna), case.heading.case_id) is None
        assert bench.records.get_case(whole(bench.dmitry), case.heading.case_id) is None
        assert bench.records.get_case(whole(bench.anna), uuid4()) is None
