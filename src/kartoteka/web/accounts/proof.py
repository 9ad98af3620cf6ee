"""How and when the owner of a session last proved who he is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.http import HttpRequest

# How long a proof is good for what only the owner may do (R69).
FRESH_FOR = timedelta(minutes=5)
_METHOD, _TIME = "auth_method", "auth_time"


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


def last_proof(request: HttpRequest) -> RememberedProof | None:
    """The last proof of this session; None where nobody noted one."""
    method, at = request.session.get(_METHOD), request.session.get(_TIME)
    return RememberedProof(Proof(method), datetime.fromisoformat(at)) if method and at else None


def is_proof_fresh(request: HttpRequest, now: datetime) -> bool:
    """Whether the owner proved who he is within the last five minutes."""
    proof = last_proof(request)
    return proof is not None and now < proof.at + FRESH_FOR
