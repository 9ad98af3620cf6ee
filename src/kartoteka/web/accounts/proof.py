"""How and when the owner of a session last proved who he is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import cast

from django.http import HttpRequest

from kartoteka.domain.accounts import sessions, step_up
from kartoteka.domain.accounts.rules import STEP_UP_LASTS
from kartoteka.web.accounts import second_factor
from kartoteka.web.accounts.devices import device_word
from kartoteka.web.request import account_id
from kartoteka.web.sessions import SessionStore

# How long a proof is good for what only the owner may do (R69).
FRESH_FOR = timedelta(minutes=5)
_METHOD, _TIME = "auth_method", "auth_time"
_STEPPED_UP_UNTIL = "stepped_up_until"


class Proof(StrEnum):
    """What a person showed to get in."""

    PASSWORD = "password"  # noqa: S105 - a name, no secret
    ESIA = "esia"


@dataclass(frozen=True, slots=True)
class RememberedProof:
    """The last proof of a session."""

    method: Proof
    at: datetime


def remember_proof(request: HttpRequest, proof: Proof, now: datetime) -> None:
    """Note a proof in the session. Call after the sign-in, which begins a new session."""
    request.session[_METHOD], request.session[_TIME] = proof.value, now.isoformat()
    if proof is Proof.ESIA:
        # Gosuslugi ask for more than a password themselves.
        remember_step_up(request, now + STEP_UP_LASTS)
    session = cast("SessionStore", request.session)
    if session.stored is not None and session.stored.is_dozing:
        sessions.wake_session(key=session.session_key or "")


def last_proof(request: HttpRequest) -> RememberedProof | None:
    """The last proof of this session; None where nobody noted one."""
    method, at = request.session.get(_METHOD), request.session.get(_TIME)
    return RememberedProof(Proof(method), datetime.fromisoformat(at)) if method and at else None


def remember_step_up(request: HttpRequest, until: datetime) -> None:
    """Note in the session that its owner gave more than a password."""
    request.session[_STEPPED_UP_UNTIL] = until.isoformat()


def is_stepped_up(request: HttpRequest, now: datetime) -> bool:
    """Whether the owner gave more than a password, in this session or lately in this browser (R82)."""
    if stepped_up_until(request, now) is not None:
        return True
    if second_factor.is_passed(request):
        return True
    lasts = step_up.stepped_up_until(account_id=account_id(request), word=device_word(request))
    if lasts is None or lasts <= now:
        return False
    remember_step_up(request, lasts)
    return True


def stepped_up_until(request: HttpRequest, now: datetime) -> datetime | None:
    """Until when this session counts as stepped up, as far as it has been noted; None where it does not."""
    noted = request.session.get(_STEPPED_UP_UNTIL)
    until = datetime.fromisoformat(noted) if noted else None
    return until if until and now < until else None


def is_proof_fresh(request: HttpRequest, now: datetime) -> bool:
    """Whether the owner proved who he is within the last five minutes."""
    proof = last_proof(request)
    return proof is not None and now < proof.at + FRESH_FOR
