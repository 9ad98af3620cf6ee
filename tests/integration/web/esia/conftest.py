import re
from collections.abc import Iterator
from datetime import datetime
from typing import cast
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from cast import ANNA, CastMember
from factories.esia import vouched
from factories.people import make_region
from fakes.identity_provider import FakeIdentityProvider
from fakes.medical_system import FakeInsuredRegistry
from kartoteka import wiring

SIGN_IN, BEGIN, RETURN = "/sign-in/", "/sign-in/esia/", "/sign-in/esia/return/"


@pytest.fixture
def provider(neighbours: None, settings: Settings) -> Iterator[FakeIdentityProvider]:
    """The provider that the pages ask."""
    settings.KARTOTEKA_ADAPTERS = {
        **settings.KARTOTEKA_ADAPTERS,
        "identity_provider": "fakes.identity_provider.FakeIdentityProvider",
    }
    wiring.identity_provider.cache_clear()
    yield cast("FakeIdentityProvider", wiring.identity_provider())
    wiring.identity_provider.cache_clear()


class Guest:
    """Somebody with a browser of his own who goes to ESIA and comes back."""

    def __init__(self, provider: FakeIdentityProvider) -> None:
        self.client = Client(raise_request_exception=False)
        self._provider = provider

    def begin(self, next_path: str = "") -> str:
        """Press the link; returns the state with which ESIA was asked."""
        answer = self.client.get(BEGIN, {"next": next_path} if next_path else {})
        return parse_qs(urlsplit(answer["Location"]).query)["state"][0]

    def come_back(self, state: str, **answer: str) -> HttpResponse:
        return cast("HttpResponse", self.client.get(RETURN, {"state": state, **answer}))

    def enter(self, member: CastMember = ANNA, next_path: str = "", email: str = "") -> HttpResponse:
        """The whole way; returns the answer to the return."""
        state = self.begin(next_path)
        return self.come_back(state, code=self._provider.vouch_for(vouched(member, email=email), state))

    def is_in(self) -> bool:
        return "_auth_user_id" in self.client.session

    def reads(self, path: str = SIGN_IN) -> str:
        """A page as it is read; the consent is given on the way where it is asked for."""
        page = self.client.get(path, follow=True).content.decode()
        asked = re.search(r'name="acting_as" value="(\w+)"', page) if "Даю согласие" in page else None
        if asked is None:
            return str(page)
        form = {"version": 1, "next": path, "acting_as": asked[1]}
        return str(self.client.post("/consent/", form, follow=True).content.decode())


@pytest.fixture
def guest(provider: FakeIdentityProvider, registry: FakeInsuredRegistry, db: None, now: datetime) -> Guest:
    make_region(now)
    return Guest(provider)
