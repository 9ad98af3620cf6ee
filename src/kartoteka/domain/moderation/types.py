"""Checking of a person's data by a moderator, as other rooms see it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


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
