"""One line of log a record: `key=value` pairs, and nothing in them that a stranger could forge."""

import logging
import re
import sysconfig
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from traceback import walk_tb

from kartoteka.ui.incidents import current_incident

_PLAIN = re.compile(r"[\w.:+/-]+")
# Control characters, line and paragraph separators, marks that turn the direction of text, halves of characters.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff"\\]')
_WORD_OF_A_LINK = re.compile(r"(/(?:sign-up|password)/)[\w-]{20,}")
_NAMED = {"\n": r"\n", "\r": r"\r", "\t": r"\t", '"': r"\"", "\\": r"\\"}
_ROOTS = [
    Path(__file__).resolve().parent.parent.parent,
    *(Path(sysconfig.get_path(name)) for name in ("purelib", "platlib", "stdlib")),
]
_DEEPEST_FRAMES = 8


class LineFormatter(logging.Formatter):
    """
    Time, level, logger, incident number and message of a record, on one line.

    Of an exception it tells the type and the place, never the words: they may hold a patient's data.
    """

    def format(self, record: logging.LogRecord) -> str:
        fields = [
            ("time", datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")),
            ("level", record.levelname),
            ("logger", record.name),
            ("incident", current_incident.get()),
            ("message", _message(record)),
        ]
        if record.levelno >= logging.ERROR and record.exc_info and record.exc_info[1]:
            fields.append(("exception", describe(record.exc_info[1])))
        return " ".join(f"{key}={_value(text)}" for key, text in fields if text)


def describe(exception: BaseException) -> str:
    """Types of an exception and of those that led to it, and the deepest places of each, without a word of theirs."""
    return " after ".join(
        f"{type(one).__module__}.{type(one).__qualname__} at {' < '.join(_places(one)) or 'an unknown place'}"
        for one in _chain(exception)
    )


def _chain(exception: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    one: BaseException | None = exception
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _places(exception: BaseException) -> list[str]:
    """Where the exception was raised, then who called: `file:line:function`."""
    frames = [
        f"{_short(frame.f_code.co_filename)}:{line}:{frame.f_code.co_name}"
        for frame, line in walk_tb(exception.__traceback__)
    ]
    return frames[::-1][:_DEEPEST_FRAMES]


def _short(filename: str) -> str:
    path = Path(filename)
    for root in _ROOTS:
        if path.is_relative_to(root):
            return path.relative_to(root).as_posix()
    return path.name


def _message(record: logging.LogRecord) -> str:
    try:
        # Whoever reads the log must not be able to open what a letter opens.
        return _WORD_OF_A_LINK.sub(r"\1…", record.getMessage())
    except (TypeError, ValueError, KeyError):
        return f"{record.msg} (its arguments do not fit)"


def _value(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    return '"' + _UNSAFE.sub(lambda found: _NAMED.get(found[0], f"\\u{ord(found[0]):04x}"), text) + '"'
