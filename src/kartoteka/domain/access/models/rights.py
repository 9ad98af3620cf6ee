import uuid

from django.db import models
from django.db.models import F, Q

from kartoteka.domain.access.models.codes import AccessCodeRow
from kartoteka.domain.access.models.common import LONGEST_PARTS, lifted
from kartoteka.domain.access.models.patients import PatientRow
from kartoteka.domain.access.types import Answer, GivenAs, GrantEnd, GrantSource, Purpose


class AccessRequestRow(models.Model):
    """An account asks for somebody's record; answered once, or never."""

    personal_fields = frozenset[str]()
    plain_fields = frozenset({
        "id", "patient", "account", "purpose", "parts", "months", "asked_at", "expires_at", "answer", "answered_at",
        "answered_by",
    })  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(PatientRow, on_delete=models.PROTECT, related_name="requests")
    account = models.ForeignKey("accounts.Account", on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=20)
    parts = models.CharField(max_length=LONGEST_PARTS)
    months = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answer = models.CharField(max_length=10, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)

    class Meta:
        db_table = "access_request"
        constraints = [
            models.UniqueConstraint(fields=["patient", "account"], condition=Q(answer=""), name="access_request_once"),
            models.CheckConstraint(condition=Q(purpose__in=list(Purpose)), name="access_request_purpose_known"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | Q(answer__in=list(Answer), answered_at__isnull=False),
                name="access_request_answered_when",
            ),
        ]
        indexes = [models.Index(fields=["account", "asked_at"], name="access_request_asked")]

    def __str__(self) -> str:
        return str(self.pk)


class GrantRow(models.Model):
    """A right given to an account. Never changed but for its end: other terms are another row (R43, law 7)."""

    personal_fields = frozenset[str]()
    plain_fields = frozenset({
        "id", "patient", "account", "source", "given_as", "given_by", "purpose", "parts", "includes_sensitive",
        "starts_at", "ends_at", "request", "code", "ended_at", "ended_by", "end", "end_reason",
    })  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(PatientRow, on_delete=models.PROTECT, related_name="grants")
    account = models.ForeignKey("accounts.Account", on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=15)
    given_as = models.CharField(max_length=15)
    given_by = models.UUIDField()
    purpose = models.CharField(max_length=20, blank=True)
    parts = models.CharField(max_length=LONGEST_PARTS)
    includes_sensitive = models.BooleanField(default=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    # What it answers: one request, one code, one grant each (R46, R49). Neither goes before the grant; with the
    # account, which has both, they go together.
    request = models.ForeignKey(AccessRequestRow, null=True, on_delete=models.RESTRICT, related_name="grants")
    code = models.OneToOneField(AccessCodeRow, null=True, on_delete=models.PROTECT, related_name="grant")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    end = models.CharField(max_length=10, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "access_grant"
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "account"], condition=Q(ended_at=None), name="access_grant_once"
            ),
            models.CheckConstraint(
                condition=Q(source=GrantSource.CONFIRMATION, request__isnull=False, code=None)
                | Q(source=GrantSource.CODE, request=None, code__isnull=False)
                | Q(source=GrantSource.DESK, request=None, code=None),
                name="access_grant_has_source",
            ),
            models.CheckConstraint(condition=Q(given_as__in=list(GivenAs)), name="access_grant_given_as"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="access_grant_term"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, end="", end_reason="")
                | Q(ended_at__isnull=False, end__in=list(GrantEnd)),
                name="access_grant_end_known",
            ),
            models.CheckConstraint(
                condition=~Q(source=GrantSource.CODE) | Q(includes_sensitive=False), name="access_code_not_sensitive"
            ),
        ]
        indexes = [
            models.Index(fields=["account"], condition=Q(ended_at=None), name="access_grant_of_account"),
            models.Index(fields=["ends_at"], condition=Q(ended_at=None), name="access_grant_due"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class DenialRow(models.Model):
    """«Запрет отображения»: this account sees the record no more, whatever is given later, until lifted (R56)."""

    personal_fields = frozenset({"reason"})
    plain_fields = frozenset({"id", "patient", "account", "denied_at", "denied_by", "lifted_at", "lifted_by"})

    patient = models.ForeignKey(PatientRow, on_delete=models.PROTECT, related_name="denials")
    account = models.ForeignKey("accounts.Account", on_delete=models.CASCADE, related_name="+")
    denied_at = models.DateTimeField()
    denied_by = models.UUIDField()
    reason = models.CharField(max_length=200, blank=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.UUIDField(null=True)

    class Meta:
        db_table = "access_denial"
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "account"], condition=Q(lifted_at=None), name="access_denial_once"
            ),
            models.CheckConstraint(
                condition=lifted("denied_at", "lifted_at", "lifted_by"), name="access_denial_lifted"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class DisputeRow(models.Model):
    """The representatives disagree: a moderator froze what they may do until it is settled (R55)."""

    personal_fields = frozenset({"reason"})
    plain_fields = frozenset({"id", "patient", "opened_at", "opened_by", "closed_at", "closed_by"})

    patient = models.ForeignKey(PatientRow, on_delete=models.PROTECT, related_name="disputes")
    opened_at = models.DateTimeField()
    opened_by = models.UUIDField()
    reason = models.CharField(max_length=200)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)

    class Meta:
        db_table = "access_dispute"
        constraints = [
            models.UniqueConstraint(fields=["patient"], condition=Q(closed_at=None), name="access_dispute_once"),
            models.CheckConstraint(condition=lifted("opened_at", "closed_at", "closed_by"), name="access_dispute_end"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
