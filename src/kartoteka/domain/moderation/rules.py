"""Decisions about verification requests that need nothing but their arguments."""

from datetime import date, datetime, timedelta

from kartoteka.domain.moderation.errors import IllegalMove
from kartoteka.domain.moderation.types import RequestState
from kartoteka.domain.regions.working_days import WorkingCalendar

# A family that sends more than five people at once waits for the first answers.
MAX_OPEN_REQUESTS = 5
WORKING_DAYS_TO_DECIDE = 5
# So long a moderator's question waits for a call, then the request expires.
WORKING_DAYS_TO_ANSWER = 10

OPEN_STATES = frozenset(
    {
        RequestState.NEW,
        RequestState.IN_WORK,
        RequestState.NEEDS_INFORMATION,
        RequestState.SECOND_LOOK,
    }
)
# In the hands of one moderator.
HELD_STATES = frozenset({RequestState.IN_WORK, RequestState.NEEDS_INFORMATION})

# A moderator who does nothing with a request for so long may be ill: a colleague takes it over.
ABANDONED_AFTER = timedelta(days=1)

# How long a decision may be taken back; so long its letter waits.
UNDO_FOR = timedelta(minutes=10)

_ENDS = frozenset({RequestState.CONFIRMED, RequestState.REFUSED, RequestState.WITHDRAWN, RequestState.EXPIRED})
LAWFUL_MOVES: dict[RequestState, frozenset[RequestState]] = {
    # The registry may confirm a request nobody has taken yet (R20).
    RequestState.NEW: frozenset(
        {RequestState.IN_WORK, RequestState.CONFIRMED, RequestState.WITHDRAWN, RequestState.EXPIRED}
    ),
    RequestState.IN_WORK: _ENDS | {RequestState.NEEDS_INFORMATION, RequestState.SECOND_LOOK, RequestState.NEW},
    RequestState.NEEDS_INFORMATION: _ENDS | {RequestState.SECOND_LOOK, RequestState.IN_WORK},
    # A second moderator who sees it otherwise takes the request into work, and so does the first to look again.
    RequestState.SECOND_LOOK: frozenset({RequestState.CONFIRMED, RequestState.IN_WORK, RequestState.WITHDRAWN}),
}
# Lawful only while the decision may be taken back, by who made it.
UNDOING_MOVES: dict[RequestState, frozenset[RequestState]] = {
    RequestState.CONFIRMED: frozenset({RequestState.IN_WORK}),
    RequestState.REFUSED: frozenset({RequestState.IN_WORK}),
}


def check_move(current: RequestState, wanted: RequestState, *, is_undo: bool = False) -> None:
    """
    Let a lawful move pass (R19).

    :raises IllegalMove: no such move from this state
    """
    moves = UNDOING_MOVES if is_undo else LAWFUL_MOVES
    if wanted not in moves.get(current, frozenset()):
        raise IllegalMove(f"{current} -> {wanted}")


def decide_by(sent_on: date, calendar: WorkingCalendar) -> date:
    """The last day for a decision: the region's working days, from the day after the request was sent (R22)."""
    return calendar.after(sent_on, WORKING_DAYS_TO_DECIDE)


def answer_by(asked_on: date, calendar: WorkingCalendar) -> date:
    """The last day on which the sender may answer a question: the region's working days, from the day after it."""
    return calendar.after(asked_on, WORKING_DAYS_TO_ANSWER)


def may_take(state: RequestState, taken_at: datetime | None, now: datetime) -> bool:
    """Whether a moderator may take a request: a free one, one that waits for its sender, or an abandoned one."""
    if state is not RequestState.IN_WORK:
        return RequestState.IN_WORK in LAWFUL_MOVES.get(state, frozenset())
    return taken_at is not None and now - taken_at >= ABANDONED_AFTER
