from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest
from django.template.loader import get_template
from django.test import RequestFactory
from django.urls import resolve
from pytest_django import Settings

from . import addresses
from .drawn_pages import PAGES
from .samples import REGION

Draw = Callable[[str], str]


@pytest.fixture(autouse=True)
def own_addresses(settings: Settings) -> None:
    """The addresses that the templates lead to, without the views of the web floor."""
    settings.ROOT_URLCONF = addresses.__name__


def a_request(path: str = "/people/", *, guest: bool = False, **others: Any) -> HttpRequest:
    """A request as the middleware leaves it for a page."""
    request = RequestFactory().get(path, **others)
    request.resolver_match = resolve(request.path)
    for name, value in {
        "region": REGION,
        "account_name": None if guest else "Соколова Анна",
        "acting_as": "" if guest else "anna",
        "incident": "К-7F3Q-92KD",
    }.items():
        setattr(request, name, value)
    return request


@pytest.fixture
def draw() -> Draw:
    """Draws a sample page by its name."""

    def drawn(name: str) -> str:
        template, context = PAGES[name]
        return get_template(template).render(dict(context), a_request(guest=name.startswith("guest")))

    return drawn
