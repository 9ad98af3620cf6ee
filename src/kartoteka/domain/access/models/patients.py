import uuid

from django.db import models
from django.db.models import F, Q

from kartoteka.domain.access.models.common import LONGEST_PERSON_ID, lifted
from kartoteka.domain.access.types import BasisKind
from kartoteka.shared.identity_key import KEY_LENGTH


class PatientRow(models.Model):
    """
    What access knows of a patient: the registry's word on age, region and death, and how long his journal is.

    The row is the lock under which his record is opened and rights to it come and go.
    """

    personal_fields = frozenset(
        {"birth_date", "former_birth_date", "deceased_on", "emancipated_on", "emancipation_paper"}
    )
    plain_fields = frozenset({"person_id", "region_code", "checked_at", "journal_length", "journal_head", "journal_at"})

    person_id = models.CharField(max_length=LONGEST_PERSON_ID, primary_key=True)
    # None until the registry was asked: whoever reads himself needs no such row before his first reading.
    birth_date = models.DateField(null=True, db_index=True)
    # What the registry said before it corrected itself, until staff looked at it: both count meanwhile (R42).
    former_birth_date = models.DateField(null=True)
    region_code = models.CharField(max_length=2, blank=True)
    deceased_on = models.DateField(null=True)
    emancipated_on = models.DateField(null=True)
    # What the registrar saw. The default is the database's own, for the version before, which knows no such column.
    emancipation_paper = models.CharField(max_length=200, blank=True, db_default="")
    checked_at = models.DateTimeField(null=True)
    # The last link of the chain: how many rows there are, what they hash to, when the last was written.
    journal_length = models.PositiveIntegerField(default=0)
    journal_head = models.BinaryField(max_length=KEY_LENGTH, default=bytes)
    journal_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "access_patient"

    def __str__(self) -> str:
        return self.person_id


class AgeRulesRow(models.Model):
    """What a region decided about ages, from a day on; a change is a new row (D1)."""

    personal_fields = frozenset[str]()
    plain_fields = frozenset({
        "id", "region_code", "in_force_from", "own_reading_from", "full_age", "reached_on_birthday",
        "representatives_read_sensitive_of_teens", "owner_reads_withheld", "longest_grant_months", "set_at", "set_by",
    })  # fmt: skip

    region_code = models.CharField(max_length=2)
    in_force_from = models.DateField()
    own_reading_from = models.PositiveSmallIntegerField()
    full_age = models.PositiveSmallIntegerField()
    reached_on_birthday = models.BooleanField()
    representatives_read_sensitive_of_teens = models.BooleanField()
    owner_reads_withheld = models.BooleanField()
    longest_grant_months = models.PositiveSmallIntegerField()
    set_at = models.DateTimeField()
    set_by = models.UUIDField(null=True)

    class Meta:
        db_table = "access_age_rules"
        constraints = [
            # A region may narrow what the law gives to representatives, never widen it (R34).
            models.CheckConstraint(
                condition=Q(own_reading_from__gte=14, own_reading_from__lte=F("full_age"), full_age__lte=18),
                name="age_rules_within_law",
            ),
            models.CheckConstraint(
                condition=Q(longest_grant_months__gte=1, longest_grant_months__lte=12), name="age_rules_grant_a_year"
            ),
        ]
        indexes = [models.Index(fields=["region_code", "-id"], name="age_rules_latest")]

    def __str__(self) -> str:
        return f"{self.region_code} {self.in_force_from}"


class DocumentTypesRow(models.Model):
    """Which types of documents a region shows to patients; a change is a new row."""

    personal_fields = frozenset[str]()
    plain_fields = frozenset({"id", "region_code", "shown", "set_at", "set_by"})

    region_code = models.CharField(max_length=2)
    # Codes with a space between.
    shown = models.TextField(blank=True)
    set_at = models.DateTimeField()
    set_by = models.UUIDField(null=True)

    class Meta:
        db_table = "access_document_types"
        indexes = [models.Index(fields=["region_code", "-id"], name="document_types_latest")]

    def __str__(self) -> str:
        return f"{self.region_code} {self.set_at}"


class RepresentationRow(models.Model):
    """A paper by which one person acts for another: what it is, for how long, and who saw it."""

    personal_fields = frozenset({"number", "issued_on", "issued_by"})
    plain_fields = frozenset({
        "id", "representative_id", "patient", "basis", "valid_from", "valid_until", "review_on", "recorded_at",
        "recorded_by", "ended_at", "ended_by", "end_reason",
    })  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # A person, not an account: whoever proves to be him may act, from whichever account.
    representative_id = models.CharField(max_length=LONGEST_PERSON_ID)
    patient = models.ForeignKey(PatientRow, on_delete=models.PROTECT, related_name="representations")
    basis = models.CharField(max_length=20)
    number = models.CharField(max_length=60, blank=True)
    issued_on = models.DateField(null=True)
    issued_by = models.CharField(max_length=200, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    review_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    # None: the Portal itself, on the word of the medical system.
    recorded_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    end_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "access_representation"
        constraints = [
            models.UniqueConstraint(
                fields=["representative_id", "patient", "basis"],
                condition=Q(ended_at=None),
                name="access_representation_once",
            ),
            models.CheckConstraint(condition=Q(basis__in=list(BasisKind)), name="access_representation_basis_known"),
            models.CheckConstraint(
                condition=~Q(representative_id=F("patient")), name="access_representation_of_another"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="access_representation_days"
            ),
            # The medical system shows no paper; whoever records one at the desk names it.
            models.CheckConstraint(
                condition=Q(basis=BasisKind.REGISTRY) | (~Q(number="") & Q(issued_on__isnull=False)),
                name="access_representation_has_paper",
            ),
            models.CheckConstraint(
                condition=~Q(basis=BasisKind.POWER_OF_ATTORNEY) | Q(valid_until__isnull=False),
                name="access_attorney_has_last_day",
            ),
            models.CheckConstraint(
                condition=lifted("recorded_at", "ended_at", "ended_by"), name="access_representation_end"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
