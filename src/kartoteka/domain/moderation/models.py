import uuid

from django.db import models
from django.db.models import Q

from kartoteka.domain.moderation.rules import OPEN_STATES
from kartoteka.domain.moderation.types import RefusalReason, RequestState
from kartoteka.shared.identity_key import KEY_LENGTH
from kartoteka.shared.names import MAX_NAME_PART_LENGTH


class VerificationRequestRow(models.Model):
    """A person's data on their way to a moderator. What was sent stands on the card; the way stands in the steps."""

    personal_fields = frozenset({"refusal_text"})
    plain_fields = frozenset({
        "id", "number", "card", "account_id", "details_digest", "state", "sent_at", "decide_by", "refusal_reason",
        "proposed_person",
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
    # The registry's identifier of whom the first of two moderators recognised, while the second has not looked. The
    # default is the database's own, so that the version before can still send requests.
    proposed_person = models.CharField(max_length=64, blank=True, db_default="")

    class Meta:
        db_table = "moderation_request"
        constraints = [
            models.UniqueConstraint(
                fields=["card"], condition=Q(state__in=sorted(OPEN_STATES)), name="request_open_once"
            ),
            # One open request an account and what it typed, whatever entry it stands in (R18).
            models.UniqueConstraint(
                fields=["account_id", "details_digest"],
                condition=Q(state__in=sorted(OPEN_STATES)),
                name="request_same_data_once",
            ),
            models.CheckConstraint(condition=Q(state__in=list(RequestState)), name="request_state_known"),
            models.CheckConstraint(
                condition=Q(state=RequestState.REFUSED, refusal_reason__in=list(RefusalReason))
                | (~Q(state=RequestState.REFUSED) & Q(refusal_reason="", refusal_text="")),
                name="request_refused_has_reason",
            ),
            models.CheckConstraint(
                condition=(Q(state=RequestState.SECOND_LOOK) & ~Q(proposed_person=""))
                | (~Q(state=RequestState.SECOND_LOOK) & Q(proposed_person="")),
                name="request_second_look_at_somebody",
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


class UndoableDecisionRow(models.Model):
    """
    A decision that its moderator may still take back, and what the entry said before it.

    Kept for the few minutes in which it is of use.
    """

    personal_fields = frozenset({"family", "given", "patronymic", "birth_date", "sex"})
    plain_fields = frozenset({
        "request", "by_account", "until", "message_id", "person_id", "gave_place_to", "brought_back",
    })  # fmt: skip

    request = models.OneToOneField(
        VerificationRequestRow, on_delete=models.CASCADE, primary_key=True, related_name="undoable"
    )
    by_account = models.UUIDField()
    until = models.DateTimeField()
    # The letter that waits so long; None where there was nobody to write to.
    message_id = models.UUIDField(null=True)
    # Whom the entry was linked with; empty for a refusal.
    person_id = models.CharField(max_length=64, blank=True)
    gave_place_to = models.UUIDField(null=True)
    brought_back = models.BooleanField(default=False)
    family = models.CharField(max_length=MAX_NAME_PART_LENGTH)
    given = models.CharField(max_length=MAX_NAME_PART_LENGTH)
    patronymic = models.CharField(max_length=MAX_NAME_PART_LENGTH, blank=True)
    birth_date = models.DateField()
    sex = models.CharField(max_length=6)

    class Meta:
        db_table = "moderation_undoable_decision"
        indexes = [models.Index(fields=["until"], name="undoable_until")]

    def __str__(self) -> str:
        return str(self.pk)
