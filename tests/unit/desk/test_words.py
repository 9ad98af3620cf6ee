from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from cast import ANNA
from kartoteka.desk import words
from kartoteka.domain.card_index.likeness import Field, Likeness
from kartoteka.domain.moderation.errors import ModerationError
from kartoteka.domain.moderation.types import DeskStep, Mover, QueuedRequest, RequestState
from kartoteka.shared.identifiers import OmsPolicy, PolicyKind

SENT = datetime(2026, 11, 23, 9, tzinfo=UTC)
REQUEST = QueuedRequest("7K3M-2Q9P", RequestState.NEW, SENT, date(2026, 11, 30), 5, "Пермский край", "", is_mine=False)


@pytest.mark.rule("R22")
class TestDeadline:
    @pytest.mark.parametrize(
        ("days_left", "told"),
        [
            (5, "Осталось: 5 рабочих дней"),
            (1, "Осталось: 1 рабочий день"),
            (0, "Сегодня последний день"),
            (-2, "Просрочена на 2 рабочих дня"),
        ],
    )
    def test_is_told_in_working_days(self, days_left: int, told: str) -> None:
        assert words.deadline(replace(REQUEST, days_left=days_left)) == told


class TestPolicy:
    def test_of_the_unified_kind_is_written_by_four_digits(self) -> None:
        assert words.policy(OmsPolicy(PolicyKind.UNIFIED, "3577050826002018")) == "3577 0508 2600 2018"

    def test_of_the_old_kind_keeps_its_series(self) -> None:
        assert words.policy(OmsPolicy(PolicyKind.OLD, "123456", "МК 01")) == "МК 01 123456"

    def test_that_nobody_gave_is_nothing(self) -> None:
        assert words.policy(None) == ""
        assert words.policy(ANNA.policy) != ""


class TestWords:
    def test_are_there_for_everything(self) -> None:
        assert set(words.FIELDS) == set(Field)
        assert set(words.MARKS) == set(Likeness)
        assert {words.state(one) for one in RequestState}

    def test_explain_every_failure_but_a_request_that_is_not_there(self) -> None:
        silent = {"RequestNotFound", "UnchangedSinceRefusal", "TooManyRequests"}

        told = {error.__name__ for error in words.FAILURES}

        assert told == {error.__name__ for error in ModerationError.__subclasses__()} - silent


class TestTimeLeft:
    @pytest.mark.parametrize(
        ("seconds", "told"),
        [(600, "ещё 10 минут"), (119, "ещё 1 минута"), (125, "ещё 2 минуты"), (59, "меньше минуты")],
    )
    def test_is_told_in_whole_minutes(self, seconds: int, told: str) -> None:
        assert words.time_left(SENT + timedelta(seconds=seconds), SENT) == told


class TestStep:
    @pytest.mark.parametrize(
        ("state", "mover", "login", "told"),
        [
            (RequestState.NEW, Mover.SENDER, "", "Новая: отправитель"),
            (RequestState.IN_WORK, Mover.STAFF, "gleb", "В работе: gleb"),
            (RequestState.REFUSED, Mover.STAFF, "", "Отказано: сотрудник"),
            (RequestState.CONFIRMED, Mover.PORTAL, "", "Подтверждена: Портал, по ответу фонда"),
            (RequestState.EXPIRED, Mover.PORTAL, "", "Срок истёк: Портал"),
        ],
    )
    def test_is_told_with_who_made_it(self, state: RequestState, mover: Mover, login: str, told: str) -> None:
        assert words.step(DeskStep(state, SENT, mover, login)) == told
