import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from factories.records import COLD, a_case, a_prescription, a_result, an_observation, in_words, measured
from kartoteka.domain.access.types import Ground
from kartoteka.domain.health_record.types import Flag, PrescriptionState, Trend, TrendPoint, Value
from kartoteka.ui import charts, record_words

DAY = date(2026, 11, 12)
UI = Path(charts.__file__).parent


def a_trend(*numbers: str, title: str = "Глюкоза", low: str = "3.9", high: str = "6.1") -> Trend:
    points = tuple(
        TrendPoint(
            a_result(DAY).result_id,
            DAY + timedelta(days=30 * place),
            Value(Decimal(number)),
            "ммоль/л",
            Decimal(low) if low else None,
            Decimal(high) if high else None,
            Flag.HIGH if high and Decimal(number) > Decimal(high) else Flag.NORMAL,
        )
        for place, number in enumerate(numbers)
    )
    return Trend("2001", title, points)


@pytest.mark.rule("R63")
class TestValues:
    @pytest.mark.parametrize(
        ("value", "words"),
        [
            (Value(Decimal("5.60")), "5,60"),
            (Value(Decimal("100")), "100"),
            (Value(Decimal("0.01"), "<"), "<\u00a00,01"),
            (Value(text="не обнаружен"), "не обнаружен"),
        ],
    )
    def test_are_written_as_in_russian(self, value: Value, words: str) -> None:
        assert record_words.value(value) == words

    @pytest.mark.parametrize(
        ("low", "high", "words"),
        [("3.9", "6.1", "3,9–6,1"), ("", "5", "до 5"), ("1.2", "", "от 1,2"), ("", "", "не указана")],
    )
    def test_have_a_range_or_none(self, low: str, high: str, words: str) -> None:
        lowest, highest = (Decimal(bound) if bound else None for bound in (low, high))

        assert record_words.reference(lowest, highest) == words

    def test_in_words_have_their_range_in_words(self) -> None:
        assert record_words.reference(None, None, "отсутствует") == "отсутствует"

    def test_of_a_line_begin_with_what_deviates(self) -> None:
        result = a_result(DAY, *(measured("5") for _ in range(3)), in_words("следы"))

        line = record_words.result_line(result)

        assert line.startswith("Белок в моче следы — отличается от нормы · Глюкоза 5")
        assert line.endswith("ещё 1")

    def test_of_a_picture_are_its_conclusion(self) -> None:
        assert record_words.result_line(a_result(DAY, conclusion="Без изменений")) == "Без изменений"


class TestDays:
    def test_of_a_case_are_one_or_two(self) -> None:
        later = DAY + timedelta(days=80)

        assert record_words.case_days(a_case(DAY).heading) == "12 ноября"
        assert (
            record_words.case_days(a_case(DAY, closed_on=DAY + timedelta(days=3)).heading)
            == "12 ноября\u00a0— 15 ноября"
        )
        assert record_words.case_days(a_case(DAY, closed_on=later).heading) == "12 ноября 2026\u00a0— 31 января 2027"

    def test_of_a_case_that_goes_on_have_no_end(self) -> None:
        assert record_words.case_days(replace(a_case(DAY).heading, closed_on=None)) == "с 12 ноября"


class TestStates:
    @pytest.mark.rule("R65")
    def test_of_a_prescription_depend_on_the_day(self) -> None:
        one = a_prescription(DAY, DAY + timedelta(days=10))
        cancelled = a_prescription(DAY, DAY, state=PrescriptionState.CANCELLED)

        assert record_words.prescription_tag(one, DAY + timedelta(days=10))[0] == "Действует"
        assert record_words.prescription_tag(one, DAY + timedelta(days=11))[0] == "Просрочен"
        assert record_words.prescription_tag(cancelled, DAY + timedelta(days=11))[0] == "Отменён врачом"

    @pytest.mark.rule("R64")
    def test_of_an_observation_turn_overdue_the_day_after(self) -> None:
        one = an_observation(DAY, next_visit_on=DAY)

        assert record_words.observation_tag(one, DAY)[0] == "Продолжается"
        assert record_words.observation_tag(one, DAY + timedelta(days=1))[0] == "Приём просрочен"

    def test_of_a_right_tell_of_its_end(self) -> None:
        assert record_words.ground(Ground.SELF, "") == "это Ваша карта"
        assert record_words.ground(Ground.GRANT, "1 марта 2027") == "доступ с согласия пациента до 1 марта 2027"
        assert record_words.ground_at_start(Ground.SELF, "") == "Это Ваша карта"


class TestDiagnoses:
    def test_are_code_and_name(self) -> None:
        assert record_words.diagnosis(COLD) == "J06.9 — ОРВИ неуточнённая"
        assert record_words.diagnosis_kind(COLD) == "Основной"


class TestDrawings:
    def test_say_in_words_what_they_show(self) -> None:
        drawn = str(charts.sparkline(a_trend("5.0", "6.4", "5.6")))

        assert 'role="img"' in drawn
        assert (
            "измерений — 3, с 12 ноября 2026 по 11 января 2027; от 5,0 до 6,4 ммоль/л; последнее — 5,6, норма" in drawn
        )

    def test_mark_deviations_by_shape_and_not_by_colour_alone(self) -> None:
        drawn = str(charts.sparkline(a_trend("5.0", "6.4", "5.6")))

        assert drawn.count("chart__dot") == 2
        assert drawn.count("chart__off") == 1

    def test_have_a_look_for_every_part_where_they_are_shown(self) -> None:
        drawn = str(charts.trend_chart(a_trend("5.0", "6.4", "5.6")))
        looks = [Path(finders.find("ui/css/record.css") or ""), UI / "record_archive" / "style.css"]

        parts = set(re.findall(r'class="(chart__[a-z]+)"', drawn))

        assert {"chart__dot", "chart__off", "chart__line", "chart__band"} <= parts
        for look in looks:
            assert [part for part in sorted(parts) if f".{part}" not in look.read_text("utf-8")] == []

    def test_escape_what_laboratories_write(self) -> None:
        drawn = str(charts.trend_chart(a_trend("5.0", "6.4", title='"><script>')))

        assert "<script>" not in drawn

    @pytest.mark.parametrize(
        "trend",
        [
            a_trend("5", "5", "5"),
            a_trend("5", "6", low="", high=""),
            a_trend("5", "6", low=""),
            a_trend("900", "0.001"),
            a_trend("0", "0", low="", high=""),
        ],
    )
    def test_stay_within_their_frame(self, trend: Trend) -> None:
        drawn = str(charts.trend_chart(trend))

        heights = [float(part.split('"')[0]) for part in drawn.split('cy="')[1:]]
        assert len(heights) == 2 * len(trend.points)
        assert all(0 < height < 280 for height in heights)
        assert "nan" not in drawn

    def test_carry_no_styles_and_no_scripts(self) -> None:
        drawn = str(charts.trend_chart(a_trend("5.0", "6.4", "5.6")))

        assert "style" not in drawn
        assert "script" not in drawn

    def test_of_one_measurement_are_none(self) -> None:
        assert str(charts.trend_chart(a_trend("5.0"))) == ""
