import uuid

from django.db import models
from django.db.models import Q

from kartoteka.domain.access.models.common import lifted
from kartoteka.domain.access.models.patients import PatientRow, RepresentationRow
from kartoteka.domain.access.types import CodeEnd
from kartoteka.shared.identity_key import KEY_LENGTH


class CodeSwitchRow(models.Model):
    """Access by code is on for this child (F-09); off is the rule."""

    personal_fields = frozenset[str]()
    plain_fields = frozenset({"id", "patient", "on_at", "on_by", "off_at", "off_by"})

    patient = models.ForeignKey(PatientRow, on_delete=models.PROTECT, related_name="code_switches")
    on_at = models.DateTimeField()
    on_by = models.UUIDField()
    off_at = models.DateTimeField(null=True)
    off_by = models.UUIDField(null=True)

    class Meta:
        db_table = "access_code_switch"
        constraints = [
            models.UniqueConstraint(fields=["patient"], condition=Q(off_at=None), name="access_code_switch_once"),
            models.CheckConstraint(condition=lifted("on_at", "off_at", "off_by"), name="access_code_switch_off"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class AccessCodeRow(models.Model):
    """A child's access code, as a hash alone: shown once, used once (R47)."""

    personal_fields = frozenset[str]()
    plain_fields = frozenset({
        "id", "patient", "code_hash", "representation", "issued_at", "issued_by", "expires_at", "wrong_dates",
        "ended_at", "end", "redeemed_by",
    })  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(PatientRow, on_delete=models.PROTECT, related_name="codes")
    code_hash = models.BinaryField(max_length=KEY_LENGTH, unique=True)
    # By whose paper it was issued.
    representation = models.ForeignKey(RepresentationRow, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    issued_by = models.UUIDField()
    expires_at = models.DateTimeField()
    wrong_dates = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=10, blank=True)
    redeemed_by = models.UUIDField(null=True)

    class Meta:
        db_table = "access_code"
        constraints = [
            # A new one kills the old.
            models.UniqueConstraint(fields=["patient"], condition=Q(ended_at=None), name="access_code_once"),
            models.CheckConstraint(
                condition=Q(ended_at=None, end="") | Q(ended_at__isnull=False, end__in=list(CodeEnd)),
                name="access_code_end_known",
            ),
            models.CheckConstraint(
                condition=Q(end=CodeEnd.REDEEMED, redeemed_by__isnull=False)
                | (~Q(end=CodeEnd.REDEEMED) & Q(redeemed_by=None)),
                name="access_code_redeemed_by",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
