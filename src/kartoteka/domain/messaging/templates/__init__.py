"""
What letters and SMS say: one frozen dataclass a text, made with what differs.

A subject is a constant of its class, so nothing of a person can get into it (law 9). No text names a diagnosis, a
policy or a SNILS, nor a person by the full name (R21, R84).
"""

from datetime import timedelta
from typing import ClassVar, Protocol


class Template(Protocol):
    """What letters and SMS have in common."""

    # By which the administrator knows the text.
    name: ClassVar[str]
    # Whether anybody can have it sent by filling in a form; such messages are counted.
    is_on_demand: ClassVar[bool]

    @property
    def useful_for(self) -> timedelta:
        """How long it makes sense to deliver it."""

    def text(self) -> str:
        """The whole text, as it is delivered."""


class LetterTemplate(Template, Protocol):
    """A letter in plain text."""

    subject: ClassVar[str]


class SmsTemplate(Template, Protocol):
    """An SMS."""
