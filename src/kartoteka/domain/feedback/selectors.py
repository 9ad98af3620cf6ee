from uuid import UUID

from kartoteka.domain.feedback import rules
from kartoteka.domain.feedback.models import TicketRow
from kartoteka.domain.feedback.types import TicketKind, TicketState, TicketView


def is_ticket(number: str) -> bool:
    """Whether a message with this number was sent."""
    return rules.is_number(number) and TicketRow.objects.filter(number=number).exists()


def find_ticket(ticket_id: UUID) -> TicketView | None:
    """A message to support, whole; None where there is none."""
    row = TicketRow.objects.filter(pk=ticket_id).first()
    return _view(row) if row else None


def _view(row: TicketRow) -> TicketView:
    return TicketView(
        number=row.number,
        kind=TicketKind(row.kind),
        text=row.text,
        reply_to=row.reply_to,
        incident=row.incident,
        region_code=row.region_code,
        account_id=row.account_id,
        sent_at=row.sent_at,
        state=TicketState(row.state),
        settled_at=row.settled_at,
        settled_by=row.settled_by,
    )
