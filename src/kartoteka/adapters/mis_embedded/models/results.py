import uuid

from django.db import models
from django.db.models import Q

from kartoteka.adapters.mis_embedded.models.records import LONGEST_NAME, CaseRow
from kartoteka.adapters.mis_embedded.models.registry import InsuredPersonRow, OrganizationRow
from kartoteka.domain.access.types import ItemState, Sensitivity
from kartoteka.domain.health_record.types import Flag, ResultKind


class ResultRow(models.Model):
    """A laboratory or instrumental examination."""

    personal_fields = frozenset({
        "person", "case", "kind", "title", "taken_on", "ready_on", "practitioner", "specimen", "findings", "conclusion",
        "sensitivity", "state",
    })  # fmt: skip
    plain_fields = frozenset({"id", "organization"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(InsuredPersonRow, on_delete=models.CASCADE, related_name="+", db_index=False)
    case = models.ForeignKey(CaseRow, on_delete=models.CASCADE, null=True, related_name="results")
    organization = models.ForeignKey(OrganizationRow, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    title = models.CharField(max_length=LONGEST_NAME)
    taken_on = models.DateField()
    ready_on = models.DateField(null=True)
    practitioner = models.CharField(max_length=LONGEST_NAME, blank=True)
    specimen = models.CharField(max_length=100, blank=True)
    findings = models.TextField(blank=True)
    conclusion = models.TextField(blank=True)
    sensitivity = models.CharField(max_length=12, default=Sensitivity.ORDINARY)
    state = models.CharField(max_length=10, default=ItemState.VALID)

    class Meta:
        db_table = "mis_test_result"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(ResultKind)), name="result_kind_known"),
            models.CheckConstraint(
                condition=Q(sensitivity__in=list(Sensitivity), state__in=list(ItemState)), name="result_label_known"
            ),
        ]
        indexes = [models.Index(fields=["person", "-taken_on", "-id"], name="result_person_day")]

    def __str__(self) -> str:
        return str(self.pk)


class IndicatorRow(models.Model):
    """One indicator of a result: a number, a bound, or words (R63)."""

    personal_fields = frozenset({
        "result", "person", "taken_on", "code", "title", "panel", "number", "comparator", "text", "unit", "low", "high",
        "reference", "flag", "former_number", "former_comparator", "former_text", "corrected_on",
    })  # fmt: skip
    plain_fields = frozenset({"id", "place"})

    result = models.ForeignKey(ResultRow, on_delete=models.CASCADE, related_name="indicators")
    # The person and the day of the result once more: a trend is read along one index.
    person = models.ForeignKey(InsuredPersonRow, on_delete=models.CASCADE, related_name="+", db_index=False)
    taken_on = models.DateField()
    place = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=30)
    title = models.CharField(max_length=LONGEST_NAME)
    panel = models.CharField(max_length=100, blank=True)
    number = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    comparator = models.CharField(max_length=1, blank=True)
    text = models.CharField(max_length=300, blank=True)
    unit = models.CharField(max_length=30, blank=True)
    low = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    high = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    reference = models.CharField(max_length=100, blank=True)
    flag = models.CharField(max_length=8, default=Flag.UNKNOWN)
    former_number = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    former_comparator = models.CharField(max_length=1, blank=True)
    former_text = models.CharField(max_length=300, blank=True)
    # Set where the laboratory corrected the value.
    corrected_on = models.DateField(null=True)

    class Meta:
        db_table = "mis_indicator"
        constraints = [
            models.CheckConstraint(condition=Q(flag__in=list(Flag)), name="indicator_flag_known"),
            models.CheckConstraint(
                condition=Q(number=None, comparator="") & ~Q(text="") | Q(number__isnull=False, text=""),
                name="indicator_is_number_or_words",
            ),
            models.CheckConstraint(condition=Q(comparator__in=["", "<", ">"]), name="indicator_comparator_known"),
        ]
        indexes = [models.Index(fields=["person", "code", "taken_on"], name="indicator_trend")]

    def __str__(self) -> str:
        return str(self.pk)
