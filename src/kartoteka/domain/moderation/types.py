"""Checking of a person's data by a moderator, as other rooms see it."""

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
    OTHER = "other"


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


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Which open requests a moderator wants to see; empty: all of them."""

    region_code: str = ""
    only_mine: bool = False
    only_overdue: bool = False


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
    mine: int
    overdue: int


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A part of the queue, oldest first; `after` is the number after which the next part begins, None at the end."""

    requests: tuple[QueuedRequest, ...]
    counts: QueueCounts
    regions: tuple[tuple[str, str], ...]
    after: str | None


@dataclass(frozen=True, slots=True)
class EarlierRequest:
    """A request about the same entry that was decided before."""

    number: str
    state: RequestState
    sent_at: datetime
    refusal_reason: RefusalReason | None


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
    earlier: tuple[EarlierRequest, ...] = field(default_factory=tuple)
