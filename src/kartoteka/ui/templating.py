"""The Jinja environment of all pages."""

from functools import cache
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from jinja2 import Environment, StrictUndefined

from kartoteka.domain.card_index.types import CardState
from kartoteka.domain.moderation.types import RequestState
from kartoteka.domain.regions.types import ServiceAccess
from kartoteka.ui import charts, clinical, document_words, presenters, qr, record_words
from kartoteka.ui.addresses import APP_ADDRESS, url
from kartoteka.ui.cards import person_cards
from kartoteka.ui.forms import error_of, summary_of
from kartoteka.ui.icons import icon, icon_symbols, icon_use
from kartoteka.ui.notices import Notice

_FILTERS = (
    "age",
    "card_state",
    "filesize",
    "kin_ground",
    "life_words",
    "local_date",
    "local_day_and_month",
    "long_date",
    "long_moment",
    "machine_moment",
    "near_moment",
    "phone_link",
    "policy_words",
    "refusal",
    "refusal_advice",
    "request_explanation",
    "request_state",
    "service_place",
    "services_by_year",
    "sex_word",
    "short_moment",
    "weekday",
)


def environment(**options: Any) -> Environment:
    """
    Make the environment from the options of Django's backend.

    A name that a view forgot to pass stops the page instead of leaving a hole in it.
    """
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    options["autoescape"] = True
    made = Environment(**options)  # noqa: S701 - escaping is switched on a line above
    made.globals |= {
        "static": static if settings.DEBUG else cache(static),
        "url": url,
        "app_address": APP_ADDRESS,
        "events_port": lambda: settings.KARTOTEKA_EVENTS_PORT,
        "person_cards": person_cards,
        "icon": icon,
        "icon_symbols": icon_symbols,
        "icon_use": icon_use,
        "kinship_at_start": presenters.kinship_at_start,
        "people_of_limit": presenters.people_of_limit,
        "count": presenters.count,
        "error_of": error_of,
        "summary_of": summary_of,
        "words": record_words,
        "document_words": document_words,
        "clinical_blocks": clinical.draw_blocks,
        "charts": charts,
        "qr_square": qr.square,
        "Notice": Notice,
        "CardState": CardState,
        "RequestState": RequestState,
        "ServiceAccess": ServiceAccess,
    }
    made.filters |= {name: getattr(presenters, name) for name in _FILTERS}
    return made
