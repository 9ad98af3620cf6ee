"""The four kinds of message that the Portal shows (E-05), all of them through one component."""

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest


class Kind(StrEnum):
    """What a message is about, which decides its icon, its colour and how it is read aloud."""

    SUCCESS = "success"
    ERROR = "error"
    WARNING = "warning"
    MALFUNCTION = "malfunction"


# Django knows no level for a malfunction of the Portal itself.
MALFUNCTION_LEVEL: Final = 50
_LEVELS = {
    Kind.SUCCESS: messages.SUCCESS,
    Kind.WARNING: messages.WARNING,
    Kind.ERROR: messages.ERROR,
    Kind.MALFUNCTION: MALFUNCTION_LEVEL,
}
_KINDS = {level: kind for kind, level in _LEVELS.items()}
# Marks the messages that hold the fields of a notice and not just words.
_TAG = "notice"


@dataclass(frozen=True, slots=True)
class Notice:
    """A message to the patient. A malfunction carries the number of its incident."""

    kind: Kind
    title: str
    text: str = ""
    incident: str | None = None
    link_text: str = ""
    link_url: str = ""

    @property
    def is_urgent(self) -> bool:
        """Whether a screen reader should break off to tell it."""
        return self.kind in {Kind.ERROR, Kind.MALFUNCTION}


def success(request: HttpRequest, title: str, text: str = "", *, link_text: str = "", link_url: str = "") -> None:
    """Say on the next page that an operation is done."""
    add(request, Notice(Kind.SUCCESS, title, text, link_text=link_text, link_url=link_url))


def error(request: HttpRequest, title: str, text: str = "", *, link_text: str = "", link_url: str = "") -> None:
    """Say on the next page that an operation can't go on, and why."""
    add(request, Notice(Kind.ERROR, title, text, link_text=link_text, link_url=link_url))


def warning(request: HttpRequest, title: str, text: str = "", *, link_text: str = "", link_url: str = "") -> None:
    """Say on the next page what may follow from an operation that is no error."""
    add(request, Notice(Kind.WARNING, title, text, link_text=link_text, link_url=link_url))


def malfunction(request: HttpRequest, title: str, text: str = "", *, incident: str | None = None) -> None:
    """Say on the next page that the Portal or its neighbour failed; the number is the request's own by default."""
    add(request, Notice(Kind.MALFUNCTION, title, text, incident or getattr(request, "incident", None)))


def add(request: HttpRequest, notice: Notice) -> None:
    """Keep a notice for the next page."""
    fields = [notice.title, notice.text, notice.incident, notice.link_text, notice.link_url]
    # The messages are an extra of the page: where they can't be kept, the operation itself still stands.
    messages.add_message(
        request,
        _LEVELS[notice.kind],
        json.dumps(fields, ensure_ascii=False),
        extra_tags=f"{_TAG} {notice.kind}",
        fail_silently=True,
    )


def read(request: HttpRequest) -> tuple[Notice, ...]:
    """The notices that wait for this page. They are shown once."""
    return tuple(_notice(message) for message in messages.get_messages(request))


def _notice(message: Message) -> Notice:
    kind = _KINDS.get(message.level, Kind.WARNING)
    if _TAG not in (message.extra_tags or "").split():
        return Notice(kind, str(message.message))
    title, text, incident, link_text, link_url = json.loads(str(message.message))
    return Notice(kind, title, text, incident, link_text, link_url)
