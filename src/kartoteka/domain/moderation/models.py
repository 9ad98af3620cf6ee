import uuid

from django.db import models
from django.db.models import Q

from kartoteka.domain.moderation.rules import OPEN_STATES
from kartoteka.domain.moderation.types import RefusalReason, RequestState
from kartoteka.shared.identity_key import KEY_LENGTH


class VerificationRequestRow(models.Model):
    """A person's data on their way to a moderator. What was sent stands on the card; the way stands in the steps."""

    personal_fields = frozenset({"refusal_text"})
    plain_fields = frozenset({
        "id", "number", "card", "account_id", "details_digest", "state", "sent_at", "decide_by", "refusal_reason",
    })  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # What a person reads out by phone; says nothing of him.
    number = models.CharField(max_length=12, unique=True)
    card = models.ForeignKey("card_index.CardRow", on_delete=models.CASCADE, related_name="+")
    account_id = models.UUIDField()
    details_digest = models.BinaryField(max_length=KEY_LENGTH)
    # Where the last step led; kept beside the steps so that one open request a card is a constraint.
    state = models.CharField(max_length=20)
    sent_at = models.DateTimeField()
    decide_by = models.DateField()
    refusal_reason = models.CharField(max_length=30, blank=True)
    refusal_text = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "moderation_request"
        constraints = [
            models.UniqueConstraint(
                fields=["card"], condition=Q(state__in=sorted(OPEN_STATES)), name="request_open_once"
            ),
            models.CheckConstraint(condition=Q(state__in=list(RequestState)), name="request_state_known"),
            models.CheckConstraint(
                condition=Q(state=RequestState.REFUSED, refusal_reason__in=list(RefusalReason))
                | (~Q(state=RequestState.REFUSED) & Q(refusal_reason="", refusal_text="")),
                name="request_refused_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["account_id", "sent_at"], name="request_account_sent"),
            models.Index(fields=["sent_at", "id"], condition=Q(state__in=sorted(OPEN_STATES)), name="request_queue"),
        ]

    def __str__(self) -> str:
        return self.number


class VerificationStepRow(models.Model):
    """One move of a request: only ever added (law 7)."""

    personal_fields = frozenset[str]()
    plain_fields = frozenset({"id", "request", "state", "at", "by_account"})

    request = models.ForeignKey(VerificationRequestRow, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=20)
    at = models.DateTimeField()
    # None: the Portal itself, when the registry brought the match.
    by_account = models.UUIDField(null=True)

    class Meta:
        db_table = "moderation_step"
        indexes = [models.Index(fields=["request", "id"], name="step_request")]

    def __str__(self) -> str:
        return f"{self.state} {self.at}"
