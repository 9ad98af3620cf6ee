import uuid

from django.db import models
from django.db.models import F, Q

from kartoteka.domain.feedback.types import TicketKind, TicketState
from kartoteka.shared.identity_key import KEY_LENGTH


class TicketRow(models.Model):
    """A message to technical support. What was done with it, and by whom, stands in the journal too (law 4)."""

    personal_fields = frozenset({"text", "reply_to"})
    plain_fields = frozenset({
        "id", "number", "kind", "incident", "region_code", "account_id", "form_digest", "state", "sent_at",
        "settled_at", "settled_by",
    })  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # What a person reads out by phone; says nothing of him.
    number = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=20)
    text = models.TextField()
    reply_to = models.CharField(max_length=254)
    incident = models.CharField(max_length=12, blank=True)
    # Empty for a guest who has not chosen a region.
    region_code = models.CharField(max_length=2, blank=True)
    # No foreign key: a guest has no account.
    account_id = models.UUIDField(null=True)
    # Keyed hash of the form and its contents: sent twice, it makes one message (R12).
    form_digest = models.BinaryField(max_length=KEY_LENGTH, unique=True)
    state = models.CharField(max_length=10, default=TicketState.NEW)
    sent_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.UUIDField(null=True)

    class Meta:
        db_table = "feedback_ticket"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(TicketState)), name="ticket_state_known"),
            models.CheckConstraint(condition=Q(kind__in=list(TicketKind)), name="ticket_kind_known"),
            models.CheckConstraint(
                condition=Q(state=TicketState.NEW, settled_at=None, settled_by=None)
                | (~Q(state=TicketState.NEW) & Q(settled_at__isnull=False, settled_at__gte=F("sent_at"))),
                name="ticket_settled_by_when",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "sent_at"], name="ticket_state_sent"),
            models.Index(fields=["sent_at"], name="ticket_sent"),
        ]

    def __str__(self) -> str:
        return self.number
