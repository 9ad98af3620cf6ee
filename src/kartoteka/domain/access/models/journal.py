from django.db import models
from django.db.models import Q

from kartoteka.domain.access.models.common import LONGEST_PERSON_ID
from kartoteka.domain.access.models.patients import PatientRow
from kartoteka.domain.access.types import Channel
from kartoteka.shared.identity_key import KEY_LENGTH
from kartoteka.shared.names import MAX_NAME_PART_LENGTH

_LONGEST_NAME = 3 * MAX_NAME_PART_LENGTH + 2


class JournalRow(models.Model):
    """
    Who looked at a record, or tried to. Each row hashes the one before; the database refuses changes (R73).

    Deletions too, but for rows past their term: see `access.journal_term`.
    """

    personal_fields = frozenset({"viewer_name"})
    plain_fields = frozenset({
        "id", "person_id", "number", "at", "account_id", "action", "part", "ground", "right_id", "refusal", "channel",
        "digest",
    })  # fmt: skip

    id = models.BigAutoField(primary_key=True)
    # No foreign keys: the trace outlives accounts.
    person_id = models.CharField(max_length=LONGEST_PERSON_ID)
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    account_id = models.UUIDField()
    # As he was called then.
    viewer_name = models.CharField(max_length=_LONGEST_NAME, blank=True)
    action = models.CharField(max_length=15)
    part = models.CharField(max_length=15)
    ground = models.CharField(max_length=15, blank=True)
    right_id = models.UUIDField(null=True)
    refusal = models.CharField(max_length=30, blank=True)
    channel = models.CharField(max_length=5)
    digest = models.BinaryField(max_length=KEY_LENGTH)

    class Meta:
        db_table = "access_journal"
        constraints = [
            models.UniqueConstraint(fields=["person_id", "number"], name="access_journal_number_once"),
            models.CheckConstraint(
                condition=(Q(refusal="") & ~Q(ground="")) | (~Q(refusal="") & Q(ground="")),
                name="access_journal_answer",
            ),
            models.CheckConstraint(condition=Q(channel__in=list(Channel)), name="access_journal_channel"),
        ]
        indexes = [models.Index(fields=["person_id", "account_id", "-number"], name="access_journal_viewer")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.number}"


class JournalCutRow(models.Model):
    """The last row that was cut off a patient's journal, sealed: what is left begins behind it. Only moves on (R73)."""

    personal_fields = frozenset[str]()
    plain_fields = frozenset({"patient", "number", "digest", "seal"})

    patient = models.OneToOneField(PatientRow, on_delete=models.PROTECT, primary_key=True, related_name="journal_cut")
    number = models.PositiveIntegerField()
    # What the first row that was kept is linked to.
    digest = models.BinaryField(max_length=KEY_LENGTH)
    seal = models.BinaryField(max_length=KEY_LENGTH)

    class Meta:
        db_table = "access_journal_cut"
        constraints = [models.CheckConstraint(condition=Q(number__gte=1), name="access_journal_cut_number")]

    def __str__(self) -> str:
        return f"{self.pk} {self.number}"


class AgeNoticeRow(models.Model):
    """An age step that was told of, so that it is told of once (R40)."""

    personal_fields = frozenset[str]()
    plain_fields = frozenset({"id", "patient", "years", "days_before", "told_at"})

    patient = models.ForeignKey(PatientRow, on_delete=models.CASCADE, related_name="+")
    years = models.PositiveSmallIntegerField()
    days_before = models.PositiveSmallIntegerField()
    told_at = models.DateTimeField()

    class Meta:
        db_table = "access_age_notice"
        constraints = [
            models.UniqueConstraint(fields=["patient", "years", "days_before"], name="access_age_notice_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)
