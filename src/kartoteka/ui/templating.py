"""The Jinja environment of all pages."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.templatetags.static import static
from django.urls import get_script_prefix, get_urlconf, reverse
from jinja2 import Environment, StrictUndefined

from kartoteka.domain.card_index.types import CardState, Kinship
from kartoteka.domain.moderation.types import RequestState
from kartoteka.domain.regions.types import ServiceAccess
from kartoteka.ui import presenters
from kartoteka.ui.forms import error_of, summary_of
from kartoteka.ui.icons import icon, icon_symbols, icon_use
from kartoteka.ui.notices import Notice

# Stands in the address of a route until a real identifier takes its place.
_ANY_ID = UUID("0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a0a")
_FILTERS = (
    "age",
    "card_state",
    "clock",
    "day_and_month",
    "life_words",
    "local_date",
    "local_day_and_month",
    "long_date",
    "long_moment",
    "machine_moment",
    "near_moment",
    "people_count",
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
    made = Environment(
        **options | {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    )
    made.globals |= {
        "static": static,
        "url": url,
        "icon": icon,
        "icon_symbols": icon_symbols,
        "icon_use": icon_use,
        "kinship": presenters.kinship,
        "kinship_at_start": presenters.kinship_at_start,
        "people_of_limit": presenters.people_of_limit,
        "count": presenters.count,
        "error_of": error_of,
        "summary_of": summary_of,
        "Notice": Notice,
        "CardState": CardState,
        "Kinship": Kinship,
        "RequestState": RequestState,
        "ServiceAccess": ServiceAccess,
    }
    made.filters |= {name: getattr(presenters, name) for name in _FILTERS}
    return made


def url(name: str, args: Sequence[object] = ()) -> str:
    """
    The address of a page by the name of its route.

    A page of fifty people holds hundreds of addresses that differ only in a card's identifier, and Django takes its time
    for each, so such a route is resolved once.
    """
    match args:
        case [UUID() as identifier]:
            route = _route_of_one(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())
            return route.replace(str(_ANY_ID), str(identifier))
        case _:
            return reverse(name, args=args)


@lru_cache(maxsize=256)
def _route_of_one(name: str, urlconf: str, _prefix: str) -> str:
    route = reverse(name, urlconf, args=[_ANY_ID])
    if str(_ANY_ID) not in route:
        raise ValueError(f"the route {name} does not show the identifier as it is written")
    return route
