"""Messages to technical support, as other rooms see them (E-06)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class TicketKind(StrEnum):
    """What a message is about, so that whoever reads the mailbox knows whom to ask."""

    MALFUNCTION = "malfunction"
    SIGN_IN = "sign-in"
    CARD_INDEX = "card-index"
    RECORD = "record"
    BOOKING = "booking"
    SUGGESTION = "suggestion"
    OTHER = "other"


class TicketState(StrEnum):
    """Life of a message: an administrator answers it by e-mail, or closes it without."""

    NEW = "new"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class NewTicket:
    """What the form of «Обратная связь» asks for."""

    kind: TicketKind
    text: str
    reply_to: str
    # As on a page of malfunction; empty where there was none.
    incident: str = ""


@dataclass(frozen=True, slots=True)
class TicketView:
    """A message as the administrator sees it."""

    number: str
    kind: TicketKind
    text: str
    reply_to: str
    incident: str
    region_code: str
    # Who wrote, if he was signed in.
    account_id: UUID | None
    sent_at: datetime
    state: TicketState
    settled_at: datetime | None
    settled_by: UUID | None


@dataclass(frozen=True, slots=True)
class SupportMailboxes:
    """Where messages to support go: to a region's own mailbox, or to that of the installation. Empty: to none."""

    default: str = ""
    by_region: Mapping[str, str] = field(default_factory=dict)

    def of(self, region_code: str) -> str:
        return self.by_region.get(region_code, self.default)
