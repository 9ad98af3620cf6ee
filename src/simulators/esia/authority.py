"""What ESIA does, without HTTP: requests in, decisions out."""

import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from simulators.esia import faults
from simulators.esia.people import Person
from simulators.esia.requests import Client, Fields, WrongRequestError
from simulators.esia.tokens import LIFE, TokenMaker, other_key

_LIFE = timedelta(minutes=10)
_INVALID_CODE = "ESIA-007005"


@dataclass(frozen=True, slots=True)
class _Granted:
    """What a code or an access token stands for."""

    person: Person
    scope: str
    redirect_uri: str
    fault: str
    until: datetime


@dataclass
class Authority:
    """One ESIA with one connected system."""

    client: Client
    people: Mapping[str, Person]
    tokens: TokenMaker
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _tickets: dict[str, tuple[Fields, datetime]] = field(default_factory=dict)
    _codes: dict[str, _Granted] = field(default_factory=dict)
    _sessions: dict[str, _Granted] = field(default_factory=dict)

    def open_ticket(self, fields: Fields) -> str:
        """
        Take a checked request of v2/ac; the ticket stands for it while the person chooses.

        :raises WrongRequestError: the request is wrong
        """
        now = datetime.now(UTC)
        self.client.check(fields, now=now, also_needed=("response_type", "access_type"))
        ticket = secrets.token_urlsafe(16)
        with self._lock:
            self._tickets[ticket] = (dict(fields), now + _LIFE)
        return ticket

    def return_address(self, ticket: str, oid: str, fault: str) -> str | None:
        """Where the browser goes once the person is chosen; None: no such ticket or person."""
        with self._lock:
            fields, until = self._tickets.pop(ticket, ({}, datetime.min.replace(tzinfo=UTC)))
        person = self.people.get(oid)
        if datetime.now(UTC) > until or person is None:
            return None
        if error := faults.code_of(fault):
            return _address(fields, error="access_denied", error_description=f"{error}: simulator")
        code = secrets.token_urlsafe(48)
        granted = _Granted(person, fields["scope"], fields["redirect_uri"], fault, datetime.now(UTC) + _LIFE)
        with self._lock:
            self._codes[code] = granted
        return _address(fields, code=code)

    def fault_of(self, code: str) -> str:
        """What is to go wrong when this code is brought."""
        with self._lock:
            granted = self._codes.get(code)
        return granted.fault if granted else ""

    def exchange(self, fields: Fields) -> dict[str, Any]:
        """
        Tokens for a code, once.

        :raises WrongRequestError: the request or the code is wrong
        """
        now = datetime.now(UTC)
        code = fields.get("code", "")
        self.client.check(fields, now=now, code=code, also_needed=("code", "grant_type", "token_type"))
        with self._lock:
            granted = self._codes.pop(code, None)
        if granted is None or granted.until < now or granted.redirect_uri != fields["redirect_uri"]:
            raise WrongRequestError(_INVALID_CODE)
        return self._tokens(granted, fields["state"], now)

    def person(self, oid: str, token: str) -> dict[str, Any] | None:
        """What the owner of an access token may know of the person; None: nothing."""
        with self._lock:
            granted = self._sessions.get(token)
        if granted is None or granted.person.oid != oid or granted.until < datetime.now(UTC):
            return None
        told = granted.person.told(granted.scope)
        return {"status": "REGISTERED"} if granted.fault == faults.BROKEN_PERSON else told

    def _tokens(self, granted: _Granted, state: str, now: datetime) -> dict[str, Any]:
        maker = replace(self.tokens, key=other_key()) if granted.fault == faults.FOREIGN_KEY else self.tokens
        made_at = now - timedelta(hours=2) if granted.fault == faults.OVER else now
        access = maker.access_token(granted.person.oid, granted.scope, made_at)
        with self._lock:
            self._sessions[access] = replace(granted, until=now + timedelta(seconds=LIFE))
        return {
            "access_token": access,
            "id_token": maker.id_token(granted.person.oid, is_trusted=granted.person.trusted, now=made_at),
            "expires_in": LIFE,
            "token_type": "Bearer",
            "state": state,
        }


def _address(fields: Fields, **answer: str) -> str:
    return f"{fields['redirect_uri']}?{urlencode({**answer, 'state': fields['state']})}"
