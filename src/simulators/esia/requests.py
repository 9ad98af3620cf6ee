"""What ESIA asks of a request, and the codes with which it refuses."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from simulators.esia.gost import is_signed

REFUSED_BY_PERSON = "ESIA-007004"
_UNKNOWN_CLIENT = "ESIA-007002"
_PARAMETER_MISSING = "ESIA-007014"
_BAD_TIME = "ESIA-007015"
_NO_PERMISSION = "ESIA-007019"
_BAD_RETURN = "ESIA-007023"
_BAD_SIGNATURE = "ESIA-007053"
_TIME_TOLERANCE = timedelta(minutes=5)
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_NEEDED = ("client_id", "client_certificate_hash", "client_secret", "scope", "timestamp", "state", "redirect_uri")

Fields = Mapping[str, str]


class WrongRequestError(Exception):
    """The request is refused with a code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Client:
    """An information system that is connected to ESIA."""

    client_id: str
    certificate_hash: str
    public_key: bytes
    return_urls: frozenset[str]
    scopes: frozenset[str]

    def check(self, fields: Fields, *, now: datetime, code: str = "", also_needed: tuple[str, ...] = ()) -> None:
        """
        Check what both endpoints ask.

        :raises WrongRequestError: something is missing or wrong
        """
        if not all(fields.get(name) for name in (*_NEEDED, *also_needed)):
            raise WrongRequestError(_PARAMETER_MISSING)
        if not _UUID.fullmatch(fields["state"]):
            raise WrongRequestError(_PARAMETER_MISSING)
        if (fields["client_id"], fields["client_certificate_hash"]) != (self.client_id, self.certificate_hash):
            raise WrongRequestError(_UNKNOWN_CLIENT)
        if fields["redirect_uri"] not in self.return_urls:
            raise WrongRequestError(_BAD_RETURN)
        if not set(fields["scope"].split()) <= self.scopes:
            raise WrongRequestError(_NO_PERMISSION)
        if abs(_moment(fields["timestamp"]) - now) > _TIME_TOLERANCE:
            raise WrongRequestError(_BAD_TIME)
        if not is_signed(_message(fields, code), _signature(fields["client_secret"]), self.public_key):
            raise WrongRequestError(_BAD_SIGNATURE)


def _message(fields: Fields, code: str) -> bytes:
    ordered = ("client_id", "scope", "scope_org", "timestamp", "state", "redirect_uri")
    return ("".join(fields.get(name, "") for name in ordered) + code).encode()


def _moment(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y.%m.%d %H:%M:%S %z").astimezone(UTC)
    except ValueError as error:
        raise WrongRequestError(_BAD_TIME) from error


def _signature(text: str) -> bytes:
    # 64 bytes in base64url without padding are 86 symbols.
    if not re.fullmatch(r"[A-Za-z0-9_-]{86}", text):
        raise WrongRequestError(_BAD_SIGNATURE)
    try:
        return base64.urlsafe_b64decode(text + "==")
    except binascii.Error as error:
        raise WrongRequestError(_BAD_SIGNATURE) from error
