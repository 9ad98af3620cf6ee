import uuid

from django.db import models
from django.db.models import Q

from kartoteka.domain.messaging.types import Channel
from kartoteka.domain.outbox.models import DeliveryRow
from kartoteka.domain.outbox.types import DeliveryState
from kartoteka.shared.identity_key import KEY_LENGTH


class MessageRow(DeliveryRow):
    """A letter or an SMS. Whom it goes to and what it says are kept only until it has gone."""

    personal_fields = frozenset({"recipient", "subject", "text"})
    plain_fields = DeliveryRow.delivery_fields | {
        "id", "message_id", "reference", "channel", "template", "recipient_key", "region_code", "account_id",
        "dedup_key",
    }  # fmt: skip

    # Counts up: the number by which SMS centres know a message.
    id = models.BigAutoField(primary_key=True)
    message_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    # The name under which a carrier gets it; a new one after a refusal, or the carrier would repeat the refusal.
    reference = models.UUIDField(default=uuid.uuid4, editable=False)
    channel = models.CharField(max_length=5)
    template = models.CharField(max_length=40)
    recipient = models.CharField(max_length=254, blank=True)
    # Keyed hash: whether something was sent to an address can be told, but not to which.
    recipient_key = models.BinaryField(max_length=KEY_LENGTH)
    subject = models.CharField(max_length=120, blank=True)
    text = models.TextField(blank=True)
    region_code = models.CharField(max_length=2, blank=True)
    # Whom the message concerns; None where there is no account, or none yet.
    account_id = models.UUIDField(null=True)
    # Keyed hash of the event; None once the event may be told of anew.
    dedup_key = models.BinaryField(max_length=KEY_LENGTH, null=True)

    class Meta(DeliveryRow.Meta):
        abstract = False
        db_table = "messaging_message"
        constraints = [
            *DeliveryRow.Meta.constraints,
            models.UniqueConstraint(fields=["channel", "dedup_key"], name="message_event_once"),
            models.CheckConstraint(condition=Q(channel__in=list(Channel)), name="message_channel_known"),
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.DELIVERED) | Q(recipient="", subject="", text=""),
                name="message_forgotten_once_delivered",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[DeliveryState.DELIVERED, DeliveryState.DEAD]) | (~Q(recipient="") & ~Q(text="")),
                name="message_whole_while_underway",
            ),
        ]
        indexes = [
            models.Index(fields=["channel", "due_at"], condition=Q(due_at__isnull=False), name="message_due"),
            models.Index(fields=["state", "finished_at"], name="message_state_finished"),
            models.Index(fields=["account_id", "created_at"], name="message_account"),
            models.Index(fields=["recipient_key"], name="message_recipient"),
        ]

    def __str__(self) -> str:
        return str(self.message_id)
