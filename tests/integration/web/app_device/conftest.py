from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, cast
from uuid import UUID

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from factories.people import PASSWORD
from factories.telephones import PIN, Telephone, as_text
from kartoteka.web.request import acting_as


@dataclass
class Phone:
    """Somebody with the app on a telephone; the key is where the scripts keep it."""

    account_id: UUID
    telephone: Telephone = field(default_factory=Telephone)
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def get(self, path: str) -> HttpResponse:
        return cast("HttpResponse", self.client.get(path))

    def post(self, path: str, **fields: object) -> HttpResponse:
        form = {"acting_as": acting_as(self.account_id)} | fields
        return cast("HttpResponse", self.client.post(path, form))

    def sign_in(self, login: str = "anna@example.org") -> HttpResponse:
        form = {"login": login, "password": PASSWORD}
        return cast("HttpResponse", self.client.post("/m/sign-in/", form))

    def create_pin(self, pin: str = PIN, again: str = "") -> HttpResponse:
        return self.post("/m/pin/new/", pin=pin, pin_again=again or pin, key=as_text(self.telephone.public_key))

    def challenge(self) -> str:
        return str(said(self.post("/m/unlock/challenge/"))["challenge"])

    def unlock(self, pin: str = PIN, telephone: Telephone | None = None, **fields: object) -> HttpResponse:
        signed = (telephone or self.telephone).sign_fields(self.challenge())
        return self.post("/m/unlock/", pin=pin, **signed, **fields)

    def start(self) -> None:
        """From the icon on the home screen, which locks."""
        self.get("/m/start/")

    @property
    def is_open(self) -> bool:
        return self.get("/m/").status_code == HTTPStatus.OK

    def kept(self, cookie: str) -> str:
        morsel = self.client.cookies.get(cookie)
        return morsel.value if morsel else ""


def said(response: HttpResponse) -> dict[str, Any]:
    """What the answer tells the scripts."""
    told: dict[str, Any] = response.json()  # type: ignore[attr-defined] # of the test client's response
    return told


@pytest.fixture
def phone(anna: UUID) -> Phone:
    """Anna's telephone, on which nothing happened yet."""
    return Phone(anna)


@pytest.fixture
def bound(phone: Phone) -> Phone:
    """Anna's telephone after the first run, the app open."""
    phone.sign_in()
    phone.create_pin()
    assert phone.kept(settings.KARTOTEKA_APP_DEVICE_COOKIE)
    return phone
