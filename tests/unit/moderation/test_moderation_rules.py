from datetime import date

import pytest

from kartoteka.domain.moderation.errors import IllegalMove
from kartoteka.domain.moderation.rules import (
    LAWFUL_MOVES,
    OPEN_STATES,
    answer_by,
    check_move,
    decide_by,
)
from kartoteka.domain.moderation.types import RequestState
from kartoteka.domain.regions.working_days import WorkingCalendar

MONDAY = date(2026, 11, 23)
COUNTRY = WorkingCalendar()


class TestDecideBy:
    @pytest.mark.parametrize(
        ("sent_on", "last_day"),
        [
            (MONDAY, date(2026, 11, 30)),
            (date(2026, 11, 27), date(2026, 12, 4)),
            (date(2026, 11, 28), date(2026, 12, 4)),
            (date(2026, 11, 29), date(2026, 12, 4)),
        ],
        ids=["monday", "friday", "saturday", "sunday"],
    )
    def test_counts_five_working_days(self, sent_on: date, last_day: date) -> None:
        assert decide_by(sent_on, COUNTRY) == last_day


class TestAnswerBy:
    def test_counts_ten_working_days(self) -> None:
        assert answer_by(MONDAY, COUNTRY) == date(2026, 12, 7)
        assert answer_by(date(2026, 11, 28), COUNTRY) == date(2026, 12, 11)


class TestCheckMove:
    @pytest.mark.parametrize("state", sorted(set(RequestState) - OPEN_STATES))
    def test_leads_nowhere_from_an_end(self, state: RequestState) -> None:
        for wanted in RequestState:
            with pytest.raises(IllegalMove):
                check_move(state, wanted)

    def test_lets_every_lawful_move_pass(self) -> None:
        for state, moves in LAWFUL_MOVES.items():
            for wanted in moves:
                check_move(state, wanted)

    def test_refuses_nothing_before_a_moderator_took_it(self) -> None:
        with pytest.raises(IllegalMove):
            check_move(RequestState.NEW, RequestState.REFUSED)

    @pytest.mark.parametrize("state", [RequestState.CONFIRMED, RequestState.REFUSED])
    def test_leads_back_to_work_from_a_decision_that_is_taken_back(self, state: RequestState) -> None:
        check_move(state, RequestState.IN_WORK, is_undo=True)

    @pytest.mark.parametrize("state", sorted(set(RequestState) - {RequestState.CONFIRMED, RequestState.REFUSED}))
    def test_takes_nothing_else_back(self, state: RequestState) -> None:
        with pytest.raises(IllegalMove):
            check_move(state, RequestState.IN_WORK, is_undo=True)

    def test_refuses_nothing_that_waits_for_a_second_moderator(self) -> None:
        with pytest.raises(IllegalMove):
            check_move(RequestState.SECOND_LOOK, RequestState.REFUSED)
