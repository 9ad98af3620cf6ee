import uuid

from django.db import models
from django.db.models import F, Q

from kartoteka.adapters.mis_embedded.models.records import LONGEST_NAME, CaseRow
from kartoteka.adapters.mis_embedded.models.registry import InsuredPersonRow, OrganizationRow
from kartoteka.domain.access.types import Sensitivity
from kartoteka.domain.health_record.types import PrescriptionState


class PrescriptionRow(models.Model):
    """A drug that a doctor prescribed."""

    personal_fields = frozenset({
        "person", "case", "drug", "trade_name", "form", "dose", "schedule", "series", "number", "issued_on",
        "valid_until", "state", "practitioner", "quantity", "dispensed", "cancelled_because", "benefit_category",
        "benefit_percent", "sensitivity",
    })  # fmt: skip
    plain_fields = frozenset({"id", "organization"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(InsuredPersonRow, on_delete=models.CASCADE, related_name="+", db_index=False)
    case = models.ForeignKey(CaseRow, on_delete=models.CASCADE, null=True, related_name="prescriptions")
    organization = models.ForeignKey(OrganizationRow, on_delete=models.PROTECT, related_name="+")
    drug = models.CharField(max_length=LONGEST_NAME)
    trade_name = models.CharField(max_length=LONGEST_NAME, blank=True)
    form = models.CharField(max_length=LONGEST_NAME)
    dose = models.CharField(max_length=60)
    schedule = models.CharField(max_length=300)
    series = models.CharField(max_length=20, blank=True)
    number = models.CharField(max_length=30, blank=True)
    issued_on = models.DateField()
    valid_until = models.DateField()
    state = models.CharField(max_length=16)
    practitioner = models.CharField(max_length=LONGEST_NAME)
    # Packs prescribed, and packs that the pharmacy gave.
    quantity = models.PositiveSmallIntegerField()
    dispensed = models.PositiveSmallIntegerField(default=0)
    cancelled_because = models.CharField(max_length=LONGEST_NAME, blank=True)
    benefit_category = models.CharField(max_length=LONGEST_NAME, blank=True)
    benefit_percent = models.PositiveSmallIntegerField(null=True)
    sensitivity = models.CharField(max_length=12, default=Sensitivity.ORDINARY)

    class Meta:
        db_table = "mis_prescription"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(PrescriptionState)), name="prescription_state_known"),
            models.CheckConstraint(condition=Q(sensitivity__in=list(Sensitivity)), name="prescription_label_known"),
            models.CheckConstraint(condition=Q(valid_until__gte=F("issued_on")), name="prescription_dates"),
            models.CheckConstraint(
                condition=Q(benefit_category="", benefit_percent=None)
                | (~Q(benefit_category="") & Q(benefit_percent__range=(1, 100))),
                name="prescription_benefit_whole",
            ),
            models.CheckConstraint(condition=Q(dispensed__lte=F("quantity")), name="prescription_not_overgiven"),
        ]
        indexes = [models.Index(fields=["person", "-issued_on"], name="prescription_person_day")]

    def __str__(self) -> str:
        return str(self.pk)


class DispensaryObservationRow(models.Model):
    """A chronic illness that a doctor keeps an eye on."""

    personal_fields = frozenset({
        "person", "code", "name", "group", "practitioner", "speciality", "started_on", "last_visit_on",
        "next_visit_on", "ended_on", "end_reason", "moved_to", "sensitivity",
    })  # fmt: skip
    plain_fields = frozenset({"id", "organization"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(InsuredPersonRow, on_delete=models.CASCADE, related_name="+")
    organization = models.ForeignKey(OrganizationRow, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=8)
    name = models.CharField(max_length=300)
    group = models.CharField(max_length=60, blank=True)
    practitioner = models.CharField(max_length=LONGEST_NAME)
    speciality = models.CharField(max_length=100)
    started_on = models.DateField()
    last_visit_on = models.DateField(null=True)
    next_visit_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=LONGEST_NAME, blank=True)
    moved_to = models.CharField(max_length=LONGEST_NAME, blank=True)
    sensitivity = models.CharField(max_length=12, default=Sensitivity.ORDINARY)

    class Meta:
        db_table = "mis_dispensary_observation"
        constraints = [
            models.CheckConstraint(condition=Q(sensitivity__in=list(Sensitivity)), name="observation_label_known"),
            models.CheckConstraint(
                condition=Q(ended_on=None, end_reason="") | (Q(ended_on__gte=F("started_on")) & ~Q(end_reason="")),
                name="observation_ends_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
