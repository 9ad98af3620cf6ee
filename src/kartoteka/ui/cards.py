"""
The people of «Моя картотека», drawn as with a stencil.

A page of fifty people repeats four or five kinds of cards, which differ in a dozen words. So Jinja draws each kind
once, with marks where the words go, and a card is that drawing with its own words in the places of the marks: it takes
a third of the time. What a card looks like stands in person_card.html.
"""

import re
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf
from jinja2 import Environment, pass_environment
from markupsafe import Markup, escape

from kartoteka.domain.card_index.types import CardState, CardWithServices
from kartoteka.ui import presenters

# Where the words go: an identifier that nobody has, for addresses of pages take nothing else, and letters that no
# alphabet has.
_MARKS = {
    "id": "0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a0a",
    "name": "\ue000",
    "initials": "\ue001",
    "kinship": "\ue002",
    "birth_date": "\ue003",
    "age": "\ue004",
    "deceased_on": "\ue005",
    "refusal": "\ue006",
    "upcoming": "\ue007",
    "completed": "\ue008",
    "moment": "\ue009",
    "machine_moment": "\ue00a",
    "title": "\ue00b",
    "place": "\ue00c",
}
_WORD_OF_MARK = {mark: word for word, mark in _MARKS.items()}
_ANY_MARK = re.compile("|".join(_WORD_OF_MARK))


class Kind(NamedTuple):
    """On what the drawing of a card depends."""

    state: CardState
    is_main: bool
    is_past: bool
    has_age: bool
    has_services: bool
    has_next: bool


class PersonCards:
    """Cards of the people of one site."""

    def __init__(self, environment: Environment, template: str) -> None:
        self._macros: Any = environment.get_template(template).module
        self._stencils: dict[Kind, str] = {}

    def draw(self, entry: CardWithServices, today: date) -> Markup:
        """One card of the list."""
        card, services = entry.card, entry.services
        age = presenters.age(card.birth_date, today)
        kind = Kind(
            state=card.state,
            is_main=card.is_main,
            is_past=card.deceased_on is not None,
            has_age=bool(age),
            has_services=services is not None,
            has_next=services is not None and services.next is not None,
        )
        stencil = self._stencils.get(kind) or self._cut(kind)
        words = _own_words(entry, age, today)
        for word, text in _given_words(entry).items():
            words[word] = escape(text)
        # Nothing is looked for in the words: a name that looks like a mark stays a name.
        return Markup(stencil % words)  # noqa: S704 - what others gave is escaped, the rest are our own words

    def _cut(self, kind: Kind) -> str:
        drawn = str(self._macros.person_card(kind, _MARKS)).replace("%", "%%")
        stencil = self._stencils[kind] = _ANY_MARK.sub(lambda mark: f"%({_WORD_OF_MARK[mark[0]]})s", drawn)
        return stencil


def _own_words(entry: CardWithServices, age: str, today: date) -> dict[str, str]:
    """Numbers, dates and words of our own tables."""
    card, services = entry.card, entry.services
    coming = services.next if services else None
    return {
        "id": str(card.card_id),
        "kinship": presenters.kinship_at_start(card.kinship, card.sex),
        "birth_date": presenters.long_date(card.birth_date),
        "age": age,
        "deceased_on": presenters.long_date(card.deceased_on) if card.deceased_on else "",
        "upcoming": str(services.upcoming) if services else "",
        "completed": str(services.completed) if services else "",
        "moment": presenters.short_moment(coming.starts_at, coming.time_zone, today) if coming else "",
        "machine_moment": presenters.machine_moment(coming.starts_at, coming.time_zone) if coming else "",
    }


def _given_words(entry: CardWithServices) -> dict[str, str]:
    """What people and clinics wrote."""
    card, coming = entry.card, entry.services.next if entry.services else None
    words = {"name": str(card.name), "initials": card.name.initials}
    if card.state is CardState.REFUSED:
        words["refusal"] = presenters.refusal(card.refusal_reason)
    if coming is not None:
        words |= {"title": coming.title, "place": presenters.service_place(coming)}
    return words


@pass_environment
def person_cards(environment: Environment, template: str = "ui/templates/components/person_card.html") -> PersonCards:
    """Cards for the page that is being drawn; the app draws them by a template of its own."""
    return _person_cards(environment, template, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


@lru_cache(maxsize=8)
def _person_cards(environment: Environment, template: str, _urlconf: str, _prefix: str) -> PersonCards:
    return PersonCards(environment, template)
