"""Checking of a person's data by a moderator, as other rooms see it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from kartoteka.domain.card_index.likeness import Candidate
from kartoteka.domain.card_index.types import Card


class RequestState(StrEnum):
    """Life of a verification request (R19)."""

    NEW = "new"
    IN_WORK = "in-work"
    NEEDS_INFORMATION = "needs-information"
    # A moderator recognised the person although data differ; another one looks too (four eyes).
    SECOND_LOOK = "second-look"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class RefusalReason(StrEnum):
    """Why data were not confirmed (C-07)."""

    DATA_DIFFER = "data-differ"
    DOCUMENT_NOT_VALID = "document-not-valid"
    INSURED_ELSEWHERE = "insured-elsewhere"
    PERSON_UNKNOWN = "person-unknown"
    # Never a moderator's choice: the time for an answer to his question ran out.
    NO_ANSWER = "no-answer"
    OTHER = "other"


# What a moderator may choose.
MODERATORS_REASONS = tuple(reason for reason in RefusalReason if reason is not RefusalReason.NO_ANSWER)


@dataclass(frozen=True, slots=True)
class RequestStep:
    """One move of a request."""

    state: RequestState
    at: datetime


@dataclass(frozen=True, slots=True)
class VerificationProgress:
    """How far the check of one card is, as its owner sees it."""

    card_id: UUID
    number: str
    state: RequestState
    sent_at: datetime
    decide_by: date
    steps: tuple[RequestStep, ...]
    refusal_reason: RefusalReason | None
    refusal_text: str


class Deadline(StrEnum):
    """How near the last day for a decision is."""

    OVERDUE = "overdue"
    TODAY = "today"
    # In two working days at most, today too.
    SOON = "soon"


class Age(StrEnum):
    """How long ago a request was sent."""

    DAY = "day"
    THREE_DAYS = "three-days"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which open requests a moderator wants to see; empty: all of them."""

    region_code: str = ""
    only_mine: bool = False
    deadline: Deadline | None = None
    older_than: Age | None = None


@dataclass(frozen=True, slots=True)
class QueuedRequest:
    """One line of the queue. Whose data they are is told where the request is opened, which leaves a trace."""

    number: str
    state: RequestState
    sent_at: datetime
    decide_by: date
    # Working days; negative: since when it is overdue (R22).
    days_left: int
    region_name: str
    # The login of who has it in work, empty while nobody does.
    holder: str
    is_mine: bool

    @property
    def is_overdue(self) -> bool:
        return self.days_left < 0


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How many open requests there are, in the region that was chosen."""

    new: int
    in_work: int
    needs_information: int
    second_look: int
    mine: int
    by_deadline: Mapping[Deadline, int]
    by_age: Mapping[Age, int]


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A part of the queue, oldest first; `after` is the number after which the next part begins, None at the end."""

    requests: tuple[QueuedRequest, ...]
    counts: QueueCounts
    regions: tuple[tuple[str, str], ...]
    after: str | None


@dataclass(frozen=True, slots=True)
class RelatedRequest:
    """Another request about the same entry, or about a person of the same name and birth date in another index."""

    number: str
    state: RequestState
    sent_at: datetime
    refusal_reason: RefusalReason | None


class Mover(StrEnum):
    """Who brought a request a step on."""

    SENDER = "sender"
    STAFF = "staff"
    PORTAL = "portal"


@dataclass(frozen=True, slots=True)
class DeskStep:
    """A step of a request as moderators see it: with who made it."""

    state: RequestState
    at: datetime
    mover: Mover
    # Of staff; empty for others.
    login: str


@dataclass(frozen=True, slots=True)
class RequestOnDesk:
    """A request as the moderator sees it: what was typed, and who may be meant."""

    request: QueuedRequest
    card: Card
    # None while the registry does not answer, and once the request is decided.
    candidates: tuple[Candidate, ...] | None
    may_take: bool
    has_twins: bool
    # Other entries with this name and birth date, in whosever index.
    alike_elsewhere: int
    # Whom the first of two moderators recognised, and whether this one may be the second.
    proposed: str = ""
    may_agree: bool = False
    # Until when this moderator may take his decision back.
    undo_until: datetime | None = None
    history: tuple[DeskStep, ...] = field(default_factory=tuple)
    of_this_entry: tuple[RelatedRequest, ...] = field(default_factory=tuple)
    of_this_person: tuple[RelatedRequest, ...] = field(default_factory=tuple)
