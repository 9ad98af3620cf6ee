"""Staff with browsers and an application for codes, at moments of the tests' choosing."""

import base64
import hmac
import re
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from typing import cast

import time_machine
from django.http import HttpResponse
from django.test import Client

from factories.people import PASSWORD
from kartoteka.domain.accounts.models import Account

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
STEP = 30


def code_of(secret: str, at: datetime) -> str:
    """What an application shows at a moment (RFC 6238)."""
    counter = int(at.timestamp()) // STEP
    digest = hmac.new(base64.b32decode(secret), counter.to_bytes(8, "big"), sha1).digest()
    offset = digest[-1] & 15
    return f"{(int.from_bytes(digest[offset : offset + 4], 'big') & 0x7FFFFFFF) % 10**6:06d}"


class Clock:
    """The moment at which pages are asked for; codes are of that moment too."""

    def __init__(self, traveller: time_machine.Traveller) -> None:
        self._traveller = traveller
        self.now = START

    def pass_by(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        self._traveller.move_to(self.now, tick=False)


class Staff:
    """One of staff with a browser and, once it is set up, an application for codes."""

    def __init__(self, login: str, clock: Clock) -> None:
        self.login, self.clock, self.secret = login, clock, ""
        self.browser = Client()

    @property
    def code(self) -> str:
        return code_of(self.secret, self.clock.now)

    def get(self, path: str) -> HttpResponse:
        return cast("HttpResponse", self.browser.get(path, follow=True))

    def post(self, path: str, **fields: str) -> HttpResponse:
        return cast("HttpResponse", self.browser.post(path, fields, follow=True))

    def give_password(self) -> HttpResponse:
        return self.post("/sign-in/", login=self.login, password=PASSWORD)

    def set_up(self) -> HttpResponse:
        """Sign in for the first time, confirm the password, read the key from the page, type the code."""
        self.give_password()
        self.post("/second-factor/password/?next=/second-factor/set-up/", password=PASSWORD)
        found = re.search(r"<code>([A-Z2-7]+)</code>", self.get("/second-factor/set-up/").content.decode())
        assert found
        self.secret = found[1]
        return self.post("/second-factor/set-up/", code=self.code)

    def in_another_browser(self) -> "Staff":
        """The same person at another machine, some minutes later."""
        other = Staff(self.login, self.clock)
        other.secret = self.secret
        self.clock.pass_by(300)
        return other

    def with_the_password_alone(self) -> "Staff":
        """A session that is there without a code although the account has the factor: both began at one moment."""
        self.set_up()
        other = self.in_another_browser()
        other.browser.force_login(Account.objects.get(login=self.login), "kartoteka.web.accounts.backend.PortalBackend")
        return other


def title(response: HttpResponse) -> str:
    found = re.search(r"<h1[^>]*>([^<]*)<", response.content.decode())
    assert found
    return found[1]
