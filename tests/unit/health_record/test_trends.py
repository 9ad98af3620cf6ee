from datetime import date, timedelta

import pytest

from factories.records import a_case, a_prescription, a_result, in_words, measured
from kartoteka.domain.access.types import ItemState
from kartoteka.domain.health_record.rules import comparable, latest_of, trends_of, without_benefit
from kartoteka.domain.health_record.types import Benefit, Flag, Observation, TestResult

DAY = date(2026, 11, 12)


def measured_on(ago: int, *observations: Observation, state: ItemState = ItemState.VALID) -> TestResult:
    return a_result(DAY - timedelta(days=ago), *observations, state=state)


def three(**more: object) -> list[TestResult]:
    return [measured_on(ago, measured(f"5.{ago}", **more)) for ago in range(3)]  # type: ignore[arg-type]


class TestTrends:
    def test_need_three_measurements_and_begin_with_the_oldest(self) -> None:
        (trend,) = trends_of(three(), at_most=2)

        assert [str(point.value.number) for point in trend.points] == ["5.2", "5.1", "5.0"]
        assert trends_of(three()[:2], at_most=2) == ()

    def test_count_no_words_no_other_units_and_nothing_annulled(self) -> None:
        words = [measured_on(ago, in_words("следы")) for ago in range(4)]
        units = [measured_on(ago, measured("90", unit="мг/дл")) for ago in (8, 9)]
        annulled = [measured_on(20, measured("99"), state=ItemState.ANNULLED)]

        (trend,) = trends_of([*three(), *words, *units, *annulled], at_most=5)

        assert len(trend.points) == 5
        assert [point.unit for point in trend.drawn] == ["ммоль/л"] * 3

    def test_begin_with_what_deviates_now(self) -> None:
        often = [measured_on(ago, measured("5.0")) for ago in range(6)]
        high = [
            measured_on(
                ago, measured("6.5", code="2010", title="Холестерин", flag=Flag.HIGH if not ago else Flag.NORMAL)
            )
            for ago in range(3)
        ]

        assert [trend.code for trend in trends_of([*often, *high], at_most=5)] == ["2010", "2001"]

    def test_take_one_of_a_panel(self) -> None:
        panel = {"panel": "Липидный спектр"}
        both = [*three(code="2010", **panel), *three(code="2011", **panel), *three()]

        assert [trend.code for trend in trends_of(both, at_most=5)] == ["2001", "2010"]


class TestTheLineOfTime:
    def test_holds_cases_and_examinations_by_day(self) -> None:
        cases = [a_case(DAY - timedelta(days=ago)).heading for ago in (0, 2)]
        results = [measured_on(1), measured_on(3)]

        assert latest_of(cases, results, at_most=3) == (cases[0], results[0], cases[1])


@pytest.mark.rule("R65")
class TestAPrescription:
    def test_without_its_benefit_has_no_number_either(self) -> None:
        one = a_prescription(DAY, DAY, series="59-26", number="1", benefit=Benefit("Диабет", 100))

        bare = without_benefit(one)

        assert (bare.series, bare.number, bare.benefit) == ("", "", None)
        assert bare.drug == one.drug

    def test_that_has_none_stays_as_it_is(self) -> None:
        one = a_prescription(DAY, DAY, number="1")

        assert without_benefit(one) is one


class TestWordsOfASearch:
    def test_do_not_depend_on_letters_case_or_spaces(self) -> None:
        assert comparable("  Острая  инфекция НЕУТОЧНЁННАЯ ") == "острая инфекция неуточненная"
