"""How a request goes from state to state: one step with who and when, one row of the journal (R19, law 7)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.domain.moderation import rules
from kartoteka.domain.moderation.errors import RequestNotFound
from kartoteka.domain.moderation.models import VerificationRequestRow, VerificationStepRow
from kartoteka.domain.moderation.types import RequestState
from kartoteka.shared.actor import Actor


@dataclass(frozen=True, slots=True)
class Holding:
    """In whose hands a request is, and since when."""

    moderator: UUID | None
    since: datetime


def locked_request(number: str) -> VerificationRequestRow:
    """
    A request, locked until the transaction ends, so that of two who decide one comes second.

    :raises RequestNotFound: no request has this number
    """
    request = VerificationRequestRow.objects.select_for_update().filter(number=number).first()
    if request is None:
        raise RequestNotFound
    return request


def sender_of(number: str) -> UUID:
    """
    Whose request this is.

    :raises RequestNotFound: no request has this number
    """
    sender = VerificationRequestRow.objects.filter(number=number).values_list("account_id", flat=True).first()
    if sender is None:
        raise RequestNotFound
    return sender


def move(
    request: VerificationRequestRow, state: RequestState, by: Actor, now: datetime, *, is_undo: bool = False
) -> None:
    """
    Bring a locked request into a state.

    :raises IllegalMove: no such move from where it is (R19)
    """
    rules.check_move(RequestState(request.state), state, is_undo=is_undo)
    request.state = state
    if state is not RequestState.SECOND_LOOK:
        request.proposed_person = ""
    request.save()
    add_step(request, state, by, now)
    record(Event.VERIFICATION_MOVED, request, by, now)


def add_step(request: VerificationRequestRow, state: RequestState, by: Actor, now: datetime) -> None:
    """Note where a request is now, and who brought it there."""
    VerificationStepRow.objects.create(request=request, state=state, at=now, by_account=by.account_id)


def holding_of(request: VerificationRequestRow) -> Holding | None:
    """Who took the request last, the one moderator who may decide it, and when."""
    step = request.steps.filter(state=RequestState.IN_WORK).order_by("-id").first()
    return Holding(step.by_account, step.at) if step else None


def proposer_of(request: VerificationRequestRow) -> UUID | None:
    """Who recognised the person that a second moderator is to look at."""
    step = request.steps.filter(state=RequestState.SECOND_LOOK).order_by("-id").first()
    return step.by_account if step else None


def record(event: Event, request: VerificationRequestRow, by: Actor, now: datetime) -> None:
    """Write into the journal what happened to a request."""
    audit.record(
        event,
        subject_type="verification-request",
        subject_id=request.pk,
        account_id=request.account_id,
        by=by,
        now=now,
    )
