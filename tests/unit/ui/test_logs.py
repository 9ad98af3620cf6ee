import logging
import sys

import pytest
from django.utils import dateparse
from hypothesis import given
from hypothesis import strategies as st

from kartoteka.ui.incidents import current_incident
from kartoteka.ui.logs import LineFormatter, describe

SECRET_WORDS = "Соколова Анна, СНИЛС 112-233-445 95"


def line(message: str, *arguments: object, level: int = logging.INFO, exception: BaseException | None = None) -> str:
    about = (type(exception), exception, exception.__traceback__) if exception else None
    record = logging.LogRecord("kartoteka.test", level, "x.py", 1, message, arguments, about)
    return LineFormatter().format(record)


def raised(error: BaseException) -> BaseException:
    try:
        raise error  # noqa: TRY301 - an exception has places only once it is raised
    except BaseException as caught:
        return caught


class TestLine:
    def test_has_time_level_logger_and_message(self) -> None:
        told = line("started")

        assert told.startswith("time=2")
        assert told.endswith(" level=INFO logger=kartoteka.test message=started")

    def test_has_the_incident_of_the_request(self) -> None:
        token = current_incident.set("К-7F3Q-92KD")
        try:
            assert " incident=К-7F3Q-92KD " in line("started")
        finally:
            current_incident.reset(token)

    def test_quotes_what_is_not_one_word(self) -> None:
        assert line('the "door" \\ is open').endswith(r'message="the \"door\" \\ is open"')

    @pytest.mark.parametrize(
        ("forged", "told"),
        [
            ("a\nlevel=ERROR", r"a\nlevel=ERROR"),
            ("a\r\nb", r"a\r\nb"),
            ("a\tb", r"a\tb"),
            ("a\x1b[31mb", r"a\u001b[31mb"),
            ("a\x00b", r"a\u0000b"),
            ("a\u2028b", r"a\u2028b"),
            ("a\u202eb", r"a\u202eb"),
            ("a\ud800b", r"a\ud800b"),
        ],
    )
    def test_can_not_be_forged(self, forged: str, told: str) -> None:
        assert line("%s", forged).endswith(f'message="{told}"')

    @given(st.text())
    def test_is_one_line_whatever_is_in_it(self, text: str) -> None:
        told = line("%s", text)

        assert len(told.splitlines()) == 1
        assert told.encode()

    def test_survives_arguments_that_do_not_fit(self) -> None:
        assert "its arguments do not fit" in line("%d people", SECRET_WORDS)
        assert SECRET_WORDS not in line("%d people", SECRET_WORDS)


class TestException:
    def test_is_told_by_type_and_place(self) -> None:
        told = line("failed", level=logging.ERROR, exception=raised(ValueError(SECRET_WORDS)))

        assert "builtins.ValueError at " in told
        assert "test_logs.py:" in told
        assert ":raised" in told

    def test_keeps_its_words_to_itself(self) -> None:
        told = line("failed", level=logging.ERROR, exception=raised(ValueError(SECRET_WORDS)))

        assert SECRET_WORDS not in told

    def test_is_told_with_what_led_to_it(self) -> None:
        cause = raised(KeyError(SECRET_WORDS))
        error = raised(RuntimeError(SECRET_WORDS))
        error.__cause__ = cause

        told = describe(error)

        assert told.startswith("builtins.RuntimeError at ")
        assert " after builtins.KeyError at " in told
        assert SECRET_WORDS not in told

    def test_is_not_told_of_ordinary_answers(self) -> None:
        assert "ValueError" not in line("no such page", level=logging.WARNING, exception=raised(ValueError("x")))

    def test_without_a_traceback_has_no_place(self) -> None:
        assert describe(ValueError("x")) == "builtins.ValueError at an unknown place"

    def test_that_leads_to_itself_ends(self) -> None:
        one, other = ValueError(), KeyError()
        one.__context__, other.__context__ = other, one

        assert describe(one).count(" at ") == 2

    def test_shows_only_the_deepest_places(self) -> None:
        def deeper(level: int) -> None:
            if level == 0:
                raise ValueError
            deeper(level - 1)

        with pytest.raises(ValueError, match=r"^$") as caught:
            deeper(100)

        assert describe(caught.value).count(":deeper") == 8

    def test_shortens_the_names_of_files(self) -> None:
        with pytest.raises(ValueError, match="month") as caught:
            dateparse.parse_date("2026-13-45")

        told = describe(caught.value)

        assert sys.prefix not in told
        assert " at django/utils/dateparse.py:" in told
